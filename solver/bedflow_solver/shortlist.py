"""A question cut down to the options that matter at some prices, to price it several times quicker.

In a region a class may have dozens of like stations on a level, of which it will only ever want the few
that are cheapest. What the cut question costs is no bound for the whole one, but it says as well which
way prices go.
"""

from __future__ import annotations

import numpy as np

from bedflow_solver.loads import Prices
from bedflow_solver.problem import LEVELS, Bools, Problem

GATE_SHARE = 0.25
"""Share of the mean price of entering in what a day in a station counts as."""


def shortlist(problem: Problem, prices: Prices, *, most: int) -> Problem:
    """Give the same question with only the cheapest options of each class and level.

    Parameters
    ----------
    prices
        Prices of the rows; between stations that cost the same each class keeps others.
    most
        Options kept of each class and level, beside its present one and those bound to days.
    """
    if int(np.diff(problem.level_from, axis=1).max(initial=0)) <= most:
        return problem
    kept = _kept(problem, prices, most)
    before = np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)
    return problem._replace(
        option_from=before[problem.option_from],
        level_from=before[problem.level_from],
        option_station=problem.option_station[kept],
        stay_days=problem.stay_days[kept],
        enter_days=problem.enter_days[kept],
        stay_cost=problem.stay_cost[kept],
        present=np.where(problem.present >= 0, before[problem.present], -1).astype(np.int32),
    )


def _kept(problem: Problem, prices: Prices, most: int) -> Bools:
    options = len(problem.option_station)
    day = prices.seat.mean(axis=1) + GATE_SHARE * prices.gate.mean(axis=1)
    cost = problem.stay_cost + day[problem.option_station]
    of_class = np.repeat(np.arange(problem.classes), np.diff(problem.option_from))
    group = of_class * LEVELS + problem.station_level[problem.option_station]
    # Every class begins at another place of the round of stations, so that like ones share the demand.
    turn = (problem.option_station + of_class) % max(1, problem.stations)
    order = np.lexsort((turn, cost, group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    rank = np.empty(options, np.int64)
    rank[order] = np.arange(options) - np.repeat(first, np.diff(np.append(first, options)))
    kept: Bools = rank < most
    kept[problem.present[problem.present >= 0]] = True
    kept |= (problem.lifted_days != 0)[of_class]
    return kept
