"""What must be possible whatever else: a course for every job that needs nothing beyond the limits.

A job that is not bound to anything waits on its stay course. Jobs bound to a station on a day (by
``lifted_days``) may need more than a limit allows; the limits are then raised by the least total of
entries and hours with which those jobs alone, all others on their stay courses, can obey.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from bedflow_solver.course import BLOCKED, best_course, make_scratch
from bedflow_solver.expanded import Expanded, expand, read_courses
from bedflow_solver.loads import no_prices
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import HOUR, UNLIMITED, Floats, Ints, Longs, Problem
from bedflow_solver.respond import fallback_courses, fill_board, make_board, put


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
    alone, bound_jobs = _alone(problem, courses, np.flatnonzero(bound))
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


def _alone(
    problem: Problem, courses: Courses, bound_jobs: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[Problem, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Give the problem of the bound jobs alone, on what the stay courses of all others leave."""
    others = courses.copy()
    others.stations[bound_jobs] = -1
    others.actives[bound_jobs] = False
    board, _ = fill_board(problem, others)
    classes = problem.job_class[bound_jobs]
    left = problem.pool_limit - board.loads.hours
    alone = problem._replace(
        job_class=classes,
        members=np.bincount(classes, minlength=problem.classes).astype(np.int32),
        gate=np.where(
            problem.gate < UNLIMITED, np.maximum(0, problem.gate - board.loads.entries), problem.gate
        ).astype(np.int32),
        pool_hours=np.maximum(0, problem.pool_hours - board.loads.hours),
        pool_limit=np.maximum(0, left),
    )
    return alone, bound_jobs


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
    bound_only = _drop_unused(alone)
    expanded = expand(bound_only, no_prices(alone))
    soft, is_raise = _softened(expanded)
    least = _solve(soft, is_raise.astype(np.float64), None, is_raise)
    needed = float(least[is_raise].sum())
    answer = _solve(soft, np.where(is_raise, 0.0, soft.cost), needed, is_raise)
    return read_courses(expanded, answer)


def _drop_unused(alone: Problem) -> Problem:
    """Leave out the classes without jobs, which would only make the program larger."""
    used = np.flatnonzero(alone.members > 0)
    number = np.full(alone.classes, -1, np.int32)
    number[used] = np.arange(len(used), dtype=np.int32)
    stages = [np.arange(alone.stage_from[c], alone.stage_from[c + 1]) for c in used]
    options = [np.arange(alone.option_from[c], alone.option_from[c + 1]) for c in used]
    stage_at, option_at = np.concatenate(stages), np.concatenate(options)
    entries = [np.arange(alone.work_from[g], alone.work_from[g + 1]) for g in stage_at]
    entry_at = np.concatenate([np.empty(0, np.int64), *entries]).astype(np.int64)
    option_from = _starts([len(part) for part in options])
    shift = option_from[:-1] - alone.option_from[used]
    return alone._replace(
        job_class=number[alone.job_class],
        members=alone.members[used],
        first_day=alone.first_day[used],
        needed=alone.needed[used],
        stage_from=_starts([len(part) for part in stages]),
        stage_kind=alone.stage_kind[stage_at],
        stage_opens=alone.stage_opens[stage_at],
        work_from=_starts([len(part) for part in entries]),
        work_discipline=alone.work_discipline[entry_at],
        work_amount=alone.work_amount[entry_at],
        option_from=option_from,
        level_from=alone.level_from[used] + shift[:, np.newaxis],
        option_station=alone.option_station[option_at],
        stay_days=alone.stay_days[option_at],
        enter_days=alone.enter_days[option_at],
        stay_cost=alone.stay_cost[option_at],
        present=np.where(alone.present[used] >= 0, alone.present[used] + shift, -1).astype(np.int32),
        lifted_days=alone.lifted_days[used],
        idle_harm=alone.idle_harm[used],
        waited=alone.waited[used],
        special=alone.special[used],
        earlier=alone.earlier[used],
    )


def _starts(lengths: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)


def _softened(expanded: Expanded) -> tuple[Expanded, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Give every gate and pool a column that raises it; says which columns those are."""
    rows = np.concatenate([expanded.gate_rows[expanded.gate_rows >= 0], expanded.hour_rows])
    n = expanded.matrix.shape[1]
    raises = csr_array(
        (-np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(expanded.matrix.shape[0], len(rows))
    )
    is_raise = np.concatenate([np.zeros(n, np.bool_), np.ones(len(rows), np.bool_)])
    soft = Expanded(
        problem=expanded.problem,
        uses=expanded.uses,
        links=expanded.links,
        cost=np.concatenate([expanded.cost, np.zeros(len(rows))]),
        matrix=csr_array(hstack([expanded.matrix, raises], format="csr")),
        lower=expanded.lower,
        upper=expanded.upper,
        most=np.concatenate([expanded.most, np.full(len(rows), np.inf)]),
        whole=np.concatenate([expanded.whole, np.zeros(len(rows), np.bool_)]),
        gate_rows=expanded.gate_rows,
        hour_rows=expanded.hour_rows,
    )
    return soft, is_raise


def _solve(
    soft: Expanded,
    cost: Floats,
    most_raised: float | None,
    is_raise: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Floats:
    """Solve to optimality; at most so much raised in total when that is given."""
    matrix, upper, lower = soft.matrix, soft.upper, soft.lower
    if most_raised is not None:
        total = csr_array(is_raise.astype(np.float64)[np.newaxis, :])
        matrix = csr_array(vstack([matrix, total], format="csr"))
        upper, lower = np.append(upper, most_raised + 1.0 / HOUR), np.append(lower, -np.inf)
    answer = milp(
        cost,
        integrality=soft.whole.astype(np.int8),
        bounds=Bounds(np.zeros(len(soft.most)), soft.most),
        constraints=LinearConstraint(matrix, lower, upper),
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise RuntimeError(f"the least raise was not found: {answer.message}")
    found: Floats = answer.x
    return found
