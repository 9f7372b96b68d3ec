"""The better half of the engine: plans, improved for as long as one likes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bedflow_solver.aim import Aim, Prospect, aim_at, no_aim
from bedflow_solver.board import Board, fill_board, make_board, total_cost
from bedflow_solver.course import Scratch, make_scratch
from bedflow_solver.loads import Prices, no_prices
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import Longs, Problem
from bedflow_solver.respond import build, restore, sweep
from bedflow_solver.ruin import ruin_and_recreate
from bedflow_solver.shortlist import shortlist

SWEEPS = 3

MOST_SETTLING = 20
SETTLED = 1e-6
"""A sweep that gains less than this has nothing left to gain."""

WARMTH = 0.05
"""Extra cost, in typical days, at which a try is kept with a chance of one in e."""

MOST_RUINED = 8

ROAMING_JOBS = 150
ROAMING_TRIES = 200
"""Up to so many jobs, a search begins elsewhere after so many tries in vain for each job."""

KEPT = 8
"""Options of each class and level among which better courses are looked for."""

WORSE_BEGINNING = 0.01
"""How much more, relatively, a plan built anew may cost and still be gone on from."""


@dataclass(slots=True)
class Search:
    """A plan in work and the best one so far.

    Attributes
    ----------
    best, best_cost
        The best plan and its cost.
    tries
        Tries of ruin and recreate so far.
    """

    problem: Problem
    seed: int
    best: Courses
    best_cost: float
    tries: int = 0
    _prospect: Prospect | None = None
    _in_vain: int = 0
    _quick: Problem = field(init=False)
    _board: Board = field(init=False)
    _cost: float = field(init=False)
    _state: np.ndarray[tuple[int], np.dtype[np.uint64]] = field(init=False)
    _scratch: Scratch = field(init=False)

    def __post_init__(self) -> None:
        random = np.random.default_rng(self.seed)
        self._state = random.integers(1, np.iinfo(np.int64).max, 1).astype(np.uint64)
        self._scratch = make_scratch(self.problem)
        self._quick = shortlist(self.problem, no_prices(self.problem), most=KEPT)
        self._board, self._cost = fill_board(self.problem, self.best)
        self.best_cost = self._cost

    def rebuild(self, held: Courses, steer: Prices | None = None, *, times: int = 1) -> None:
        """Build plans anew, with surcharges on what is scarce, and go on from the best of them.

        A plan built at good prices leads further than one improved from worse beginnings, so the
        search goes on from it although the best plan so far may cost a little less.

        Parameters
        ----------
        held
            Courses that together keep every limit, held in reserve for jobs not placed yet.
        steer
            Surcharges; None for none.
        times
            How many plans to build, each in another order.
        """
        built = min((self._built(held, steer, attempt) for attempt in range(times)), key=lambda one: one[1])
        if built[1] < self._cost * (1.0 + WORSE_BEGINNING):
            self._board, self._cost = built
        self._keep_best()

    def _built(self, held: Courses, steer: Prices | None, attempt: int) -> tuple[Board, float]:
        problem, quick = self.problem, self._quick
        random = np.random.default_rng((self.seed, self.tries, attempt))
        board = make_board(problem, steer)
        order = random.permutation(problem.jobs)
        build(problem, quick, board, order, held.stations, held.actives, self._scratch)
        sweep(problem, quick, board, random.permutation(problem.jobs), self._scratch)
        board, _cost = fill_board(problem, Courses(board.stations, board.actives))
        for _ in range(SWEEPS):
            sweep(problem, quick, board, random.permutation(problem.jobs), self._scratch)
        return board, float(total_cost(problem, board.stations, board.actives, board.loads))

    def restore(self, held: Courses, wanted: Courses) -> None:
        """Go on from an earlier plan: its courses where they still hold, the best there is elsewhere.

        Parameters
        ----------
        wanted
            Each job's course in the earlier plan; -1 throughout for a job that is new.
        """
        problem = self.problem
        board = make_board(problem)
        order = np.arange(problem.jobs)
        restore(
            problem, board, order, wanted.stations, wanted.actives, held.stations, held.actives, self._scratch
        )
        cost = float(total_cost(problem, board.stations, board.actives, board.loads))
        if cost < self._cost:
            self._board, self._cost = board, cost
        self._keep_best()

    def graft(self, held: Courses, jobs: Longs, courses: Courses) -> None:
        """Bring better courses of some jobs into the best plan, and go on from it where that pays."""
        problem = self.problem
        wanted = self.best.copy()
        wanted.stations[jobs], wanted.actives[jobs] = courses.stations, courses.actives
        order = np.concatenate([jobs, np.setdiff1d(np.arange(problem.jobs), jobs)])
        board = make_board(problem)
        restore(
            problem, board, order, wanted.stations, wanted.actives, held.stations, held.actives, self._scratch
        )
        cost = float(total_cost(problem, board.stations, board.actives, board.loads))
        if cost < self.best_cost:
            self._board, self._cost = board, cost
        self._keep_best()

    def settle(self) -> None:
        """Take each job's best course, the others' standing, until none has a better one."""
        self._board, self._cost = fill_board(self.problem, self.best)
        order = np.arange(self.problem.jobs)
        for _ in range(MOST_SETTLING):
            if sweep(self.problem, self.problem, self._board, order, self._scratch) > -SETTLED:
                break
        self._cost = float(
            total_cost(self.problem, self._board.stations, self._board.actives, self._board.loads)
        )
        self._keep_best()

    def adopt(self, courses: Courses) -> None:
        """Take a plan found elsewhere where it is the better, and go on from it unless roaming."""
        board, cost = fill_board(self.problem, courses)
        if cost < self._cost and not self._roams:
            self._board, self._cost = board, cost
            self._keep_best()
        elif cost < self.best_cost:
            self.best, self.best_cost = courses.copy(), cost

    @property
    def typical_day(self) -> float:
        """Cost of a day of a job in the best plan, on average."""
        return self.best_cost / max(1, int((self.best.stations >= 0).sum()))

    def improve(self, tries: int) -> None:
        """Ruin and recreate a number of times."""
        if self.problem.jobs == 0:
            return
        if self._roams and self._in_vain >= ROAMING_TRIES * self.problem.jobs:
            self._begin_elsewhere()
        before = self.best_cost
        self._cost, self.best_cost = ruin_and_recreate(
            self.problem,
            self._quick,
            self._board,
            self._aim(),
            self._cost,
            WARMTH * self.typical_day,
            tries,
            min(MOST_RUINED, self.problem.jobs),
            self._state,
            self.best.stations,
            self.best.actives,
            self.best_cost,
            self._scratch,
        )
        self.tries += tries
        self._in_vain = 0 if self.best_cost < before else self._in_vain + tries

    @property
    def _roams(self) -> bool:
        return self.problem.jobs <= ROAMING_JOBS

    def _begin_elsewhere(self) -> None:
        """Go on from a plan built anew, whatever it costs; the best so far stays the best."""
        steer = None if self._prospect is None else self._prospect.prices
        self._board, self._cost = self._built(self.best, steer, 0)
        self._in_vain = 0
        self._keep_best()

    def look_to(self, prospect: Prospect | None) -> None:
        """Say what prices promise: where to look for better courses, and among which options."""
        if prospect is None or prospect is self._prospect:
            return
        self._prospect = prospect
        self._quick = shortlist(self.problem, prospect.prices, most=KEPT)

    def _aim(self) -> Aim:
        if self._prospect is None:
            return no_aim(self.problem)
        return aim_at(self.problem, self._prospect, Courses(self._board.stations, self._board.actives))

    def _keep_best(self) -> None:
        if self._cost < self.best_cost:
            self.best = Courses(self._board.stations.copy(), self._board.actives.copy())
            self.best_cost = self._cost
