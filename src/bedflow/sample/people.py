"""The people of a synthetic morning: in wards, in community places, and known to arrive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from bedflow.sample import care, tables
from bedflow.sample.chance import Deck, draw, happens, one_of, split_evenly
from bedflow.sample.layout import Site, Zone

Document = dict[str, Any]

KNOWN_FOR_DAYS = 11
"""Known arrivals come within so many days, from the day after the bed meeting."""

WARD_FULL = (96, 94, 98, 95, 97)
"""Occupancy of the acute wards in turn, per cent: those who leave this morning are gone already."""


@dataclass(slots=True)
class Register:
    """Draws people one after another and gives each the next pseudonym.

    Parameters
    ----------
    today
        Day 0.
    """

    rng: Random
    today: date
    drawn: int = field(default=0)
    _ready: Deck[bool] = field(init=False)
    _days_left: Deck[int] = field(init=False)
    _pathway: Deck[str] = field(init=False)
    _ready_pathway: Deck[str] = field(init=False)

    def __post_init__(self) -> None:
        self._ready = Deck(self.rng, tables.READY)
        self._days_left = Deck(self.rng, tables.ACUTE_DAYS_LEFT)
        self._pathway = Deck(self.rng, tables.IN_WARD_PATHWAY)
        self._ready_pathway = Deck(self.rng, tables.READY_PATHWAY)

    def in_wards(self, site: Site) -> Iterator[Document]:
        """Give everybody in the acute wards of a site: under treatment, or ready and held up."""
        first = self.rng.randrange(len(WARD_FULL))
        for number, ward in enumerate(site.wards):
            isolating = 0
            for _ in range(_places(ward, WARD_FULL[(first + number) % len(WARD_FULL)])):
                person = self._in_ward(ward, one_of(self.rng, site.zones))
                if isolating < ward["isolation_beds"] and happens(self.rng, tables.ISOLATION_PERCENT):
                    person["isolation"] = True
                    isolating += 1
                yield person

    def in_community(self, zone: Zone, *, neighbours: list[Zone]) -> Iterator[Document]:
        """Give everybody in the step-down ward, community hospital, care homes and homes of a zone."""
        for unit, full in ((zone.step_down, 96), (zone.community, 97)):
            for _ in range(_places(unit, full)):
                yield self._in_bed(unit, one_of(self.rng, neighbours) if happens(self.rng, 12) else zone)
        for _ in range(_places(zone.care_home, 96)):
            phase = care.care_home(self.rng)
            yield self._settled(zone.care_home, zone, [self._under_way(phase)])
        for _ in range(_places(zone.home, 94)):
            phase = care.home(self.rng, after_bed=happens(self.rng, 35))
            yield self._settled(zone.home, zone, [self._under_way(phase)])

    def known_arrivals(self, site: Site, *, expected: int) -> Iterator[Document]:
        """Give people with an appointment, or announced by another hospital, in the next days."""
        weights = {profile: profile.per_mille * (8 if profile.planned else 1) for profile in tables.PROFILES}
        for zone, count in zip(site.zones, split_evenly(expected, len(site.zones)), strict=True):
            for _ in range(count):
                profile = draw(self.rng, weights)
                person = self._person(profile.specialty, zone, sex=one_of(self.rng, ("female", "male")))
                person["id"] = f"SYN-E{self.drawn:05d}"
                yield {
                    **person,
                    "arrives": self._arrival_date(planned=profile.planned).isoformat(),
                    "site": site.id,
                    "phases": care.course(self.rng, profile.pathway, acute_days=profile.acute_days),
                }

    def _in_ward(self, ward: Document, zone: Zone) -> Document:
        kept = ward.get("specialties") or tables.SPECIALTIES
        elsewhere = [specialty for specialty in tables.SPECIALTIES if specialty not in kept]
        outlies = bool(elsewhere) and happens(self.rng, tables.OUTLIER_PERCENT)
        sex = ward["sex"] if ward.get("sex", "any") != "any" else one_of(self.rng, ("female", "male"))
        person = self._person(one_of(self.rng, elsewhere if outlies else kept), zone, sex=sex)
        person["unit"] = ward["id"]
        if not set(person.get("needs", ())) <= set(ward["capabilities"]):
            del person["needs"]
        if self._ready.deal():
            self._hold_up(person, zone)
            return person
        pathway = self._pathway.deal()
        days = self._days_left.deal()
        person["admitted"] = self._days_ago(self.rng.randrange(1, 13))
        person["phases"] = care.course(self.rng, pathway, acute_days=days)
        return person

    def _hold_up(self, person: Document, zone: Zone) -> None:
        """Give a person who is ready to leave the acute ward the reason why they have not."""
        pathway = self._ready_pathway.deal()
        family = draw(self.rng, tables.DELAY_FAMILY)
        phases = care.after_acute(self.rng, pathway)
        if family == "hospital" or (family == "capacity" and pathway == "P0"):
            phases = [care.assessment(draw(self.rng, tables.HOSPITAL_ASSESSMENT[pathway])), *phases]
        elif family == "hub":
            phases = [care.assessment(draw(self.rng, tables.HUB_ASSESSMENT)), *phases]
        elif family != "capacity":
            phases = phases or [care.acute(1)]
            reasons = tables.WELLBEING_REASON if family == "wellbeing" else tables.INTERFACE_REASON[pathway]
            ahead = timedelta(days=draw(self.rng, tables.NOT_BEFORE_DAYS))
            phases[0]["not_before"] = (self.today + ahead).isoformat()
            phases[0]["reason"] = draw(self.rng, reasons)
        waited = min(self.rng.randrange(0, 15), self.rng.randrange(0, 15))
        person["waiting_days"] = waited
        person["admitted"] = self._days_ago(waited + self.rng.randrange(3, 16))
        person["phases"] = phases
        self._choose(person, pathway, zone)

    def _choose(self, person: Document, pathway: str, zone: Zone) -> None:
        if pathway == "P2" and happens(self.rng, 20):
            person["preferred_units"] = [zone.community["id"]]
        elif pathway == "P2" and happens(self.rng, 8):
            person["excluded_units"] = [zone.step_down["id"]]
        elif pathway == "P3" and happens(self.rng, 40):
            person["preferred_units"] = [zone.care_home["id"]]
        elif pathway == "P1" and happens(self.rng, 15):
            person["excluded_units"] = [zone.care_home["id"]]

    def _in_bed(self, unit: Document, zone: Zone) -> Document:
        phases = care.in_a_bed(self.rng)
        if phases[0]["setting"] != unit["setting"]:
            make = care.step_down if unit["setting"] == "step_down" else care.rehabilitation
            phases[0] = make(self.rng)
        kind = draw(self.rng, {"under way": 82, "home": 12, "care home": 6})
        if kind == "under way":
            return self._settled(unit, zone, [self._under_way(phases[0]), *phases[1:]])
        onward = care.home(self.rng, after_bed=True) if kind == "home" else care.care_home(self.rng)
        return {**self._settled(unit, zone, [onward]), "waiting_days": self.rng.randrange(0, 9)}

    def _settled(self, unit: Document, zone: Zone, phases: list[Document]) -> Document:
        specialty = draw(self.rng, {"elderly_care": 60, "general_medicine": 25, "orthopaedics": 15})
        person = self._person(specialty, zone, sex=one_of(self.rng, ("female", "male")))
        if not set(person.get("needs", ())) <= set(unit["capabilities"]):
            del person["needs"]
        return {
            **person,
            "unit": unit["id"],
            "admitted": self._days_ago(self.rng.randrange(6, 41)),
            "phases": phases,
        }

    def _under_way(self, phase: Document) -> Document:
        """Meet a phase at a day of chance between its first and its last."""
        return care.half_way(phase, done=self.rng.randrange(0, phase.get("days", 60)))

    def _person(self, specialty: str, zone: Zone, *, sex: str) -> Document:
        self.drawn += 1
        youngest, oldest = tables.AGE_FROM_TO[specialty]
        person: Document = {
            "id": f"SYN-P{self.drawn:05d}",
            "sex": sex,
            "age": self.rng.randrange(youngest, oldest + 1),
            "zone": zone.id,
            "specialty": specialty,
            "frailty": draw(self.rng, tables.FRAILTY[specialty]),
        }
        needs = draw(self.rng, tables.NEEDS)
        return {**person, "needs": list(needs)} if needs else person

    def _arrival_date(self, *, planned: bool) -> date:
        week = tables.PLANNED_WEEK if planned else tables.EMERGENCY_WEEK
        ahead = {
            day: week[(self.today.weekday() + day) % 7] * (KNOWN_FOR_DAYS - day // 2)
            for day in range(1, KNOWN_FOR_DAYS + 1)
        }
        return self.today + timedelta(days=draw(self.rng, ahead))

    def _days_ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()


def _places(unit: Document, percent: int) -> int:
    filled: int = (unit["beds"] * percent + 50) // 100
    return filled
