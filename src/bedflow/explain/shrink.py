"""The smallest change of limits with which one patient would move: made large enough, then made small.

For a way of the patient, having all it lacks is the most favourable change there is: every further place
or hour could only help other ways, and every place or hour less makes the way dearer by at least as
much as any other. So a way that does not win with all it lacks never wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bedflow.explain.extra import ExtraKind
from bedflow.explain.more import (
    BILLION,
    SIZE,
    Limit,
    More,
    Need,
    half_of,
    needs_of,
    opened,
    room_with,
    size_of,
)
from bedflow.explain.room import Room
from bedflow.explain.way import NEVER, Only
from bedflow.explain.ways import Ways

TIE = 0.005
"""Half a penny: ways that differ by less cost the same."""

WEIGHTS = (0.01, 0.3, 1.0, 3.0)
"""How much the size of a change counts when ways are looked for."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A patient, the room the others leave, and the care that is to go forward on a day.

    Attributes
    ----------
    ways, room
        Their courses, and the room.
    day
        The day.
    done
        Care days done by then in the plan that stands: the next is the one waited for.
    """

    ways: Ways
    room: Room
    day: int
    done: int

    def granted(self, option: int | None = None) -> dict[int, Only]:
        """Give the ways on which the care goes forward on the day, in one option or any."""
        care = np.zeros((self.ways.care_days, len(self.ways.units)), np.bool_)
        care[self.done, slice(None) if option is None else option] = True
        return {self.day: Only(care, np.zeros_like(care))}

    def denied(self) -> dict[int, Only]:
        """Give all other ways."""
        care = ~self.granted()[self.day].care
        return {self.day: Only(care, np.ones_like(care))}

    def gain(self, more: More) -> float:
        """Say by how much the best granted way beats the best other one with more of some limits."""
        tariff = self.ways.tariff(room_with(self.room, more))
        granted = self.ways.best(tariff, self.granted())
        denied = self.ways.best(tariff, self.denied())
        if granted is None:
            return -NEVER
        return NEVER if denied is None else denied.cost - granted.cost


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A change that moves the patient and half of which does not.

    Attributes
    ----------
    more
        The change.
    option
        Where the care then goes forward.
    """

    more: dict[Limit, int]
    option: int

    @property
    def size(self) -> float:
        """How large the change is."""
        return size_of(self.more)


def smallest_per_unit(wish: Wish) -> Iterator[Shrunk]:
    """Give the smallest change found for each unit in which the care could go forward."""
    for option in range(len(wish.ways.units)):
        shrunk = [shrink(wish, needs, option) for needs in _candidates(wish, option)]
        found = [one for one in shrunk if one is not None]
        if found:
            yield min(found, key=lambda one: one.size)


def _candidates(wish: Wish, option: int) -> list[dict[Limit, Need]]:
    """Give what the likely ways through an option lack, each with which the patient would move."""
    found: dict[frozenset[Limit], dict[Limit, Need]] = {}
    for weight in WEIGHTS:
        tariff = opened(wish.ways, wish.room, since=wish.day, weight=weight)
        way = wish.ways.best(tariff, wish.granted(option))
        if way is None:
            break
        needs = needs_of(wish.ways, way, wish.room, since=wish.day)
        if frozenset(needs) not in found and wish.gain(_all(needs)) > TIE:
            found[frozenset(needs)] = needs
    return list(found.values())


def dearer_with_all(wish: Wish) -> float | None:
    """Say by how much waiting is cheaper even with all that is lacking; None when there is no such way."""
    losses = []
    for weight in WEIGHTS:
        tariff = opened(wish.ways, wish.room, since=wish.day, weight=weight)
        way = wish.ways.best(tariff, wish.granted())
        if way is None:
            return None
        losses.append(-wish.gain(_all(needs_of(wish.ways, way, wish.room, since=wish.day))))
    return min(losses)


def _all(needs: dict[Limit, Need]) -> dict[Limit, int]:
    return {limit: need.free for limit, need in needs.items()}


def shrink(wish: Wish, needs: dict[Limit, Need], option: int) -> Shrunk | None:
    """Make a change smaller as long as the patient still moves; None when nothing is needed."""
    more = _all(needs)
    least = {limit: need.steps[0] for limit, need in needs.items() if need.must}
    if wish.gain(least) > TIE:
        more = dict(least)
    for limit in sorted(more, key=lambda one: (-SIZE[one.kind], -one.day)):
        more = _lessen(wish, more, limit, needs[limit])
    more = _readable(wish, more)
    # A tie counts as a move here: half must leave no doubt.
    while more and wish.gain(half := half_of(more)) > -TIE:
        if wish.gain(half) <= TIE:
            return None
        more = half
    where = _where(wish, more)
    return Shrunk(more, option if where is None else where) if more else None


def _where(wish: Wish, more: More) -> int | None:
    way = wish.ways.best(wish.ways.tariff(room_with(wish.room, more)), wish.granted())
    return None if way is None else way.options[wish.day]


def _lessen(wish: Wish, more: dict[Limit, int], limit: Limit, need: Need) -> dict[Limit, int]:
    """Ask for less of one limit, nothing of it if that does."""
    for amount in (0, *(step for step in need.steps if step < more[limit])):
        less = {**more, limit: amount} if amount else {key: more[key] for key in more if key != limit}
        if wish.gain(less) > TIE:
            return less
    if limit.kind is not ExtraKind.HOUR:
        return more
    return _fewer_hours(wish, more, limit)


def _fewer_hours(wish: Wish, more: dict[Limit, int], limit: Limit) -> dict[Limit, int]:
    """Leave to overtime what it can pay for without making waiting the cheaper way."""
    price = wish.ways.compiled.problem.overtime_price
    gain = wish.gain(more)
    if price <= 0 or not np.isfinite(gain):
        return more
    spare = int((gain - 2 * TIE) / price * BILLION)
    less = {**more, limit: more[limit] - spare}
    return less if 0 < spare < more[limit] and wish.gain(less) > TIE else more


def _readable(wish: Wish, more: dict[Limit, int]) -> dict[Limit, int]:
    """Round hours up to a tenth, or finer where half of that would do."""
    rounded = {
        limit: _rounded_up(amount) if limit.kind is ExtraKind.HOUR else amount
        for limit, amount in more.items()
    }
    return rounded if wish.gain(rounded) > TIE else more


def _rounded_up(amount: int) -> int:
    step = BILLION // 10
    while step > 1 and amount <= step:
        step //= 10
    return -(-amount // step) * step
