"""Column generation: the prices of the best mixture of courses, and the bound they prove.

A restricted master holds the courses seen so far; its prices, smoothed towards the best prices
known, ask the pricer for better courses. It ends when the value of the mixture and the bound meet:
then no prices prove more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array, hstack

from bedflow_solver.aim import Prospect
from bedflow_solver.dual import Rows, lower_bound
from bedflow_solver.loads import Prices, own_cost, station_before
from bedflow_solver.pricing import Courses, Pricer
from bedflow_solver.problem import HOUR, UNLIMITED, Floats, Longs, Problem

SMOOTHING = (0.5, 0.0)
"""Shares of the best prices in the prices asked about in a round; 0 is the master's own."""

ENOUGH = 1e-6
"""Relative distance of mixture and bound at which the master has converged."""


@njit(cache=True, nogil=True)
def write_columns(problem, classes, stations, actives, rows, amounts, starts, costs):  # type: ignore[no-untyped-def]
    """Write courses as sparse columns over the rows; gives the number of entries."""
    days = problem.days
    width = len(problem.station_level) * days
    n = 0
    for j in range(len(classes)):
        c = classes[j]
        starts[j] = n
        costs[j] = own_cost(problem, c, stations[j], actives[j])
        progress = 0
        before = station_before(problem, c)
        for day in range(problem.first_day[c], days):
            station = stations[j, day]
            if station < 0:
                break
            rows[n] = station * days + day
            amounts[n] = 1.0
            n += 1
            if problem.special[c]:
                rows[n] = width + station * days + day
                amounts[n] = 1.0
                n += 1
            if station != before:
                rows[n] = 2 * width + station * days + day
                amounts[n] = 1.0
                n += 1
            before = station
            if actives[j, day]:
                stage = problem.stage_from[c] + progress
                for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
                    pool = problem.pool_of[station, problem.work_discipline[entry]]
                    if pool >= 0:
                        rows[n] = 3 * width + pool * days + day
                        amounts[n] = problem.work_amount[entry] / HOUR
                        n += 1
                progress += 1
    starts[len(classes)] = n
    return n


def flatten(prices: Prices) -> Floats:
    """Lay prices, or anything by row, out in one line: seats, special seats, gates, hours."""
    return np.concatenate([part.ravel() for part in prices])


def unflatten(problem: Problem, line: Floats) -> Prices:
    """Give a line back its shapes."""
    width, shape = problem.stations * problem.days, (problem.stations, problem.days)
    seat, special, gate, hour = np.split(line, [width, 2 * width, 3 * width])
    return Prices(
        seat.reshape(shape),
        special.reshape(shape),
        gate.reshape(shape),
        hour.reshape(problem.pools, problem.days),
    )


@dataclass(slots=True)
class Columns:
    """Courses seen so far, as sparse columns.

    Attributes
    ----------
    classes
        Shape (n,); the class of each column.
    costs
        Shape (n,); own costs.
    usage
        Sparse, shape (rows, n).
    """

    problem: Problem
    classes: Longs
    costs: Floats
    usage: csc_array
    stations: NDArray[np.int16]
    actives: NDArray[np.bool_]
    _seen: set[bytes] = field(default_factory=set)

    @classmethod
    def none(cls, problem: Problem) -> Columns:
        """Give no columns."""
        rows = 3 * problem.stations * problem.days + problem.pools * problem.days
        return cls(
            problem,
            np.empty(0, np.int64),
            np.empty(0),
            csc_array((rows, 0)),
            np.empty((0, problem.days), np.int16),
            np.empty((0, problem.days), np.bool_),
        )

    def add(self, classes: Longs, courses: Courses) -> int:
        """Add those courses that are new; gives how many."""
        new = [j for j in range(len(classes)) if self._is_new(int(classes[j]), courses, j)]
        if not new:
            return 0
        chosen = np.array(new)
        block_classes, stations, actives = classes[chosen], courses.stations[chosen], courses.actives[chosen]
        costs, usage = self._block(block_classes, stations, actives)
        self.classes = np.concatenate([self.classes, block_classes])
        self.costs = np.concatenate([self.costs, costs])
        self.usage = csc_array(hstack([self.usage, usage], format="csc"))
        self.stations = np.concatenate([self.stations, stations])
        self.actives = np.concatenate([self.actives, actives])
        return len(new)

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop all but some columns; a dropped course may come back."""
        for j in np.flatnonzero(~kept):
            self._seen.discard(self._key(int(self.classes[j]), self.stations[j], self.actives[j]))
        self.classes, self.costs = self.classes[kept], self.costs[kept]
        self.usage = csc_array(self.usage[:, np.flatnonzero(kept)])
        self.stations, self.actives = self.stations[kept], self.actives[kept]

    def _is_new(self, c: int, courses: Courses, j: int) -> bool:
        if courses.stations[j, self.problem.first_day[c]] < 0:
            return False
        key = self._key(c, courses.stations[j], courses.actives[j])
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    @staticmethod
    def _key(c: int, stations: NDArray[np.int16], actives: NDArray[np.bool_]) -> bytes:
        return c.to_bytes(4, "little") + stations.tobytes() + actives.tobytes()

    def _block(
        self, classes: Longs, stations: NDArray[np.int16], actives: NDArray[np.bool_]
    ) -> tuple[Floats, csc_array]:
        problem = self.problem
        disciplines = problem.pool_of.shape[1]
        room = len(classes) * problem.days * (3 + disciplines)
        rows, amounts = np.empty(room, np.int64), np.empty(room)
        starts, costs = np.empty(len(classes) + 1, np.int64), np.empty(len(classes))
        n = write_columns(problem, classes, stations, actives, rows, amounts, starts, costs)
        block = csc_array((amounts[:n], rows[:n], starts), shape=(self.usage.shape[0], len(classes)))
        block.sum_duplicates()
        return costs, block


@dataclass(slots=True)
class Master:
    """The restricted master and the best bound so far.

    Attributes
    ----------
    bound, prices, prospect
        The best bound, the prices that prove it, and what courses cost at them.
    value
        Cost of the best mixture of the courses seen; infinite before the first round.
    converged
        Whether mixture and bound have met.
    """

    problem: Problem
    pricer: Pricer
    rows: Rows
    columns: Columns
    prices: Prices
    bound: float = -np.inf
    prospect: Prospect | None = None
    value: float = np.inf
    converged: bool = False
    rounds: int = 0

    def look_at(self, prices: Prices) -> None:
        """Price all classes at some prices: add the courses found, and keep the bound if it is better."""
        values, courses = self._priced(prices)
        bound = lower_bound(self.problem, self.rows, values, prices)
        if bound > self.bound:
            self.bound, self.prices = bound, prices
            self.prospect = Prospect(prices, values, courses)
        self.columns.add(np.arange(self.problem.classes), courses)

    def _priced(self, prices: Prices) -> tuple[Floats, Courses]:
        values, courses, _loads = self.pricer.at(prices)
        return values, courses

    def improve(self, *, time_limit: float | None = None) -> None:
        """Do one round: solve the master, ask at its prices and at smoothed ones.

        Parameters
        ----------
        time_limit
            Seconds after which the master is given up, with nothing changed.
        """
        own = self._solve(time_limit)
        if own is None:
            return
        self.rounds += 1
        centre = self.prices
        for share in SMOOTHING:
            mixed = [share * best + (1.0 - share) * new for best, new in zip(centre, own, strict=True)]
            self.look_at(Prices(*mixed))
        self.converged = self.value - self.bound <= ENOUGH * max(1.0, abs(self.value))

    def _solve(self, time_limit: float | None) -> Prices | None:
        """Solve the restricted master by interior point; gives its prices, or None out of time."""
        problem = self.problem
        free, over, over_price, ceiling = (
            flatten(part)
            for part in (self.rows.free, self.rows.over, self.rows.over_price, self.rows.ceiling)
        )
        binding = np.flatnonzero(self._may_bind(free) & (ceiling > 0.0))
        place = np.full(len(free), -1)
        place[binding] = np.arange(len(binding))
        tiered = binding[over[binding] > 0]
        endless = binding[np.isfinite(ceiling[binding])]
        n, t, e = len(self.columns.costs), len(tiered), len(endless)
        slack = csc_array(
            (-np.ones(t + e), (np.concatenate([place[tiered], place[endless]]), np.arange(t + e))),
            shape=(len(binding), t + e),
        )
        usage = csc_array(hstack([self.columns.usage.tocsr()[binding].tocsc(), slack], format="csc"))
        one_each = csc_array(
            (np.ones(n), (self.columns.classes, np.arange(n))), shape=(problem.classes, n + t + e)
        )
        cost = np.concatenate([self.columns.costs, over_price[tiered], ceiling[endless]])
        upper = np.concatenate([np.full(n, np.inf), over[tiered], np.full(e, np.inf)])
        answer = linprog(
            cost,
            A_ub=usage if len(binding) else None,
            b_ub=free[binding] if len(binding) else None,
            A_eq=one_each,
            b_eq=problem.members,
            bounds=np.stack([np.zeros(len(upper)), upper], axis=1),
            method="highs-ipm",
            options={} if time_limit is None else {"time_limit": max(0.01, time_limit)},
        )
        if answer.status != 0:
            return None
        self.value = float(answer.fun)
        line = np.zeros(len(free))
        if len(binding):
            line[binding] = -answer.ineqlin.marginals
        return unflatten(problem, np.clip(line, 0.0, ceiling))

    def _may_bind(self, free: Floats) -> NDArray[np.bool_]:
        """Say which rows the columns could ever fill; the others have the price 0."""
        usage = self.columns.usage.tocoo()
        rows, by_class = usage.shape[0], np.int64(self.problem.classes)
        key = usage.row.astype(np.int64) * by_class + self.columns.classes[usage.col]
        order = np.argsort(key, kind="stable")
        key, amounts = key[order], usage.data[order]
        first = (
            np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
            if len(key)
            else np.empty(0, np.int64)
        )
        most = np.maximum.reduceat(amounts, first) if len(key) else np.empty(0)
        asked = np.zeros(rows)
        np.add.at(asked, key[first] // by_class, most * self.problem.members[key[first] % by_class])
        bindable: NDArray[np.bool_] = (asked > free) & (free < UNLIMITED)
        return bindable
