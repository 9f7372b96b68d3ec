"""Plans by response: each job takes its best course at the exact cost of what is left.

A first plan is built from courses that need nothing scarce; sweeps take each job out and put it
back; an earlier plan is restored as far as it still holds.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from bedflow_solver.board import fits, put, take
from bedflow_solver.course import BLOCKED, best_course
from bedflow_solver.loads import add_hours, refresh_tariff, station_before
from bedflow_solver.validity import is_course


@njit(cache=True, nogil=True)
def reserve(problem, c, stations, actives, times, loads):  # type: ignore[no-untyped-def]
    """Hold, or let go, the entries and hours of a course but not its seats."""
    progress = 0
    before = station_before(problem, c)
    for day in range(problem.first_day[c], problem.days):
        station = stations[day]
        if station < 0:
            break
        if station != before:
            loads.entries[station, day] += times
        before = station
        if actives[day]:
            add_hours(problem, loads, problem.stage_from[c] + progress, station, day, times)
            progress += 1


@njit(cache=True, nogil=True)
def refresh_course(problem, board, c, stations):  # type: ignore[no-untyped-def]
    """Set the tariff again wherever a course passes."""
    for day in range(problem.first_day[c], problem.days):
        if stations[day] < 0:
            break
        refresh_tariff(problem, board.loads, board.steer, stations[day], day, board.tariff)


@njit(cache=True, nogil=True)
def build(problem, quick, board, order, held, held_actives, scratch):  # type: ignore[no-untyped-def]
    """Place every job in an order, holding for those to come what their fallback courses need.

    Parameters
    ----------
    quick
        The question itself, or its shortlist; where new courses are looked for.
    held, held_actives
        Shape (J, D); a course of each job such that all together keep every limit.

    Returns
    -------
    The total cost.
    """
    for job in range(len(problem.job_class)):
        reserve(problem, problem.job_class[job], held[job], held_actives[job], 1, board.loads)
        refresh_course(problem, board, problem.job_class[job], held[job])
    stations = np.empty(problem.days, np.int16)
    actives = np.empty(problem.days, np.bool_)
    total = 0.0
    for job in order:
        c = problem.job_class[job]
        reserve(problem, c, held[job], held_actives[job], -1, board.loads)
        refresh_course(problem, board, c, held[job])
        if best_course(quick, board.tariff, c, scratch, stations, actives) == BLOCKED:
            stations[:] = held[job]
            actives[:] = held_actives[job]
        total += put(problem, board, job, stations, actives)
    return total


@njit(cache=True, nogil=True)
def restore(problem, board, order, wanted, wanted_actives, held, held_actives, scratch):  # type: ignore[no-untyped-def]
    """Place every job on the course wanted where that is one and fits, and at its best elsewhere.

    Parameters
    ----------
    wanted, wanted_actives
        Shape (J, D); the courses of an earlier plan, -1 on the first day where there is none.
    held, held_actives
        Shape (J, D); as in :func:`build`.

    Returns
    -------
    How many jobs kept the course wanted.
    """
    for job in range(len(problem.job_class)):
        reserve(problem, problem.job_class[job], held[job], held_actives[job], 1, board.loads)
        refresh_course(problem, board, problem.job_class[job], held[job])
    kept = 0
    later = np.zeros(len(problem.job_class), np.bool_)
    for job in order:
        c = problem.job_class[job]
        if wanted[job, problem.first_day[c]] < 0 or not is_course(
            problem, c, wanted[job], wanted_actives[job]
        ):
            later[job] = True
            continue
        reserve(problem, c, held[job], held_actives[job], -1, board.loads)
        refresh_course(problem, board, c, held[job])
        if fits(problem, board, c, wanted[job], wanted_actives[job]):
            put(problem, board, job, wanted[job], wanted_actives[job])
            kept += 1
        else:
            reserve(problem, c, held[job], held_actives[job], 1, board.loads)
            refresh_course(problem, board, c, held[job])
            later[job] = True
    stations = np.empty(problem.days, np.int16)
    actives = np.empty(problem.days, np.bool_)
    for job in order:
        if not later[job]:
            continue
        c = problem.job_class[job]
        reserve(problem, c, held[job], held_actives[job], -1, board.loads)
        refresh_course(problem, board, c, held[job])
        if best_course(problem, board.tariff, c, scratch, stations, actives) == BLOCKED:
            stations[:] = held[job]
            actives[:] = held_actives[job]
        put(problem, board, job, stations, actives)
    return kept


@njit(cache=True, nogil=True)
def sweep(problem, quick, board, order, scratch):  # type: ignore[no-untyped-def]
    """Take each job out and put it back at its best in ``quick``; gives the change of the total."""
    stations = np.empty(problem.days, np.int16)
    actives = np.empty(problem.days, np.bool_)
    change = 0.0
    for job in order:
        c = problem.job_class[job]
        old_stations = board.stations[job].copy()
        old_actives = board.actives[job].copy()
        change -= take(problem, board, job)
        if best_course(quick, board.tariff, c, scratch, stations, actives) == BLOCKED:
            change += put(problem, board, job, old_stations, old_actives)
        else:
            change += put(problem, board, job, stations, actives)
    return change
