"""Planning again as a bed meeting wants it: whoever must change changes, everybody else is left alone.

A search left to itself goes on improving wherever it can, and so changes people nobody spoke of. Here
only those whose course no longer holds are placed anew; somebody else's course is changed only where
that alone saves at least what disturbing a patient is worth.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver import WATCHED_DAYS, Problem, Result, Start, solve
from bedflow_solver.board import Board, fill_board, fits, put, take, total_cost
from bedflow_solver.course import make_scratch
from bedflow_solver.hold import hold
from bedflow_solver.pricing import Courses
from bedflow_solver.respond import sweep
from bedflow_solver.search import Search
from bedflow_solver.validity import is_course

MOST_PASSES = 6


def plan_still(snapshot: Snapshot, standing: Plan, *, worth: float | None = None, seed: int = 0) -> Plan:
    """Plan again after a change, and leave alone whom the change does not touch.

    Parameters
    ----------
    snapshot
        The district after the change.
    standing
        The plan that stood, of the same morning; on another morning nobody's course still holds.
    worth
        Pounds-equivalent that changing one more patient's course has to save; absent: what the policy
        asks for a change on each of the days 0 to 2 (``replan`` three times).
    seed
        Seed of the search, for the record.

    Raises
    ------
    bedflow_solver.NoCourseError
        When, under a changed policy, a patient has no course on which they can wait.
    """
    began = time.perf_counter()
    price = snapshot.policy.replan * WATCHED_DAYS if worth is None else worth
    compiled = compile_snapshot(snapshot)
    start = start_from(standing, compiled)
    settled = solve(compiled.problem, effort=0, seed=seed, start=start)
    held = hold(compiled.problem)
    search = Search(held.problem, seed, held.courses.copy(), np.inf)
    search.restore(held.courses, start.courses)
    calmed = (_calmed(settled.problem, courses, start, price) for courses in (search.best, settled.courses))
    best = min(calmed, key=lambda one: one.objective + price * one.changed)
    return read_back(compiled, _result(settled, best, seconds=time.perf_counter() - began), seed=seed)


@dataclass(frozen=True, slots=True)
class _Calm:
    """A plan in which nobody is changed for less than it is worth."""

    board: Board
    objective: float
    changed: int


def _result(settled: Result, calm: _Calm, *, seconds: float) -> Result:
    return replace(
        settled,
        courses=Courses(calm.board.stations, calm.board.actives),
        objective=calm.objective,
        bound=min(settled.bound, calm.objective),
        loads=calm.board.loads,
        seconds=seconds,
    )


def _calmed(problem: Problem, courses: Courses, start: Start, worth: float) -> _Calm:
    """Give people their standing courses back wherever changing them saves less than it is worth."""
    board, _cost = fill_board(problem, courses)
    changed = [job for job in range(problem.jobs) if _differs(board, start.courses, job)]
    may_return = [job for job in changed if _holds(problem, start.courses, job)]
    must_change = [job for job in changed if job not in set(may_return)]
    scratch = make_scratch(problem)
    for _ in range(MOST_PASSES):
        staying = [job for job in may_return if not _returned(problem, board, start.courses, job, worth)]
        gained = sweep(problem, board, np.array([*must_change, *staying], np.int64), scratch)
        if len(staying) == len(may_return) and gained > -worth:
            break
        may_return = [job for job in staying if _differs(board, start.courses, job)]
    objective = float(total_cost(problem, board.stations, board.actives, board.loads))
    return _Calm(board, objective, len(must_change) + len(may_return))


def _differs(board: Board, standing: Courses, job: int) -> bool:
    there = np.array_equal(board.stations[job], standing.stations[job])
    return not (there and np.array_equal(board.actives[job], standing.actives[job]))


def _holds(problem: Problem, standing: Courses, job: int) -> bool:
    """Say whether the standing course of somebody is still a course for them."""
    c = problem.job_class[job]
    if standing.stations[job, problem.first_day[c]] < 0:
        return False
    return bool(is_course(problem, c, standing.stations[job], standing.actives[job]))


def _returned(problem: Problem, board: Board, standing: Courses, job: int, worth: float) -> bool:
    """Give somebody the standing course back if it fits and costs at most so much more; say whether."""
    stations, actives = board.stations[job].copy(), board.actives[job].copy()
    saved = take(problem, board, job)
    if fits(problem, board, problem.job_class[job], standing.stations[job], standing.actives[job]):
        if put(problem, board, job, standing.stations[job], standing.actives[job]) - saved <= worth:
            return True
        take(problem, board, job)
    put(problem, board, job, stations, actives)
    return False
