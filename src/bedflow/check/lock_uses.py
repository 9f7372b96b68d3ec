"""What one locked patient can do: every lawful course, as the least it takes of scarce limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bedflow.check.course import DAY_RULES, ELIGIBILITY, is_lawful
from bedflow.check.district import District, Person
from bedflow.check.walk import Stay, hours_taken, phase_next
from bedflow.domain import Unit

Row = tuple[str, str, int]
"""A limit that is never broken: "intake" of a unit or "hours" of a team, its id and the day."""

Amounts = tuple[float, ...]
"""What a course takes of each of some rows."""

MOST_WAYS = 10_000
"""Ways of one patient compared at one place; beyond it the least raise is not looked for."""

MOST_KEPT = 500
"""Ways of one patient kept side by side at one place; beyond it the least raise is not looked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a course stands at the end of a day: the unit, the care days done, and whether never moved."""

    unit: str | None
    progress: int
    still_there: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """A lawful day between two places; what it takes of limits; whether the patient leaves after it."""

    day: int
    before: Place
    after: Place
    takes: Mapping[Row, float]
    leaves: bool


class TooManyWaysError(Exception):
    """A patient has more ways than are looked at; what depends on them is not proved."""


def lawful_legs(person: Person, district: District) -> tuple[Leg, ...]:
    """List every lawful day that can be reached from the start of a person's course, in order of days."""
    origin = origin_of(person)
    reached: set[Place] = {origin}
    legs: list[Leg] = []
    last_lock = max(person.locks, default=-1)
    units = [unit for unit in district.units.values() if _is_candidate(person, unit, district)]
    for day in range(person.starts, len(district.days)):
        today = [
            leg
            for place in reached
            for leg in _legs_from(place, person, day=day, units=units, district=district)
            if not leg.leaves or last_lock <= day
        ]
        legs += today
        reached = {leg.after for leg in today if not leg.leaves}
    return tuple(legs)


def origin_of(person: Person) -> Place:
    """Give the place from which the course starts."""
    return Place(None if person.present is None else person.present.id, 0, person.present is not None)


def most_of_each_row(legs: Sequence[Leg]) -> dict[Row, float]:
    """Give the most that any single day takes of each row: more than that no course takes of it."""
    most: defaultdict[Row, float] = defaultdict(float)
    for leg in legs:
        for row, amount in leg.takes.items():
            most[row] = max(most[row], amount)
    return dict(most)


def least_amounts(legs: Sequence[Leg], rows: Sequence[Row], *, start: Place, length: int) -> list[Amounts]:
    """Give what the lawful courses take of some rows, courses that take more of everything left out.

    Raises
    ------
    TooManyWaysError
        When more than ``MOST_WAYS`` courses have to be compared, or ``MOST_KEPT`` kept side by side.
    """
    place_of = {row: k for k, row in enumerate(rows)}
    ways: dict[Place, list[Amounts]] = {start: [(0.0,) * len(rows)]}
    by_day: defaultdict[int, list[Leg]] = defaultdict(list)
    for leg in legs:
        by_day[leg.day].append(leg)
    ended: list[Amounts] = []
    for day in range(min(by_day, default=length), length):
        following: defaultdict[Place, set[Amounts]] = defaultdict(set)
        for leg in by_day[day]:
            added = {place_of[row]: amount for row, amount in leg.takes.items() if row in place_of}
            for amounts in ways.get(leg.before, ()):
                total = tuple(amount + added.get(k, 0.0) for k, amount in enumerate(amounts))
                if leg.leaves:
                    ended.append(total)
                else:
                    following[leg.after].add(total)
        ways = {place: _least(amounts) for place, amounts in following.items()}
    return _least({*ended, *(amounts for way in ways.values() for amounts in way)})


def _legs_from(
    place: Place, person: Person, *, day: int, units: Sequence[Unit], district: District
) -> Iterator[Leg]:
    phase, care_day = phase_next(person.asks.phases, place.progress)
    came_from = None if place.unit is None else district.units[place.unit]
    for unit in units:
        for care in (True, False):
            still_there = place.still_there and unit is person.present
            stay = Stay(
                day=day,
                unit=unit,
                came_from=came_from,
                phase=phase,
                care_day=care_day,
                care=care,
                still_there=still_there,
            )
            if not is_lawful(person, stay, district):
                continue
            progress = place.progress + care
            leaves = phase_next(person.asks.phases, progress)[0] is None
            after = Place(unit.id, progress, still_there)
            yield Leg(day, place, after, dict(_takes(stay, district)), leaves)


def _takes(stay: Stay, district: District) -> Iterator[tuple[Row, float]]:
    if stay.is_arrival and district.places(stay.unit, "daily_intake", day=stay.day) is not None:
        yield ("intake", stay.unit.id, stay.day), 1.0
    for team, hours in hours_taken(stay, district):
        yield ("hours", team.id, stay.day), hours


def _is_candidate(person: Person, unit: Unit, district: District) -> bool:
    """Say whether the person can ever be in a unit: present, locked there, or eligible for it."""
    if unit is person.present or unit.id in person.locks.values():
        return True
    eligible = Stay(
        day=len(district.days),
        unit=unit,
        came_from=None,
        phase=None,
        care_day=0,
        care=False,
        still_there=False,
    )
    return all(DAY_RULES[rule](person, eligible, district) is None for rule in ELIGIBILITY)


def _least(ways: set[Amounts] | list[Amounts]) -> list[Amounts]:
    """Keep the ways that no other way undercuts everywhere."""
    if len(ways) > MOST_WAYS:
        raise TooManyWaysError
    kept: list[Amounts] = []
    for way in sorted(ways, key=lambda amounts: (sum(amounts), amounts)):
        if not any(all(less <= more for less, more in zip(other, way, strict=True)) for other in kept):
            kept.append(way)
            if len(kept) > MOST_KEPT:
                raise TooManyWaysError
    return kept
