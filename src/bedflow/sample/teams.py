"""The care teams of a synthetic district: hours a little short of what the people need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from bedflow.sample.chance import to_quarter
from bedflow.sample.layout import Site, Zone

Document = dict[str, Any]

SATURDAY, SUNDAY = 5, 6

HOME_TEAMS = {
    "reablement": (1.03, 0.06, 4.0, 0.95),
    "nursing": (1.05, 0.02, 1.0, 0.90),
    "physiotherapy": (1.02, 0.02, 1.0, 0.80),
    "occupational_therapy": (1.0, 0.06, 1.5, 0.5),
}
"""Home teams: hours as a multiple of the care under way, hours for each place in addition, the least
hours, and the share of them that is worked at weekends."""

REHABILITATION_TEAMS = {"physiotherapy": (0.46, 0.6), "occupational_therapy": (0.19, 0.4)}
"""Teams of the beds for rehabilitation: hours for each bed, and the share worked at weekends."""

ACUTE_TEAMS = {
    "therapy_review": (0.014, 1.0, 0.4),
    "care_transfer_hub": (0.011, 1.0, 0.0),
    "social_work": (0.006, 1.5, 0.0),
    "medical_review": (0.006, 0.5, 0.5),
    "pharmacy": (0.008, 0.5, 0.5),
}
"""Teams that assess in the acute wards: hours for each bed, the least hours, share at weekends."""


def site_teams(site: Site) -> Iterator[Document]:
    """Give the teams whose assessments people wait for in the wards of a site."""
    wards = [ward["id"] for ward in site.wards]
    for discipline, (for_each_bed, least, weekend) in ACUTE_TEAMS.items():
        hours = max(least, to_quarter(site.beds * for_each_bed))
        yield _team(f"{site.id}-{discipline}", discipline, wards, hours=hours, weekend=weekend)


def zone_teams(zone: Zone, people: Iterable[Document]) -> Iterator[Document]:
    """Give the teams of a zone: at home, in the beds for rehabilitation, and in the care homes.

    Parameters
    ----------
    people
        Everybody in the zone's units, whose care under way sets the hours at home.
    """
    settled = list(people)
    home, care_home = zone.home["id"], zone.care_home["id"]
    for discipline, (times, for_each_place, least, weekend) in HOME_TEAMS.items():
        hours = times * _under_way(settled, home, discipline) + for_each_place * zone.home["beds"]
        hours = max(least, to_quarter(hours))
        yield _team(f"{zone.id}-home-{discipline}", discipline, [home], hours=hours, weekend=weekend)
    bedded = [zone.step_down["id"], zone.community["id"]]
    beds = zone.step_down["beds"] + zone.community["beds"]
    for discipline, (for_each_bed, weekend) in REHABILITATION_TEAMS.items():
        hours = max(1.0, to_quarter(beds * for_each_bed))
        yield _team(f"{zone.id}-beds-{discipline}", discipline, bedded, hours=hours, weekend=weekend)
    hours = max(1.0, to_quarter(1.05 * _under_way(settled, care_home, "nursing") + 0.5))
    yield _team(f"{zone.id}-care-home-nursing", "nursing", [care_home], hours=hours, weekend=0.9)


def trained_on(team: Document, day: date) -> Document:
    """Give the team a training day: half its hours on the first weekday from a date on."""
    while day.weekday() in (SATURDAY, SUNDAY):
        day += timedelta(days=1)
    return {**team, "overrides": [{"date": day.isoformat(), "hours": to_quarter(team["hours"]["mon"] / 2)}]}


def _under_way(people: list[Document], unit: str, discipline: str) -> float:
    """Add up the day 0 hours of the care under way in a unit."""
    total = 0.0
    for person in people:
        if person["unit"] == unit:
            hours = person["phases"][0]["hours"].get(discipline, 0.0)
            total += hours[0] if isinstance(hours, list) else hours
    return total


def _team(team: str, discipline: str, units: list[str], *, hours: float, weekend: float) -> Document:
    week: dict[str, float] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)
    at_weekends = to_quarter(hours * weekend)
    return {
        "id": team,
        "name": f"Synthetic {discipline.replace('_', ' ')} ({team})",
        "discipline": discipline,
        "units": units,
        "hours": {**week, "sat": at_weekends, "sun": at_weekends},
        "overtime": max(0.5, to_quarter(hours * 0.05)),
    }
