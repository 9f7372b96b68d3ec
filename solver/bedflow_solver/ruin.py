"""Ruin and recreate: take out a few jobs that compete, put them back in another order, keep the better."""

from __future__ import annotations

import numpy as np
from numba import njit

from bedflow_solver.board import put, take
from bedflow_solver.course import BLOCKED, best_course


@njit(cache=True, nogil=True)
def next_random(state):  # type: ignore[no-untyped-def]
    """Give a random number in [0, 1); xorshift64*, the same on every machine."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return ((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def below(state, number):  # type: ignore[no-untyped-def]
    """Give a random whole number below a number."""
    return int(next_random(state) * number)


@njit(cache=True, nogil=True)
def idles_on(board, job, day):  # type: ignore[no-untyped-def]
    """Say whether a job is in the system and idle on a day."""
    return board.stations[job, day] >= 0 and not board.actives[job, day]


@njit(cache=True, nogil=True)
def wanted_station(problem, board, state, job, day):  # type: ignore[no-untyped-def]
    """Choose a station where a job could be active on a day, mostly one it is not in; else any option."""
    c = problem.job_class[job]
    progress = 0
    for before in range(problem.first_day[c], day):
        progress += board.actives[job, before]
    low = problem.option_from[c]
    n = problem.option_from[c + 1] - low
    chosen = problem.option_station[low + below(state, n)]
    if progress >= problem.needed[c]:
        return chosen
    kind = problem.stage_kind[problem.stage_from[c] + progress]
    for _ in range(2 * n):
        station = problem.option_station[low + below(state, n)]
        if problem.active[kind, problem.station_level[station]] and station != board.stations[job, day]:
            return station
    return chosen


@njit(cache=True, nogil=True)
def aimed_seed(problem, board, aim, state):  # type: ignore[no-untyped-def]
    """Choose a job that pays more than prices ask, and a day and station its best priced course has.

    Returns
    -------
    Job, day and station; station -1 where the job's course has all stations of the priced one.
    """
    jobs = len(problem.job_class)
    job = min(
        jobs - 1, np.searchsorted(aim.running, next_random(state) * aim.running[jobs - 1], side="right")
    )
    c = problem.job_class[job]
    found, at, station = 0, problem.first_day[c], -1
    for day in range(problem.first_day[c], problem.days):
        wanted = aim.targets[c, day]
        if wanted >= 0 and wanted != board.stations[job, day]:
            found += 1
            if below(state, found) == 0:
                at, station = day, wanted
    return job, at, station


@njit(cache=True, nogil=True)
def choose_seed(problem, board, aim, state):  # type: ignore[no-untyped-def]
    """Choose a job, mostly one that waits or pays too much, a day, and a station it might rather be in."""
    if next_random(state) < aim.share:
        seed, day, station = aimed_seed(problem, board, aim, state)
        if station >= 0:
            return seed, day, station
        return seed, day, wanted_station(problem, board, state, seed, day)
    jobs = len(problem.job_class)
    seed = below(state, jobs)
    day = 0
    for _ in range(12):
        c = problem.job_class[seed]
        day = problem.first_day[c] + below(state, problem.days - problem.first_day[c])
        if idles_on(board, seed, day):
            break
        seed = below(state, jobs)
    return seed, day, wanted_station(problem, board, state, seed, day)


@njit(cache=True, nogil=True)
def choose_ruined(problem, board, aim, state, most, ruined, marked):  # type: ignore[no-untyped-def]
    """Choose jobs that compete: one that waits or moves, those where it could be, those that wait beside it.

    Returns
    -------
    How many were written to ``ruined``; each is marked.
    """
    jobs = len(problem.job_class)
    days = problem.days
    seed, day, station = choose_seed(problem, board, aim, state)
    ruined[0] = seed
    marked[seed] = True
    n = 1
    want = 2 + below(state, most - 1)
    window = 1 + below(state, 4)
    at = below(state, jobs)
    for _ in range(jobs):
        if n >= want:
            break
        at += 1
        if at == jobs:
            at = 0
        if marked[at]:
            continue
        near = False
        for d in range(day, min(days, day + window)):
            near = near or board.stations[at, d] == station
        if near and next_random(state) < 0.6:
            ruined[n] = at
            marked[at] = True
            n += 1
    # Those that wait in other places and might take what is freed.
    for _ in range(4 * want):
        if n >= most:
            break
        at = below(state, jobs)
        if marked[at] or not idles_on(board, at, day):
            continue
        other = problem.job_class[at]
        for option in range(problem.option_from[other], problem.option_from[other + 1]):
            if problem.option_station[option] == station:
                ruined[n] = at
                marked[at] = True
                n += 1
                break
    return n


@njit(cache=True, nogil=True)
def ruin_and_recreate(  # type: ignore[no-untyped-def]
    problem, quick, board, aim, total, warmth, tries, most, state, best, best_actives, best_total, scratch
):
    """Improve the board for a number of tries and keep the best plan seen.

    Parameters
    ----------
    quick
        The question itself, or its shortlist; where new courses are looked for.
    aim
        What most tries are aimed at.
    total
        Cost of the board.
    warmth
        A try that costs more is kept with a chance that falls with its cost over this.
    most
        Most jobs taken out in a try.
    best, best_actives, best_total
        The best plan so far, written to when it is beaten.

    Returns
    -------
    The cost of the board and of the best plan.
    """
    days = problem.days
    ruined = np.empty(most + 1, np.int64)
    marked = np.zeros(len(problem.job_class), np.bool_)
    old_stations = np.empty((most + 1, days), np.int16)
    old_actives = np.empty((most + 1, days), np.bool_)
    stations = np.empty(days, np.int16)
    actives = np.empty(days, np.bool_)
    for _ in range(tries):
        n = choose_ruined(problem, board, aim, state, most, ruined, marked)
        change = 0.0
        for k in range(n):
            job = ruined[k]
            marked[job] = False
            old_stations[k] = board.stations[job]
            old_actives[k] = board.actives[job]
            change -= take(problem, board, job)
        for k in range(n - 1, 0, -1):
            other = below(state, k + 1)
            swapped = ruined[k]
            ruined[k] = ruined[other]
            ruined[other] = swapped
            for day in range(days):
                station = old_stations[k, day]
                old_stations[k, day] = old_stations[other, day]
                old_stations[other, day] = station
                active = old_actives[k, day]
                old_actives[k, day] = old_actives[other, day]
                old_actives[other, day] = active
        placed = 0
        limit = -warmth * np.log(1.0 - next_random(state)) if warmth > 0.0 else 1e-9
        for k in range(n):
            job = ruined[k]
            if (
                best_course(quick, board.tariff, problem.job_class[job], scratch, stations, actives)
                == BLOCKED
            ):
                break
            change += put(problem, board, job, stations, actives)
            placed += 1
        if placed == n and change <= limit:
            total += change
            if total < best_total - 1e-6:
                best_total = total
                best[:] = board.stations
                best_actives[:] = board.actives
            continue
        for k in range(placed):
            take(problem, board, ruined[k])
        for k in range(n):
            put(problem, board, ruined[k], old_stations[k], old_actives[k])
    return total, best_total
