"""A part of a problem: some of the jobs, on what the courses of all others leave."""

from __future__ import annotations

import numpy as np

from bedflow_solver.board import fill_board
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import UNLIMITED, Ints, Longs, Problem


def part_of(problem: Problem, courses: Courses, jobs: Longs) -> Problem:
    """Give the problem of some jobs alone.

    Costs differ from those of the whole by what the others cost, which does not change.

    Parameters
    ----------
    courses
        Each job's course; those of the chosen jobs are not looked at.
    jobs
        Shape (n,), int64, ascending; the jobs of the part, in this order.
    """
    others = courses.copy()
    others.stations[jobs] = -1
    others.actives[jobs] = False
    board, _cost = fill_board(problem, others)
    loads = board.loads
    seats = problem.seats - loads.seats
    classes, job_class = np.unique(problem.job_class[jobs], return_inverse=True)
    left = problem._replace(
        job_class=job_class.astype(np.int32),
        members=np.bincount(job_class, minlength=len(classes)).astype(np.int32),
        seats=np.maximum(0, seats).astype(np.int32),
        spare=np.clip(problem.spare + np.minimum(0, seats), 0, None).astype(np.int32),
        special_seats=_left(problem.special_seats, loads.special),
        gate=_left(problem.gate, loads.entries),
        pool_hours=np.maximum(0, problem.pool_hours - loads.hours),
        pool_limit=np.maximum(0, problem.pool_limit - loads.hours),
    )
    return _only(left, classes.astype(np.int64))


def _left(limit: Ints, used: Ints) -> Ints:
    left: Ints = np.where(limit < UNLIMITED, np.maximum(0, limit - used), limit).astype(np.int32)
    return left


def _only(problem: Problem, classes: Longs) -> Problem:
    """Leave out all classes but some."""
    stages = [np.arange(problem.stage_from[c], problem.stage_from[c + 1]) for c in classes]
    options = [np.arange(problem.option_from[c], problem.option_from[c + 1]) for c in classes]
    stage_at, option_at = _joined(stages), _joined(options)
    entries = [np.arange(problem.work_from[g], problem.work_from[g + 1]) for g in stage_at]
    entry_at = _joined(entries)
    option_from = _starts([len(part) for part in options])
    present = problem.present[classes]
    shift = option_from[:-1] - problem.option_from[classes]
    return problem._replace(
        first_day=problem.first_day[classes],
        needed=problem.needed[classes],
        stage_from=_starts([len(part) for part in stages]),
        stage_kind=problem.stage_kind[stage_at],
        stage_opens=problem.stage_opens[stage_at],
        work_from=_starts([len(part) for part in entries]),
        work_discipline=problem.work_discipline[entry_at],
        work_amount=problem.work_amount[entry_at],
        option_from=option_from,
        level_from=problem.level_from[classes] + shift[:, np.newaxis],
        option_station=problem.option_station[option_at],
        stay_days=problem.stay_days[option_at],
        enter_days=problem.enter_days[option_at],
        stay_cost=problem.stay_cost[option_at],
        present=np.where(present >= 0, present + shift, -1).astype(np.int32),
        lifted_days=problem.lifted_days[classes],
        idle_harm=problem.idle_harm[classes],
        waited=problem.waited[classes],
        special=problem.special[classes],
        earlier=problem.earlier[classes],
    )


def _joined(parts: list[Longs]) -> Longs:
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64)


def _starts(lengths: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
