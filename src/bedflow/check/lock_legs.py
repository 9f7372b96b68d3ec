"""Every lawful day of a locked patient: the steps from which their courses can be put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bedflow.check.course import DAY_RULES, ELIGIBILITY, is_lawful
from bedflow.check.district import District, Person
from bedflow.check.walk import Stay, hours_taken, phase_next
from bedflow.domain import Setting, Unit

Row = tuple[str, str, int]
"""A limit that is never broken: "intake" of a unit or "hours" of a team, its id and the day."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a course stands on the morning of a day.

    Parameters
    ----------
    day
        The day that begins.
    unit
        The unit; None before arrival.
    progress
        Care days done.
    still_there
        Whether the patient has never left the unit they are in at the bed meeting.
    leaving
        The setting of which some unit is left, in place of the unit.
    """

    day: int
    unit: str | None
    progress: int
    still_there: bool = False
    leaving: Setting | None = None


END = Point(-1, None, -1)
"""Where every course ends: the patient has left, or the horizon is over."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A lawful day from one point to the next, and what it takes of limits."""

    before: Point
    after: Point
    takes: Mapping[Row, float] = field(default_factory=dict)


def origin_of(person: Person) -> Point:
    """Give the point at which the course of a person starts."""
    present = None if person.present is None else person.present.id
    return Point(person.starts, present, 0, person.present is not None)


def lawful_legs(person: Person, district: District) -> tuple[Leg, ...]:
    """List every lawful day that can be reached, earlier days first.

    Which units a patient can be transferred to depends on the setting they leave, not on the unit:
    patients who leave pass through a point of the setting, or there would be a leg for each pair of
    units.
    """
    reached = {origin_of(person)}
    legs: list[Leg] = []
    candidates = [unit for unit in district.units.values() if _is_candidate(person, unit, district)]
    for day in range(person.starts, len(district.days)):
        leaving = [
            Leg(point, Point(day, None, point.progress, leaving=district.units[point.unit].setting))
            for point in reached
            if point.unit is not None
        ]
        today = [
            leg
            for point in (*reached, *dict.fromkeys(leg.after for leg in leaving))
            for leg in _legs_from(point, person, units=candidates, district=district)
        ]
        legs += leaving + today
        reached = {leg.after for leg in today if leg.after is not END}
    return tuple(legs)


def _legs_from(point: Point, person: Person, *, units: Sequence[Unit], district: District) -> Iterator[Leg]:
    for unit in units:
        came_from = _came_from(point, unit, district)
        if came_from is None and point.leaving is not None:
            continue
        if point.unit in (None, unit.id):
            for care in (True, False):
                yield from _leg_to(unit, point, person, care=care, came_from=came_from, district=district)


def _came_from(point: Point, unit: Unit, district: District) -> Unit | None:
    """Give the unit left for another; of a setting any unit but the other stands for all.

    The rules of a transfer look at the setting of the unit left, and whether it is another.
    """
    if point.leaving is None:
        return None if point.unit is None else district.units[point.unit]
    left = (own for own in district.units.values() if own.setting is point.leaving and own is not unit)
    return next(left, None)


def _leg_to(
    unit: Unit, point: Point, person: Person, *, care: bool, came_from: Unit | None, district: District
) -> Iterator[Leg]:
    """Give the leg into a unit if it is lawful and leaves no lock behind."""
    phase, care_day = phase_next(person.asks.phases, point.progress)
    still_there = point.still_there and unit is person.present
    stay = Stay(
        day=point.day,
        unit=unit,
        came_from=came_from,
        phase=phase,
        care_day=care_day,
        care=care,
        still_there=still_there,
    )
    if not is_lawful(person, stay, district):
        return
    arrives = point.unit is None
    takes = dict(_takes(stay, district, arrives=arrives))
    after = Point(point.day + 1, unit.id, point.progress + care, still_there)
    leaves = phase_next(person.asks.phases, after.progress)[0] is None
    if leaves and max(person.locks, default=-1) > point.day:
        return
    yield Leg(point, END if leaves or after.day == len(district.days) else after, takes)


def _takes(stay: Stay, district: District, *, arrives: bool) -> Iterator[tuple[Row, float]]:
    if arrives and district.places(stay.unit, "daily_intake", day=stay.day) is not None:
        yield ("intake", stay.unit.id, stay.day), 1.0
    for team, hours in hours_taken(stay, district):
        yield ("hours", team.id, stay.day), hours


def _is_candidate(person: Person, unit: Unit, district: District) -> bool:
    """Say whether the person can ever be in a unit: present, locked there, or eligible for it."""
    if unit is person.present or unit.id in person.locks.values():
        return True
    someday = Stay(
        day=len(district.days),
        unit=unit,
        came_from=None,
        phase=None,
        care_day=0,
        care=False,
        still_there=False,
    )
    return all(DAY_RULES[rule](person, someday, district) is None for rule in ELIGIBILITY)
