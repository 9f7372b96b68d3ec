"""The certifying half of the engine: prices, the bound, and exact answers where they are small enough.

It works a step at a time beside the search for plans; each step is given the plan that stood when it
began, so that what it does depends on nothing that happens meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from bedflow_solver.aim import Prospect
from bedflow_solver.dual import Ascent, Rows
from bedflow_solver.exact import competing_jobs, improve_part, search_within
from bedflow_solver.loads import Prices
from bedflow_solver.master import Columns, Master
from bedflow_solver.pricing import Courses, Pricer
from bedflow_solver.problem import Longs, Problem
from bedflow_solver.search import Search
from bedflow_solver.states import count_states

ASCENT_STEPS = 20
"""Rounds of dual ascent in one step."""

FEW_CLASSES = 60
"""Up to so many classes, column generation needs no ascent before it."""

MANY_CLASSES = 8_000
"""From so many classes on, a round of column generation takes minutes and a second search helps more."""

SLACKS = (0.15, 0.5, 1.25)
"""Slacks, in typical days' costs, at which the whole question is searched exactly, one after the other."""

WHOLE_STATES = 30_000
"""Most uses and links of a program for the whole question."""

COUNTED_STATES = 15_000
"""The same where work is counted and nothing else would end a long program."""

PROOF_STATES = 250_000
"""The same for a proof for which there is time."""

PROOF_SECONDS = 20.0
"""Time left from which such a proof is begun."""

PART_STATES = 12_000
PART_JOBS = 160
"""Most uses and links, and jobs, of a part planned anew."""

WARM_SEARCHES = 2
"""Steps of search for plans before any for prices, when prices are good to begin with.

What a change costs is mostly found in plans within a second; better prices take several.
"""

SHARE_OF_TIME = 0.94
"""Share of the time left that a proof may take, so that what it found is still heard."""

NODES = 10
"""Nodes of the general solver's tree in a step whose work must not depend on the machine."""


@dataclass(frozen=True, slots=True)
class Found:
    """Better courses for some jobs."""

    jobs: Longs
    courses: Courses


@dataclass(slots=True)
class Bounding:
    """What is known of the bound, and what is next to be tried.

    Attributes
    ----------
    is_warm
        Whether prices were good to begin with; the ascent then goes on beside the search.
    bound, prices
        The best bound, and the row prices of the best bound that prices prove.
    partner
        A second search, taken up when there is nothing left to prove.
    """

    problem: Problem
    rows: Rows
    pricer: Pricer
    ascent: Ascent
    typical_day: float
    seed: int
    is_warm: bool = False
    is_timed: bool = True
    partner_tries: int = 0
    master: Master | None = None
    partner: Search | None = None
    _proven: float = -np.inf
    _ladder: list[float] = field(default_factory=lambda: [*SLACKS, np.inf])
    _steps: int = 0

    @property
    def bound(self) -> float:
        """The best bound so far."""
        return max(self.ascent.bound, self._proven, -np.inf if self.master is None else self.master.bound)

    @property
    def prices(self) -> Prices:
        """The prices that prove the most."""
        if self.master is not None and self.master.bound >= self.ascent.bound:
            return self.master.prices
        return self.ascent.prices

    @property
    def prospect(self) -> Prospect | None:
        """What courses cost at the prices that prove the most."""
        if self.master is not None and self.master.bound >= self.ascent.bound:
            return self.master.prospect
        return self.ascent.prospect

    @property
    def stage(self) -> str:
        """What is being done, in a word."""
        if self.master is None:
            return "prices" if self.needs_ascent else "plans"
        if not self.master.converged:
            return "prices and plans"
        return "proof" if self._ladder else "plans"

    @property
    def needs_ascent(self) -> bool:
        """Whether steps of ascent come next."""
        return self.problem.classes > FEW_CLASSES and not self.ascent.exhausted

    def step(self, best: Courses, cost: float, left: float | None, stop: Callable[[], bool]) -> Found | None:
        """Do the next piece of work; gives better courses where it finds some.

        Parameters
        ----------
        best, cost
            The best plan and its cost as the step begins; the plan is not written to meanwhile.
        left
            Seconds left; None when work is counted and not time.
        stop
            Polled in long loops.
        """
        self._steps += 1
        if self.is_warm and self._steps <= WARM_SEARCHES:
            return self._search(best, cost)
        if self.master is None:
            if self.needs_ascent:
                self.ascent.climb(ASCENT_STEPS, stop=stop)
                return None
            if self.problem.classes > MANY_CLASSES:
                return self._search(best, cost)
            self.master = self._start_master(best)
        if not self.master.converged:
            self.master.improve(time_limit=left)
            return None
        if self._ladder:
            return self._next_rung(self.master, cost, left)
        if self._steps % 2 == 0:
            return self._part(self.master, best, left)
        return self._search(best, cost)

    def _start_master(self, best: Courses) -> Master:
        columns = Columns.none(self.problem)
        columns.add(self.problem.job_class.astype(np.int64), best)
        every_class = np.arange(self.problem.classes)
        for courses in self.ascent.courses:
            columns.add(every_class, courses)
        ascent = self.ascent
        return Master(
            self.problem, self.pricer, self.rows, columns, ascent.prices, ascent.bound, ascent.prospect
        )

    def _next_rung(self, master: Master, cost: float, left: float | None) -> Found | None:
        """Search the whole question exactly, with the next slack that is small enough to try."""
        prices, gap = master.prices, max(0.0, cost - master.bound)
        slack = min(self._ladder.pop(0) * self.typical_day, gap)
        if slack >= gap:
            self._ladder.clear()
        patient = left is None or left > PROOF_SECONDS
        most = PROOF_STATES if slack >= gap and patient and self.is_timed else self._whole_states
        if count_states(self.problem, prices, slack, most) > most:
            # Wider programs are larger still; only the proof may be worth its size.
            self._ladder = [np.inf] if self._ladder and patient and self.is_timed else []
            return None
        exact = search_within(
            self.problem,
            prices,
            slack=slack,
            cost=cost,
            time_limit=None if left is None else SHARE_OF_TIME * left,
            node_limit=None if self.is_timed else NODES,
        )
        if slack >= gap:
            self._proven = max(self._proven, min(exact.bound, exact.cost))
        if exact.courses is None:
            return None
        return Found(np.arange(self.problem.jobs), exact.courses)

    @property
    def _whole_states(self) -> int:
        return WHOLE_STATES if self.is_timed else COUNTED_STATES

    def _part(self, master: Master, best: Courses, left: float | None) -> Found | None:
        """Plan some competing jobs anew, exactly."""
        random = np.random.default_rng((self.seed, self._steps))
        jobs = competing_jobs(self.problem, best, random, PART_JOBS)
        if len(jobs) == 0:
            return None
        courses = improve_part(
            self.problem,
            master.prices,
            best,
            jobs=jobs,
            slack=SLACKS[1] * self.typical_day,
            most_states=PART_STATES,
            time_limit=left,
            node_limit=None if self.is_timed else NODES,
        )
        return None if courses is None else Found(jobs, courses)

    def _search(self, best: Courses, cost: float) -> Found | None:
        """Search from the best plan on another way."""
        if self.partner is None:
            self.partner = Search(self.problem, self.seed + 1, best.copy(), np.inf)
        else:
            self.partner.adopt(best)
        self.partner.look_to(self.prospect)
        self.partner.improve(self.partner_tries)
        if self.partner.best_cost >= cost:
            return None
        # Only what changed, so that it joins what the other search found meanwhile elsewhere.
        better = self.partner.best
        moved = (better.stations != best.stations) | (better.actives != best.actives)
        jobs = np.flatnonzero(moved.any(axis=1))
        return Found(jobs, Courses(better.stations[jobs].copy(), better.actives[jobs].copy()))
