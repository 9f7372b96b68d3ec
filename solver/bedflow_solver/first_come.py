"""First come, first served: the plan that comes of stations which each serve their own queue, day by day.

Every day the job that has idled longest is looked at first. One that is not in a station of the level
its stage is of takes a free seat where it can be active and is taken on: the cheapest to stay in before
others, those of the right level before a higher one. A station takes a job on when
it has a free seat, an entry left at its gate, and hours for today and for every day on which the work,
once begun, cannot be put off. Otherwise a job is active where it is if it can, and if not idles there.
A job that must come in or move up goes where one more costs least on the day itself. Nobody looks
ahead, makes way for another, or weighs one job against another; seats beyond the free ones are never
used by choice. Jobs bound to stations follow the courses that keep them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numba import njit

from bedflow_solver.board import fill_board
from bedflow_solver.dual import Ascent, rows_of
from bedflow_solver.hold import Held, hold
from bedflow_solver.kernels import kept_in_own_folder
from bedflow_solver.loads import Loads, Prices, add_course, keeps_limits, next_seat_cost, no_loads
from bedflow_solver.pricing import Courses, Pricer, empty_courses
from bedflow_solver.problem import HOUR, Bools, Ints, Longs, Problem
from bedflow_solver.result import Result
from bedflow_solver.states import day_cost, may_link

OUT = -1

BOUND_ROUNDS = 60
"""Rounds of ascent for a bound that is wanted quickly."""

BOUND_STEP = 1.5
"""Length of its first steps, in typical days' costs."""

with kept_in_own_folder():

    @njit(cache=True, nogil=True)
    def look_around(problem, c, day, progress, before, acts, idles, links):  # type: ignore[no-untyped-def]
        """Say of each option of a class whether a job may be active there, idle there, and go there."""
        first = problem.option_from[c]
        for option in range(first, problem.option_from[c + 1]):
            at = option - first
            acts[at] = np.isfinite(day_cost(problem, c, day, progress, option, True))
            idles[at] = np.isfinite(day_cost(problem, c, day, progress, option, False))
            links[at] = before < 0 or may_link(problem, c, day, progress, before, option)

    @njit(cache=True, nogil=True)
    def unbroken_days(problem, c, day, progress, option):  # type: ignore[no-untyped-def]
        """Count the days, from one on, on which a job in an option can be active and cannot idle."""
        at, done = day, progress
        while at < problem.days and done < problem.needed[c]:
            if np.isfinite(day_cost(problem, c, at, done, option, False)):
                break
            if not np.isfinite(day_cost(problem, c, at, done, option, True)):
                break
            at += 1
            done += 1
        return at - day


def first_come(problem: Problem, *, overtime: bool = False) -> Courses:
    """Plan as stations do that each serve their own queue, first come first served.

    Parameters
    ----------
    overtime
        Whether jobs are taken on into overtime; else it is worked only for what cannot be put off.

    Raises
    ------
    NoCourseError
        When a job has no course on which it can wait.
    """
    return _Queue(hold(problem), overtime=overtime).all_days()


def cheaper_first_come(problem: Problem) -> tuple[Courses, float, bool]:
    """Give the cheaper of the plans with and without overtime by choice, its cost, and whether with it."""
    return _cheaper(hold(problem))


def _cheaper(held: Held) -> tuple[Courses, float, bool]:
    plans = []
    for overtime in (False, True):
        courses = _Queue(held, overtime=overtime).all_days()
        board, cost = fill_board(held.problem, courses)
        if not keeps_limits(held.problem, board.loads):
            raise RuntimeError("first come first served broke a limit that is never passed")
        plans.append((courses, float(cost), overtime))
    return min(plans, key=lambda plan: plan[1])


def first_come_result(problem: Problem, *, proof: tuple[float, Prices] | None = None) -> Result:
    """Give the cheaper plan with its certificate.

    Parameters
    ----------
    proof
        A lower bound on every plan of this problem and the prices that belong to it, where known;
        else a quick one is worked out.

    Raises
    ------
    NoCourseError
        When a job has no course on which it can wait.
    """
    held = hold(problem)
    courses, cost, _overtime = _cheaper(held)
    board, _cost = fill_board(held.problem, courses)
    bound, prices = proof or _quick_bound(held.problem, cost / max(1, int((courses.stations >= 0).sum())))
    return Result(
        problem=held.problem,
        courses=courses,
        objective=cost,
        bound=min(bound, cost),
        prices=prices,
        loads=board.loads,
        gate_raised=held.gate_raised,
        hours_raised=held.hours_raised,
        seconds=0.0,
        rounds=0,
    )


def hours_of_overtime(problem: Problem, loads: Loads) -> float:
    """Add up the hours worked beyond the free ones."""
    return float(np.maximum(0, loads.hours - problem.pool_hours).sum() / HOUR)


def _quick_bound(problem: Problem, typical_day: float) -> tuple[float, Prices]:
    pricer = Pricer(problem)
    try:
        ascent = Ascent(problem, pricer, rows_of(problem), BOUND_STEP * typical_day)
        ascent.climb(BOUND_ROUNDS)
    finally:
        pricer.close()
    return ascent.bound, ascent.prices


@dataclass(slots=True)
class _Turn:
    """Where a job is and how far it has come."""

    job: int
    c: int
    option: int
    progress: int = 0
    idled: int = 0
    promised_to: int = OUT
    """The last day for which the station has promised its hours already."""


@dataclass(slots=True)
class _View:
    """The options of a job on a day, and in which of them it may be active, idle, or newly arrive."""

    first: int
    acts: list[bool]
    idles: list[bool]
    links: list[bool]

    def may_act(self, option: int) -> bool:
        return self.acts[option - self.first]

    def may_idle(self, option: int) -> bool:
        return self.idles[option - self.first]

    def may_be(self, option: int) -> bool:
        return self.may_act(option) or self.may_idle(option)

    def others(self, option: int) -> list[int]:
        """Give the options a job may go to from the one it is in."""
        reached = (self.first + at for at, linked in enumerate(self.links) if linked)
        return [other for other in reached if other != option and self.may_be(other)]


@dataclass(slots=True)
class _Queue:
    """The rows and the jobs as the days go by."""

    held: Held
    overtime: bool
    problem: Problem = field(init=False)
    courses: Courses = field(init=False)
    seated: Ints = field(init=False)
    special: Ints = field(init=False)
    entered: Ints = field(init=False)
    hours: Longs = field(init=False)
    _marks: Bools = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem = self.held.problem
        self.courses = empty_courses(problem.jobs, problem.days)
        most = int(np.diff(problem.option_from).max(initial=0))
        self._marks = np.zeros((3, most), np.bool_)
        # Bound jobs follow the courses that keep them; their seats and hours are taken first.
        self.seated, self.special, self.entered, self.hours = self._load_of_bound_jobs()

    def _load_of_bound_jobs(self) -> Loads:
        problem, loads = self.problem, no_loads(self.problem)
        for job in np.flatnonzero(problem.lifted_days[problem.job_class] != 0):
            stations, actives = self.held.courses.stations[job], self.held.courses.actives[job]
            self.courses.stations[job], self.courses.actives[job] = stations, actives
            add_course(problem, problem.job_class[job], stations, actives, 1, loads)
        return loads

    def all_days(self) -> Courses:
        """Live through the horizon."""
        problem = self.problem
        turns = [
            _Turn(job, c, int(problem.present[c]), idled=int(problem.waited[c]))
            for job, c in enumerate(problem.job_class.tolist())
            if problem.lifted_days[c] == 0
        ]
        for turn in turns:
            if turn.option >= 0:
                self._promise(turn, turn.option, 0)
        for day in range(problem.days):
            self._live(day, turns)
            turns = [turn for turn in turns if turn.progress < problem.needed[turn.c]]
        return self.courses

    def _live(self, day: int, turns: list[_Turn]) -> None:
        """Let a day pass: every job holds yesterday's seat until it is looked at."""
        here = [turn for turn in turns if self.problem.first_day[turn.c] <= day]
        for turn in here:
            if turn.option >= 0:
                self._hold_seat(turn, turn.option, day, 1)
        for turn in sorted(here, key=lambda one: (-one.idled, one.job)):
            self._decide(turn, day)

    def _hold_seat(self, turn: _Turn, option: int, day: int, times: int) -> None:
        station = self.problem.option_station[option]
        self.seated[station, day] += times
        self.special[station, day] += times * int(self.problem.special[turn.c])

    # One job's day.

    def _decide(self, turn: _Turn, day: int) -> None:
        """Say where a job is today and whether it is active."""
        view = self._look(turn, day)
        option = self._choose(turn, day, view)
        if option != turn.option:
            if turn.option >= 0:
                self._hold_seat(turn, turn.option, day, -1)
            self._hold_seat(turn, option, day, 1)
            self.entered[self.problem.option_station[option], day] += 1
            turn.option, turn.promised_to = option, OUT
            self._promise(turn, option, day)
        acts = self._acts(turn, day, view)
        self.courses.stations[turn.job, day] = self.problem.option_station[option]
        self.courses.actives[turn.job, day] = acts
        turn.progress += acts
        turn.idled += not acts

    def _look(self, turn: _Turn, day: int) -> _View:
        acts, idles, links = self._marks
        look_around(self.problem, turn.c, day, turn.progress, turn.option, acts, idles, links)
        first, end = self.problem.option_from[turn.c : turn.c + 2].tolist()
        most = end - first
        return _View(first, acts[:most].tolist(), idles[:most].tolist(), links[:most].tolist())

    def _choose(self, turn: _Turn, day: int, view: _View) -> int:
        """Choose an option for today: of the right level, else active on another, else the present one."""
        problem = self.problem
        kind = int(problem.stage_kind[problem.stage_from[turn.c] + turn.progress])
        stays = turn.option >= 0 and view.may_be(turn.option)
        stays_active = stays and view.may_act(turn.option)
        if stays_active and self._level(turn.option) == kind:
            return turn.option
        offers = self._offers(turn, day, view)
        right = [option for option in offers if self._level(option) == kind]
        if right:
            return right[0]
        if stays_active:
            return turn.option
        if offers:
            return offers[0]
        return turn.option if stays else self._where_one_must(turn, day, view)

    def _offers(self, turn: _Turn, day: int, view: _View) -> list[int]:
        """Give the options that can take a job on today and let it be active, cheapest to stay in first."""
        able = [option for option in view.others(turn.option) if self._can_take(turn, option, day, view)]
        return sorted(able, key=lambda option: (self.problem.stay_cost[option], option))

    def _can_take(self, turn: _Turn, option: int, day: int, view: _View) -> bool:
        problem, station = self.problem, self.problem.option_station[option]
        if not view.may_act(option) or self.seated[station, day] >= problem.seats[station, day]:
            return False
        if problem.special[turn.c] and self.special[station, day] >= problem.special_seats[station, day]:
            return False
        if self.entered[station, day] >= problem.gate[station, day]:
            return False
        return self._can_promise(turn, option, day)

    def _where_one_must(self, turn: _Turn, day: int, view: _View) -> int:
        """Take in a job that must come in, or must move up: where one more costs least on the day itself."""
        problem = self.problem

        def price(option: int) -> float:
            station = problem.option_station[option]
            cost = next_seat_cost(problem, station, day, self.seated[station, day])
            full = (
                problem.special[turn.c] and self.special[station, day] >= problem.special_seats[station, day]
            )
            return float(cost + problem.stay_cost[option] + (problem.special_price if full else 0.0))

        def is_open(option: int) -> bool:
            station = problem.option_station[option]
            return bool(self.entered[station, day] < problem.gate[station, day])

        able = [option for option in view.others(turn.option) if view.may_idle(option) and is_open(option)]
        return min(able, key=lambda option: (price(option), option))

    def _level(self, option: int) -> int:
        return int(self.problem.station_level[self.problem.option_station[option]])

    # Hours, which a station where nobody may idle promises for as long as work cannot be put off.

    def _work(self, turn: _Turn, option: int, progress: int) -> Iterator[tuple[int, int]]:
        problem = self.problem
        stage = problem.stage_from[turn.c] + progress
        for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
            pool = int(problem.pool_of[problem.option_station[option], problem.work_discipline[entry]])
            if pool >= 0:
                yield pool, int(problem.work_amount[entry])

    def _can_promise(self, turn: _Turn, option: int, day: int) -> bool:
        days = max(1, unbroken_days(self.problem, turn.c, day, turn.progress, option))
        return all(self._has_hours(turn, option, day + k, turn.progress + k) for k in range(days))

    def _has_hours(self, turn: _Turn, option: int, day: int, progress: int) -> bool:
        limit = self.problem.pool_limit if self.overtime else self.problem.pool_hours
        asked: dict[int, int] = {}
        for pool, amount in self._work(turn, option, progress):
            asked[pool] = asked.get(pool, 0) + amount
        return all(self.hours[pool, day] + amount <= limit[pool, day] for pool, amount in asked.items())

    def _promise(self, turn: _Turn, option: int, day: int) -> None:
        for k in range(unbroken_days(self.problem, turn.c, day, turn.progress, option)):
            self._spend(turn, option, day + k, turn.progress + k)
            turn.promised_to = day + k

    def _spend(self, turn: _Turn, option: int, day: int, progress: int) -> None:
        for pool, amount in self._work(turn, option, progress):
            self.hours[pool, day] += amount

    def _acts(self, turn: _Turn, day: int, view: _View) -> bool:
        """Let a job be active when that was promised, or when it may here and there are hours left."""
        if turn.promised_to >= day:
            return True
        if not view.may_act(turn.option) or not self._has_hours(turn, turn.option, day, turn.progress):
            return False
        self._spend(turn, turn.option, day, turn.progress)
        return True
