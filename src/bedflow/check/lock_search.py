"""Branch and bound over what each patient of a group takes of the limits the group shares."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from bedflow.check.lock_ways import Amounts

MOST_TRIALS = 200_000
"""Sums tried in one group of locked patients before the search ends with what it has found."""

CLOSE = 1e-7
"""A total is worth searching for when it is this much less than the best one found."""


class Search:
    """Depth first, the dearest patient first, cut off where the bound is no better than the best.

    A patient adds at least as much when others have taken of the same limits before. So what each
    remaining patient would add alone, summed, is a bound.

    Parameters
    ----------
    limits
        What the group may take of each shared limit.
    """

    def __init__(self, limits: Sequence[float]) -> None:
        self.limits = tuple(limits)
        self.best = inf
        self.trials = 0

    @property
    def is_complete(self) -> bool:
        """Whether every branch was looked at or cut off."""
        return self.trials <= MOST_TRIALS

    def run(self, ways: Sequence[Sequence[Amounts]]) -> None:
        """Find the least excess if every patient goes one of their ways."""
        self._branch(ways, (0.0,) * (len(self.limits) + 1))

    def _excess(self, taken: Amounts) -> float:
        self.trials += 1
        shared = zip(taken[1:], self.limits, strict=True)
        return taken[0] + sum(max(0.0, amount - limit) for amount, limit in shared)

    def _branch(self, ways: Sequence[Sequence[Amounts]], taken: Amounts) -> None:
        now = self._excess(taken)
        adds = [min(self._excess(_plus(taken, way)) for way in own) - now for own in ways]
        if now + sum(adds) >= self.best - CLOSE:
            return
        if not ways:
            self.best = now
            return
        first = max(range(len(ways)), key=adds.__getitem__)
        others = [own for k, own in enumerate(ways) if k != first]
        for total in sorted((_plus(taken, way) for way in ways[first]), key=self._excess):
            self._branch(others, total)
            if not self.is_complete and self.best < inf:
                return


def _plus(taken: Amounts, way: Amounts) -> Amounts:
    return tuple(amount + more for amount, more in zip(taken, way, strict=True))
