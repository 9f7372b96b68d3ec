"""Where a plan loses against its bound: the jobs that pay more than prices ask, and what they would take.

The distance between a plan and the bound that prices prove is the sum of what each job pays above its
class's best priced course, and of what priced rows leave unused. A search that looks there first finds
what there is to gain sooner than one that looks everywhere alike.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from bedflow_solver.course import work_cost
from bedflow_solver.loads import Prices, linear_tariff, own_cost, station_before
from bedflow_solver.pricing import Courses, Stations, empty_courses
from bedflow_solver.problem import Floats, Problem

SHARE = 0.85
"""Share of the tries that go where the plan loses; the others go anywhere."""


class Aim(NamedTuple):
    """What tries are aimed at.

    Attributes
    ----------
    share
        Share of tries that are aimed; 0 before there are prices.
    targets
        Shape (C, D), int16; the stations of each class's best priced course.
    running
        Shape (J,); running sum of what each job pays above the best priced course of its class.
    """

    share: float
    targets: Stations
    running: Floats


def no_aim(problem: Problem) -> Aim:
    """Give the aim of a search that knows no prices yet."""
    return Aim(0.0, empty_courses(problem.classes, problem.days).stations, np.zeros(problem.jobs))


class Prospect(NamedTuple):
    """What prices promise: they, and each class's best course and its cost at them."""

    prices: Prices
    values: Floats
    courses: Courses


def aim_at(problem: Problem, prospect: Prospect, courses: Courses) -> Aim:
    """Weigh a plan's jobs by what they pay above what prices promise.

    Parameters
    ----------
    courses
        One for each job.
    """
    running = np.empty(problem.jobs)
    tariff = linear_tariff(problem, prospect.prices)
    total = weigh(problem, tariff, prospect.values, courses.stations, courses.actives, running)
    return Aim(SHARE if total > 0.0 else 0.0, prospect.courses.stations, running)


@njit(cache=True, nogil=True)
def weigh(problem, tariff, values, stations, actives, running):  # type: ignore[no-untyped-def]
    """Write the running sum of what jobs pay, at prices, above their class's best; gives the whole."""
    total = 0.0
    for job in range(len(problem.job_class)):
        c = problem.job_class[job]
        total += max(0.0, priced_cost(problem, tariff, c, stations[job], actives[job]) - values[c])
        running[job] = total
    return total


@njit(cache=True, nogil=True)
def priced_cost(problem, tariff, c, stations, actives):  # type: ignore[no-untyped-def]
    """Cost of a course with what its rows charge."""
    cost = own_cost(problem, c, stations, actives)
    progress = 0
    before = station_before(problem, c)
    for day in range(problem.first_day[c], problem.days):
        station = stations[day]
        if station < 0:
            break
        cost += tariff.seat[station, day]
        if problem.special[c]:
            cost += tariff.special[station, day]
        if station != before:
            cost += tariff.gate[station, day]
        before = station
        if actives[day]:
            cost += work_cost(problem, tariff, problem.stage_from[c] + progress, station, day)
            progress += 1
    return cost
