"""The states of the expanded question: uses (a day spent in an option) and links (from day to day).

Compiled; :mod:`bedflow_solver.expanded` makes a program of them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from bedflow_solver.course import BLOCKED, idle_factor
from bedflow_solver.problem import HOUR, NOT_COMPARED, WATCHED_DAYS

OUTSIDE = -1


@njit(cache=True, nogil=True)
def day_cost(problem, c, day, progress, option, acts):  # type: ignore[no-untyped-def]
    """Cost of a day in an option, rows apart; infinite where it is not possible."""
    stage = problem.stage_from[c] + progress
    kind = problem.stage_kind[stage]
    station = problem.option_station[option]
    level = problem.station_level[station]
    stays = (problem.stay_days[option] & (np.uint32(1) << np.uint32(day))) != 0
    if not stays or not problem.safe[kind, level]:
        return BLOCKED
    cost = problem.stay_cost[option]
    if day < WATCHED_DAYS:
        earlier = problem.earlier[c, day]
        if earlier != NOT_COMPARED and earlier != station:
            cost += problem.change
    if acts:
        if not problem.active[kind, level] or day < problem.stage_opens[stage]:
            return BLOCKED
        return cost + (problem.misplaced if kind != level else 0.0)
    if not problem.idle[kind, level]:
        return BLOCKED
    idle_days = problem.waited[c] + day - problem.first_day[c] - progress
    return cost + problem.idle_harm[c] * problem.idle_weight[level] * idle_factor(problem, idle_days)


@njit(cache=True, nogil=True)
def may_link(problem, c, day, progress, before, option):  # type: ignore[no-untyped-def]
    """Say whether a job may go from yesterday's option to another today."""
    if before == option:
        return True
    bit = np.uint32(1) << np.uint32(day)
    if (problem.enter_days[option] & bit) == 0:
        return False
    station = problem.option_station[option]
    if problem.option_station[before] == station:
        return False
    if (problem.lifted_days[c] & bit) != 0:
        return True
    kind = problem.stage_kind[problem.stage_from[c] + progress]
    level = problem.station_level[station]
    if not problem.enter[kind, level]:
        return False
    here = problem.station_level[problem.option_station[before]]
    return level >= here or not problem.safe[kind, here]


@njit(cache=True, nogil=True)
def charge_of_day(problem, prices, c, day, progress, option, acts):  # type: ignore[no-untyped-def]
    """Give what the rows charge for a day in an option at given prices."""
    station = problem.option_station[option]
    charge = prices.seat[station, day]
    if problem.special[c]:
        charge += prices.special[station, day]
    if acts:
        stage = problem.stage_from[c] + progress
        for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
            pool = problem.pool_of[station, problem.work_discipline[entry]]
            if pool >= 0:
                charge += prices.hour[pool, day] * (problem.work_amount[entry] / HOUR)
    return charge


@njit(cache=True, nogil=True)
def expand_class(problem, prices, c, slack, uses, links):  # type: ignore[no-untyped-def]
    """Write down the uses and links of a class that lie on a course within ``slack`` of its best.

    Parameters
    ----------
    uses
        Shape (n, 4), written: day, progress, option, whether active.
    links
        Shape (m, 4), written: day, progress, option of yesterday (-1: from outside), option of today.

    Returns
    -------
    How many uses and links there are, also beyond the room given.
    """
    days = problem.days
    first = problem.first_day[c]
    needed = problem.needed[c]
    low = problem.option_from[c]
    n = problem.option_from[c + 1] - low
    # Cost to go: after a decision is due (here), and before one knows where to be (onward).
    here = np.full((days + 1, days + 2, n), BLOCKED)
    onward = np.full((days + 2, days + 2, n), BLOCKED)
    onward[days, :, :] = 0.0
    if needed <= days:
        for day in range(days + 1):
            # A job bound to a station on a later day cannot be gone by then.
            if day == days or (problem.lifted_days[c] >> np.uint32(day)) == 0:
                onward[day, needed, :] = 0.0
    for day in range(days - 1, first - 1, -1):
        for progress in range(min(day - first, needed - 1) + 1):
            for o in range(n):
                for acts in range(2):
                    cost = day_cost(problem, c, day, progress, low + o, acts == 1)
                    if cost == BLOCKED:
                        continue
                    cost += charge_of_day(problem, prices, c, day, progress, low + o, acts == 1)
                    cost += onward[day + 1, progress + acts, o]
                    here[day, progress, o] = min(here[day, progress, o], cost)
            for before in range(n):
                for o in range(n):
                    if here[day, progress, o] < BLOCKED and may_link(
                        problem, c, day, progress, low + before, low + o
                    ):
                        cost = here[day, progress, o]
                        if o != before:
                            cost += problem.move + prices.gate[problem.option_station[low + o], day]
                        onward[day, progress, before] = min(onward[day, progress, before], cost)
    # Cost so far, forward, keeping what lies on a good enough course.
    at = np.full((days + 1, days + 2, n), BLOCKED)
    left = np.full((days + 2, days + 2, n), BLOCKED)
    n_uses = 0
    n_links = 0
    best = BLOCKED
    if problem.present[c] >= 0:
        left[first, 0, problem.present[c] - low] = 0.0
        best = onward[first, 0, problem.present[c] - low]
    else:
        for o in range(n):
            best = min(best, here[first, 0, o] + prices.gate[problem.option_station[low + o], first])
        for o in range(n):
            gate = prices.gate[problem.option_station[low + o], first]
            if here[first, 0, o] < BLOCKED and gate + here[first, 0, o] <= best + slack:
                at[first, 0, o] = gate
                if n_links < len(links):
                    links[n_links, 0] = first
                    links[n_links, 1] = 0
                    links[n_links, 2] = OUTSIDE
                    links[n_links, 3] = low + o
                n_links += 1
    if best == BLOCKED:
        return 0, 0
    for day in range(first, days):
        for progress in range(min(day - first, needed - 1) + 1):
            for before in range(n):
                if left[day, progress, before] == BLOCKED:
                    continue
                for o in range(n):
                    if here[day, progress, o] == BLOCKED or not may_link(
                        problem, c, day, progress, low + before, low + o
                    ):
                        continue
                    cost = left[day, progress, before]
                    if o != before:
                        cost += problem.move + prices.gate[problem.option_station[low + o], day]
                    if cost + here[day, progress, o] > best + slack:
                        continue
                    at[day, progress, o] = min(at[day, progress, o], cost)
                    if n_links < len(links):
                        links[n_links, 0] = day
                        links[n_links, 1] = progress
                        links[n_links, 2] = low + before
                        links[n_links, 3] = low + o
                    n_links += 1
            for o in range(n):
                if at[day, progress, o] == BLOCKED:
                    continue
                for acts in range(2):
                    cost = day_cost(problem, c, day, progress, low + o, acts == 1)
                    if cost == BLOCKED or onward[day + 1, progress + acts, o] == BLOCKED:
                        continue
                    cost += at[day, progress, o] + charge_of_day(
                        problem, prices, c, day, progress, low + o, acts == 1
                    )
                    if cost + onward[day + 1, progress + acts, o] > best + slack:
                        continue
                    left[day + 1, progress + acts, o] = min(left[day + 1, progress + acts, o], cost)
                    if n_uses < len(uses):
                        uses[n_uses, 0] = day
                        uses[n_uses, 1] = progress
                        uses[n_uses, 2] = low + o
                        uses[n_uses, 3] = acts
                    n_uses += 1
    return n_uses, n_links


@njit(cache=True, nogil=True)
def count_states(problem, prices, slack, most):  # type: ignore[no-untyped-def]
    """Count uses and links within ``slack`` of each class's best; stops counting beyond ``most``."""
    nothing = np.empty((0, 4), np.int32)
    total = 0
    for c in range(len(problem.first_day)):
        n, m = expand_class(problem, prices, c, slack, nothing, nothing)
        total += n + m
        if total > most:
            break
    return total


@njit(cache=True, nogil=True)
def use_costs(problem, uses):  # type: ignore[no-untyped-def]
    """Give the cost of every use, rows apart."""
    costs = np.empty(len(uses))
    for k in range(len(uses)):
        costs[k] = day_cost(problem, uses[k, 0], uses[k, 1], uses[k, 2], uses[k, 3], uses[k, 4] == 1)
    return costs


@njit(cache=True, nogil=True)
def use_hours(problem, uses, found):  # type: ignore[no-untyped-def]
    """Write use, pool-day and hours of every entry of work; gives how many there are."""
    n = 0
    for k in range(len(uses)):
        if uses[k, 4] == 0:
            continue
        stage = problem.stage_from[uses[k, 0]] + uses[k, 2]
        for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
            pool = problem.pool_of[problem.option_station[uses[k, 3]], problem.work_discipline[entry]]
            if pool < 0:
                continue
            if n < len(found):
                found[n, 0] = k
                found[n, 1] = pool * problem.days + uses[k, 1]
                found[n, 2] = problem.work_amount[entry]
            n += 1
    return n
