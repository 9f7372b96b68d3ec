"""Plans by response: each job takes its best course at the exact cost of what is left.

A first plan is built from courses that need nothing scarce; sweeps take each job out and put it
back; ruin and recreate takes out a few that compete and puts them back in another order, keeping
what is better. A plan in these hands never breaks a limit: a gate or pool that is full is a wall.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from bedflow_solver.course import BLOCKED, Tariff, best_course, make_scratch
from bedflow_solver.loads import (
    Loads,
    Prices,
    marginal_tariff,
    next_seat_cost,
    no_loads,
    no_prices,
    own_cost,
    refresh_tariff,
    rows_cost,
)
from bedflow_solver.pricing import Courses, empty_courses
from bedflow_solver.problem import HOUR, Bools, Problem

MOST_RUINED = 24


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
    present = problem.present[c]
    before = problem.option_station[present] if present >= 0 else -1
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
    present = problem.present[c]
    before = problem.option_station[present] if present >= 0 else -1
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
def add_hours(problem, loads, stage, station, day, times):  # type: ignore[no-untyped-def]
    """Add the hours of an active day to the loads and give the overtime that adds."""
    overtime = 0
    for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
        pool = problem.pool_of[station, problem.work_discipline[entry]]
        if pool < 0:
            continue
        free = problem.pool_hours[pool, day]
        old = loads.hours[pool, day]
        new = old + times * problem.work_amount[entry]
        overtime += max(0, new - free) - max(0, old - free)
        loads.hours[pool, day] = new
    return overtime / HOUR * problem.overtime_price


@njit(cache=True, nogil=True)
def stay_course(problem, c, stations, actives):  # type: ignore[no-untyped-def]
    """Write down the course of a job that only waits: it stays on what is under way and moves up if it must.

    Returns
    -------
    Whether there is such a course.
    """
    present = problem.present[c]
    option = present
    progress = 0
    stations[:] = -1
    actives[:] = False
    for day in range(problem.first_day[c], problem.days):
        stage = problem.stage_from[c] + progress
        kind = problem.stage_kind[stage]
        bit = np.uint32(1) << np.uint32(day)
        stays = False
        if option >= 0 and (problem.stay_days[option] & bit) != 0:
            level = problem.station_level[problem.option_station[option]]
            acts = problem.active[kind, level] and day >= problem.stage_opens[stage]
            stays = problem.safe[kind, level] and (problem.idle[kind, level] or acts)
        if not stays:
            option = -1
            for candidate in range(problem.option_from[c], problem.option_from[c + 1]):
                station = problem.option_station[candidate]
                level = problem.station_level[station]
                enters = (problem.enter_days[candidate] & bit) != 0 and problem.gate[station, day] > (1 << 29)
                if enters and problem.safe[kind, level] and problem.idle[kind, level]:
                    option = candidate
                    break
            if option < 0:
                return False
        level = problem.station_level[problem.option_station[option]]
        stations[day] = problem.option_station[option]
        if not problem.idle[kind, level]:
            actives[day] = True
            progress += 1
            if progress == problem.needed[c]:
                break
    return True


@njit(cache=True, nogil=True)
def reserve(problem, c, stations, actives, times, loads):  # type: ignore[no-untyped-def]
    """Hold, or let go, the entries and hours of a course but not its seats."""
    progress = 0
    present = problem.present[c]
    before = problem.option_station[present] if present >= 0 else -1
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
def build(problem, board, order, held, held_actives, scratch):  # type: ignore[no-untyped-def]
    """Place every job in an order, holding for those to come what their fallback courses need.

    Parameters
    ----------
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
        if best_course(problem, board.tariff, c, scratch, stations, actives) == BLOCKED:
            stations[:] = held[job]
            actives[:] = held_actives[job]
        total += put(problem, board, job, stations, actives)
    return total


@njit(cache=True, nogil=True)
def is_course(problem, c, stations, actives):  # type: ignore[no-untyped-def]
    """Say whether stations and activity make a course of a class, capacities set aside."""
    first = problem.first_day[c]
    progress = 0
    here = problem.present[c]
    for day in range(problem.days):
        station = stations[day]
        if day < first or progress == problem.needed[c]:
            if station >= 0:
                return False
            continue
        bit = np.uint32(1) << np.uint32(day)
        option = -1
        for candidate in range(problem.option_from[c], problem.option_from[c + 1]):
            if problem.option_station[candidate] != station or (problem.stay_days[candidate] & bit) == 0:
                continue
            stays = candidate == here
            if stays or (here < 0 and day == first) or (problem.enter_days[candidate] & bit) != 0:
                option = candidate
                if stays:
                    break
        if option < 0:
            return False
        stage = problem.stage_from[c] + progress
        kind = problem.stage_kind[stage]
        level = problem.station_level[station]
        if not problem.safe[kind, level]:
            return False
        if here >= 0 and option != here and (problem.lifted_days[c] & bit) == 0:
            before = problem.station_level[problem.option_station[here]]
            if not problem.enter[kind, level] or (level < before and problem.safe[kind, before]):
                return False
        here = option
        if actives[day]:
            if not problem.active[kind, level] or day < problem.stage_opens[stage]:
                return False
            progress += 1
            if progress == problem.needed[c] and (problem.lifted_days[c] >> np.uint32(day)) > 1:
                return False
        elif not problem.idle[kind, level]:
            return False
    return True


@njit(cache=True, nogil=True)
def fits(problem, board, c, stations, actives):  # type: ignore[no-untyped-def]
    """Say whether a course can be added without passing a gate or a pool's limit."""
    progress = 0
    present = problem.present[c]
    before = problem.option_station[present] if present >= 0 else -1
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
def sweep(problem, board, order, scratch):  # type: ignore[no-untyped-def]
    """Take each job out and put it back at its best; gives the change of the total."""
    stations = np.empty(problem.days, np.int16)
    actives = np.empty(problem.days, np.bool_)
    change = 0.0
    for job in order:
        c = problem.job_class[job]
        old_stations = board.stations[job].copy()
        old_actives = board.actives[job].copy()
        change -= take(problem, board, job)
        if best_course(problem, board.tariff, c, scratch, stations, actives) == BLOCKED:
            change += put(problem, board, job, old_stations, old_actives)
        else:
            change += put(problem, board, job, stations, actives)
    return change


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
def choose_ruined(problem, board, state, most, ruined, marked):  # type: ignore[no-untyped-def]
    """Choose jobs that compete: one that waits or moves, those where it could be, those that wait beside it.

    Returns
    -------
    How many were written to ``ruined``; each is marked.
    """
    jobs = len(problem.job_class)
    days = problem.days
    seed = below(state, jobs)
    day = 0
    for _ in range(12):
        c = problem.job_class[seed]
        day = problem.first_day[c] + below(state, days - problem.first_day[c])
        if idles_on(board, seed, day):
            break
        seed = below(state, jobs)
    station = wanted_station(problem, board, state, seed, day)
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
    problem, board, total, warmth, tries, most, state, best, best_actives, best_total, scratch
):
    """Improve the board for a number of tries and keep the best plan seen.

    Parameters
    ----------
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
        n = choose_ruined(problem, board, state, most, ruined, marked)
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
                best_course(problem, board.tariff, problem.job_class[job], scratch, stations, actives)
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


def make_board(problem: Problem, steer: Prices | None = None) -> Board:
    """Give an empty board."""
    courses = empty_courses(problem.jobs, problem.days)
    loads = no_loads(problem)
    surcharge = no_prices(problem) if steer is None else steer
    return Board(
        courses.stations, courses.actives, loads, marginal_tariff(problem, loads, surcharge), surcharge
    )


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


@njit(cache=True, nogil=True)
def stay_all(problem, stations, actives):  # type: ignore[no-untyped-def]
    """Write down each class's waiting course; out of the system throughout where there is none."""
    for c in range(len(problem.first_day)):
        if not stay_course(problem, c, stations[c], actives[c]):
            stations[c, :] = -1
            actives[c, :] = False


def fill_board(problem: Problem, courses: Courses, steer: Prices | None = None) -> tuple[Board, float]:
    """Give a board with a plan on it, and the plan's cost."""
    board = make_board(problem, steer)
    put_all(problem, board, courses.stations, courses.actives)
    return board, float(total_cost(problem, board.stations, board.actives, board.loads))


def fallback_courses(problem: Problem) -> Courses:
    """Give each job the course on which it only waits; -1 throughout where it has none."""
    by_class = empty_courses(problem.classes, problem.days)
    stay_all(problem, by_class.stations, by_class.actives)
    return Courses(by_class.stations[problem.job_class], by_class.actives[problem.job_class])


__all__ = [
    "MOST_RUINED",
    "Board",
    "build",
    "fallback_courses",
    "fill_board",
    "make_board",
    "make_scratch",
    "restore",
    "ruin_and_recreate",
    "sweep",
    "total_cost",
]
