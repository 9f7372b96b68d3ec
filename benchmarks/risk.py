"""How long the exact chances of a plan take, and what convolution by FFT would give instead.

Run as ``python -m benchmarks.risk``; it prints a table and judges nothing but the time of a district.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bedflow.risk.counts import Floats, how_many
from bedflow.risk.moves import move_odds
from bedflow.risk.outlook import place_odds
from bedflow.risk.places import GroupBy
from bedflow.risk.stretches import Beliefs
from bedflow.risk.whereabouts import whereabouts
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from benchmarks.cases import CITY_BEDS, CITY_SEED

GOAL_SECONDS = 0.2
REPEATS = 7
PLAN_EFFORT = 3
DAYS = 14
GROUPS = (1, 10, 60, 600, 1500)


def fastest(work: Callable[[], Any]) -> float:
    """Give the shortest of several times, in seconds."""
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def by_fourier(chances: Floats) -> Floats:
    """Count people by the characteristic function and one FFT (Hong 2013). Shape as ``how_many``."""
    people, days = chances.shape
    roots = np.exp(2j * np.pi * np.arange(people + 1) / (people + 1))
    found = np.empty((days, people + 1))
    for day in range(days):
        transform = np.ones(people + 1, complex)
        for k in range(people):
            transform *= 1 - chances[k, day] + chances[k, day] * roots
        found[day] = np.fft.fft(transform).real / (people + 1)
    return found


def measure_groups() -> None:
    """Compare adding people one by one with the FFT: time, and the smallest chances."""
    print("people  one by one, ms  FFT, ms  largest difference  least chance below 0 by FFT")
    rng = np.random.default_rng(0)
    for people in GROUPS:
        chances = rng.random((people, DAYS))
        exact, other = how_many(chances), by_fourier(chances)
        times = fastest(lambda c=chances: how_many(c)), fastest(lambda c=chances: by_fourier(c))
        print(
            f"{people:6}  {1000 * times[0]:14.2f}  {1000 * times[1]:7.2f}  "
            f"{np.abs(exact - other).max():18.1e}  {min(0.0, float(other.min())):27.1e}"
        )


def measure_city() -> float:
    """Time a city's morning in which all may slip that can; gives the slowest grouping, in seconds."""
    snapshot = sample_district(beds=CITY_BEDS, seed=CITY_SEED, uncertain=True)
    standing = plan(snapshot, effort=PLAN_EFFORT)
    beliefs = Beliefs(assume=True)
    where = whereabouts(snapshot, standing, beliefs=beliefs)
    chain = fastest(lambda: whereabouts(snapshot, standing, beliefs=beliefs))
    print(
        f"\ncity: {len(where.patients):,} people, {len(where.unsure):,} unsure; chains {1000 * chain:.0f} ms"
    )
    slowest = 0.0
    for by in GroupBy:
        for poisson in (False, True):
            counted = fastest(lambda b=by, p=poisson: place_odds(where, by=b, poisson=p))
            slowest = max(slowest, chain + counted)
            kind = "Poisson arrivals" if poisson else "whole arrivals"
            print(f"  by {by.value:8} {kind:17} {1000 * counted:6.0f} ms")
    moves = fastest(lambda: move_odds(snapshot, standing, where=where, definite=0.9, days=8))
    print(f"  fallbacks of the moves of eight days: {1000 * moves:.0f} ms")
    return slowest


def main() -> int:
    """Measure both; 1 when a district takes longer than it may."""
    measure_groups()
    slowest = measure_city()
    within = math.isfinite(slowest) and slowest < GOAL_SECONDS
    print(f"chains and counting together, at worst: {1000 * slowest:.0f} ms of {1000 * GOAL_SECONDS:.0f}")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
