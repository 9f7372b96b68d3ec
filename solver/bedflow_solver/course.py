"""The best course of one class under given prices: a shortest path over (day, progress, option).

Because progress counts active days, idle days so far are ``day - first day - progress``: growing
costs of idle days are exact. Compiled; every caller brings its own :class:`Scratch`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from bedflow_solver.problem import HOUR, LEVELS, NOT_COMPARED, WATCHED_DAYS, Floats, Ints, Longs, Problem

BLOCKED = np.inf
STAY_OUT = -1


class Tariff(NamedTuple):
    """What each row charges.

    Attributes
    ----------
    seat, special, gate
        Shape (S, D), float64; cost of one more in a station, in a special seat, through the gate;
        infinite where closed.
    hour
        Shape (K, D), float64; cost of an hour, before overtime.
    used, free, most
        Shape (K, D), int64; hours used so far, hours before overtime is paid, hours never passed.
    """

    seat: Floats
    special: Floats
    gate: Floats
    hour: Floats
    used: Longs
    free: Longs
    most: Longs


class Scratch(NamedTuple):
    """Working arrays of one thread.

    Attributes
    ----------
    value
        Shape (2, D + 2, O), float64; cost to go of sitting in an option, today and tomorrow.
    active
        Shape (D + 1, D + 2, O), bool; whether the day is best spent active.
    onward
        Shape (D + 2, D + 2, O), int32; option to be in today when in this one yesterday.
    """

    value: Floats
    onward_value: Floats
    active: np.ndarray[tuple[int, int, int], np.dtype[np.bool_]]
    onward: Ints


def make_scratch(problem: Problem) -> Scratch:
    """Make the working arrays of one thread."""
    days, options = problem.days, problem.most_options
    return Scratch(
        value=np.empty(options),
        onward_value=np.zeros((2, days + 2, options)),
        active=np.zeros((days + 1, days + 2, options), np.bool_),
        onward=np.zeros((days + 2, days + 2, options), np.int32),
    )


@njit(cache=True, nogil=True, inline="always")
def idle_factor(problem, idle_days):  # type: ignore[no-untyped-def]
    """Growth of the cost of an idle day after a number of idle days."""
    return min(1.0 + problem.idle_growth * idle_days, problem.idle_growth_max)


@njit(cache=True, nogil=True)
def work_cost(problem, tariff, stage, station, day):  # type: ignore[no-untyped-def]
    """Cost of the hours of an active day, infinite where a pool has too few."""
    cost = 0.0
    for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
        pool = problem.pool_of[station, problem.work_discipline[entry]]
        if pool < 0:
            continue
        amount = problem.work_amount[entry]
        after = tariff.used[pool, day] + amount
        if after > tariff.most[pool, day]:
            return BLOCKED
        cost += tariff.hour[pool, day] * (amount / HOUR)
        free = tariff.free[pool, day]
        if after > free:
            cost += problem.overtime_price * (min(after - free, amount) / HOUR)
    return cost


@njit(cache=True, nogil=True)
def best_course(problem, tariff, c, scratch, stations, actives):  # type: ignore[no-untyped-def]
    """Find the cheapest course of a class and write it down.

    Parameters
    ----------
    c
        The class.
    stations, actives
        Shape (D,), int32 and bool; written: the station of each day (-1 when out of the system) and
        whether it is active.

    Returns
    -------
    The cost of the course, its rows' charges included; infinite when there is none.
    """
    days = problem.days
    first = problem.first_day[c]
    needed = problem.needed[c]
    o_from = problem.option_from[c]
    n_options = problem.option_from[c + 1] - o_from
    stage_from = problem.stage_from[c]
    special = problem.special[c]
    harm = problem.idle_harm[c]
    value = scratch.value
    entry_value = np.empty(LEVELS)
    entry_option = np.empty(LEVELS, np.int32)

    later = 0
    for day in range(days - 1, first - 1, -1):
        today = 1 - later
        bit = np.uint32(1) << np.uint32(day)
        lifted = (problem.lifted_days[c] & bit) != 0
        bound_later = (problem.lifted_days[c] >> np.uint32(day)) > 1
        last_day = day == days - 1
        for progress in range(min(day - first, needed - 1), -1, -1):
            stage = stage_from + progress
            kind = problem.stage_kind[stage]
            open_today = day >= problem.stage_opens[stage]
            finishes = progress + 1 == needed
            may_finish = not (finishes and bound_later)
            idle_today = harm * idle_factor(problem, problem.waited[c] + day - first - progress)
            for level in range(LEVELS):
                entry_value[level] = BLOCKED
                entry_option[level] = STAY_OUT
                low = problem.level_from[c, level] - o_from
                high = problem.level_from[c, level + 1] - o_from
                if not problem.safe[kind, level]:
                    for o in range(low, high):
                        value[o] = BLOCKED
                    continue
                may_idle = problem.idle[kind, level]
                may_act = problem.active[kind, level] and open_today and may_finish
                idle_extra = idle_today * problem.idle_weight[level]
                act_extra = problem.misplaced if kind != level else 0.0
                for o in range(low, high):
                    option = o_from + o
                    value[o] = BLOCKED
                    if (problem.stay_days[option] & bit) == 0:
                        continue
                    station = problem.option_station[option]
                    best = BLOCKED
                    acts = False
                    if may_idle:
                        best = idle_extra
                        if not last_day:
                            best += scratch.onward_value[later, progress, o]
                    if may_act:
                        cost = act_extra + work_cost(problem, tariff, stage, station, day)
                        if not (last_day or finishes):
                            cost += scratch.onward_value[later, progress + 1, o]
                        # At equal cost care comes first: nobody waits for nothing.
                        if cost <= best:
                            best = cost
                            acts = True
                    if best == BLOCKED:
                        continue
                    best += problem.stay_cost[option] + tariff.seat[station, day]
                    if special:
                        best += tariff.special[station, day]
                    if day < WATCHED_DAYS:
                        earlier = problem.earlier[c, day]
                        if earlier != NOT_COMPARED and earlier != station:
                            best += problem.change
                    value[o] = best
                    scratch.active[day, progress, o] = acts
                    if (problem.enter_days[option] & bit) != 0 and (lifted or problem.enter[kind, level]):
                        entering = best + tariff.gate[station, day]
                        if entering < entry_value[level]:
                            entry_value[level] = entering
                            entry_option[level] = o
            # Where to go today from each option of yesterday.
            for level in range(LEVELS):
                low = problem.level_from[c, level] - o_from
                high = problem.level_from[c, level + 1] - o_from
                if low == high:
                    continue
                top = 0 if (lifted or not problem.safe[kind, level]) else level
                moved = BLOCKED
                target = STAY_OUT
                for to in range(top, LEVELS):
                    if entry_value[to] < moved:
                        moved = entry_value[to]
                        target = entry_option[to]
                moved += problem.move
                for o in range(low, high):
                    if value[o] <= moved:
                        scratch.onward_value[today, progress, o] = value[o]
                        scratch.onward[day, progress, o] = o
                    else:
                        scratch.onward_value[today, progress, o] = moved
                        scratch.onward[day, progress, o] = target
            if day == first and progress == 0 and problem.present[c] < 0:
                # From outside: any option that is safe, no move is paid, levels do not bind.
                arriving = BLOCKED
                for o in range(n_options):
                    station = problem.option_station[o_from + o]
                    cost = value[o] + tariff.gate[station, day]
                    if cost < arriving:
                        arriving = cost
                        entry_option[0] = o
                entry_value[0] = arriving
        later = today

    for day in range(days):
        stations[day] = -1
        actives[day] = False
    if problem.present[c] < 0:
        total = entry_value[0]
        if total == BLOCKED:
            return total
        here = entry_option[0]
    else:
        start = problem.present[c] - o_from
        total = scratch.onward_value[later, 0, start]
        if total == BLOCKED:
            return total
        here = scratch.onward[first, 0, start]
    progress = 0
    for day in range(first, days):
        if day > first:
            here = scratch.onward[day, progress, here]
        stations[day] = problem.option_station[o_from + here]
        if scratch.active[day, progress, here]:
            actives[day] = True
            progress += 1
            if progress == needed:
                break
    return total
