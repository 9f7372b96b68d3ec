"""The model a competent analyst would write first: one yes-or-no per patient, unit and day.

Columns, per patient and day: ``x`` in a unit; ``m`` moves into it; ``n`` a run of care is next; ``a`` care
of that run is given; ``w`` that care is given by a team (both "care of this run" and "in a unit it
serves": a big-M pair); ``v`` care in another setting than its own; ``i`` waiting on a level. A *run* is
care days alike in kind, earliest date and hours, so that a first day with extra hours is a run of one.
Progress has no column: a run is next once enough days of the run before it have been given, which is a
big-M row over all days before. That is what makes the relaxation weak: half a patient may be cared for
in one unit while the other half waits in another.

Every rule is kept, so that its plans can be used. One thing is simplified, as is usual: a day of waiting
costs the same however many came before it (its growth depends on the days waited, which this model does
not carry). As waiting only grows dearer, its bound is a bound of the true model too. Its plan is costed
by the true rules.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from bedflow_solver.course import idle_factor
from bedflow_solver.pricing import Courses, empty_courses
from bedflow_solver.problem import HOUR, LEVELS, NOT_COMPARED, UNLIMITED, WATCHED_DAYS, Floats, Problem
from benchmarks.peers.answer import Answer
from benchmarks.peers.program import Program, solve_with_highs
from benchmarks.peers.validity import cost_of
from benchmarks.series import Point, best_so_far

Term = tuple[int, float]


def by_textbook(problem: Problem, *, time_limit: float, threads: int = 2, seed: int = 0) -> Answer:
    """Write the textbook model, give it to HiGHS, and cost what it answers by the true rules."""
    begin = time.perf_counter()
    book = write_textbook(problem)
    program = book.program()
    built = time.perf_counter() - begin
    solved = solve_with_highs(program, time_limit=time_limit, threads=threads, seed=seed)
    # What the model thinks of its plans on the way is not what they cost: only the last is costed.
    courses = None if solved.x is None else book.read(solved.x)
    cost = None if courses is None else cost_of(problem, courses)
    bounds = [Point(point.seconds, None, point.bound) for point in solved.points]
    remark = ""
    if courses is not None and cost is None:
        remark = "its plan breaks a rule of the question"
    return Answer(
        courses=None if cost is None else courses,
        objective=cost,
        bound=solved.bound,
        points=best_so_far([*bounds, Point(solved.seconds, cost, solved.bound)]),
        allowed={"threads": threads, "seconds": time_limit, **program.size},
        build_seconds=built + solved.build_seconds,
        status=solved.status,
        remark=remark,
    )


@dataclass(frozen=True, slots=True)
class Run:
    """Care days alike: kind of phase, first day allowed, hours by discipline, how many (None: endless)."""

    kind: int
    opens: int
    work: tuple[tuple[int, int], ...]
    days: int | None


def runs_of(problem: Problem, c: int) -> list[Run]:
    """Cut a class's care days into runs of days alike."""
    runs: list[Run] = []
    stages = range(int(problem.stage_from[c]), int(problem.stage_from[c + 1]))
    for stage in stages:
        entries = range(int(problem.work_from[stage]), int(problem.work_from[stage + 1]))
        work = tuple((int(problem.work_discipline[e]), int(problem.work_amount[e])) for e in entries)
        alike = (int(problem.stage_kind[stage]), int(problem.stage_opens[stage]), work)
        if runs and (runs[-1].kind, runs[-1].opens, runs[-1].work) == alike:
            runs[-1] = Run(*alike, (runs[-1].days or 0) + 1)
        else:
            runs.append(Run(*alike, 1))
    if int(problem.needed[c]) > len(stages):
        runs[-1] = Run(runs[-1].kind, runs[-1].opens, runs[-1].work, None)
    return runs


def write_textbook(problem: Problem) -> Textbook:
    """Write the model, patient by patient, then the rows that all share."""
    book = Textbook(problem)
    for job in range(problem.jobs):
        _Patient(book, job).write()
    book.share()
    return book


@dataclass(slots=True)
class Textbook:
    """The model as it is written, row by row."""

    problem: Problem
    cost: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    entries: tuple[list[int], list[int], list[float]] = field(default_factory=lambda: ([], [], []))
    seats: dict[tuple[int, int], list[Term]] = field(default_factory=dict)
    special: dict[tuple[int, int], list[Term]] = field(default_factory=dict)
    gates: dict[tuple[int, int], list[Term]] = field(default_factory=dict)
    hours: dict[tuple[int, int], list[Term]] = field(default_factory=dict)
    where: list[tuple[int, int, int, int]] = field(default_factory=list)
    care: list[tuple[int, int, int]] = field(default_factory=list)

    def column(self, cost: float = 0.0, *, most: float = 1.0, whole: bool = True) -> int:
        """Add a column."""
        self.cost.append(cost)
        self.most.append(most)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Iterable[Term], *, least: float = -np.inf, most: float = np.inf) -> None:
        """Add a row."""
        rows, columns, amounts = self.entries
        for column, amount in terms:
            rows.append(len(self.lower))
            columns.append(column)
            amounts.append(amount)
        self.lower.append(least)
        self.upper.append(most)

    def share(self) -> None:
        """Write the rows that patients share, with what may be had beyond them."""
        problem = self.problem
        for (station, day), terms in self.seats.items():
            spare = self.column(problem.spare_price, most=float(problem.spare[station, day]), whole=False)
            over = self.column(problem.over_price, most=np.inf, whole=False)
            self.row([*terms, (spare, -1.0), (over, -1.0)], most=float(problem.seats[station, day]))
        for (station, day), terms in self.special.items():
            if problem.special_seats[station, day] < UNLIMITED:
                breach = self.column(problem.special_price, most=np.inf, whole=False)
                self.row([*terms, (breach, -1.0)], most=float(problem.special_seats[station, day]))
        for (station, day), terms in self.gates.items():
            if problem.gate[station, day] < UNLIMITED:
                self.row(terms, most=float(problem.gate[station, day]))
        for (pool, day), terms in self.hours.items():
            width = float(problem.pool_limit[pool, day] - problem.pool_hours[pool, day]) / HOUR
            overtime = self.column(problem.overtime_price, most=width, whole=False)
            self.row([*terms, (overtime, -1.0)], most=float(problem.pool_hours[pool, day]) / HOUR)

    def program(self) -> Program:
        """Give the model as arrays."""
        rows, columns, amounts = self.entries
        shape = (len(self.lower), len(self.cost))
        return Program(
            cost=np.array(self.cost),
            matrix=csr_array((np.array(amounts), (np.array(rows), np.array(columns))), shape=shape),
            lower=np.array(self.lower),
            upper=np.array(self.upper),
            most=np.array(self.most),
            whole=np.array(self.whole, np.bool_),
        )

    def read(self, x: Floats) -> Courses:
        """Read each patient's course off an answer."""
        courses = empty_courses(self.problem.jobs, self.problem.days)
        for column, job, station, day in self.where:
            if x[column] > 0.5:
                courses.stations[job, day] = station
        for column, job, day in self.care:
            if x[column] > 0.5:
                courses.actives[job, day] = True
        return courses


@dataclass(slots=True)
class _Patient:
    """One patient's columns, by day, and their rows."""

    book: Textbook
    job: int
    c: int = field(init=False)
    first: int = field(init=False)
    runs: list[Run] = field(init=False)
    options: range = field(init=False)
    x: dict[tuple[int, int], int] = field(default_factory=dict)
    m: dict[tuple[int, int], int] = field(default_factory=dict)
    n: dict[tuple[int, int], int] = field(default_factory=dict)
    a: dict[tuple[int, int], int] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem = self.book.problem
        self.c = int(problem.job_class[self.job])
        self.first = int(problem.first_day[self.c])
        self.runs = runs_of(problem, self.c)
        self.options = range(int(problem.option_from[self.c]), int(problem.option_from[self.c + 1]))

    def write(self) -> None:
        """Write columns, then rows, day by day."""
        for day in range(self.first, self.book.problem.days):
            self._columns(day)
        for day in range(self.first, self.book.problem.days):
            self._be_somewhere(day)
            self._move(day)
            self._care(day)
            self._wait(day)
            self._use(day)
        for k in range(len(self.runs)):
            self._follow(k)

    def _station(self, option: int) -> int:
        return int(self.book.problem.option_station[option])

    def _level(self, option: int) -> int:
        return int(self.book.problem.station_level[self._station(option)])

    def _at_level(self, level: int, day: int, amount: float = 1.0) -> list[Term]:
        return [(self.x[o, day], amount) for o in self.options if self._level(o) == level]

    def _columns(self, day: int) -> None:
        book, problem = self.book, self.book.problem
        for o in self.options:
            cost = float(problem.stay_cost[o])
            if day < WATCHED_DAYS and problem.earlier[self.c, day] not in (NOT_COMPARED, self._station(o)):
                cost += problem.change
            stays = float(problem.stay_days[o] >> day & 1)
            self.x[o, day] = book.column(cost, most=stays)
            book.where.append((self.x[o, day], self.job, self._station(o), day))
            outside = problem.present[self.c] < 0 and day == self.first
            enters = stays if outside else float(problem.enter_days[o] >> day & 1)
            self.m[o, day] = book.column(0.0 if outside else problem.move, most=enters)
        for k, run in enumerate(self.runs):
            self.n[k, day] = book.column()
            self.a[k, day] = book.column(most=float(day >= run.opens))
            book.care.append((self.a[k, day], self.job, day))
        bound_later = int(problem.lifted_days[self.c]) >> day
        self.gone[day] = book.column(most=float(bound_later == 0))

    def _be_somewhere(self, day: int) -> None:
        """In one unit, with one run next, or gone; never where what is next is not safe."""
        book, problem = self.book, self.book.problem
        book.row([(self.x[o, day], 1.0) for o in self.options] + [(self.gone[day], 1.0)], least=1, most=1)
        ahead = [(self.n[k, day], 1.0) for k in range(len(self.runs))]
        book.row([*ahead, (self.gone[day], 1.0)], least=1, most=1)
        for level in range(LEVELS):
            here = self._at_level(level, day)
            for k, run in enumerate(self.runs):
                if here and not problem.safe[run.kind, level]:
                    book.row([*here, (self.n[k, day], 1.0)], most=1)
                elif here and not problem.idle[run.kind, level]:
                    book.row([*here, (self.n[k, day], 1.0), (self.a[k, day], -1.0)], most=1)

    def _before(self, option: int, day: int) -> tuple[list[Term], float]:
        """Give yesterday's x of an option as terms and a constant."""
        if day > self.first:
            return [(self.x[option, day - 1], 1.0)], 0.0
        return [], float(option == self.book.problem.present[self.c])

    def _move(self, day: int) -> None:
        """A unit not held yesterday is moved into; upwards only from where it is no longer safe."""
        book, problem = self.book, self.book.problem
        outside = problem.present[self.c] < 0 and day == self.first
        for o in self.options:
            before, constant = self._before(o, day)
            book.row([(self.m[o, day], 1.0), (self.x[o, day], -1.0), *before], least=-constant)
            station_day = (self._station(o), day)
            book.gates.setdefault(station_day, []).append((self.m[o, day], 1.0))
        if outside or problem.lifted_days[self.c] >> day & 1:
            return
        for level in range(LEVELS):
            shut = [k for k, run in enumerate(self.runs) if not problem.enter[run.kind, level]]
            for o in self.options if shut else ():
                if self._level(o) == level:
                    stopped = [(self.n[k, day], 1.0) for k in shut]
                    book.row([(self.m[o, day], 1.0), *stopped], most=1)
        for low in range(1, LEVELS):
            self._only_up_from_harm(low, day)

    def _only_up_from_harm(self, low: int, day: int) -> None:
        """No move from a level to a higher one while what is next is safe there."""
        book, problem = self.book, self.book.problem
        here = [o for o in self.options if self._level(o) == low]
        higher = [(self.x[o, day], 1.0) for o in self.options if self._level(o) < low]
        if not here or not higher:
            return
        was: list[Term] = []
        constant = 0.0
        for o in here:
            terms, known = self._before(o, day)
            was += terms
            constant += known
        unsafe = [
            (self.n[k, day], -1.0) for k, run in enumerate(self.runs) if not problem.safe[run.kind, low]
        ]
        book.row([*was, *higher, *unsafe], most=1 - constant)

    def _care(self, day: int) -> None:
        """Care of the run that is next, in a setting that delivers it; elsewhere than its own at a price."""
        book, problem = self.book, self.book.problem
        for k, run in enumerate(self.runs):
            care = self.a[k, day]
            book.row([(care, 1.0), (self.n[k, day], -1.0)], most=0)
            delivering = [lv for lv in range(LEVELS) if problem.active[run.kind, lv]]
            places = [term for level in delivering for term in self._at_level(level, day, -1.0)]
            book.row([(care, 1.0), *places], most=0)
            misplaced = [
                term for level in delivering if level != run.kind for term in self._at_level(level, day, -1.0)
            ]
            if misplaced:
                elsewhere = book.column(problem.misplaced, whole=False)
                book.row([(elsewhere, 1.0), (care, -1.0), *misplaced], least=-1)
            self._work(k, run, day)

    def _work(self, k: int, run: Run, day: int) -> None:
        """Charge a team's hours when care is given in a unit it serves."""
        book, problem = self.book, self.book.problem
        amounts: dict[tuple[int, tuple[int, ...]], float] = {}
        for discipline, amount in run.work:
            served: dict[int, list[int]] = {}
            for o in self.options:
                pool = int(problem.pool_of[self._station(o), discipline])
                if pool >= 0 and problem.active[run.kind, self._level(o)]:
                    served.setdefault(pool, []).append(o)
            for pool, options in served.items():
                key = (pool, tuple(options))
                amounts[key] = amounts.get(key, 0.0) + amount / HOUR
        for (pool, places), hours in amounts.items():
            works = book.column(whole=False)
            here = [(self.x[o, day], -1.0) for o in places]
            book.row([(works, 1.0), (self.a[k, day], -1.0), *here], least=-1)
            book.hours.setdefault((pool, day), []).append((works, hours))

    def _wait(self, day: int) -> None:
        """A day on a level without care is waited for, at today's price of a day of waiting."""
        book, problem = self.book, self.book.problem
        harm = problem.idle_harm[self.c] * idle_factor(problem, int(problem.waited[self.c]))
        care = [(self.a[k, day], 1.0) for k in range(len(self.runs))]
        for level in range(LEVELS):
            here = self._at_level(level, day, -1.0)
            if here:
                waits = book.column(float(harm * problem.idle_weight[level]), whole=False)
                book.row([(waits, 1.0), *here, *care], least=0)

    def _use(self, day: int) -> None:
        """Take a place, and an isolation place where one is needed."""
        book, problem = self.book, self.book.problem
        for o in self.options:
            key = (self._station(o), day)
            book.seats.setdefault(key, []).append((self.x[o, day], 1.0))
            if problem.special[self.c]:
                book.special.setdefault(key, []).append((self.x[o, day], 1.0))

    def _follow(self, k: int) -> None:
        """A run is next once the one before is done (big-M), and no longer once it is done itself."""
        book, needed = self.book, self.runs[k].days
        for day in range(self.first, book.problem.days):
            following = self.n[k + 1, day] if k + 1 < len(self.runs) else self.gone[day]
            if needed is None:
                book.row([(following, 1.0)], most=0)
                continue
            done = [(self.a[k, before], 1.0) for before in range(self.first, day)]
            book.row([*done, (self.n[k, day], 1.0)], most=needed)
            book.row([(following, float(needed)), *_negated(done)], most=0)


def _negated(terms: Iterable[Term]) -> list[Term]:
    return [(column, -amount) for column, amount in terms]
