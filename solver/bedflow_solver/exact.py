"""What prices leave of a question, answered by a general solver.

Prices rule out every use and link that no plan better than the one in hand can hold: what remains is
an integer program, and its answer is the best plan or the proof that there is none better. With a
smaller slack the program no longer proves anything but is small, and its answers are good plans.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bedflow_solver.board import fill_board
from bedflow_solver.expanded import expand, read_courses
from bedflow_solver.general import answer
from bedflow_solver.loads import Prices, keeps_limits
from bedflow_solver.part import part_of
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import Longs, Problem
from bedflow_solver.states import count_states

MARGIN = 2e-7
"""Relative allowance for the general solver's tolerances, well within what counts as optimal."""


@dataclass(frozen=True, slots=True)
class Exact:
    """What the integer program told.

    Attributes
    ----------
    bound
        A lower bound on the cost of every plan within the slack, rounded down safely.
    courses, cost
        A plan better than the one in hand, and its cost, where there is one.
    """

    bound: float
    courses: Courses | None
    cost: float


def search_within(
    problem: Problem,
    prices: Prices,
    *,
    slack: float,
    cost: float,
    time_limit: float | None,
    node_limit: int | None,
) -> Exact:
    """Search the courses within a slack of each class's best for a plan better than one of a given cost.

    Parameters
    ----------
    slack
        When it is at least the distance from ``cost`` to a bound that the prices prove, no better
        plan is lost and the bound holds for every plan.
    time_limit, node_limit
        As in :func:`bedflow_solver.general.answer`.
    """
    program = expand(problem, prices, slack)
    found = answer(program, time_limit=time_limit, node_limit=node_limit)
    bound = min(found.bound, cost) - max(1e-6, MARGIN * abs(cost))
    if found.columns is None:
        return Exact(bound, None, cost)
    courses = read_courses(program, found.columns)
    board, total = fill_board(problem, courses)
    if not keeps_limits(problem, board.loads) or total >= cost - 1e-6:
        return Exact(bound, None, cost)
    return Exact(bound, courses, total)


def improve_part(
    problem: Problem,
    prices: Prices,
    courses: Courses,
    *,
    jobs: Longs,
    slack: float,
    most_states: int,
    time_limit: float | None,
    node_limit: int | None,
) -> Courses | None:
    """Plan some jobs anew, all others staying on their courses; gives the jobs' better courses, if any.

    Parameters
    ----------
    slack
        As in :func:`search_within`; made smaller until the program is small enough.
    most_states
        Most uses and links of the program.
    """
    own = Courses(courses.stations[jobs], courses.actives[jobs])
    part = part_of(problem, courses, jobs)
    _board, cost = fill_board(part, own)
    while count_states(part, prices, slack, most_states) > most_states:
        slack *= 0.6
        if slack < 1.0:
            return None
    found = search_within(part, prices, slack=slack, cost=cost, time_limit=time_limit, node_limit=node_limit)
    return found.courses


def competing_jobs(problem: Problem, courses: Courses, random: np.random.Generator, most: int) -> Longs:
    """Choose jobs that compete for one station: those in it, then those that wait and could be there.

    Parameters
    ----------
    most
        How many at most.
    """
    lower = np.flatnonzero(problem.station_level > 0)
    station = int(random.choice(lower if len(lower) else np.arange(problem.stations)))
    could = np.zeros(problem.classes, np.bool_)
    options = np.flatnonzero(problem.option_station == station)
    could[np.searchsorted(problem.option_from, options, "right") - 1] = True
    there = (courses.stations == station).any(axis=1)
    waits = ((courses.stations >= 0) & ~courses.actives).any(axis=1) & could[problem.job_class]
    interest = 2.0 * there + waits + random.random(problem.jobs)
    chosen = np.argsort(-interest, kind="stable")[:most]
    ordered: Longs = np.sort(chosen[(there | could[problem.job_class])[chosen]])
    return ordered
