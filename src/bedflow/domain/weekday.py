"""Numbers that follow the week: one for every day, or one per weekday."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Discriminator, Tag

from bedflow.domain.fact import Amount, Fact, Whole, fact

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

N = TypeVar("N", int, float)


class _ByWeekday(Fact, Generic[N]):
    def on(self, day: date) -> N:
        """Give the number that holds on a date."""
        number: N = getattr(self, WEEKDAYS[day.weekday()])
        return number


class WholeByWeekday(_ByWeekday[int]):
    """A whole number for each day of the week."""

    mon: Whole = fact("Mondays")
    tue: Whole = fact("Tuesdays")
    wed: Whole = fact("Wednesdays")
    thu: Whole = fact("Thursdays")
    fri: Whole = fact("Fridays")
    sat: Whole = fact("Saturdays")
    sun: Whole = fact("Sundays")


class AmountByWeekday(_ByWeekday[float]):
    """A quantity for each day of the week."""

    mon: Amount = fact("Mondays")
    tue: Amount = fact("Tuesdays")
    wed: Amount = fact("Wednesdays")
    thu: Amount = fact("Thursdays")
    fri: Amount = fact("Fridays")
    sat: Amount = fact("Saturdays")
    sun: Amount = fact("Sundays")


def _form(given: Any) -> str:
    return "weekdays" if isinstance(given, Mapping | _ByWeekday) else "number"


WholePattern = Annotated[
    Annotated[Whole, Tag("number")] | Annotated[WholeByWeekday, Tag("weekdays")], Discriminator(_form)
]
"""A whole number, or one for each of mon..sun."""

AmountPattern = Annotated[
    Annotated[Amount, Tag("number")] | Annotated[AmountByWeekday, Tag("weekdays")], Discriminator(_form)
]
"""A quantity, or one for each of mon..sun."""


def whole_on(pattern: int | WholeByWeekday, day: date) -> int:
    """Read a whole-number pattern on a date."""
    return pattern.on(day) if isinstance(pattern, WholeByWeekday) else pattern


def amount_on(pattern: float | AmountByWeekday, day: date) -> float:
    """Read a quantity pattern on a date."""
    return pattern.on(day) if isinstance(pattern, AmountByWeekday) else pattern
