"""The rows of units and teams: one for each day, and each figure of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from bedflow.check.capacity import Raises, Use, over_capacity, overtime_used, slack, surge_used
from bedflow.check.district import District
from bedflow.check.finding import Finding
from bedflow.domain import Plan, TeamDay, UnitDay


def check_rows(plan: Plan, district: District, *, use: Use, raises: Raises) -> Iterator[Finding]:
    """Hold the rows of units and teams against what the courses use; prices are not checked."""
    day_of = {date: day for day, date in enumerate(district.days)}
    yield from _one_each("unit-rows", ((row.unit, row.date) for row in plan.units), district.units, district)
    for unit_row in plan.units:
        if unit_row.unit in district.units and unit_row.date in day_of:
            yield from _unit_row(unit_row, district, use=use, day=day_of[unit_row.date])
    yield from _one_each("team-rows", ((row.team, row.date) for row in plan.teams), district.teams, district)
    for team_row in plan.teams:
        if team_row.team in district.teams and team_row.date in day_of:
            yield from _team_row(team_row, district, use=use, raises=raises, day=day_of[team_row.date])


def _one_each(
    rule: str, given: Iterable[tuple[str, date]], names: Iterable[str], district: District
) -> Iterator[Finding]:
    found = Counter(given)
    expected = {(name, day) for name in names for day in district.days}
    for name, day in sorted(expected | set(found)):
        count = found[name, day]
        if (name, day) not in expected:
            yield Finding(
                rule, f"{name}, {day.isoformat()}", "a row for nothing the snapshot has on that day"
            )
        elif count != 1:
            yield Finding(rule, f"{name}, {day.isoformat()}", f"expected one row, got {count}")


def _unit_row(row: UnitDay, district: District, *, use: Use, day: int) -> Iterator[Finding]:
    unit = district.units[row.unit]
    here = (unit.id, day)
    expected = {
        "unit-occupied": (row.occupied, use.occupied[here]),
        "unit-beds": (row.beds, district.beds(unit, day=day)),
        "unit-surge": (row.surge_used, surge_used(unit, district, use=use, day=day)),
        "unit-over": (row.over, over_capacity(unit, district, use=use, day=day)),
        "unit-arrivals": (row.arrivals, use.arrivals[here]),
        "unit-intake": (row.intake, district.places(unit, "daily_intake", day=day)),
        "unit-isolating": (row.isolating, use.isolating[here]),
    }
    for rule, (given, right) in expected.items():
        if given != right:
            yield Finding(rule, f"{row.unit}, {row.date.isoformat()}", f"{given} given, expected {right}")


def _team_row(row: TeamDay, district: District, *, use: Use, raises: Raises, day: int) -> Iterator[Finding]:
    team = district.teams[row.team]
    used = use.hours.get((team.id, day), 0.0)
    expected = {
        "team-used": (row.used, used),
        "team-hours": (row.hours, district.hours(team, day=day)),
        "team-raised": (row.raised, raises.of_team(team, day=day)),
        "team-overtime": (
            row.overtime_used,
            overtime_used(team, district, use=use, raises=raises, day=day),
        ),
    }
    for rule, (given, right) in expected.items():
        if abs(given - right) > slack(max(used, right)):
            message = f"{given:.6g} given, expected {right:.6g}"
            yield Finding(rule, f"{row.team}, {row.date.isoformat()}", message)
