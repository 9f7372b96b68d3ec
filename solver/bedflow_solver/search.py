"""The better half of the engine: plans, improved for as long as one likes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bedflow_solver.course import Scratch
from bedflow_solver.loads import Prices
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import Problem
from bedflow_solver.respond import Board, build, fill_board, make_board, make_scratch, ruin_and_recreate, sweep, total_cost

SWEEPS = 3
MOST_RUINED = 12


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
    _board: Board = field(init=False)
    _cost: float = field(init=False)
    _state: np.ndarray[tuple[int], np.dtype[np.uint64]] = field(init=False)
    _scratch: Scratch = field(init=False)

    def __post_init__(self) -> None:
        random = np.random.default_rng(self.seed)
        self._state = random.integers(1, np.iinfo(np.int64).max, 1).astype(np.uint64)
        self._scratch = make_scratch(self.problem)
        self._board, self._cost = fill_board(self.problem, self.best)
        self.best_cost = self._cost

    def rebuild(self, held: Courses, steer: Prices | None = None) -> None:
        """Build a plan anew, with surcharges on what is scarce; go on from it where it is the better.

        Parameters
        ----------
        held
            Courses that together keep every limit, held in reserve for jobs not placed yet.
        steer
            Surcharges; None for none.
        """
        problem = self.problem
        random = np.random.default_rng((self.seed, self.tries))
        board = make_board(problem, steer)
        order = random.permutation(problem.jobs)
        build(problem, board, order, held.stations, held.actives, self._scratch)
        sweep(problem, board, random.permutation(problem.jobs), self._scratch)
        board, _cost = fill_board(problem, Courses(board.stations, board.actives))
        for _ in range(SWEEPS):
            sweep(problem, board, random.permutation(problem.jobs), self._scratch)
        cost = float(total_cost(problem, board.stations, board.actives, board.loads))
        if cost < self._cost:
            self._board, self._cost = board, cost
        self._keep_best()

    def adopt(self, courses: Courses) -> None:
        """Go on from a plan found elsewhere where it is the better."""
        board, cost = fill_board(self.problem, courses)
        if cost < self._cost:
            self._board, self._cost = board, cost
        self._keep_best()

    def improve(self, tries: int) -> None:
        """Ruin and recreate a number of times."""
        if self.problem.jobs == 0:
            return
        self._cost, self.best_cost = ruin_and_recreate(
            self.problem,
            self._board,
            self._cost,
            0.0,
            tries,
            min(MOST_RUINED, self.problem.jobs),
            self._state,
            self.best.stations,
            self.best.actives,
            self.best_cost,
            self._scratch,
        )
        self.tries += tries

    def _keep_best(self) -> None:
        if self._cost < self.best_cost:
            self.best = Courses(self._board.stations.copy(), self._board.actives.copy())
            self.best_cost = self._cost
