"""A synthetic district, whole: its places, its people, its teams and who is expected."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from bedflow.domain import SNAPSHOT_SCHEMA, Snapshot
from bedflow.sample.layout import Site, lay_out
from bedflow.sample.people import Register
from bedflow.sample.streams import busier_on, forecast
from bedflow.sample.tables import KNOWN_PER_100_BEDS
from bedflow.sample.teams import site_teams, trained_on, zone_teams
from bedflow.sample.uncertain import with_uncertainty

Document = dict[str, Any]

BED_MEETING = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""The Monday morning on which a synthetic district meets unless told otherwise."""

FEWEST_BEDS = 12
HORIZON_DAYS = 14
CLOSED_FROM, CLOSED_FOR = 4, 4
TRAINING_DAY = 3


def sample_district(
    *,
    beds: int = 120,
    seed: int = 0,
    as_of: datetime = BED_MEETING,
    uncertain: bool = False,
    sites: int | None = None,
    zones: int | None = None,
    wards: int | None = None,
) -> Snapshot:
    """Make up a district on an average, tight morning; no place and no person in it is real.

    The same arguments give the same document on every platform. Every id, name or organisation says
    that it is synthetic.

    Parameters
    ----------
    beds
        Acute beds, at least 12; community places, teams and people come in proportion.
    seed
        Another number gives other people in the same places.
    as_of
        The moment of the bed meeting.
    uncertain
        Whether wards say how sure their days and their patients' readiness are. The same people, with
        the same days, are in the district either way.
    sites, zones, wards
        How many acute sites, zones in all, and acute wards of each site; absent: as many as the beds
        ask for.

    Raises
    ------
    ValueError
        When there are fewer than 12 beds, fewer zones than sites, or fewer than 2 beds for a zone or ward.
    """
    if beds < FEWEST_BEDS:
        raise ValueError(f"a synthetic district has at least {FEWEST_BEDS} acute beds")
    if (sites or 1) > (zones or sites or 1) or max(zones or 1, (sites or 1) * (wards or 1)) > beds // 2:
        raise ValueError("a synthetic district has a zone for every site, and 2 beds for every zone and ward")
    rng = Random(f"synthetic district of {beds} beds, seed {seed}")  # noqa: S311
    laid_out = lay_out(beds, sites=sites, zones=zones, wards=wards)
    today = as_of.date()
    patients, arrivals, teams = _people_and_teams(rng, laid_out, today)
    if uncertain:
        patients = list(with_uncertainty(rng, patients))
    return Snapshot.from_document(
        {
            "schema": SNAPSHOT_SCHEMA,
            "as_of": as_of.isoformat(),
            "horizon_days": HORIZON_DAYS,
            "units": _units(laid_out, today),
            "teams": teams,
            "patients": patients,
            "arrivals": arrivals,
        }
    )


def _people_and_teams(
    rng: Random, sites: list[Site], today: date
) -> tuple[list[Document], list[Document], list[Document]]:
    register = Register(rng, today)
    patients: list[Document] = []
    arrivals: list[Document] = []
    teams: list[Document] = []
    for site in sites:
        patients += register.in_wards(site)
        therapy, *others = site_teams(site)
        teams += [trained_on(therapy, today + timedelta(days=TRAINING_DAY)), *others]
        for zone in site.zones:
            settled = list(register.in_community(zone, neighbours=site.zones))
            patients += settled
            teams += zone_teams(zone, settled)
            streams = list(forecast(rng, zone))
            cold_snap = today + timedelta(days=rng.randrange(5, 10))
            arrivals += [busier_on(streams[0], cold_snap, first_day=today), *streams[1:]]
        expected = (site.beds * KNOWN_PER_100_BEDS + 50) // 100
        patients += register.known_arrivals(site, expected=expected)
    return patients, arrivals, teams


def _units(sites: list[Site], today: date) -> list[Document]:
    wards = [ward for site in sites for ward in site.wards]
    zones = [zone for site in sites for zone in site.zones]
    closing = zones[0]
    community = [
        _partly_closed(unit, today) if unit is closing.community else unit
        for zone in zones
        for unit in zone.units
    ]
    return wards + community


def _partly_closed(unit: Document, today: date) -> Document:
    """Close a bay of a community hospital for some days, as an outbreak does."""
    fewer = unit["beds"] - max(1, unit["beds"] // 8)
    dates = [today + timedelta(days=CLOSED_FROM + day) for day in range(CLOSED_FOR)]
    return {**unit, "overrides": [{"date": day.isoformat(), "beds": fewer} for day in dates]}
