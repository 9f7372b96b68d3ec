"""Prices for the rows: dual ascent, and the lower bound any prices give."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from bedflow_solver.aim import Prospect
from bedflow_solver.loads import Loads, Prices, no_prices
from bedflow_solver.pricing import Courses, Pricer
from bedflow_solver.problem import HOUR, UNLIMITED, Floats, Problem
from bedflow_solver.shortlist import shortlist

ROUNDING = 1e-12
"""Relative allowance for rounding in a sum of terms, far above what float64 loses."""


MEMORY, LONG_MEMORY = 0.9, 0.95
"""Shares of the past kept in a row's mean excess and in its spread."""

FEW = 300
FEW_SCHEDULE = (100, 0.955)
"""Up to so many classes: rounds of ascent, and length of a step relative to the one before."""

SCHEDULE = (200, 0.975)
"""The same for more classes; the last steps are about a hundredth of the first."""

LARGE = 2_000
"""Classes from which on early rounds look at a sample of them."""

SAMPLE = 4
SAMPLED_ROUNDS = 60
"""Every so manieth class is priced in the rounds before this one."""

LENGTHENED = 2.0
"""How much longer steps are made when sampling ends."""

WARM_ROUNDS = 180
"""Rounds left out when prices are good to begin with: those that are left give columns to begin with."""

WARM_STEP, WARM_SHRINKING = 0.1, 0.96
"""First step, relative to a cold start's, and its shrinking, when prices are good to begin with."""

SHORT = 5
"""Options of each class and level looked at in rounds that only say which way prices go."""

WHOLE_EVERY = 10
"""Every so manieth round looks at all options, and so proves a bound."""

KEPT_COURSES = 8
"""Rounds whose courses are kept."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Free widths and overflow of the priced rows, as floats: seats, special seats, gates, hours.

    Attributes
    ----------
    free
        What each row gives for nothing.
    over
        Width of the next tier; 0 where there is none.
    over_price
        Price of the next tier.
    ceiling
        Price at which more is always to be had; infinite for a limit that is never passed.
    """

    free: Prices
    over: Prices
    over_price: Prices
    ceiling: Prices


def rows_of(problem: Problem) -> Rows:
    """Lay out the tiers of every row.

    Where surge places are dearer than what comes beyond them, the tiers are not convex; the dual
    then charges both at the lesser price, which keeps the bound valid.
    """
    seats = problem.seats.astype(np.float64)
    nothing = no_prices(problem)
    first_price = min(problem.spare_price, problem.over_price)
    endless = problem.gate >= UNLIMITED
    gate_ceiling = np.where(endless, 0.0, np.inf)
    special_ceiling = np.where(problem.special_seats >= UNLIMITED, 0.0, problem.special_price)
    return Rows(
        free=Prices(
            seats,
            problem.special_seats.astype(np.float64),
            problem.gate.astype(np.float64),
            problem.pool_hours / HOUR,
        ),
        over=Prices(
            problem.spare.astype(np.float64),
            nothing.special,
            nothing.gate,
            (problem.pool_limit - problem.pool_hours) / HOUR,
        ),
        over_price=Prices(
            np.full_like(seats, first_price),
            nothing.special,
            nothing.gate,
            np.full_like(nothing.hour, problem.overtime_price),
        ),
        ceiling=Prices(
            np.full_like(seats, problem.over_price),
            special_ceiling,
            gate_ceiling,
            np.full_like(nothing.hour, np.inf),
        ),
    )


def lower_bound(problem: Problem, rows: Rows, values: Floats, prices: Prices) -> float:
    """Give the bound that least priced costs prove, rounded down safely.

    Parameters
    ----------
    values
        Shape (C,); each class's least cost at the prices.
    prices
        Between 0 and the rows' ceilings.

    Notes
    -----
    Lagrangian duality: for any prices >= 0, the least priced cost of every job, less what the rows
    earn at those prices at most, is never above the cost of any valid plan.
    """
    gains = problem.members * values
    parts = [float(gains.sum())]
    size = float(np.abs(gains).sum())
    for free, over, over_price, price in zip(rows.free, rows.over, rows.over_price, prices, strict=True):
        earned = price * free + np.maximum(0.0, price - over_price) * over
        parts.append(-float(earned.sum()))
        size += float(earned.sum())
    terms = problem.classes + 4 * problem.stations * problem.days + problem.pools * problem.days
    return math.fsum(parts) - size * ROUNDING * math.sqrt(max(1, terms))


def used(loads: Loads) -> Prices:
    """Give loads as floats, hours in hours."""
    return Prices(
        loads.seats.astype(np.float64),
        loads.special.astype(np.float64),
        loads.entries.astype(np.float64),
        loads.hours / HOUR,
    )


@dataclass(slots=True)
class Ascent:
    """Dual ascent: prices rise where more is asked than there is and fall where less.

    Each row's step is sized by how much its own excess has varied (the Adam rule), so that places,
    entries and hours need no common scale; steps shrink from round to round.

    Attributes
    ----------
    scale
        Size of the first steps, in the money of a typical day of a typical job.
    bound, prices
        The best bound so far and the prices that prove it.
    prospect
        What each class's best course is, and costs, at those prices.
    courses
        Each class's courses of the latest rounds, for column generation to start from.
    """

    problem: Problem
    pricer: Pricer
    rows: Rows
    scale: float
    bound: float = -np.inf
    prices: Prices = field(init=False)
    prospect: Prospect | None = None
    courses: deque[Courses] = field(default_factory=lambda: deque(maxlen=KEPT_COURSES))
    rounds: int = 0
    _at: list[Floats] = field(init=False)
    _mean: list[Floats] = field(init=False)
    _spread: list[Floats] = field(init=False)
    _first_step: float = 0.0
    _shrinking: float = 1.0
    _remembered: int = 0
    _short: Problem = field(init=False)

    def __post_init__(self) -> None:
        self.prices = no_prices(self.problem)
        self._short = self.problem
        self.restart()

    @property
    def exhausted(self) -> bool:
        """Whether steps have become too small to help."""
        return self.rounds >= self._schedule[0]

    @property
    def _schedule(self) -> tuple[int, float]:
        """Rounds until steps are too small to help, and how much each is shorter than the last."""
        return FEW_SCHEDULE if self.problem.classes < FEW else SCHEDULE

    def start_from(self, prices: Prices) -> None:
        """Begin at prices that were good for a question like this one, with shorter steps."""
        self.prices = Prices(
            *(np.clip(part, 0.0, most) for part, most in zip(prices, self.rows.ceiling, strict=True))
        )
        self.restart()
        self.rounds = WARM_ROUNDS
        self._first_step = self.scale * WARM_STEP
        self._shrinking = WARM_SHRINKING

    def restart(self) -> None:
        """Go on from the best prices with nothing remembered of the way there."""
        self._at = [part.copy() for part in self.prices]
        self._mean = [np.zeros_like(part) for part in self.prices]
        self._spread = [np.zeros_like(part) for part in self.prices]
        self.rounds = self._remembered = 0
        self._first_step, self._shrinking = self.scale, self._schedule[1]

    def climb(self, rounds: int, *, stop: Callable[[], bool] = lambda: False) -> None:
        """Go a number of rounds."""
        for _ in range(rounds):
            if stop():
                return
            self._step()

    def _step(self) -> None:
        at = Prices(*self._at)
        loads = self._loads(at)
        self.rounds += 1
        if self.rounds == SAMPLED_ROUNDS and self.problem.classes > LARGE:
            # What a sample could not tell is found with somewhat longer steps again.
            self._first_step *= LENGTHENED
        self._remembered += 1
        length = self._first_step * self._shrinking ** (self._remembered - 1)
        lost_mean, lost_spread = 1.0 - MEMORY**self._remembered, 1.0 - LONG_MEMORY**self._remembered
        for part, slope in enumerate(self._slopes(loads, at)):
            self._mean[part] = MEMORY * self._mean[part] + (1.0 - MEMORY) * slope
            self._spread[part] = LONG_MEMORY * self._spread[part] + (1.0 - LONG_MEMORY) * slope * slope
            step = self._mean[part] / lost_mean / (np.sqrt(self._spread[part] / lost_spread) + 0.3)
            self._at[part] = np.clip(self._at[part] + length * step, 0.0, self.rows.ceiling[part])

    def _loads(self, at: Prices) -> Loads:
        """Give what all jobs would use at prices, or an estimate that says which way prices go.

        In large problems a sample of the classes is enough while steps are long, and where classes have
        many options a shortlist of them is all the way; the bound then stays as it is.
        """
        is_first = self.rounds == 0
        samples = self.problem.classes > LARGE and not is_first and self.rounds < SAMPLED_ROUNDS
        is_whole = is_first or self.rounds % WHOLE_EVERY == WHOLE_EVERY - 1
        if is_whole:
            self._short = shortlist(self.problem, at, most=SHORT)
        if samples:
            first = self.rounds % SAMPLE
            return self.pricer.sample(at, first=first, every=SAMPLE, within=self._short)
        if is_whole or self._short is self.problem:
            return self._priced(at)
        _values, courses, loads = self.pricer.at(at, within=self._short)
        self.courses.append(courses)
        return loads

    def _priced(self, at: Prices) -> Loads:
        values, courses, loads = self.pricer.at(at)
        self.courses.append(courses)
        bound = lower_bound(self.problem, self.rows, values, at)
        if bound > self.bound:
            self.bound, self.prices = bound, Prices(*(part.copy() for part in at))
            self.prospect = Prospect(self.prices, values, courses)
        return loads

    def _slopes(self, loads: Loads, at: Prices) -> Iterator[Floats]:
        """Give what is asked beyond what there is, row by row, where prices can still follow."""
        for free, over, over_price, ceiling, price, load in zip(
            self.rows.free,
            self.rows.over,
            self.rows.over_price,
            self.rows.ceiling,
            at,
            used(loads),
            strict=True,
        ):
            slope = load - free - np.where(price > over_price, over, 0.0)
            slope[(price <= 0.0) & (slope < 0.0)] = 0.0
            slope[(price >= ceiling) & (slope > 0.0)] = 0.0
            yield slope
