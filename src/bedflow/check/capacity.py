"""What the courses use of each unit and team on each day, and the limits that are never broken."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import fsum

from bedflow.check.courses import Walks
from bedflow.check.district import District
from bedflow.check.finding import Finding
from bedflow.check.walk import hours_taken
from bedflow.domain import Team, Unit

HOURS_TOLERANCE = 1e-6
"""Hours beyond a limit that are put down to rounding, relative to the limit (at least 1 hour)."""

RowDay = tuple[str, int]
"""A unit or a team by id, and a day of the horizon."""


def slack(hours: float) -> float:
    """Give the rounding allowed on an amount of hours."""
    return HOURS_TOLERANCE * max(1.0, abs(hours))


@dataclass(frozen=True, slots=True)
class Use:
    """What people use, by unit or team and day."""

    occupied: Counter[RowDay]
    isolating: Counter[RowDay]
    arrivals: Counter[RowDay]
    hours: Mapping[RowDay, float]


@dataclass(frozen=True, slots=True)
class Raises:
    """What is added to limits: hours for commitments, hours and transfers for locks."""

    commitments: Mapping[RowDay, float] = field(default_factory=dict)
    lock_hours: Mapping[RowDay, float] = field(default_factory=dict)
    lock_intake: Mapping[RowDay, float] = field(default_factory=dict)

    def of_team(self, team: Team, *, day: int) -> float:
        """Give the hours added to a team on a day."""
        return self.commitments.get((team.id, day), 0.0) + self.lock_hours.get((team.id, day), 0.0)

    def of_unit(self, unit: Unit, *, day: int) -> float:
        """Give the transfers added to a unit's intake on a day."""
        return self.lock_intake.get((unit.id, day), 0.0)


def count_use(walks: Walks, district: District) -> Use:
    """Count what all courses together use.

    "A patient is in one unit per day: the place they hold at the midnight that ends it."
    """
    occupied: Counter[RowDay] = Counter()
    isolating: Counter[RowDay] = Counter()
    arrivals: Counter[RowDay] = Counter()
    hours: defaultdict[RowDay, list[float]] = defaultdict(list)
    for name, stays in walks.items():
        isolated = district.people[name].asks.isolation
        for stay in stays:
            here = (stay.unit.id, stay.day)
            occupied[here] += 1
            isolating[here] += isolated
            arrivals[here] += stay.is_arrival
            for team, taken in hours_taken(stay, district):
                hours[team.id, stay.day].append(taken)
    return Use(occupied, isolating, arrivals, {row: fsum(taken) for row, taken in hours.items()})


def surge_used(unit: Unit, district: District, *, use: Use, day: int) -> int:
    """Count the surge places used: "the next surge places"."""
    beyond = max(0, use.occupied[unit.id, day] - district.beds(unit, day=day))
    return min(beyond, district.surge(unit, day=day))


def over_capacity(unit: Unit, district: District, *, use: Use, day: int) -> int:
    """Count the people beyond beds and surge: "those beyond"."""
    places = district.beds(unit, day=day) + district.surge(unit, day=day)
    return max(0, use.occupied[unit.id, day] - places)


def isolation_breaches(unit: Unit, district: District, *, use: Use, day: int) -> int:
    """Count the isolation places used beyond those there are; "absent: no limit"."""
    limit = district.places(unit, "isolation_beds", day=day)
    return 0 if limit is None else max(0, use.isolating[unit.id, day] - limit)


def overtime_used(team: Team, district: District, *, use: Use, raises: Raises, day: int) -> float:
    """Give the hours used beyond the raised hours: "the raise costs nothing, overtime keeps its price"."""
    free = district.hours(team, day=day) + raises.of_team(team, day=day)
    return max(0.0, use.hours.get((team.id, day), 0.0) - free)


def check_capacity(district: District, *, use: Use, raises: Raises) -> Iterator[Finding]:
    """Hold intake and hours against the limits that are never broken."""
    for day, date in enumerate(district.days):
        for unit in district.units.values():
            limit = district.places(unit, "daily_intake", day=day)
            arrivals = use.arrivals[unit.id, day]
            if limit is not None and arrivals > limit + raises.of_unit(unit, day=day) + HOURS_TOLERANCE:
                message = f"{arrivals} arrivals where {limit} are possible and locks raise none beyond"
                yield Finding("intake", f"{unit.id}, {date.isoformat()}", message)
        for team in district.teams.values():
            beyond = overtime_used(team, district, use=use, raises=raises, day=day)
            overtime = district.overtime(team, day=day)
            used = use.hours.get((team.id, day), 0.0)
            if beyond > overtime + slack(used):
                message = f"{beyond - overtime:.4f} hours beyond hours, raises and overtime"
                yield Finding("hours", f"{team.id}, {date.isoformat()}", message)
