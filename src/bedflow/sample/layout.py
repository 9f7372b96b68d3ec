"""The places of a synthetic district: acute sites and, for each zone around them, community places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bedflow.sample.chance import split_evenly

Document = dict[str, Any]

BEDS_PER_ZONE = 150
BEDS_PER_SITE = 300
BEDS_PER_WARD = 33
EVERY_CAPABILITY = ["bariatric", "dementia", "oxygen"]
WARD_SPECIALTIES: tuple[list[str], ...] = (
    [],
    ["general_medicine", "elderly_care"],
    ["general_medicine", "elderly_care"],
    ["orthopaedics", "surgery"],
    ["orthopaedics", "surgery"],
    ["general_medicine"],
    ["elderly_care"],
    ["elderly_care"],
    ["general_medicine", "surgery"],
)
WARD_SEX = ("any", "any", "female", "male", "any", "any", "female", "male", "any")
"""Wards of a site in turn: single-sex ones come in pairs, and the first takes everybody."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone and its community places; the units are documents of a snapshot."""

    id: str
    site: str
    beds: int
    step_down: Document
    community: Document
    care_home: Document
    home: Document

    @property
    def units(self) -> list[Document]:
        """The zone's units, from the highest setting to the lowest."""
        return [self.step_down, self.community, self.care_home, self.home]


@dataclass(frozen=True, slots=True)
class Site:
    """An acute site, its wards and the zones it serves."""

    id: str
    wards: list[Document]
    zones: list[Zone] = field(default_factory=list)

    @property
    def beds(self) -> int:
        """Acute beds of the site."""
        return sum(ward["beds"] for ward in self.wards)


def lay_out(
    beds: int, *, sites: int | None = None, zones: int | None = None, wards: int | None = None
) -> list[Site]:
    """Lay out acute sites with ``beds`` acute beds in all, and the zones around them.

    Parameters
    ----------
    sites, zones
        How many, every site with a zone at least; absent: as many as the beds ask for.
    wards
        Acute wards of each site; absent: as many as the beds ask for.
    """
    zone_count = zones or max(1, (beds + BEDS_PER_ZONE // 2) // BEDS_PER_ZONE)
    site_count = sites or min(zone_count, max(1, (beds + BEDS_PER_SITE // 2) // BEDS_PER_SITE))
    zone_beds = split_evenly(beds, zone_count)
    laid_out: list[Site] = []
    first_ward = 1
    for number in range(site_count):
        served = [zone for zone in range(zone_count) if zone * site_count // zone_count == number]
        site_id = f"syn-site-{number + 1:02d}"
        names = [f"syn-zone-{zone + 1:02d}" for zone in served]
        own_wards = _wards(site_id, sum(zone_beds[zone] for zone in served), first=first_ward, count=wards)
        own_zones = [_zone(zone + 1, zone_beds[zone], site=site_id, neighbours=names) for zone in served]
        laid_out.append(Site(site_id, own_wards, own_zones))
        first_ward += len(own_wards)
    return laid_out


def _wards(site: str, beds: int, *, first: int, count: int | None) -> list[Document]:
    count = count or max(2, (beds + BEDS_PER_WARD // 2) // BEDS_PER_WARD)
    pairs = count >= 4
    wards = []
    for number, places in enumerate(split_evenly(beds, count)):
        kind = number % len(WARD_SEX)
        ward: Document = {
            "id": f"A{first + number:03d}",
            "name": f"Synthetic ward A{first + number:03d}",
            "setting": "acute",
            "site": site,
            "organisation": "synthetic-hospital-trust",
            "beds": places,
            "surge": max(1, (places + 4) // 8),
            "isolation_beds": max(1, (places + 4) // 8),
            "capabilities": EVERY_CAPABILITY if number == 0 else ["dementia", "oxygen"],
            "cost_per_day": 335,
        }
        if WARD_SPECIALTIES[kind]:
            ward["specialties"] = WARD_SPECIALTIES[kind]
        if pairs and _has_its_pair(number, count):
            ward["sex"] = WARD_SEX[kind]
        wards.append(ward)
    return wards


def _has_its_pair(number: int, count: int) -> bool:
    kind = number % len(WARD_SEX)
    return WARD_SEX[kind] == "male" or (WARD_SEX[kind] == "female" and number + 1 < count)


def _zone(number: int, beds: int, *, site: str, neighbours: list[str]) -> Zone:
    name = f"syn-zone-{number:02d}"
    own: Document = {"organisation": "synthetic-community-trust", "site": f"syn-community-{number:02d}"}
    bedded = {"zones": neighbours, "near_zones": [name]}
    rehabilitation = max(2, beds * 15 // 100)
    return Zone(
        id=name,
        site=site,
        beds=beds,
        step_down={
            **_unit(f"S{number:02d}", f"Synthetic step-down ward {number:02d}", "step_down"),
            "organisation": "synthetic-hospital-trust",
            "site": site,
            "beds": max(1, beds * 9 // 100),
            "isolation_beds": 1,
            "daily_intake": _week(max(1, beds // 50), max(1, beds // 100)),
            "zones": [name],
            "capabilities": ["dementia", "oxygen"],
            "cost_per_day": 270,
        },
        community={
            **_unit(f"C{number:02d}", f"Synthetic community hospital {number:02d}", "community_hospital"),
            **own,
            "beds": rehabilitation,
            "isolation_beds": max(1, rehabilitation // 10),
            "daily_intake": _week(max(1, beds // 60), beds // 150),
            **bedded,
            "capabilities": EVERY_CAPABILITY,
            "cost_per_day": 230,
        },
        care_home={
            **_unit(f"N{number:02d}", f"Synthetic care homes {number:02d}", "care_home"),
            "organisation": "synthetic-council",
            "beds": max(1, beds * 12 // 100),
            "daily_intake": _week(max(1, beds // 80), 0),
            **bedded,
            "capabilities": EVERY_CAPABILITY,
            "cost_per_day": 150,
        },
        home={
            **_unit(f"H{number:02d}", f"Synthetic home support {number:02d}", "home_support"),
            "organisation": "synthetic-council",
            "beds": max(3, beds * 39 // 100),
            "daily_intake": _week(max(1, beds // 30), beds // 75),
            "zones": [name],
            "capabilities": EVERY_CAPABILITY,
            "cost_per_day": 90,
        },
    )


def _unit(unit: str, name: str, setting: str) -> Document:
    return {"id": unit, "name": name, "setting": setting}


def _week(weekdays: int, weekend: int) -> dict[str, int]:
    """Give so many on each weekday and so many on Saturdays, fewer on Sundays."""
    days: dict[str, int] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), weekdays)
    return {**days, "sat": weekend, "sun": weekend // 2}
