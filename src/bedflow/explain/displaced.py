"""Who would make way: a patient planned into a full unit together with those who use it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from bedflow.domain import Course, Lock, Plan, Snapshot
from bedflow.explain.asked import Asked
from bedflow.explain.extra import ExtraKind
from bedflow.explain.more import Limit, needs_of, opened
from bedflow.explain.way import Way
from bedflow.explain.ways import Ways

NEIGHBOURS = (1, 4, 12)
"""Others planned anew together with the patient: few first, for few should have to make way."""

ENOUGH = 2
"""Ways found among which the best is taken."""

SETTLED = 0.2
"""How much somebody who is there already counts as one to make way, beside somebody yet to come."""

LITTLE_SIZE = 0.3
"""How much the size of what is lacking counts when the patient's way is looked for."""

EFFORT = 2
"""Rounds of search for each group."""

DAYS_DISTURBED = 3
"""Days of the ``replan`` price that sparing one more patient a change is worth."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """Somebody whose course changes so that another can come.

    Attributes
    ----------
    patient
        Their id.
    was_to, was_on
        Where and when they come into another unit next in the plan that stands; None when they do not.
    now_to, now_on
        Where and when they then do.
    waits_more
        Waiting days more than before; below 0: fewer.
    costs_more
        Change of what their days cost, charges for full limits apart.
    """

    patient: str
    was_to: str | None
    was_on: date | None
    now_to: str | None
    now_on: date | None
    waits_more: int
    costs_more: float


@dataclass(frozen=True, slots=True)
class MadeWay:
    """What it takes to bring a patient to a full unit on a day.

    Attributes
    ----------
    extra_cost
        What the district's total rises by.
    displaced
        Who makes way.
    courses
        The new courses: of the patient, and of all who were planned anew with them.
    """

    extra_cost: float
    displaced: tuple[Displaced, ...]
    courses: tuple[Course, ...]


def making_way(asked: Asked, patient: str, ways: Ways, *, option: int, day: int) -> MadeWay | None:
    """Plan a patient into a unit on a day together with those who use what is lacking there.

    Returns
    -------
    MadeWay or None
        None when those planned anew cannot make way.
    """
    room = asked.room_for(patient)
    tariff = opened(ways, room, since=0, weight=LITTLE_SIZE)
    way = ways.best(tariff, ways.staying_until(day, option))
    if way is None:
        return None
    users = _users_of(asked, needs_of(ways, way, room, since=0), patient)
    locked = with_locks(asked.snapshot, patient, _locks(asked, ways, way, day))
    groups = dict.fromkeys(tuple(users[:most]) for most in NEIGHBOURS)
    tried = (_with_group(asked, locked, patient, ways, group, arrival=(option, day)) for group in groups)
    found = list(islice((made for made in tried if made is not None), ENOUGH))
    worth = asked.snapshot.policy.replan * DAYS_DISTURBED
    return min(found, key=lambda made: made.extra_cost + worth * len(made.displaced), default=None)


def _with_group(
    asked: Asked,
    locked: Snapshot,
    patient: str,
    ways: Ways,
    neighbours: Sequence[str],
    *,
    arrival: tuple[int, int],
) -> MadeWay | None:
    """Plan the patient and some neighbours anew; None when they cannot make way."""
    group = (patient, *neighbours)
    planned = asked.planned_around(*group, snapshot=locked, effort=EFFORT)
    # A limit raised for the lock means that nobody planned anew could make way.
    if planned.alerts or not _comes(planned, patient, ways, *arrival):
        return None
    courses = {course.patient: course for course in planned.courses}
    moved = (_displaced(asked, name, courses[name]) for name in neighbours)
    return MadeWay(
        extra_cost=round(planned.objective - asked.cost_of(group), 2),
        displaced=tuple(one for one in moved if one is not None),
        courses=planned.courses,
    )


def with_locks(snapshot: Snapshot, patient: str, locks: Sequence[Lock]) -> Snapshot:
    """Give the district with further decisions about a patient; forecast patients take none."""
    dates = {lock.date for lock in locks}
    patients = tuple(
        one.model_copy(update={"locks": (*(lock for lock in one.locks if lock.date not in dates), *locks)})
        if one.id == patient
        else one
        for one in snapshot.patients
    )
    return snapshot.model_copy(update={"patients": patients})


def _locks(asked: Asked, ways: Ways, way: Way, day: int) -> list[Lock]:
    """Hold the patient where they are before the day, and in the unit on it."""
    days, units = asked.snapshot.days, asked.snapshot.units
    return [
        Lock(date=days[at], unit=units[ways.units[way.options[at]]].id) for at in range(ways.first, day + 1)
    ]


def _comes(planned: Plan, patient: str, ways: Ways, option: int, day: int) -> bool:
    course = next(course for course in planned.courses if course.patient == patient)
    there = course.units[day] == ways.compiled.snapshot.units[ways.units[option]].id
    return there and (bool(course.care[day]) or ways.present < 0)


def _users_of(asked: Asked, lacking: Collection[Limit], patient: str) -> list[str]:
    """Give those who use most of what is lacking; those yet to come there before those who are there."""
    snapshot = asked.snapshot
    uses: dict[str, float] = {}
    for limit in lacking:
        named = snapshot.teams if limit.kind is ExtraKind.HOUR else snapshot.units
        for own in asked.users.get((limit.kind, named[limit.number].id, snapshot.days[limit.day]), ()):
            score = SETTLED if own.unit == own.patient.unit else 1.0
            uses[own.patient.id] = uses.get(own.patient.id, 0.0) + score
    uses.pop(patient, None)
    return [name for name, _ in sorted(uses.items(), key=lambda one: (-one[1], one[0]))[: NEIGHBOURS[-1]]]


def _displaced(asked: Asked, name: str, course: Course) -> Displaced | None:
    ways = asked.ways(name)
    before, after = asked.standing_way(name, ways), ways.way_of(course)
    if (before.options, before.care) == (after.options, after.care):
        return None
    here, there = (_next_arrival(asked, ways, way) for way in (before, after))
    nothing = ways.nothing_charged()
    waits = [
        sum(o >= 0 and not c for o, c in zip(way.options, way.care, strict=True)) for way in (before, after)
    ]
    return Displaced(
        name,
        *here,
        *there,
        waits[1] - waits[0],
        round(ways.cost_of(after, nothing) - ways.cost_of(before, nothing), 2),
    )


def _next_arrival(asked: Asked, ways: Ways, way: Way) -> tuple[str | None, date | None]:
    for day, option in enumerate(way.options):
        if option >= 0 and option != ways.present:
            return asked.snapshot.units[ways.units[option]].id, asked.snapshot.days[day]
    return None, None
