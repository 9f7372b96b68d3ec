"""What must be possible whatever else: a course for every job that needs nothing beyond the limits.

A job that is not bound to anything waits on its stay course. Jobs bound to a station on a day (by
``lifted_days``) may need more than a limit allows; the limits are then raised by the least total of
entries and hours with which those jobs alone, all others on their stay courses, can obey.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from bedflow_solver.board import fill_board, make_board, put
from bedflow_solver.course import BLOCKED, best_course, make_scratch
from bedflow_solver.expanded import Expanded, expand, read_courses
from bedflow_solver.general import answer
from bedflow_solver.loads import no_prices
from bedflow_solver.part import part_of
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import HOUR, UNLIMITED, Floats, Ints, Longs, Problem
from bedflow_solver.validity import fallback_courses


class NoCourseError(ValueError):
    """A job has no course on which it can wait.

    Parameters
    ----------
    jobs
        The jobs.
    """

    def __init__(self, jobs: tuple[int, ...]) -> None:
        super().__init__(f"{len(jobs)} jobs have no course on which they can wait")
        self.jobs = jobs


@dataclass(frozen=True, slots=True)
class Held:
    """A problem whose limits allow what is bound, and a plan that shows it.

    Attributes
    ----------
    problem
        With gates and pools raised.
    courses
        A course of each job; together they keep every limit.
    gate_raised
        Shape (S, D), int32.
    hours_raised
        Shape (K, D), int64, billionths.
    """

    problem: Problem
    courses: Courses
    gate_raised: Ints
    hours_raised: Longs


def hold(problem: Problem) -> Held:
    """Find a course for every job such that all together keep every limit, raising limits for bound jobs.

    Raises
    ------
    NoCourseError
        When a job that is not bound cannot wait anywhere.
    """
    courses = fallback_courses(problem)
    first = problem.first_day[problem.job_class]
    placed = courses.stations[np.arange(problem.jobs), first] >= 0
    bound = problem.lifted_days[problem.job_class] != 0
    stuck = np.flatnonzero(~placed & ~bound)
    if len(stuck):
        raise NoCourseError(tuple(stuck.tolist()))
    nothing = np.zeros_like(problem.gate), np.zeros_like(problem.pool_hours)
    if not bound.any():
        return Held(problem, courses, *nothing)
    bound_jobs = np.flatnonzero(bound)
    alone = part_of(problem, courses, bound_jobs)
    obeying = _respond(alone)
    if obeying is None:
        obeying = _least_raise(alone)
    courses.stations[bound_jobs] = obeying.stations
    courses.actives[bound_jobs] = obeying.actives
    board, _ = fill_board(alone, obeying)
    gate_raised = np.where(alone.gate < UNLIMITED, np.maximum(0, board.loads.entries - alone.gate), 0).astype(
        np.int32
    )
    hours_raised = np.maximum(0, board.loads.hours - alone.pool_limit)
    raised = problem._replace(
        gate=problem.gate + gate_raised,
        pool_hours=problem.pool_hours + hours_raised,
        pool_limit=problem.pool_limit + hours_raised,
    )
    return Held(raised, courses, gate_raised, hours_raised)


def _respond(alone: Problem) -> Courses | None:
    """Try to place the bound jobs one after the other within the limits."""
    board, scratch = make_board(alone), make_scratch(alone)
    stations, actives = np.empty(alone.days, np.int16), np.empty(alone.days, np.bool_)
    for job in range(alone.jobs):
        if best_course(alone, board.tariff, alone.job_class[job], scratch, stations, actives) == BLOCKED:
            return None
        put(alone, board, job, stations, actives)
    return Courses(board.stations, board.actives)


def _least_raise(alone: Problem) -> Courses:
    """Place the bound jobs with the least total of raises and, among those, at the least cost."""
    expanded = expand(alone, no_prices(alone))
    soft, is_raise = _softened(expanded)
    least = _solve(soft, is_raise.astype(np.float64), None, is_raise)
    needed = float(least[is_raise].sum())
    answer = _solve(soft, np.where(is_raise, 0.0, soft.cost), needed, is_raise)
    return read_courses(expanded, answer)


def _softened(expanded: Expanded) -> tuple[Expanded, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Give every gate and pool a column that raises it; says which columns those are."""
    rows = np.concatenate([expanded.gate_rows[expanded.gate_rows >= 0], expanded.hour_rows])
    n = expanded.matrix.shape[1]
    raises = csr_array(
        (-np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(expanded.matrix.shape[0], len(rows))
    )
    is_raise = np.concatenate([np.zeros(n, np.bool_), np.ones(len(rows), np.bool_)])
    soft = replace(
        expanded,
        cost=np.concatenate([expanded.cost, np.zeros(len(rows))]),
        matrix=csr_array(hstack([expanded.matrix, raises], format="csr")),
        most=np.concatenate([expanded.most, np.full(len(rows), np.inf)]),
        whole=np.concatenate([expanded.whole, np.zeros(len(rows), np.bool_)]),
    )
    return soft, is_raise


def _solve(
    soft: Expanded,
    cost: Floats,
    most_raised: float | None,
    is_raise: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Floats:
    """Solve to optimality; at most so much raised in total when that is given."""
    program = replace(soft, cost=cost)
    if most_raised is not None:
        total = csr_array(is_raise.astype(np.float64)[np.newaxis, :])
        program = replace(
            program,
            matrix=csr_array(vstack([soft.matrix, total], format="csr")),
            upper=np.append(soft.upper, most_raised + 1.0 / HOUR),
            lower=np.append(soft.lower, -np.inf),
        )
    found = answer(program)
    if found.columns is None:
        raise RuntimeError(f"the least raise was not found: {found.message}")
    return found.columns
