"""What courses use of every row, what that costs, and what one more would cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from bedflow_solver.course import BLOCKED, Tariff, idle_factor
from bedflow_solver.problem import HOUR, NOT_COMPARED, UNLIMITED, WATCHED_DAYS, Floats, Ints, Longs, Problem


class Loads(NamedTuple):
    """What is used of each row.

    Attributes
    ----------
    seats, special, entries
        Shape (S, D), int32.
    hours
        Shape (K, D), int64, in billionths of an hour.
    """

    seats: Ints
    special: Ints
    entries: Ints
    hours: Longs


def no_loads(problem: Problem) -> Loads:
    """Give empty rows."""
    shape = (problem.stations, problem.days)
    return Loads(
        seats=np.zeros(shape, np.int32),
        special=np.zeros(shape, np.int32),
        entries=np.zeros(shape, np.int32),
        hours=np.zeros((problem.pools, problem.days), np.int64),
    )


@njit(cache=True, nogil=True)
def station_before(problem, c):  # type: ignore[no-untyped-def]
    """Give the station a class sits in before its first day, -1 when it comes from outside."""
    present = problem.present[c]
    return problem.option_station[present] if present >= 0 else -1


@njit(cache=True, nogil=True)
def add_hours(problem, loads, stage, station, day, times):  # type: ignore[no-untyped-def]
    """Add the hours of an active day a number of times and give the overtime that adds."""
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
def add_course(problem, c, stations, actives, times, loads):  # type: ignore[no-untyped-def]
    """Add a course of a class to the loads a number of times; a negative number takes it out."""
    progress = 0
    before = station_before(problem, c)
    for day in range(problem.first_day[c], problem.days):
        station = stations[day]
        if station < 0:
            break
        loads.seats[station, day] += times
        if problem.special[c]:
            loads.special[station, day] += times
        if station != before:
            loads.entries[station, day] += times
        before = station
        if actives[day]:
            add_hours(problem, loads, problem.stage_from[c] + progress, station, day, times)
            progress += 1


@njit(cache=True, nogil=True)
def own_cost(problem, c, stations, actives):  # type: ignore[no-untyped-def]
    """Cost of a course by itself: everything but the rows."""
    progress = 0
    first = problem.first_day[c]
    before = station_before(problem, c)
    cost = 0.0
    for day in range(first, problem.days):
        station = stations[day]
        if station < 0:
            break
        if before >= 0 and station != before:
            cost += problem.move
        before = station
        if day < WATCHED_DAYS:
            earlier = problem.earlier[c, day]
            if earlier != NOT_COMPARED and earlier != station:
                cost += problem.change
        for option in range(problem.option_from[c], problem.option_from[c + 1]):
            if problem.option_station[option] == station:
                cost += problem.stay_cost[option]
                break
        level = problem.station_level[station]
        if actives[day]:
            if problem.stage_kind[problem.stage_from[c] + progress] != level:
                cost += problem.misplaced
            progress += 1
        else:
            idle_days = problem.waited[c] + day - first - progress
            cost += problem.idle_harm[c] * problem.idle_weight[level] * idle_factor(problem, idle_days)
    return cost


@njit(cache=True, nogil=True)
def seat_cost(problem, station, day, used):  # type: ignore[no-untyped-def]
    """Cost of a number of people in a station on a day."""
    beyond = used - problem.seats[station, day]
    if beyond <= 0:
        return 0.0
    spare = min(beyond, problem.spare[station, day])
    return spare * problem.spare_price + (beyond - spare) * problem.over_price


@njit(cache=True, nogil=True)
def next_seat_cost(problem, station, day, used):  # type: ignore[no-untyped-def]
    """Cost of one more person in a station on a day."""
    beyond = used - problem.seats[station, day]
    if beyond < 0:
        return 0.0
    return problem.spare_price if beyond < problem.spare[station, day] else problem.over_price


@njit(cache=True, nogil=True)
def rows_cost(problem, loads):  # type: ignore[no-untyped-def]
    """Cost of seats beyond the free ones, special seats beyond theirs, and overtime."""
    cost = 0.0
    for station in range(len(problem.station_level)):
        for day in range(problem.days):
            cost += seat_cost(problem, station, day, loads.seats[station, day])
            beyond = loads.special[station, day] - problem.special_seats[station, day]
            if beyond > 0:
                cost += beyond * problem.special_price
    overtime = 0
    for pool in range(len(problem.pool_hours)):
        for day in range(problem.days):
            overtime += max(0, loads.hours[pool, day] - problem.pool_hours[pool, day])
    return cost + overtime / HOUR * problem.overtime_price


@njit(cache=True, nogil=True)
def refresh_tariff(problem, loads, steer, station, day, tariff):  # type: ignore[no-untyped-def]
    """Set what one more in a station on a day costs, given the loads and a steering surcharge."""
    tariff.seat[station, day] = (
        next_seat_cost(problem, station, day, loads.seats[station, day]) + steer.seat[station, day]
    )
    tariff.special[station, day] = steer.special[station, day]
    if loads.special[station, day] >= problem.special_seats[station, day]:
        tariff.special[station, day] += problem.special_price
    closed = loads.entries[station, day] >= problem.gate[station, day]
    tariff.gate[station, day] = BLOCKED if closed else steer.gate[station, day]


@njit(cache=True, nogil=True)
def refresh_all(problem, loads, steer, tariff):  # type: ignore[no-untyped-def]
    """Set the whole tariff from the loads; hours are read from ``tariff.used``, a view of the loads."""
    for station in range(len(problem.station_level)):
        for day in range(problem.days):
            refresh_tariff(problem, loads, steer, station, day, tariff)
    for pool in range(len(problem.pool_hours)):
        for day in range(problem.days):
            tariff.hour[pool, day] = steer.hour[pool, day]


class Prices(NamedTuple):
    """A price on every row, never negative.

    Attributes
    ----------
    seat, special, gate
        Shape (S, D), float64.
    hour
        Shape (K, D), float64, for an hour.
    """

    seat: Floats
    special: Floats
    gate: Floats
    hour: Floats

    def scaled(self, factor: float) -> Prices:
        """Give all prices times a factor."""
        return Prices(*(factor * part for part in self))


def no_prices(problem: Problem) -> Prices:
    """Give the price 0 for every row."""
    shape = (problem.stations, problem.days)
    return Prices(np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros((problem.pools, problem.days)))


def linear_tariff(problem: Problem, prices: Prices) -> Tariff:
    """Give the tariff that charges prices and nothing else: no walls, no overtime."""
    endless = np.full((problem.pools, problem.days), np.iinfo(np.int64).max // 2)
    return Tariff(
        seat=prices.seat,
        special=prices.special,
        gate=prices.gate,
        hour=prices.hour,
        used=np.zeros((problem.pools, problem.days), np.int64),
        free=endless,
        most=endless,
    )


def marginal_tariff(problem: Problem, loads: Loads, steer: Prices) -> Tariff:
    """Give the tariff of what one more costs on top of loads, with a steering surcharge.

    The hours used are those of the loads themselves, so they follow as the loads change; seats and
    gates are set again by :func:`refresh_tariff`.
    """
    shape = (problem.stations, problem.days)
    tariff = Tariff(
        seat=np.empty(shape),
        special=np.empty(shape),
        gate=np.empty(shape),
        hour=np.empty((problem.pools, problem.days)),
        used=loads.hours,
        free=problem.pool_hours,
        most=problem.pool_limit,
    )
    refresh_all(problem, loads, steer, tariff)
    return tariff


def keeps_limits(problem: Problem, loads: Loads) -> bool:
    """Say whether no gate and no pool is used beyond what it never passes."""
    gates_kept = bool(np.all((loads.entries <= problem.gate) | (problem.gate >= UNLIMITED)))
    return gates_kept and bool(np.all(loads.hours <= problem.pool_limit))
