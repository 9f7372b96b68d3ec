"""Among plans that cost the same, the one in which care comes first and waiting after it.

Somebody who will wait for a place at home anyway loses nothing by having today's care today, but costs
alone do not say so: a day of care before three of waiting costs what three of waiting before it do.
Nobody else's wait changes its reasons by it: hours are moved only where others who wait find enough of
them on both days, before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bedflow_solver import Problem, Result
from bedflow_solver.problem import Bools, Longs

Stations = NDArray[np.int16]


def care_first(result: Result) -> Result:
    """Bring care forward, within one unit, to waiting days on which it is possible at no cost.

    Where everybody is on each day, and so places and transfers, stay as they are; so does the total.

    Parameters
    ----------
    result
        The engine's answer; limits that were raised count as raised.
    """
    courses = result.courses.copy()
    hours = result.loads.hours.copy()
    waits = (courses.stations >= 0) & ~courses.actives
    waiting = np.flatnonzero(waits.any(axis=1)).tolist()
    wanted = _Wanted(result.problem, waiting)
    for job in waiting:
        _Course(result.problem, job, hours, wanted).bring_forward(courses.stations[job], courses.actives[job])
    return replace(result, courses=courses, loads=result.loads._replace(hours=hours))


class _Wanted:
    """The most that a day of care of those who wait takes of each team; read when it is asked for."""

    def __init__(self, problem: Problem, waiting: Sequence[int]) -> None:
        self.problem, self.waiting = problem, waiting
        self._most: dict[int, dict[int, int]] = {}

    def by_others(self, pool: int, job: int) -> int:
        """Give the most that anybody who waits, this patient apart, needs of a team on one day."""
        if pool not in self._most:
            self._most[pool] = {each: self._of(each, pool) for each in self.waiting}
        return max((most for each, most in self._most[pool].items() if each != job), default=0)

    def _of(self, job: int, pool: int) -> int:
        problem, one = self.problem, int(self.problem.job_class[job])
        stages = problem.stage_from[one : one + 2]
        options = slice(int(problem.option_from[one]), int(problem.option_from[one + 1]))
        work = slice(*problem.work_from[stages].tolist())
        teams = problem.pool_of[problem.option_station[options]][:, problem.work_discipline[work]]
        return int(problem.work_amount[work][(teams == pool).any(axis=0)].max(initial=0))


class _Course:
    """One patient's course while care is brought forward in it."""

    def __init__(self, problem: Problem, job: int, hours: Longs, wanted: _Wanted) -> None:
        self.problem, self.job, self.wanted = problem, job, wanted
        self.job_class = int(problem.job_class[job])
        self.first_stage = int(self.problem.stage_from[self.job_class])
        self.last_stage = int(self.problem.stage_from[self.job_class + 1]) - 1
        self.hours = hours

    def bring_forward(self, stations: Stations, actives: Bools) -> None:
        """Write care of the next care day into each waiting day that can have it."""
        stage = self.first_stage
        for day in np.flatnonzero(stations >= 0).tolist():
            later = None if actives[day] else _next_care(stations, actives, day)
            station = int(stations[day])
            if (
                later is not None
                and self._may_begin(stage, station, day)
                and self._take_hours(stage, station, day=day, later=later)
            ):
                actives[day], actives[later] = True, False
            stage += int(actives[day])

    def _may_begin(self, stage: int, station: int, day: int) -> bool:
        """Say whether care is possible on the day, and waiting for what follows it on the days after."""
        problem, level = self.problem, self.problem.station_level[station]
        leaves = stage + 1 - self.first_stage == problem.needed[self.job_class]
        if stage == self.last_stage or leaves or day < problem.stage_opens[stage]:
            return False
        kind, following = problem.stage_kind[stage], problem.stage_kind[stage + 1]
        return bool(
            problem.active[kind, level] and problem.idle[following, level] and problem.safe[following, level]
        )

    def _take_hours(self, stage: int, station: int, *, day: int, later: int) -> bool:
        """Move the hours of a care day to an earlier day, if no more overtime comes of it."""
        problem, overtime = self.problem, 0
        needed: list[tuple[int, int]] = []
        for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
            pool = int(problem.pool_of[station, problem.work_discipline[entry]])
            if pool < 0:
                continue
            amount = int(problem.work_amount[entry])
            needed.append((pool, amount))
            if self.hours[pool, day] + amount > problem.pool_limit[pool, day]:
                return False
            if self._others_look(pool, amount, day=day, later=later):
                return False
            overtime += self._overtime(pool, day, amount) - self._overtime(pool, day, 0)
            overtime += self._overtime(pool, later, -amount) - self._overtime(pool, later, 0)
        if overtime > 0:
            return False
        for pool, amount in needed:
            self.hours[pool, day] += amount
            self.hours[pool, later] -= amount
        return True

    def _others_look(self, pool: int, amount: int, *, day: int, later: int) -> bool:
        """Say whether hours moved could make the team's day full for somebody else who waits, or free."""
        left_then = self.problem.pool_hours[pool, day] - self.hours[pool, day] - amount
        left_now = self.problem.pool_hours[pool, later] - self.hours[pool, later]
        wanted = self.wanted.by_others(pool, self.job)
        return wanted > 0 and bool(min(left_then, left_now) < wanted)

    def _overtime(self, pool: int, day: int, change: int) -> int:
        return max(0, int(self.hours[pool, day] + change - self.problem.pool_hours[pool, day]))


def _next_care(stations: Stations, actives: Bools, day: int) -> int | None:
    """Give the next care day, if the patient is in the same unit until then."""
    for later in range(day + 1, len(stations)):
        if stations[later] != stations[day]:
            return None
        if actives[later]:
            return later
    return None
