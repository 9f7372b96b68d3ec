"""Changes that go together and can be had more or less of, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bedflow.domain import Change, ChangeKind, Fact
from bedflow.domain.fact import Amount, Text, fact

_NOTHING_AT_ZERO = frozenset({ChangeKind.ADD, ChangeKind.OPEN})


class Bundle(Fact):
    """Changes made together: each amount is multiplied by how much there is of the bundle.

    A change without an amount, such as closing a ward, is made or not.
    """

    name: Text = fact("What there is more or less of, such as step-down beds")
    changes: tuple[Change, ...] = fact("The changes that one of it makes", min_length=1)
    price: Amount = fact("What one costs on each day it is there", unit="pounds a day", default=0.0)
    price_once: Amount = fact("What one costs once", unit="pounds", default=0.0)

    def times(self, value: float) -> tuple[Change, ...]:
        """Give the changes that so much of it makes.

        Raises
        ------
        pydantic.ValidationError
            When an amount would be none that the change takes, such as half a bed.
        """
        return tuple(_times(change, value) for change in self.changes if _is_made(change, value))

    def cost(self, value: float, days: Sequence[date]) -> float:
        """Say what so much of it costs over some days, in pounds.

        Parameters
        ----------
        days
            The days of the plan; it costs on those on which one of its changes is on.
        """
        there = sum(any(change.is_on(day) for change in self.changes) for day in days)
        return value * (self.price * there + self.price_once)

    @property
    def is_priced(self) -> bool:
        """Whether having it costs anything."""
        return bool(self.price or self.price_once)


def _is_made(change: Change, value: float) -> bool:
    return bool(value) or (change.amount is not None and change.do not in _NOTHING_AT_ZERO)


def _times(change: Change, value: float) -> Change:
    if change.amount is None:
        return change
    said = change.model_dump(by_alias=True, exclude_unset=True)
    return Change.model_validate({**said, "amount": change.amount * value})
