"""What one district has more than another, and what that is worth by the prices of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import inf

from bedflow.domain import Plan, Snapshot, Team, Unit
from bedflow.explain.extra import Extra, ExtraKind
from bedflow.explain.value import price_of

_UNIT_LIMITS = {"beds", "surge", "isolation_beds", "daily_intake", "overrides"}
_TEAM_LIMITS = {"hours", "overtime", "overrides"}

Step = tuple[ExtraKind | None, str, date, float]
"""A limit of a unit or team on a day and how much more of it there is; None: of a kind without a price."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a district has more.

    Parameters
    ----------
    extras
        The more of what has a price.
    only_more
        Whether every plan of the district without it is a valid plan of the one with it that costs no
        more: it has more places, slots or hours, and nothing else is different.
    """

    extras: tuple[Extra, ...]
    only_more: bool

    def priced(self, plan: Plan) -> float:
        """Say what it is worth by the prices of a plan of the district without it, in pounds."""
        return sum(price_of(plan, extra) for extra in self.extras)


def gain(before: Snapshot, after: Snapshot) -> Gain:
    """Say what the second district has more than the first."""
    units = {unit.id: unit for unit in before.units}
    teams = {team.id: team for team in before.teams}
    steps = [
        *(
            step
            for unit in after.units
            if unit.id in units
            for step in _of_unit(units[unit.id], unit, before.days)
        ),
        *(
            step
            for team in after.teams
            if team.id in teams
            for step in _of_team(teams[team.id], team, before.days)
        ),
    ]
    only_more = _alike_but_for_limits(before, after) and all(amount > 0 for *_, amount in steps)
    return Gain(tuple(_extras(steps)), only_more)


def _alike_but_for_limits(before: Snapshot, after: Snapshot) -> bool:
    """Say whether all is alike but the limits; a new unit is only more, a new team binds hours."""
    emptied = {"units": (), "teams": ()}
    if before.model_copy(update=emptied) != after.model_copy(update=emptied):
        return False
    kept = {unit.id: unit for unit in after.units}
    return all(
        unit.id in kept and _without(unit, _UNIT_LIMITS) == _without(kept[unit.id], _UNIT_LIMITS)
        for unit in before.units
    ) and [_without(team, _TEAM_LIMITS) for team in before.teams] == [
        _without(team, _TEAM_LIMITS) for team in after.teams
    ]


def _without(entry: Unit | Team, fields: set[str]) -> dict[str, object]:
    return entry.model_dump(exclude=fields)


def _of_unit(before: Unit, after: Unit, days: tuple[date, ...]) -> Iterator[Step]:
    for day in days:
        yield from _step(ExtraKind.PLACE, after.id, day, before.beds_on(day), after.beds_on(day))
        yield from _step(None, after.id, day, before.surge_on(day), after.surge_on(day))
        intake = before.daily_intake_on(day), after.daily_intake_on(day)
        yield from _step(ExtraKind.INTAKE, after.id, day, *map(_limit, intake))
        isolation = before.isolation_beds_on(day), after.isolation_beds_on(day)
        yield from _step(ExtraKind.ISOLATION, after.id, day, *map(_limit, isolation))


def _of_team(before: Team, after: Team, days: tuple[date, ...]) -> Iterator[Step]:
    for day in days:
        yield from _step(ExtraKind.HOUR, after.id, day, before.hours_on(day), after.hours_on(day))
        yield from _step(None, after.id, day, before.overtime_on(day), after.overtime_on(day))


def _limit(given: int | None) -> float:
    return inf if given is None else given


def _step(kind: ExtraKind | None, name: str, day: date, before: float, after: float) -> Iterator[Step]:
    if before != after:
        yield kind, name, day, after - before


def _extras(steps: list[Step]) -> Iterator[Extra]:
    """Put the days with the same amount together."""
    days: dict[tuple[ExtraKind, str, float], list[date]] = {}
    for kind, name, day, amount in steps:
        if kind is not None and 0 < amount < inf:
            days.setdefault((kind, name, amount), []).append(day)
    for (kind, name, amount), on in days.items():
        yield Extra(kind, name, tuple(on), amount)
