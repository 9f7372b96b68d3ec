"""The engine's front: a problem in, a plan with its certificate out."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from bedflow_solver.dual import Ascent, Rows, rows_of
from bedflow_solver.exact import Exact, prove
from bedflow_solver.expanded import count_states, expand
from bedflow_solver.hold import Held, hold
from bedflow_solver.kernels import are_compiled, note_compiled
from bedflow_solver.loads import Prices
from bedflow_solver.master import Columns, Master
from bedflow_solver.pricing import Pricer
from bedflow_solver.problem import Problem
from bedflow_solver.respond import fill_board
from bedflow_solver.result import Progress, Result, Start, relative_gap
from bedflow_solver.search import Search
from bedflow_solver.warm import small_problem

OPTIMAL = 1e-6
"""Relative gap at which a plan counts as proven best."""

ASCENT_STEPS = 20
"""Rounds of dual ascent in one round of search."""

FIRST_PLANS = 60
"""Rounds of ascent after which prices are good enough to build plans at."""

TRIES_PER_JOB = 4
"""Tries of ruin and recreate for each job in a round of effort."""

FEW_CLASSES = 60
"""Up to so many classes, column generation needs no ascent before it."""

PROVABLE_STATES = 60_000
"""Most uses and links of a program given to the general solver."""

NODES_PER_ROUND = 20
"""Nodes of its search tree per round of effort."""

SLICE = 0.03
"""Seconds of ruin and recreate between looks at the clock."""

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
    tell = progress or (lambda _: None)
    if not are_compiled():
        tell(Progress(0.0, "compiling the engine, once after installation (about a minute)"))
        _compile_kernels()
    clock = _Clock(time_limit if effort is None else None, interrupted or (lambda: False), tell)
    clock.report("starting")
    held = hold(problem)
    solving = _Solving(held, clock, gap=max(gap, OPTIMAL), seed=seed, start=start)
    try:
        if effort is None:
            solving.run_by_clock()
        else:
            solving.run_by_rounds(effort)
    finally:
        solving.close()
    return solving.result()


def _compile_kernels() -> None:
    """Compile every kernel on a small question, before the clock of the one asked runs."""
    problem = small_problem()
    solving = _Solving(hold(problem), _Clock(None, lambda: False, lambda _: None), gap=-1.0, seed=0)
    try:
        solving.run_by_rounds(4)
    finally:
        solving.close()
    count_states(problem, solving.prices, np.inf, PROVABLE_STATES)
    prove(expand(problem, solving.prices, np.inf), cost=1e9, time_limit=1.0)
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
        self.pricer = Pricer(self.problem)
        self.rows: Rows = rows_of(self.problem)
        self.search = Search(self.problem, seed, held.courses.copy(), np.inf)
        self.is_warm = start is not None
        if start is None:
            self.search.rebuild(held.courses)
        else:
            self.search.restore(held.courses, start.courses)
        self.ascent = Ascent(self.problem, self.pricer, self.rows, self._typical_day())
        if start is not None:
            self.ascent.start_from(start.prices)
        self.ascent.climb(1)
        self.master: Master | None = None
        self.proven: Exact | None = None
        self.partner: Search | None = None
        self.partner_tries = TRIES_PER_JOB * self.problem.jobs
        self.effort = 0
        self.bound = self.ascent.bound
        self.prices: Prices = self.ascent.prices
        self._thread = ThreadPoolExecutor(1)

    def _typical_day(self) -> float:
        days = int((self.search.best.stations >= 0).sum())
        return 1.5 * self.search.best_cost / max(1, days)

    # Prices first: plans built at good prices make up for any built before.

    def _find_prices(self, most_rounds: float = np.inf) -> None:
        """Climb until steps become too small to help; build plans at the prices on the way."""
        if self.problem.classes <= FEW_CLASSES or self.is_warm:
            return
        while not (self.ascent.exhausted or self.rounds >= most_rounds or self.clock.is_up() or self._done()):
            self.ascent.climb(ASCENT_STEPS, stop=self.clock.is_up)
            self.rounds += 1
            self._take_bound()
            if self.ascent.rounds > FIRST_PLANS and not self.clock.is_up():
                self.search.rebuild(self.held.courses, self.prices, times=4 if self.ascent.exhausted else 1)
            self._report()

    # Then rounds, in which the bound's thread and the plan's work side by side.

    def _bound_round(self) -> None:
        """Prove more where there is more to prove; else lend a hand with plans."""
        if self.is_warm and self.problem.classes > FEW_CLASSES and not self.ascent.exhausted:
            self.ascent.climb(ASCENT_STEPS, stop=self.clock.is_up)
            return
        if self.master is None:
            self.master = self._start_master()
        if not self.master.converged:
            self.master.improve(time_limit=self.clock.left)
        elif self.proven is None:
            self.proven = self._prove()
        else:
            self._lend_a_hand()

    def _lend_a_hand(self) -> None:
        """Search from the best plan on another way, while there is nothing left to prove."""
        if self.partner is None:
            self.partner = Search(self.problem, self.search.seed + 1, self.search.best.copy(), np.inf)
        self.partner.improve(self.partner_tries)

    def _start_master(self) -> Master:
        columns = Columns.none(self.problem)
        columns.add(self.problem.job_class.astype(np.int64), self.search.best.copy())
        every_class = np.arange(self.problem.classes)
        for courses in self.ascent.courses:
            columns.add(every_class, courses)
        return Master(self.problem, self.pricer, self.rows, columns, self.ascent.prices, self.ascent.bound)

    def _prove(self) -> Exact | None:
        """Give what prices leave to a general solver, when it is little enough."""
        master, cost = self.master, self.search.best_cost
        if master is None:
            return None
        nothing = Exact(-np.inf, None, cost, 0)
        slack = cost - master.bound
        if count_states(self.problem, master.prices, slack, PROVABLE_STATES) > PROVABLE_STATES:
            return nothing
        expanded = expand(self.problem, master.prices, slack)
        left = self.clock.left
        nodes = NODES_PER_ROUND * self.effort if left is None else None
        return prove(expanded, cost=cost, time_limit=np.inf if left is None else left, node_limit=nodes)

    def _take_bound(self) -> None:
        """Bring what the bound's thread found together with what is known."""
        for bound, prices in [(self.ascent.bound, self.ascent.prices)] + (
            [(self.master.bound, self.master.prices)] if self.master else []
        ):
            if bound > self.bound:
                self.bound, self.prices = bound, prices
        if self.partner is not None:
            self.search.adopt(self.partner.best)
            self.partner.adopt(self.search.best)
        if self.proven is not None:
            if self.proven.courses is not None:
                self.search.adopt(self.proven.courses)
            self.bound = max(self.bound, self.proven.bound)
        self.bound = min(self.bound, self.search.best_cost)

    def _done(self) -> bool:
        return relative_gap(self.search.best_cost, self.bound) <= self.gap

    @property
    def _stage(self) -> str:
        if self.proven is not None:
            return "plans"
        return "prices" if self.master is None or not self.master.converged else "plans and proof"

    def _report(self) -> None:
        self.clock.report(self._stage, self.search.best_cost, self.bound)

    def _after_round(self) -> None:
        self.rounds += 1
        self._take_bound()
        self._report()

    def run_by_rounds(self, effort: int) -> None:
        """Do so many rounds, each a fixed amount of work."""
        self.effort = effort
        self._report()
        self._find_prices(effort)
        while not (self.rounds >= effort or self.clock.is_up() or self._done()):
            bounding = self._thread.submit(self._bound_round)
            self.search.improve(TRIES_PER_JOB * self.problem.jobs)
            bounding.result()
            self._after_round()

    def run_by_clock(self) -> None:
        """Go on until time is up."""
        self._report()
        self._find_prices()
        tries = 32
        while not (self.clock.is_up() or self._done()):
            bounding: Future[None] = self._thread.submit(self._bound_round)
            while not self.clock.is_up():
                before = time.perf_counter()
                self.search.improve(tries)
                spent = time.perf_counter() - before
                tries = max(8, min(100_000, int(tries * min(2.0, SLICE / max(spent, 1e-6)))))
                self._report()
                if bounding.done() or self._done():
                    break
            self.partner_tries = HANDS_SLICES * tries
            if bounding.done():
                bounding.result()
            self._after_round()

    def close(self) -> None:
        """Let the threads go."""
        self._thread.shutdown(wait=True)
        self.pricer.close()

    def result(self) -> Result:
        """Give the best plan and its certificate."""
        self.search.settle()
        self._take_bound()
        board, objective = fill_board(self.problem, self.search.best)
        return Result(
            problem=self.problem,
            courses=self.search.best,
            objective=objective,
            bound=min(self.bound, objective),
            prices=self.prices,
            loads=board.loads,
            gate_raised=self.held.gate_raised,
            hours_raised=self.held.hours_raised,
            seconds=self.clock.seconds,
            rounds=self.rounds,
        )
