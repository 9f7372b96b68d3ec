"""Solving again after a change with as few changes as can be: whoever must change does, the others stay.

A search left to itself goes on improving wherever it can, and so changes jobs the change has nothing to
do with. Here only jobs whose course no longer holds are placed anew; another's course is changed only
where that alone saves at least what disturbing a job is worth.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bedflow_solver.board import Board, fill_board, fits, make_board, put, take, total_cost
from bedflow_solver.course import BLOCKED, Scratch, best_course, make_scratch
from bedflow_solver.hold import hold
from bedflow_solver.pricing import Courses, Stations
from bedflow_solver.problem import Bools, Problem
from bedflow_solver.respond import restore, sweep
from bedflow_solver.result import Result, Start
from bedflow_solver.solve import solve
from bedflow_solver.validity import is_course

MOST_PASSES = 6

MOST_ASIDE = 12
"""Jobs that must change, up to which all step aside to let others keep what they had."""

SETTLED = 1e-6

_Course = tuple[Stations, Bools]


def solve_still(problem: Problem, start: Start, *, worth: float, seed: int = 0) -> Result:
    """Answer a changed question with the standing courses wherever changing them does not pay.

    Parameters
    ----------
    start
        The standing plan and its prices.
    worth
        What changing one more job's course has to save.
    seed
        Seed of the search, for the record.

    Raises
    ------
    NoCourseError
        When a job has no course on which it can wait.
    """
    began = time.perf_counter()
    settled = solve(problem, effort=0, seed=seed, start=start)
    found = (_restored(problem, start), settled.courses)
    calmed = (_calmed(settled.problem, courses, start, worth) for courses in found)
    best = min(calmed, key=lambda one: one.objective + worth * one.changed)
    return _result(settled, best, seconds=time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class _Calm:
    """A plan in which no job is changed for less than it is worth."""

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


def _restored(problem: Problem, start: Start) -> Courses:
    """Give every job the standing course where it still holds, and the others the best of what is left."""
    held = hold(problem)
    board = make_board(held.problem)
    restore(
        held.problem,
        board,
        np.arange(problem.jobs),
        start.courses.stations,
        start.courses.actives,
        held.courses.stations,
        held.courses.actives,
        make_scratch(held.problem),
    )
    return Courses(board.stations, board.actives)


def _calmed(problem: Problem, courses: Courses, start: Start, worth: float) -> _Calm:
    """Give jobs their standing courses back wherever changing them saves less than it is worth."""
    board, _cost = fill_board(problem, courses)
    desk = _Desk(problem, board, start.courses, make_scratch(problem), worth)
    changed = [job for job in range(problem.jobs) if desk.differs(job)]
    may_return = [job for job in changed if desk.holds(job)]
    must_change = sorted(set(changed) - set(may_return))
    aside = must_change if len(must_change) <= MOST_ASIDE else []
    for _ in range(MOST_PASSES):
        staying = [
            job for job in may_return if not (desk.returned(job) or (aside and desk.returned(job, aside)))
        ]
        gained = sweep(problem, problem, board, np.array([*must_change, *staying], np.int64), desk.scratch)
        if len(staying) == len(may_return) and gained > -SETTLED:
            break
        may_return = [job for job in staying if desk.differs(job)]
    objective = float(total_cost(problem, board.stations, board.actives, board.loads))
    return _Calm(board, objective, len(must_change) + len(may_return))


@dataclass(frozen=True, slots=True)
class _Desk:
    """A plan on which jobs are given their standing courses back, one after the other."""

    problem: Problem
    board: Board
    standing: Courses
    scratch: Scratch
    worth: float

    def differs(self, job: int) -> bool:
        """Say whether a job's course is another than the standing one."""
        there = np.array_equal(self.board.stations[job], self.standing.stations[job])
        return not (there and np.array_equal(self.board.actives[job], self.standing.actives[job]))

    def holds(self, job: int) -> bool:
        """Say whether a job's standing course is still a course for it."""
        c = self.problem.job_class[job]
        if self.standing.stations[job, self.problem.first_day[c]] < 0:
            return False
        return bool(is_course(self.problem, c, self.standing.stations[job], self.standing.actives[job]))

    def returned(self, job: int, aside: Sequence[int] = ()) -> bool:
        """Give a job its standing course back if it fits and costs at most so much more; say whether.

        Parameters
        ----------
        aside
            Jobs that have to change anyway; they step aside and are placed anew after this one.
        """
        before = {
            each: (self.board.stations[each].copy(), self.board.actives[each].copy())
            for each in (job, *aside)
        }
        change = -sum(float(take(self.problem, self.board, each)) for each in before)
        placed: list[int] = []
        for each in before:
            course = self._standing(job) if each == job else self._best(each)
            if course is None:
                break
            change += float(put(self.problem, self.board, each, *course))
            placed.append(each)
        if len(placed) == len(before) and change <= self.worth:
            return True
        for each in placed:
            take(self.problem, self.board, each)
        for each, course in before.items():
            put(self.problem, self.board, each, *course)
        return False

    def _standing(self, job: int) -> _Course | None:
        """Give a job's standing course, if no limit that is never passed stands in its way."""
        course = self.standing.stations[job], self.standing.actives[job]
        return course if fits(self.problem, self.board, self.problem.job_class[job], *course) else None

    def _best(self, job: int) -> _Course | None:
        """Give the best course of what is left."""
        stations, actives = np.empty(self.problem.days, np.int16), np.empty(self.problem.days, np.bool_)
        c = self.problem.job_class[job]
        cost = best_course(self.problem, self.board.tariff, c, self.scratch, stations, actives)
        return None if cost == BLOCKED else (stations, actives)
