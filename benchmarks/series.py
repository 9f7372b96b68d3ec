"""How a search went: what was known after how many seconds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Point(NamedTuple):
    """What was known at a moment: the best plan's cost and the best bound, None before there is one."""

    seconds: float
    objective: float | None
    bound: float | None

    @property
    def gap(self) -> float:
        """Relative distance of plan and bound; 1 before there are both."""
        if self.objective is None or self.bound is None:
            return 1.0
        if self.objective <= 0.0:
            return 0.0
        return min(1.0, max(0.0, (self.objective - self.bound) / self.objective))


def best_so_far(points: Iterable[Point]) -> list[Point]:
    """Keep the least cost and the greatest bound from moment to moment, and only moments of change."""
    kept: list[Point] = []
    objective: float | None = None
    bound: float | None = None
    for point in sorted(points, key=lambda one: one.seconds):
        objective = _better(min, objective, point.objective)
        bound = _better(max, bound, point.bound)
        now = Point(round(point.seconds, 4), objective, bound)
        if not kept or now[1:] != kept[-1][1:]:
            kept.append(now)
    return kept


def _better(choose: Callable[[float, float], float], known: float | None, new: float | None) -> float | None:
    if new is None or not math.isfinite(new):
        return known
    return new if known is None else choose(known, new)


def seconds_to_gap(points: Sequence[Point], gap: float) -> float | None:
    """Say when a proven gap was reached; None when it was not."""
    return next((point.seconds for point in points if point.gap <= gap), None)


def gap_at(points: Sequence[Point], seconds: float) -> float:
    """Say what gap was proven after some seconds."""
    return min((point.gap for point in points if point.seconds <= seconds), default=1.0)


def seconds_to_cost(points: Sequence[Point], cost: float) -> float | None:
    """Say when a plan of at most this cost was in hand, proven or not."""
    reached = (p.seconds for p in points if p.objective is not None and p.objective <= cost)
    return next(reached, None)


def thinned(points: Sequence[Point], most: int = 200) -> list[Point]:
    """Keep at most so many moments, the first and the last among them, for the record."""
    if len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(k * step)] for k in range(most)]
