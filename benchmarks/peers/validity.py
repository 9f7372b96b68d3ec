"""Whether courses keep every rule of the question, and what they cost; for peers that bring their own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bedflow_solver.board import fill_board
from bedflow_solver.loads import keeps_limits
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import Problem
from bedflow_solver.states import day_cost, may_link


def cost_of(problem: Problem, courses: Courses) -> float | None:
    """Give the cost of a plan by the engine's rules; None when a job's course or a limit is broken."""
    if any(not keeps_rules(problem, courses, job) for job in range(problem.jobs)):
        return None
    board, cost = fill_board(problem, courses)
    return float(cost) if keeps_limits(problem, board.loads) else None


def keeps_rules(problem: Problem, courses: Courses, job: int) -> bool:
    """Follow one job's course day by day and say whether every step is open to it."""
    c = int(problem.job_class[job])
    before, progress = int(problem.present[c]), 0
    for day in range(int(problem.first_day[c]), problem.days):
        if progress == problem.needed[c]:
            bound_later = int(problem.lifted_days[c]) >> day
            return bound_later == 0 and bool((courses.stations[job, day:] < 0).all())
        acts = bool(courses.actives[job, day])
        open_ones = _open_options(problem, c, (day, progress), before)
        station = courses.stations[job, day]
        option = next((one for one in open_ones if problem.option_station[one] == station), -1)
        if option < 0 or not np.isfinite(day_cost(problem, c, day, progress, option, acts)):
            return False
        before, progress = option, progress + acts
    return True


def _open_options(problem: Problem, c: int, at: tuple[int, int], before: int) -> Iterator[int]:
    """Give the options in which a job may be today, coming from another or from outside."""
    day, progress = at
    for option in range(problem.option_from[c], problem.option_from[c + 1]):
        stays = bool(problem.stay_days[option] >> day & 1)
        if stays and (before < 0 or may_link(problem, c, day, progress, before, option)):
            yield option
