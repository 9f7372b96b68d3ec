"""How many care days a phase takes: the chance of each number, from what the snapshot says of it."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist

from bedflow.domain import Phase

Chain = tuple[float, ...]
"""Chance of 1, 2, ... days; what is missing to 1 is longer than anybody looks."""

_STANDARD = NormalDist()
NINTH_DECILE = _STANDARD.inv_cdf(0.9)


def chances_of_days(phase: Phase, *, holds: float | None, longest: int) -> Chain | None:
    """Give the chance that a phase takes 1, 2, ... care days.

    A distribution in the snapshot says more than a confidence, which says more than nothing.

    Parameters
    ----------
    holds
        Chance that the phase ends on the planned day, and if not, on each day after; None: nothing is
        said of it.
    longest
        Days to look ahead.

    Returns
    -------
    tuple or None
        None when the phase takes exactly its days, or goes on beyond the horizon.
    """
    if phase.day_chances is not None:
        return (phase.day_chances + (0.0,) * longest)[:longest]
    if phase.days is None:
        return None
    if phase.days_p90 is not None:
        return None if phase.days_p90 == phase.days else by_two_points(phase.days, phase.days_p90, longest)
    if holds is None or holds == 1:
        return None
    return ((0.0,) * (phase.days - 1) + again_each_day(holds, longest))[:longest]


@lru_cache(maxsize=4096)
def by_two_points(median: int, p90: int, longest: int) -> Chain:
    """Fit a discretised lognormal through median and ninth decile.

    A lognormal is what published lengths of stay look like (skewed, never below zero; the BNSSG model of
    NHS England's discharge pathways fits them so), and two points settle its two parameters. A day
    begun counts as a day, so that the chance of at most ``median`` days is exactly 0.5 and of at most
    ``p90`` days exactly 0.9.

    Parameters
    ----------
    median, p90
        Care days; the second is the larger.
    longest
        Days to look ahead.
    """
    spread = math.log(p90 / median) / NINTH_DECILE
    over = [0.0, *(_STANDARD.cdf(math.log(day / median) / spread) for day in range(1, longest + 1))]
    return tuple(after - before for before, after in pairwise(over))


@lru_cache(maxsize=256)
def again_each_day(holds: float, longest: int) -> Chain:
    """Give the chance of the first, second, ... day when each day has the same chance."""
    return tuple(holds * (1 - holds) ** day for day in range(longest))
