"""The courses of one locked patient, weighed: the cheapest, and those worth comparing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import inf

from bedflow.check.lock_legs import END, Leg, Point, Row

Amounts = tuple[float, ...]
"""What a course takes: first what it exceeds limits by whatever others do, then of each shared row."""

Price = Callable[[Leg], float]

MOST_WAYS = 10_000
"""Ways of one patient compared at one point; beyond it the least raise is not searched for."""

MOST_KEPT = 300
"""Ways of one patient kept side by side at one point; beyond it the least raise is not searched for."""


class TooManyWaysError(Exception):
    """A patient has more ways than are looked at; what depends on them is not proved."""


def cheapest(legs: Sequence[Leg], price: Price, *, start: Point) -> list[Leg] | None:
    """Find the course of the least price; None when there is no lawful course."""
    least: dict[Point, float] = {start: 0.0}
    came_by: dict[Point, Leg] = {}
    for leg in legs:
        if leg.before not in least:
            continue
        total = least[leg.before] + price(leg)
        if total < least.get(leg.after, inf):
            least[leg.after] = total
            came_by[leg.after] = leg
    if END not in least:
        return None
    course = [came_by[END]]
    while course[-1].before != start:
        course.append(came_by[course[-1].before])
    return course[::-1]


def within(legs: Sequence[Leg], price: Price, *, start: Point, limit: float) -> tuple[Leg, ...]:
    """Keep the legs of which some course does not exceed a price."""
    least: dict[Point, float] = defaultdict(lambda: inf, {start: 0.0})
    to_go: dict[Point, float] = defaultdict(lambda: inf, {END: 0.0})
    prices = [price(leg) for leg in legs]
    for leg, own in zip(legs, prices, strict=True):
        least[leg.after] = min(least[leg.after], least[leg.before] + own)
    for leg, own in zip(reversed(legs), reversed(prices), strict=True):
        to_go[leg.before] = min(to_go[leg.before], own + to_go[leg.after])
    return tuple(
        leg
        for leg, own in zip(legs, prices, strict=True)
        if least[leg.before] + own + to_go[leg.after] <= limit
    )


def least_ways(legs: Sequence[Leg], price: Price, *, start: Point, shared: Sequence[Row]) -> list[Amounts]:
    """Give what the courses take, courses that take more of everything than another left out.

    Parameters
    ----------
    price
        What a leg exceeds limits by whatever others do.
    shared
        The rows of which the patient and others may take.

    Raises
    ------
    TooManyWaysError
        When more than ``MOST_WAYS`` courses have to be compared, or ``MOST_KEPT`` kept.
    """
    column = {row: k for k, row in enumerate(shared, start=1)}
    ways: defaultdict[Point, set[Amounts]] = defaultdict(set, {start: {(0.0,) * (len(shared) + 1)}})
    settled: dict[Point, list[Amounts]] = {}
    for leg in legs:
        if leg.before not in settled:
            settled[leg.before] = _least(ways.pop(leg.before, set()))
        added = _columns(leg.takes, column) | {0: price(leg)}
        for way in settled[leg.before]:
            ways[leg.after].add(tuple(amount + added.get(k, 0.0) for k, amount in enumerate(way)))
    return _least(ways[END])


def _columns(takes: Mapping[Row, float], column: Mapping[Row, int]) -> dict[int, float]:
    return {column[row]: amount for row, amount in takes.items() if row in column}


def _least(ways: set[Amounts]) -> list[Amounts]:
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
