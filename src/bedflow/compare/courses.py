"""How one patient's course differs between two plans, day by day of the dates both have."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby

from bedflow.compare.causes import Cause
from bedflow.diary import PatientDay
from bedflow.domain import FORECAST_PREFIX, Fact
from bedflow.domain.fact import Day, fact
from bedflow.money import Prices


class How(StrEnum):
    """What is different about a patient's moves, by the first move that differs."""

    EARLIER = "earlier"
    LATER = "later"
    ELSEWHERE = "elsewhere"
    ALSO_MOVES = "also_moves"
    NO_LONGER_MOVES = "no_longer_moves"
    SAME_MOVES = "same_moves"


class Stretch(Fact):
    """Some days on end in one unit."""

    unit: str = fact("The unit")
    from_: Day = fact("First day there, of the dates both plans have", alias="from")
    days: int = fact("Days there", unit="days")
    waiting: int = fact("Of these, days waited", unit="days")


class CourseChange(Fact):
    """A patient whose course differs, how, and why."""

    patient: str = fact("The patient")
    how: How = fact("What is different about the moves; same_moves: care goes forward on other days")
    first_day: Day = fact("First day that differs")
    soon: bool = fact("Whether the unit differs on the first three days that both plans have")
    present: str | None = fact("Unit at the later bed meeting; absent: still to arrive", default=None)
    before: tuple[Stretch, ...] = fact(
        "The course before; days the patient is not in the system are left out"
    )
    after: tuple[Stretch, ...] = fact("The course after")
    waiting_days: int = fact("Days waited more (or, negative, less)", unit="days")
    cost: float = fact("What the patient's days cost more by themselves", unit="pounds-equivalent")
    because: tuple[Cause, ...] = fact("What changed that touches the patient")

    @property
    def expected(self) -> bool:
        """Whether this is somebody only expected by forecast."""
        return self.patient.startswith(FORECAST_PREFIX)


Days = Sequence[PatientDay]

SOON_DAYS = 3
"""The first days on which a change disturbs what is already arranged."""


def within(days: Days, dates: Collection[date]) -> tuple[PatientDay, ...]:
    """Give the days of a patient that lie within some dates."""
    return tuple(day for day in days if day.date in dates)


def are_same(before: Days, after: Days) -> bool:
    """Say whether two courses are the same on the dates both plans have."""
    return _places(before) == _places(after)


def course_change(
    before: Days,
    after: Days,
    *,
    dates: Sequence[date],
    prices: tuple[Prices, Prices],
    because: Sequence[Cause],
) -> CourseChange:
    """Say how a course differs.

    Parameters
    ----------
    before, after
        The patient's days in each plan, of the dates both have; at least one in each.
    dates
        Those dates, in order.
    prices
        Prices before and after.
    because
        What changed that touches the patient.
    """
    was, is_now = _places(before), _places(after)
    differing = [day for day in dates if was.get(day) != is_now.get(day)]
    soon = dates[:SOON_DAYS]
    return CourseChange(
        patient=after[0].patient.id,
        how=_how(_moves(before), _moves(after)),
        first_day=differing[0],
        soon=any(was.get(day, ("",))[0] != is_now.get(day, ("",))[0] for day in soon),
        present=after[0].patient.unit,
        before=_stretches(before),
        after=_stretches(after),
        waiting_days=sum(not day.care for day in after) - sum(not day.care for day in before),
        cost=round(_cost(after, prices[1]) - _cost(before, prices[0]), 6),
        because=tuple(because),
    )


def _places(days: Days) -> dict[date, tuple[str, bool]]:
    return {day.date: (day.unit, day.care) for day in days}


def _moves(days: Days) -> list[tuple[date, str]]:
    return [(day.date, day.unit) for day in days if day.moves_in]


def _how(before: list[tuple[date, str]], after: list[tuple[date, str]]) -> How:
    for (when, to), (now_when, now_to) in zip(before, after, strict=False):
        if to != now_to:
            return How.ELSEWHERE
        if when != now_when:
            return How.EARLIER if now_when < when else How.LATER
    if len(before) == len(after):
        return How.SAME_MOVES
    return How.ALSO_MOVES if len(after) > len(before) else How.NO_LONGER_MOVES


def _stretches(days: Days) -> tuple[Stretch, ...]:
    stretches = []
    for unit, group in groupby(days, key=lambda day: day.unit):
        there = list(group)
        waiting = sum(not day.care for day in there)
        first = {"from": there[0].date}
        stretches.append(Stretch(unit=unit, days=len(there), waiting=waiting, **first))
    return tuple(stretches)


def _cost(days: Days, prices: Prices) -> float:
    return sum(sum(prices.of_day(day).values()) for day in days)
