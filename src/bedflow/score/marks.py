"""Which days are care and which are waiting, where a hand-made plan only says who is in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bedflow.check.capacity import slack
from bedflow.check.course import DAY_RULES
from bedflow.check.district import District, Person
from bedflow.check.money import over_placement_cost, waiting_cost
from bedflow.check.walk import Stay, hours_taken, phase_next
from bedflow.domain import Course, Team

CENTS = 6
"""Digits to which costs are compared, so that the order of adding up decides nothing."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What there is of each team, raises included, and what others take, by team and day.

    Attributes
    ----------
    district
        The district the teams are of.
    raised
        Hours added for what is already promised.
    taken
        Hours others take.
    """

    district: District
    raised: Mapping[tuple[str, int], float]
    taken: dict[tuple[str, int], float]

    def overtime(self, team: Team, more: float, *, day: int) -> tuple[float, bool]:
        """Give the overtime some further hours make, and whether there are too few even so."""
        free = self.district.hours(team, day=day) + self.raised.get((team.id, day), 0.0)
        before = self.taken.get((team.id, day), 0.0)
        overtime = max(0.0, before + more - free) - max(0.0, before - free)
        most = free + self.district.overtime(team, day=day)
        return overtime, before + more > most + slack(before + more)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to fill in the marks up to a day.

    Attributes
    ----------
    broken
        Rules of a course that are broken.
    short
        Team-days on which there are not the hours.
    cost
        Waiting, care in another setting, and overtime, in pounds-equivalent.
    waits
        Whether each day in a unit is a waiting day; False comes first, so that care does.
    """

    broken: int = 0
    short: int = 0
    cost: float = 0.0
    waits: tuple[bool, ...] = ()

    @property
    def rank(self) -> tuple[int, int, float, tuple[bool, ...]]:
        """What decides between two ways: rules, then hours, then money, then care first."""
        return self.broken, self.short, round(self.cost, CENTS), self.waits


@dataclass(frozen=True, slots=True)
class Stated:
    """Where somebody is said to be: unit and care mark by day, and for how many days it is said.

    Attributes
    ----------
    units, care
        By day of the horizon; None: nowhere, and no mark.
    said
        Days that are spoken of.
    until_leaving
        Whether the patient goes when the care is done, before the days in units end.
    """

    units: Sequence[str | None]
    care: Sequence[bool | None]
    said: int
    until_leaving: bool = False


def filled(person: Person, stated: Stated, *, hours: Hours) -> tuple[Course, int]:
    """Fill in the marks that are missing, the cheapest way, and of ways as cheap care first.

    Exact: for units that are named, all that is left to choose is on which days care goes forward, and
    after any number of care days the rest of the choice is the same however one came there.

    Returns
    -------
    tuple
        The course, and how many rules of a course it breaks.
    """
    ways: dict[int, Way] = {0: Way()}
    gone: Way | None = None
    came_from, still_there = person.present, person.present is not None
    days = [day for day in range(person.starts, stated.said) if stated.units[day] is not None]
    for count, day in enumerate(days):
        unit = hours.district.units[str(stated.units[day])]
        still_there = still_there and unit is person.present
        after: dict[int, Way] = {}
        for progress, way in ways.items():
            phase, care_day = phase_next(person.asks.phases, progress)
            if phase is None and stated.until_leaving:
                gone = way if gone is None or way.rank < gone.rank else gone
                continue
            mark = stated.care[day]
            for care in (False,) if phase is None else (True, False) if mark is None else (mark,):
                waited = count - progress
                stay = Stay(day, unit, came_from, phase, care_day, care, still_there, waited)
                _keep(after, progress + care, _on(way, stay, person, hours))
        ways, came_from = after, unit
    ended = [_at_the_end(way, progress, person, stated, days) for progress, way in ways.items()]
    best = min([*ended, *([gone] if gone else [])], key=lambda way: way.rank)
    return _course(person, stated, days, best), best.broken


def _keep(ways: dict[int, Way], progress: int, way: Way) -> None:
    if progress not in ways or way.rank < ways[progress].rank:
        ways[progress] = way


def _on(way: Way, stay: Stay, person: Person, hours: Hours) -> Way:
    """Go one day further."""
    district = hours.district
    broken = sum(rule(person, stay, district) is not None for rule in DAY_RULES.values())
    cost = waiting_cost(person, stay, district) + over_placement_cost(stay, district)
    short = 0
    for team, more in hours_taken(stay, district):
        overtime, lacking = hours.overtime(team, more, day=stay.day)
        cost += overtime * district.policy.overtime_hour
        short += lacking
    return Way(way.broken + broken, way.short + short, way.cost + cost, (*way.waits, not stay.care))


def _at_the_end(way: Way, progress: int, person: Person, stated: Stated, days: Sequence[int]) -> Way:
    """Count it as broken when somebody is said to be gone before their care is done."""
    last = days[-1] if days else -1
    done = phase_next(person.asks.phases, progress)[0] is None
    if done or last + 1 >= stated.said:
        return way
    return Way(way.broken + 1, way.short, way.cost, way.waits)


def _course(person: Person, stated: Stated, days: Sequence[int], way: Way) -> Course:
    units: list[str | None] = [None] * len(stated.units)
    care: list[bool | None] = [None] * len(stated.units)
    for day, waits in zip(days, way.waits, strict=False):
        units[day], care[day] = stated.units[day], not waits
    for day in range(min(person.starts, stated.said)):
        # Nobody is anywhere before they arrive; that it is said is kept, so that the check can name it.
        if stated.units[day] is not None:
            units[day], care[day] = stated.units[day], False
    return Course(patient=person.id, units=tuple(units), care=tuple(care))
