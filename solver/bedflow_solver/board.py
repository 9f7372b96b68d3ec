"""A plan being worked on: courses put on and taken off, and what that costs to the penny.

A board never breaks a limit: a gate or a pool that is full is a wall.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from bedflow_solver.course import Tariff
from bedflow_solver.loads import (
    Loads,
    Prices,
    add_hours,
    marginal_tariff,
    next_seat_cost,
    no_loads,
    no_prices,
    own_cost,
    refresh_tariff,
    rows_cost,
    station_before,
)
from bedflow_solver.pricing import Courses, empty_courses
from bedflow_solver.problem import Bools, Problem


class Board(NamedTuple):
    """A plan being worked on: every job's course and all that follows from it.

    Attributes
    ----------
    stations, actives
        Shape (J, D), int16 and bool.
    loads, tariff, steer
        What is used, what one more costs, and the steering surcharge within that.
    """

    stations: np.ndarray[tuple[int, int], np.dtype[np.int16]]
    actives: Bools
    loads: Loads
    tariff: Tariff
    steer: Prices


@njit(cache=True, nogil=True)
def put(problem, board, job, stations, actives):  # type: ignore[no-untyped-def]
    """Add a course to the board and give what it adds to the total."""
    c = problem.job_class[job]
    cost = own_cost(problem, c, stations, actives)
    loads = board.loads
    progress = 0
    before = station_before(problem, c)
    for day in range(problem.first_day[c], problem.days):
        station = stations[day]
        if station < 0:
            break
        cost += next_seat_cost(problem, station, day, loads.seats[station, day])
        loads.seats[station, day] += 1
        if problem.special[c]:
            if loads.special[station, day] >= problem.special_seats[station, day]:
                cost += problem.special_price
            loads.special[station, day] += 1
        if station != before:
            loads.entries[station, day] += 1
        before = station
        refresh_tariff(problem, loads, board.steer, station, day, board.tariff)
        if actives[day]:
            cost += add_hours(problem, loads, problem.stage_from[c] + progress, station, day, 1)
            progress += 1
    board.stations[job] = stations
    board.actives[job] = actives
    return cost


@njit(cache=True, nogil=True)
def take(problem, board, job):  # type: ignore[no-untyped-def]
    """Take a job's course off the board and give what that saves."""
    c = problem.job_class[job]
    stations = board.stations[job]
    actives = board.actives[job]
    saved = own_cost(problem, c, stations, actives)
    loads = board.loads
    progress = 0
    before = station_before(problem, c)
    for day in range(problem.first_day[c], problem.days):
        station = stations[day]
        if station < 0:
            break
        loads.seats[station, day] -= 1
        saved += next_seat_cost(problem, station, day, loads.seats[station, day])
        if problem.special[c]:
            loads.special[station, day] -= 1
            if loads.special[station, day] >= problem.special_seats[station, day]:
                saved += problem.special_price
        if station != before:
            loads.entries[station, day] -= 1
        before = station
        refresh_tariff(problem, loads, board.steer, station, day, board.tariff)
        if actives[day]:
            saved -= add_hours(problem, loads, problem.stage_from[c] + progress, station, day, -1)
            progress += 1
    return saved


@njit(cache=True, nogil=True)
def fits(problem, board, c, stations, actives):  # type: ignore[no-untyped-def]
    """Say whether a course can be added without passing a gate or a pool's limit."""
    progress = 0
    before = station_before(problem, c)
    for day in range(problem.first_day[c], problem.days):
        station = stations[day]
        if station < 0:
            break
        if station != before and board.loads.entries[station, day] >= problem.gate[station, day]:
            return False
        before = station
        if actives[day]:
            stage = problem.stage_from[c] + progress
            for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
                pool = problem.pool_of[station, problem.work_discipline[entry]]
                if pool >= 0:
                    after = board.loads.hours[pool, day] + problem.work_amount[entry]
                    if after > problem.pool_limit[pool, day]:
                        return False
            progress += 1
    return True


@njit(cache=True, nogil=True)
def put_all(problem, board, stations, actives):  # type: ignore[no-untyped-def]
    """Put every job's course on an empty board."""
    for job in range(len(problem.job_class)):
        put(problem, board, job, stations[job], actives[job])


@njit(cache=True, nogil=True)
def total_cost(problem, stations, actives, loads):  # type: ignore[no-untyped-def]
    """Cost of a plan, summed afresh."""
    total = rows_cost(problem, loads)
    for job in range(len(problem.job_class)):
        total += own_cost(problem, problem.job_class[job], stations[job], actives[job])
    return total


def make_board(problem: Problem, steer: Prices | None = None) -> Board:
    """Give an empty board."""
    courses = empty_courses(problem.jobs, problem.days)
    loads = no_loads(problem)
    surcharge = no_prices(problem) if steer is None else steer
    return Board(
        courses.stations, courses.actives, loads, marginal_tariff(problem, loads, surcharge), surcharge
    )


def fill_board(problem: Problem, courses: Courses, steer: Prices | None = None) -> tuple[Board, float]:
    """Give a board with a plan on it, and the plan's cost."""
    board = make_board(problem, steer)
    put_all(problem, board, courses.stations, courses.actives)
    return board, float(total_cost(problem, board.stations, board.actives, board.loads))
