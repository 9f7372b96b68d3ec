"""The engine's front: a problem in, a plan with its certificate out."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import numpy as np

from bedflow_solver.board import fill_board
from bedflow_solver.bounding import ASCENT_STEPS, Bounding, Found
from bedflow_solver.dual import Ascent, rows_of
from bedflow_solver.exact import improve_part
from bedflow_solver.hold import Held, hold
from bedflow_solver.kernels import are_compiled, note_compiled
from bedflow_solver.pricing import Pricer
from bedflow_solver.problem import Problem
from bedflow_solver.result import Progress, Result, Start, relative_gap
from bedflow_solver.search import Search
from bedflow_solver.warm import small_problem

FIRST_STEP = 1.5
"""Length of the first steps of ascent, in typical days' costs."""

OPTIMAL = 1e-6
"""Relative gap at which a plan counts as proven best."""

FIRST_PLANS = 80
"""Rounds of ascent after which prices are good enough to build a first plan at."""

FEW_JOBS = 8_000
"""Jobs of all the plans built when the ascent ends."""

TRIES_PER_JOB = 4
"""Tries of ruin and recreate for each job in a round of effort."""

SLICE = 0.03
"""Seconds of ruin and recreate between looks at the clock."""

PATIENCE = 0.5
"""Seconds after which a long step is spoken of again."""

HANDS_SLICES = 8
"""Slices that a second search goes on alone before the better plan is shared."""

Report = Callable[[Progress], None]


def solve(
    problem: Problem,
    *,
    time_limit: float | None = 5.0,
    effort: int | None = None,
    gap: float = 0.0,
    seed: int = 0,
    start: Start | None = None,
    progress: Report | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> Result:
    """Find a good plan and prove how good it is.

    Parameters
    ----------
    time_limit
        Seconds; not used when ``effort`` is given.
    effort
        Rounds of search. The same problem, seed and effort give the same answer on any machine.
    gap
        Relative gap at which to stop.
    start
        An earlier plan and its prices, to go on from.
    progress
        Called from time to time with where the search stands.
    interrupted
        Polled; when it says so the best plan so far is given.

    Raises
    ------
    NoCourseError
        When a job has no course on which it can wait.
    """
    clock = _started_clock(time_limit if effort is None else None, progress, interrupted)
    solving = _Solving(hold(problem), clock, gap=max(gap, OPTIMAL), seed=seed, start=start)
    try:
        for _ in solving.run(effort):
            pass
    finally:
        solving.close()
    return solving.result()


def improving(
    problem: Problem,
    *,
    time_limit: float | None = 5.0,
    effort: int | None = None,
    gap: float = 0.0,
    seed: int = 0,
    start: Start | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> Iterator[Result]:
    """Give better and better plans, each with its certificate, as the search finds them.

    Parameters are those of :func:`solve`. Whoever takes the plans may stop at any of them.

    Yields
    ------
    A result after each round that bettered the plan or the bound.
    """
    clock = _started_clock(time_limit if effort is None else None, None, interrupted)
    solving = _Solving(hold(problem), clock, gap=max(gap, OPTIMAL), seed=seed, start=start)
    told = (np.inf, -np.inf)
    try:
        for _ in solving.run(effort):
            if solving.search.best_cost < told[0] - OPTIMAL or solving.bound > told[1] + OPTIMAL:
                result = solving.result()
                told = (result.objective, result.bound)
                yield result
    finally:
        solving.close()


def _started_clock(
    time_limit: float | None, progress: Report | None, interrupted: Callable[[], bool] | None
) -> _Clock:
    """Start the clock once the kernels are there."""
    tell = progress or (lambda _: None)
    if not are_compiled():
        tell(Progress(0.0, "compiling the engine, once after installation (about a minute)"))
    _ready_kernels()
    clock = _Clock(time_limit, interrupted or (lambda: False), tell)
    clock.report("starting")
    return clock


@functools.cache
def _ready_kernels() -> None:
    """Compile or load every kernel on a small question, before the clock of the one asked runs."""
    problem = small_problem()
    solving = _Solving(hold(problem), _Clock(None, lambda: False, lambda _: None), gap=-1.0, seed=0)
    try:
        for _ in solving.run(4):
            pass
    finally:
        solving.close()
    prices, best = solving.bounding.prices, solving.search.best
    restored = Search(problem, 0, hold(problem).courses, np.inf)
    restored.graft(best, np.arange(problem.jobs), best)
    improve_part(
        solving.problem,
        prices,
        best,
        jobs=np.arange(problem.jobs),
        slack=1e9,
        most_states=10**9,
        time_limit=1.0,
        node_limit=None,
    )
    note_compiled()


@dataclass(slots=True)
class _Clock:
    time_limit: float | None
    interrupted: Callable[[], bool]
    tell: Report
    start: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.start

    @property
    def left(self) -> float | None:
        return None if self.time_limit is None else self.time_limit - self.seconds

    def is_up(self) -> bool:
        return self.interrupted() or (self.time_limit is not None and self.seconds >= self.time_limit)

    def report(self, stage: str, objective: float | None = None, bound: float | None = None) -> None:
        gap = None if objective is None or bound is None else relative_gap(objective, bound)
        self.tell(Progress(self.seconds, stage, objective, bound, gap))


class _Solving:
    """One run: prices and bound in one thread, plans in another, meeting after every round."""

    def __init__(
        self, held: Held, clock: _Clock, *, gap: float, seed: int, start: Start | None = None
    ) -> None:
        self.held, self.clock, self.gap = held, clock, gap
        self.problem = held.problem
        self.rounds = 0
        self.search = Search(self.problem, seed, held.courses.copy(), np.inf)
        if start is None:
            self.search.rebuild(held.courses)
        else:
            self.search.restore(held.courses, start.courses)
        self.pricer = Pricer(self.problem)
        self.bounding = self._start_bounding(seed, start)
        self._thread = ThreadPoolExecutor(1)

    def _start_bounding(self, seed: int, start: Start | None) -> Bounding:
        rows = rows_of(self.problem)
        typical_day = self.search.typical_day
        ascent = Ascent(self.problem, self.pricer, rows, FIRST_STEP * typical_day)
        if start is not None:
            ascent.start_from(start.prices)
        ascent.climb(1)
        return Bounding(
            self.problem,
            rows,
            self.pricer,
            ascent,
            typical_day,
            seed,
            is_warm=start is not None,
            is_timed=self.clock.time_limit is not None,
            partner_tries=TRIES_PER_JOB * self.problem.jobs,
        )

    @property
    def bound(self) -> float:
        """The best bound so far, never above the best plan's cost."""
        return min(self.bounding.bound, self.search.best_cost)

    def _done(self) -> bool:
        return relative_gap(self.search.best_cost, self.bound) <= self.gap

    def _report(self) -> None:
        self.clock.report(self.bounding.stage, self.search.best_cost, self.bound)

    def _find_prices(self, most_rounds: float = np.inf) -> None:
        """Climb first, with all threads: plans built at good prices make up for any built before."""
        ascent = self.bounding.ascent
        while not self.bounding.is_warm and self.bounding.needs_ascent and self.rounds < most_rounds:
            if self.clock.is_up() or self._done():
                return
            ascent.climb(ASCENT_STEPS, stop=self.clock.is_up)
            self.rounds += 1
            self.search.look_to(self.bounding.prospect)
            if ascent.rounds - ASCENT_STEPS < FIRST_PLANS <= ascent.rounds and not self.clock.is_up():
                self.search.rebuild(self.held.courses, ascent.prices)
            elif ascent.exhausted and not self.clock.is_up():
                self.search.rebuild(self.held.courses, ascent.prices, times=self._plans_built)
            self._report()

    @property
    def _plans_built(self) -> int:
        """How many plans to build at good prices: a few where that is quick."""
        return int(np.clip(FEW_JOBS // max(1, self.problem.jobs), 1, 4))

    def _bounding_step(self) -> Future[Found | None]:
        """Begin a step on the bound's side, on the plan as it stands now."""
        best, cost = self.search.best.copy(), self.search.best_cost
        self.search.look_to(self.bounding.prospect)
        return self._thread.submit(self.bounding.step, best, cost, self.clock.left, self.clock.is_up)

    def _after_round(self, found: Found | None) -> None:
        self.rounds += 1
        if found is not None:
            self.search.graft(self.held.courses, found.jobs, found.courses)
        self._report()

    def run(self, effort: int | None) -> Iterator[None]:
        """Search by rounds of fixed work, or by the clock; comes back after each round."""
        self._report()
        yield
        self._find_prices(np.inf if effort is None else effort)
        yield
        yield from self._run_by_clock() if effort is None else self._run_by_rounds(effort)

    def _run_by_rounds(self, effort: int) -> Iterator[None]:
        while not (self.rounds >= effort or self.clock.is_up() or self._done()):
            step = self._bounding_step()
            self.search.improve(TRIES_PER_JOB * self.problem.jobs)
            while not wait((step,), timeout=PATIENCE).done:
                self._report()
            self._after_round(step.result())
            yield

    def _run_by_clock(self) -> Iterator[None]:
        tries = 32
        while not (self.clock.is_up() or self._done()):
            step = self._bounding_step()
            while not (step.done() or self.clock.is_up() or self._done()):
                before = time.perf_counter()
                self.search.improve(tries)
                spent = time.perf_counter() - before
                tries = max(8, min(100_000, int(tries * min(2.0, SLICE / max(spent, 1e-6)))))
                self._report()
            self.bounding.partner_tries = HANDS_SLICES * tries
            if not step.done() and self._done():
                return
            self._after_round(step.result() if step.done() or not self.clock.is_up() else None)
            yield

    def close(self) -> None:
        """Let the threads go, without waiting for a step that is still under way."""
        self._thread.submit(self.pricer.close)
        self._thread.shutdown(wait=False)

    def result(self) -> Result:
        """Give the best plan and its certificate."""
        self.search.settle()
        board, objective = fill_board(self.problem, self.search.best)
        return Result(
            problem=self.problem,
            courses=self.search.best,
            objective=objective,
            bound=min(self.bound, objective),
            prices=self.bounding.prices,
            loads=board.loads,
            gate_raised=self.held.gate_raised,
            hours_raised=self.held.hours_raised,
            seconds=self.clock.seconds,
            rounds=self.rounds,
        )
