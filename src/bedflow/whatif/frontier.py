"""The frontier of a sweep: the least total at each amount of capacity, its knee, and what costs least in all.

Capacity is what has a price. The levers without one are conditions, such as demand: points are only
compared under the same conditions, so there is a frontier for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bedflow.whatif.grid import Grid
from bedflow.whatif.sweep import Sweep, Swept

SAME = 0.005
"""Totals nearer than half a penny are the same."""

Levels = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Frontier:
    """What more capacity buys under some conditions.

    Parameters
    ----------
    conditions
        The levers that are no capacity, and their values here.
    points
        Every point under these conditions, by rising capacity.
    best
        Those that no other beats with as little capacity and as small a total of the plan.
    knee
        The one of them furthest below the line from the first to the last: up to it capacity saves
        more than on average, after it less. None when none is below.
    least
        The point at which the plan and its capacity cost least together.
    undecided
        The others that could be that, for all that the gaps of the plans leave open.
    fewest_waits
        The point with the fewest waiting days, of several the one that costs least.
    """

    conditions: Levels
    points: tuple[Swept, ...]
    best: tuple[Swept, ...]
    knee: Swept | None
    least: Swept
    undecided: tuple[Swept, ...]
    fewest_waits: Swept

    @property
    def cost_of_fewest_waits(self) -> float:
        """What the fewest waiting days cost beyond the least total, in pounds-equivalent."""
        return self.fewest_waits.total - self.least.total


def frontiers(sweep: Sweep) -> tuple[Frontier, ...]:
    """Give the frontier under each condition, in the order of the grid; points not planned are left out."""
    capacity = capacity_levers(sweep.grid)
    under: dict[Levels, list[Swept]] = {}
    for swept in sweep.possible:
        conditions = tuple((name, value) for name, value in swept.point.levels if name not in capacity)
        under.setdefault(conditions, []).append(swept)
    return tuple(_frontier(sweep.grid, conditions, points) for conditions, points in under.items())


def capacity_levers(grid: Grid) -> frozenset[str]:
    """Name the levers that are capacity: those with a price, or the first when none has one."""
    priced = frozenset(lever.name for lever in grid.levers if lever.is_priced)
    return priced or frozenset({grid.levers[0].name})


def capacity_of(grid: Grid, swept: Swept) -> float:
    """Say how much capacity a point has: in pounds, or of the first lever when nothing has a price."""
    return swept.capacity_cost if grid.is_priced else swept.point.levels[0][1]


def _frontier(grid: Grid, conditions: Levels, points: Sequence[Swept]) -> Frontier:
    ordered = sorted(points, key=lambda swept: (capacity_of(grid, swept), _plan_total(swept)))
    least = min(ordered, key=lambda swept: swept.total)
    best = _unbeaten(ordered)
    return Frontier(
        conditions=conditions,
        points=tuple(ordered),
        best=best,
        knee=_knee([(capacity_of(grid, swept), _plan_total(swept)) for swept in best], best),
        least=least,
        undecided=tuple(
            swept for swept in ordered if swept is not least and _at_least(swept) < least.total - SAME
        ),
        fewest_waits=min(ordered, key=lambda swept: (_waiting_days(swept), swept.total)),
    )


def _plan_total(swept: Swept) -> float:
    return swept.total - swept.capacity_cost


def _at_least(swept: Swept) -> float:
    """Give what the point is proven to cost at least, its capacity included."""
    return swept.capacity_cost + (swept.figures.bound if swept.figures is not None else 0.0)


def _waiting_days(swept: Swept) -> int:
    return swept.figures.waiting_days if swept.figures is not None else 0


def _unbeaten(by_capacity: Sequence[Swept]) -> tuple[Swept, ...]:
    found: list[Swept] = []
    for swept in by_capacity:
        if not found or _plan_total(swept) < _plan_total(found[-1]) - SAME:
            found.append(swept)
    return tuple(found)


def _knee(at: Sequence[tuple[float, float]], points: Sequence[Swept]) -> Swept | None:
    """Find the point furthest below the line from the first to the last.

    Measured upwards or at right angles to the line, in pounds or in any other unit, it is the same point.
    """
    if len(at) < 3:
        return None
    (first, high), (last, low) = at[0], at[-1]
    slope = (low - high) / (last - first)
    below = [high + slope * (x - first) - y for x, y in at]
    deepest = max(range(len(at)), key=lambda place: below[place])
    return points[deepest] if below[deepest] > SAME else None
