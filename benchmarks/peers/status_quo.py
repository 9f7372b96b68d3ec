"""The status quo: first come first served, each service for itself, day by day.

Every morning the longest waiter is looked at first. Whoever is not in a unit of the setting their care
calls for takes a free place in one that delivers it and can take them on: their own zone's or
specialty's before others, those of the right setting before a higher one that also delivers. A unit
takes somebody on when it has a free bed, an intake slot left, and hours for today and for every day on
which the care, once begun, cannot be put off. Otherwise care goes on where they are if it can, and if
not they wait there. Who must come in or move up goes to any eligible ward, a free bed first, then an
extra one, then the corridor. Nobody looks ahead, makes way for another, or weighs one wait against
another; beds beyond the free ones are never used by choice. Locks are obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bedflow_solver.board import fill_board
from bedflow_solver.hold import Held, hold
from bedflow_solver.loads import Loads, add_course, keeps_limits, next_seat_cost, no_loads
from bedflow_solver.pricing import Courses, empty_courses
from bedflow_solver.problem import HOUR, Ints, Longs, Problem
from bedflow_solver.states import day_cost, may_link

OUT = -1


def status_quo(problem: Problem, *, overtime: bool = False) -> Courses:
    """Plan as services do that each serve their own queue, first come first served.

    Parameters
    ----------
    overtime
        Whether teams take people on into overtime; else they work it only for what cannot be put off.

    Raises
    ------
    NoCourseError
        When a job has no course on which it can wait.
    """
    held = hold(problem)
    return _Morning(held, overtime=overtime).all_days()


def cheaper_status_quo(problem: Problem) -> tuple[Courses, float, bool]:
    """Give the cheaper of the plans with and without overtime by choice, its cost, and whether with it."""
    plans = []
    held = hold(problem)
    for overtime in (False, True):
        courses = _Morning(held, overtime=overtime).all_days()
        board, cost = fill_board(held.problem, courses)
        if not keeps_limits(held.problem, board.loads):
            raise RuntimeError("the status quo broke a limit that is never passed")
        plans.append((courses, float(cost), overtime))
    return min(plans, key=lambda plan: plan[1])


@dataclass(slots=True)
class _Person:
    """Where somebody is and how far their care has gone."""

    job: int
    c: int
    option: int
    progress: int = 0
    waited: int = 0
    promised_to: int = -1
    """The last day for which the unit has promised its hours already."""


@dataclass(slots=True)
class _Morning:
    """The district as the days go by."""

    held: Held
    overtime: bool
    problem: Problem = field(init=False)
    courses: Courses = field(init=False)
    occupied: Ints = field(init=False)
    isolating: Ints = field(init=False)
    entered: Ints = field(init=False)
    hours: Longs = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem = self.held.problem
        self.courses = empty_courses(problem.jobs, problem.days)
        # Who is bound by a lock follows the course that keeps it; its places and hours are taken first.
        bound = self._load_of_bound_jobs()
        self.occupied, self.isolating, self.entered, self.hours = bound

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
        people = [
            _Person(job, c, int(problem.present[c]), waited=int(problem.waited[c]))
            for job, c in enumerate(problem.job_class.tolist())
            if problem.lifted_days[c] == 0
        ]
        self._promise_care_under_way(people)
        for day in range(problem.days):
            self._live(day, people)
            people = [person for person in people if person.progress < problem.needed[person.c]]
        return self.courses

    def _promise_care_under_way(self, people: list[_Person]) -> None:
        for person in people:
            if person.option >= 0:
                self._promise(person, person.option, 0)

    def _live(self, day: int, people: list[_Person]) -> None:
        """Let a day pass: everybody holds yesterday's place until they are looked at."""
        problem = self.problem
        here = [person for person in people if problem.first_day[person.c] <= day]
        for person in here:
            if person.option >= 0:
                self._hold_place(person, person.option, day, 1)
        for person in sorted(here, key=lambda one: (-one.waited, one.job)):
            self._decide(person, day)

    def _hold_place(self, person: _Person, option: int, day: int, times: int) -> None:
        station = self.problem.option_station[option]
        self.occupied[station, day] += times
        self.isolating[station, day] += times * int(self.problem.special[person.c])

    # One person's morning.

    def _decide(self, person: _Person, day: int) -> None:
        """Say where somebody is today and whether their care goes forward."""
        option = self._choose(person, day)
        if option != person.option:
            if person.option >= 0:
                self._hold_place(person, person.option, day, -1)
            self._hold_place(person, option, day, 1)
            self.entered[self.problem.option_station[option], day] += 1
            person.option, person.promised_to = option, OUT
            self._promise(person, option, day)
        acts = self._takes_care(person, day)
        self.courses.stations[person.job, day] = self.problem.option_station[option]
        self.courses.actives[person.job, day] = acts
        person.progress += acts
        person.waited += not acts

    def _choose(self, person: _Person, day: int) -> int:
        """Choose a unit for today: the right one, else one that also delivers, else where they are."""
        own_setting = self._kind(person)
        stays = person.option >= 0 and self._may_be(person, person.option, day)
        if stays and self._level(person.option) == own_setting and self._delivers(person, person.option, day):
            return person.option
        offers = self._offers(person, day)
        right = [option for option in offers if self._level(option) == own_setting]
        if right:
            return right[0]
        if stays and self._delivers(person, person.option, day):
            return person.option
        if offers:
            return offers[0]
        return person.option if stays else self._any_ward(person, day)

    def _offers(self, person: _Person, day: int) -> list[int]:
        """Give the units that deliver what is next and can take somebody on today, best match first."""
        able = [option for option in self._within_reach(person, day) if self._can_take(person, option, day)]
        return sorted(able, key=lambda option: (self.problem.stay_cost[option], option))

    def _can_take(self, person: _Person, option: int, day: int) -> bool:
        problem, station = self.problem, self.problem.option_station[option]
        if not self._delivers(person, option, day):
            return False
        if self.occupied[station, day] >= problem.seats[station, day]:
            return False
        if problem.special[person.c] and self.isolating[station, day] >= problem.special_seats[station, day]:
            return False
        if self.entered[station, day] >= problem.gate[station, day]:
            return False
        return self._can_promise(person, option, day)

    def _any_ward(self, person: _Person, day: int) -> int:
        """Take in who must come in, or must move up: where one more costs least on the day itself."""
        problem = self.problem

        def price(option: int) -> float:
            station = problem.option_station[option]
            cost = next_seat_cost(problem, station, day, self.occupied[station, day])
            full = problem.special[person.c] and (
                self.isolating[station, day] >= problem.special_seats[station, day]
            )
            return float(cost + problem.stay_cost[option] + (problem.special_price if full else 0.0))

        open_ones = [
            option
            for option in self._within_reach(person, day)
            if self.entered[problem.option_station[option], day]
            < problem.gate[problem.option_station[option], day]
            and self._can_wait(person, option, day)
        ]
        return min(open_ones, key=lambda option: (price(option), option))

    # What is open to somebody.

    def _within_reach(self, person: _Person, day: int) -> Iterator[int]:
        """Give the units somebody may go to today."""
        problem = self.problem
        for option in range(problem.option_from[person.c], problem.option_from[person.c + 1]):
            if option == person.option or not self._may_be(person, option, day):
                continue
            if person.option < 0 or may_link(problem, person.c, day, person.progress, person.option, option):
                yield option

    def _may_be(self, person: _Person, option: int, day: int) -> bool:
        """Say whether somebody may be in a unit today, with care or, where waiting is possible, without."""
        if self._can_wait(person, option, day):
            return True
        return self._delivers(person, option, day)

    def _can_wait(self, person: _Person, option: int, day: int) -> bool:
        return bool(np.isfinite(day_cost(self.problem, person.c, day, person.progress, option, False)))

    def _delivers(self, person: _Person, option: int, day: int) -> bool:
        return bool(np.isfinite(day_cost(self.problem, person.c, day, person.progress, option, True)))

    def _kind(self, person: _Person) -> int:
        problem = self.problem
        return int(problem.stage_kind[problem.stage_from[person.c] + person.progress])

    def _level(self, option: int) -> int:
        return int(self.problem.station_level[self.problem.option_station[option]])

    # Hours, which a unit where nobody may wait promises for as long as care cannot be put off.

    def _work(self, person: _Person, option: int, progress: int) -> Iterator[tuple[int, int]]:
        problem = self.problem
        stage = problem.stage_from[person.c] + progress
        for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
            team = int(problem.pool_of[problem.option_station[option], problem.work_discipline[entry]])
            if team >= 0:
                yield team, int(problem.work_amount[entry])

    def _days_promised(self, person: _Person, option: int, day: int) -> Iterator[tuple[int, int]]:
        """Give the days, and the progress on them, on which care in a unit must go on once it is there."""
        problem, progress = self.problem, person.progress
        for at in range(day, problem.days):
            waits = day_cost(problem, person.c, at, progress, option, False)
            goes_on = day_cost(problem, person.c, at, progress, option, True)
            if np.isfinite(waits) or not np.isfinite(goes_on):
                return
            yield at, progress
            progress += 1
            if progress == problem.needed[person.c]:
                return

    def _can_promise(self, person: _Person, option: int, day: int) -> bool:
        needed = list(self._days_promised(person, option, day)) or [(day, person.progress)]
        return all(self._has_hours(person, option, at, progress) for at, progress in needed)

    def _has_hours(self, person: _Person, option: int, day: int, progress: int) -> bool:
        limit = self.problem.pool_limit if self.overtime else self.problem.pool_hours
        asked: dict[int, int] = {}
        for team, amount in self._work(person, option, progress):
            asked[team] = asked.get(team, 0) + amount
        return all(self.hours[team, day] + amount <= limit[team, day] for team, amount in asked.items())

    def _promise(self, person: _Person, option: int, day: int) -> None:
        for at, progress in self._days_promised(person, option, day):
            self._spend(person, option, at, progress)
            person.promised_to = at

    def _spend(self, person: _Person, option: int, day: int, progress: int) -> None:
        for team, amount in self._work(person, option, progress):
            self.hours[team, day] += amount

    def _takes_care(self, person: _Person, day: int) -> bool:
        """Let care go forward when it was promised, or when it is delivered here and there are hours left."""
        if person.promised_to >= day:
            return True
        if not self._delivers(person, person.option, day):
            return False
        if not self._has_hours(person, person.option, day, person.progress):
            return False
        self._spend(person, person.option, day, person.progress)
        return True


def hours_of_overtime(problem: Problem, loads: Loads) -> float:
    """Add up the hours worked beyond the free ones."""
    return float(np.maximum(0, loads.hours - problem.pool_hours).sum() / HOUR)
