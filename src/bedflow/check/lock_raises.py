"""The least raise of limits with which the locked patients alone can obey their locks.

"Where locks need more than a 'never' allows, the limits are raised before planning by the least
total (transfers plus hours) with which the locked patients alone, everybody else staying where
they are on their commitments, can obey."

Only limits that the locked patients could together exceed matter, and patients who share none of
them are looked at apart. Within such a group the least total is found by branch and bound: a
patient's course adds at least as much when others have taken of the same limits before, so the sum
of what each remaining patient adds alone is a lower bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from bedflow.check.capacity import HOURS_TOLERANCE, Raises
from bedflow.check.commitments import committed_hours
from bedflow.check.district import District, Person
from bedflow.check.finding import Finding
from bedflow.check.lock_uses import (
    Amounts,
    Leg,
    Row,
    TooManyWaysError,
    lawful_legs,
    least_amounts,
    most_of_each_row,
    origin_of,
)

MOST_TRIALS = 200_000
"""Sums tried in one group of locked patients before the search ends with what it has proved."""


@dataclass(frozen=True, slots=True)
class Least:
    """What is proved of the least raise: it lies between these, and they are equal if it is found."""

    at_least: float
    at_most: float


@dataclass(frozen=True, slots=True)
class Group:
    """Locked patients who share scarce limits, and what each may take of them.

    Parameters
    ----------
    rows
        The scarce limits.
    ways
        For each patient what the lawful courses take of the rows; None if there are too many.
    """

    rows: tuple[Row, ...]
    ways: tuple[tuple[Amounts, ...], ...] | None


def check_lock_raises(district: District, *, raises: Raises) -> Iterator[Finding]:
    """Hold the raises for locks against the least that locks need."""
    told = {("intake", unit, day): amount for (unit, day), amount in raises.lock_intake.items()}
    told |= {("hours", team, day): amount for (team, day), amount in raises.lock_hours.items()}
    given = sum(told.values())
    locked = [person for person in district.people.values() if person.locks]
    room = room_of_locked(district, locked=locked, raises=raises)
    groups = groups_of(locked, district, room=room)
    raised = {row: left + told.get(row, 0.0) for row, left in room.items()}
    least, still = least_raise(groups, room), least_raise(groups, raised)
    rounding = HOURS_TOLERANCE * max(1.0, given)
    if still.at_least > rounding:
        message = f"locks need at least {still.at_least:.6g} more than the alerts raise"
        yield Finding("lock-raise-short", "alerts", message)
    if given > least.at_most + rounding:
        message = f"limits are raised by {given:.6g} for locks, {least.at_most:.6g} is enough"
        yield Finding("lock-raise-excess", "alerts", message)


def room_of_locked(district: District, *, locked: Sequence[Person], raises: Raises) -> dict[Row, float]:
    """Give what each limit leaves to the locked patients, everybody else on their commitments."""
    others = committed_hours(district, but={person.id for person in locked})
    room: dict[Row, float] = {}
    for day in range(len(district.days)):
        for unit in district.units.values():
            limit = district.places(unit, "daily_intake", day=day)
            if limit is not None:
                room["intake", unit.id, day] = float(limit)
        for team in district.teams.values():
            hours = district.hours(team, day=day) + district.overtime(team, day=day)
            raised = raises.commitments.get((team.id, day), 0.0)
            room["hours", team.id, day] = hours + raised - others.get((team.id, day), 0.0)
    return room


def groups_of(
    locked: Sequence[Person], district: District, *, room: Mapping[Row, float]
) -> tuple[Group, ...]:
    """Part the locked patients into groups that share no limit they could together exceed."""
    legs = {person.id: lawful_legs(person, district) for person in locked}
    most = {name: most_of_each_row(own) for name, own in legs.items()}
    together: defaultdict[Row, float] = defaultdict(float)
    for own in most.values():
        for row, amount in own.items():
            together[row] += amount
    scarce = {row for row, amount in together.items() if amount > room[row] + HOURS_TOLERANCE}
    wanted = {name: {row for row in own if row in scarce} for name, own in most.items()}
    people = {person.id: person for person in locked}
    return tuple(
        _group([people[name] for name in names], rows, legs=legs, length=len(district.days))
        for names, rows in _parts(wanted)
    )


def least_raise(groups: Sequence[Group], room: Mapping[Row, float]) -> Least:
    """Find the least total by which the limits must be raised, or what can be proved of it."""
    found = [_least_of_group(group, room) for group in groups]
    return Least(sum(part.at_least for part in found), sum(part.at_most for part in found))


def _parts(wanted: Mapping[str, set[Row]]) -> Iterator[tuple[list[str], list[Row]]]:
    """Join patients who want the same scarce rows; patients who want none are left out."""
    parts: list[tuple[set[str], set[Row]]] = []
    for name, rows in wanted.items():
        if not rows:
            continue
        names, joined = {name}, set(rows)
        for part in [part for part in parts if part[1] & rows]:
            parts.remove(part)
            names |= part[0]
            joined |= part[1]
        parts.append((names, joined))
    return ((sorted(names), sorted(rows)) for names, rows in parts)


def _group(
    people: Sequence[Person], rows: Sequence[Row], *, legs: Mapping[str, Sequence[Leg]], length: int
) -> Group:
    try:
        ways = tuple(
            tuple(least_amounts(legs[person.id], rows, start=origin_of(person), length=length))
            for person in people
        )
    except TooManyWaysError:
        return Group(tuple(rows), None)
    # A patient whose locks no course obeys is bad input: nothing can be raised for them.
    return Group(tuple(rows), tuple(own for own in ways if own))


def _least_of_group(group: Group, room: Mapping[Row, float]) -> Least:
    if group.ways is None:
        return Least(0.0, inf)
    limits = tuple(room[row] for row in group.rows)
    search = _Search(limits)
    lower = search.bound(group.ways, (0.0,) * len(limits))
    search.branch(group.ways, (0.0,) * len(limits))
    return Least(search.best if search.is_complete else lower, search.best)


class _Search:
    """Branch and bound over what each patient of a group takes; depth first, the dearest patient first."""

    def __init__(self, limits: Amounts) -> None:
        self.limits = limits
        self.best = inf
        self.trials = 0

    @property
    def is_complete(self) -> bool:
        """Whether every branch was looked at or cut off by its bound."""
        return self.trials <= MOST_TRIALS or self.best == 0.0

    def excess(self, taken: Amounts) -> float:
        """Give by how much the limits must be raised for what is taken."""
        self.trials += 1
        return sum(max(0.0, amount - limit) for amount, limit in zip(taken, self.limits, strict=True))

    def bound(self, ways: Sequence[tuple[Amounts, ...]], taken: Amounts) -> float:
        """Give a total below which no choice for the remaining patients can stay."""
        now = self.excess(taken)
        return now + sum(min(self.excess(_plus(taken, way)) for way in own) - now for own in ways)

    def branch(self, ways: Sequence[tuple[Amounts, ...]], taken: Amounts) -> None:
        """Try what the remaining patients may take, the cheapest first."""
        if self.bound(ways, taken) >= self.best - HOURS_TOLERANCE / 10:
            return
        if not ways:
            self.best = self.excess(taken)
            return
        least = [min(self.excess(_plus(taken, way)) for way in own) for own in ways]
        first = max(range(len(ways)), key=least.__getitem__)
        others = [own for k, own in enumerate(ways) if k != first]
        for total in sorted((_plus(taken, way) for way in ways[first]), key=self.excess):
            self.branch(others, total)
            if not self.is_complete and self.best < inf:
                return


def _plus(taken: Amounts, way: Amounts) -> Amounts:
    return tuple(amount + more for amount, more in zip(taken, way, strict=True))
