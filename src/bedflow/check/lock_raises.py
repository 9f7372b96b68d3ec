"""The least raise of limits with which the locked patients alone can obey their locks.

"Where locks need more than a 'never' allows, the limits are raised before planning by the least
total (transfers plus hours) with which the locked patients alone, everybody else staying where
they are on their commitments, can obey."

The least total lies between what each locked patient needs alone, summed, and what they need when
each in turn takes the course that adds least. Mostly the two meet. Where they do not, only courses
that cost a patient no more than the difference are worth comparing, and only limits that patients
share by such courses; these are searched group by group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bedflow.check.capacity import HOURS_TOLERANCE, Raises
from bedflow.check.commitments import committed_hours
from bedflow.check.district import District
from bedflow.check.finding import Finding
from bedflow.check.lock_legs import Leg, Point, Row, lawful_legs, origin_of
from bedflow.check.lock_search import CLOSE, Search
from bedflow.check.lock_ways import Price, TooManyWaysError, cheapest, least_ways, within

MOST_ROUNDS = 5
"""Rounds in which each patient in turn looks for a course that adds less."""


@dataclass(frozen=True, slots=True)
class Least:
    """What is proved of the least raise: it lies between these, and they are equal if it is found."""

    at_least: float
    at_most: float


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked patient who can obey: where the course starts, and the lawful days."""

    start: Point
    legs: tuple[Leg, ...]


def check_lock_raises(district: District, *, raises: Raises) -> Iterator[Finding]:
    """Hold the raises for locks against the least that locks need."""
    told = {("intake", unit, day): amount for (unit, day), amount in raises.lock_intake.items()}
    told |= {("hours", team, day): amount for (team, day), amount in raises.lock_hours.items()}
    given = sum(told.values())
    people = locked_people(district)
    room = room_of_locked(district, raises=raises)
    raised = {row: left + told.get(row, 0.0) for row, left in room.items()}
    rounding = HOURS_TOLERANCE * max(1.0, given)
    still = least_raise(people, raised)
    if still.at_least > rounding:
        message = f"locks need at least {still.at_least:.6g} more than the alerts raise"
        yield Finding("lock-raise-short", "alerts", message)
    enough = least_raise(people, room).at_most if given else 0.0
    if given > enough + rounding:
        message = f"limits are raised by {given:.6g} for locks, {enough:.6g} is enough"
        yield Finding("lock-raise-excess", "alerts", message)


def locked_people(district: District) -> tuple[Locked, ...]:
    """Give everybody with a lock in the horizon.

    A patient whose locks no course obeys is bad input; for them nothing can be raised.
    """
    people = [
        Locked(origin_of(person), lawful_legs(person, district))
        for person in district.people.values()
        if person.locks
    ]
    return tuple(own for own in people if cheapest(own.legs, lambda _: 0.0, start=own.start))


def room_of_locked(district: District, *, raises: Raises) -> dict[Row, float]:
    """Give what each limit leaves to the locked patients, everybody else on their commitments."""
    locked: set[str] = {person.id for person in district.people.values() if person.locks}
    others = committed_hours(district, but=locked)
    room: dict[Row, float] = {}
    for day in range(len(district.days)):
        for unit in district.units.values():
            limit = district.places(unit, "daily_intake", day=day)
            if limit is not None:
                room["intake", unit.id, day] = float(limit)
        for team in district.teams.values():
            hours = district.hours(team, day=day) + district.overtime(team, day=day)
            raised = raises.commitments.get((team.id, day), 0.0)
            room["hours", team.id, day] = max(0.0, hours + raised - others.get((team.id, day), 0.0))
    return room


def least_raise(people: Sequence[Locked], room: Mapping[Row, float]) -> Least:
    """Find the least total by which the limits must be raised, or what can be proved of it."""
    alone = [_least_alone(own, room) for own in people]
    at_least, at_most = sum(alone), _in_turn(people, room)
    if at_most <= at_least + CLOSE:
        return Least(at_most, at_most)
    price = _price({}, room)
    worth = [
        Locked(own.start, within(own.legs, price, start=own.start, limit=least + at_most - at_least))
        for own, least in zip(people, alone, strict=True)
    ]
    found = _search(worth, room)
    if found is None:
        return Least(at_least, at_most)
    return Least(min(found, at_most), min(found, at_most))


def _price(taken: Mapping[Row, float], room: Mapping[Row, float]) -> Price:
    """Give what a leg adds to the excess when some has been taken; each row belongs to one day only."""

    def price(leg: Leg) -> float:
        added = 0.0
        for row, amount in leg.takes.items():
            left = max(0.0, room[row] - taken.get(row, 0.0))
            added += max(0.0, amount - left)
        return added

    return price


def _least_alone(own: Locked, room: Mapping[Row, float]) -> float:
    price = _price({}, room)
    return sum(price(leg) for leg in cheapest(own.legs, price, start=own.start) or ())


def _in_turn(people: Sequence[Locked], room: Mapping[Row, float]) -> float:
    """Let each patient in turn take the course that adds least, until nobody finds a better one."""
    taken: defaultdict[Row, float] = defaultdict(float)
    courses: dict[int, list[Leg]] = {}
    best = float("inf")
    for _ in range(MOST_ROUNDS):
        for k, own in enumerate(people):
            _take(taken, courses.get(k, ()), sign=-1)
            courses[k] = cheapest(own.legs, _price(taken, room), start=own.start) or []
            _take(taken, courses[k], sign=1)
        total = sum(max(0.0, amount - room[row]) for row, amount in taken.items())
        if total >= best - CLOSE:
            break
        best = total
    return min(best, total)


def _take(taken: defaultdict[Row, float], course: Sequence[Leg], *, sign: int) -> None:
    for leg in course:
        for row, amount in leg.takes.items():
            taken[row] += sign * amount


def _search(people: Sequence[Locked], room: Mapping[Row, float]) -> float | None:
    """Search group by group; None when a group was not searched to the end."""
    shared = _shared_rows(people, room)
    wanted = [{row for leg in own.legs for row in leg.takes if row in shared} for own in people]
    total = 0.0
    for members, rows in _groups(wanted):
        private = {row: left for row, left in room.items() if row not in shared}
        price = _private_price(private)
        try:
            ways = [least_ways(people[k].legs, price, start=people[k].start, shared=rows) for k in members]
        except TooManyWaysError:
            return None
        search = Search([room[row] for row in rows])
        search.run(ways)
        if not search.is_complete:
            return None
        total += search.best
    return total


def _private_price(private: Mapping[Row, float]) -> Price:
    """Give what a leg exceeds limits by that nobody shares."""

    def price(leg: Leg) -> float:
        return sum(max(0.0, amount - private[row]) for row, amount in leg.takes.items() if row in private)

    return price


def _shared_rows(people: Sequence[Locked], room: Mapping[Row, float]) -> set[Row]:
    """Give the rows on which it matters to one patient what another takes.

    Where there is no room at all every amount is in excess, whatever others take; where they
    cannot together exceed the room nobody's is.
    """
    together: defaultdict[Row, float] = defaultdict(float)
    wanted_by: defaultdict[Row, int] = defaultdict(int)
    for own in people:
        most: defaultdict[Row, float] = defaultdict(float)
        for leg in own.legs:
            for row, amount in leg.takes.items():
                most[row] = max(most[row], amount)
        for row, amount in most.items():
            together[row] += amount
            wanted_by[row] += 1
    return {row for row, sum_ in together.items() if wanted_by[row] > 1 and sum_ > room[row] > 0}


def _groups(wanted: Sequence[set[Row]]) -> Iterator[tuple[list[int], list[Row]]]:
    """Join the patients, by number, who want a row in common."""
    groups: list[tuple[set[int], set[Row]]] = []
    for k, rows in enumerate(wanted):
        members, joined = {k}, set(rows)
        for group in [group for group in groups if group[1] & rows]:
            groups.remove(group)
            members |= group[0]
            joined |= group[1]
        groups.append((members, joined))
    return ((sorted(members), sorted(rows)) for members, rows in groups)
