"""The whole question as one integer program over states (day, progress, option).

For small questions, and for what is left of larger ones once prices have ruled courses out, general
solvers answer this exactly. A class is a flow of its jobs: *uses* (a day spent in an option, active
or idle) and *links* (from yesterday's option to today's).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from bedflow_solver.loads import Prices
from bedflow_solver.pricing import Courses, empty_courses
from bedflow_solver.problem import HOUR, UNLIMITED, Floats, Ints, Problem
from bedflow_solver.states import OUTSIDE, expand_class, use_costs, use_hours


@dataclass(frozen=True, slots=True)
class Expanded:
    """An integer program: least ``cost @ x`` with ``lower <= matrix @ x <= upper``, ``0 <= x <= most``.

    Attributes
    ----------
    uses, links
        Shapes (n, 5), (m, 5), int32: class, day, progress, option(s), as written by
        :func:`expand_class`; the first n + m columns of x in this order, the rest are overflows.
    whole
        Shape (columns,), bool; whether a column is a whole number.
    gate_rows, hour_rows
        Shapes (S x D,), (K x D,); the row of each gate and pool on each day, -1 where there is none.
    """

    problem: Problem
    uses: Ints
    links: Ints
    cost: Floats
    matrix: csr_array
    lower: Floats
    upper: Floats
    most: Floats
    whole: NDArray[np.bool_]
    gate_rows: NDArray[np.int64]
    hour_rows: NDArray[np.int64]


class _Builder:
    """Collects the entries of a sparse program."""

    def __init__(self) -> None:
        self.rows: list[NDArray[np.int64]] = []
        self.columns: list[NDArray[np.int64]] = []
        self.amounts: list[Floats] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.n_rows = 0

    def add_rows(self, lower: ArrayLike, upper: ArrayLike) -> int:
        first = self.n_rows
        self.lower.append(np.asarray(lower, np.float64))
        self.upper.append(np.asarray(upper, np.float64))
        self.n_rows += len(self.lower[-1])
        return first

    def add(self, rows: object, columns: object, amounts: object) -> None:
        row, column, amount = np.broadcast_arrays(rows, columns, amounts)  # type: ignore[arg-type]
        self.rows.append(row.astype(np.int64).ravel())
        self.columns.append(column.astype(np.int64).ravel())
        self.amounts.append(amount.astype(np.float64).ravel())

    def matrix(self, n_columns: int) -> csr_array:
        stacked = (np.concatenate(self.amounts), (np.concatenate(self.rows), np.concatenate(self.columns)))
        return csr_array(stacked, shape=(self.n_rows, n_columns))


def expand(problem: Problem, prices: Prices, slack: float = np.inf) -> Expanded:
    """Write the program over all uses and links within ``slack`` of their class's best course.

    Parameters
    ----------
    prices
        Row prices at which courses are compared; any will do when ``slack`` is infinite.
    slack
        With the distance between a plan's cost and a bound proved by the same prices, no better
        plan is lost.
    """
    uses, links = _states(problem, prices, slack)
    n, m = len(uses), len(links)
    builder = _Builder()
    _add_flow(problem, builder, uses, links)
    overflow = _add_resources(problem, builder, uses, links, n + m)
    own = np.concatenate([use_costs(problem, uses), _link_costs(problem, links)])
    members = problem.members.astype(np.float64)
    most = np.concatenate([members[uses[:, 0]], members[links[:, 0]], overflow.most])
    return Expanded(
        problem=problem,
        uses=uses,
        links=links,
        cost=np.concatenate([own, overflow.cost]),
        matrix=builder.matrix(n + m + len(overflow.cost)),
        lower=np.concatenate(builder.lower),
        upper=np.concatenate(builder.upper),
        most=most,
        whole=np.concatenate([np.ones(n + m, np.bool_), overflow.whole]),
        gate_rows=overflow.gate_rows,
        hour_rows=overflow.hour_rows,
    )


def _states(problem: Problem, prices: Prices, slack: float) -> tuple[Ints, Ints]:
    """Collect the uses and links of all classes."""
    all_uses, all_links = [np.empty((0, 5), np.int32)], [np.empty((0, 5), np.int32)]
    uses, links = np.empty((4096, 4), np.int32), np.empty((4096, 4), np.int32)
    for c in range(problem.classes):
        n, m = expand_class(problem, prices, c, slack, uses, links)
        if n > len(uses) or m > len(links):
            uses, links = np.empty((2 * n, 4), np.int32), np.empty((2 * m, 4), np.int32)
            n, m = expand_class(problem, prices, c, slack, uses, links)
        all_uses.append(np.column_stack([np.full(n, c, np.int32), uses[:n]]))
        all_links.append(np.column_stack([np.full(m, c, np.int32), links[:m]]))
    return np.concatenate(all_uses), np.concatenate(all_links)


def _link_costs(problem: Problem, links: Ints) -> Floats:
    moves = (links[:, 3] != OUTSIDE) & (links[:, 3] != links[:, 4])
    return np.where(moves, problem.move, 0.0)


def _add_flow(problem: Problem, builder: _Builder, uses: Ints, links: Ints) -> None:
    """Let what comes into a state leave it, and each job start once."""
    n = len(uses)
    use, link = np.arange(n), n + np.arange(len(links))
    wide = problem.days + 2
    options = int(problem.option_from[-1]) + 1

    def state(day: ArrayLike, progress: ArrayLike, option: ArrayLike) -> NDArray[np.int64]:
        by_day = np.asarray(day, np.int64) * wide + np.asarray(progress, np.int64)
        return by_day * options + np.asarray(option, np.int64)

    decided = np.unique(state(uses[:, 1], uses[:, 2], uses[:, 3]))
    first = builder.add_rows(np.zeros(len(decided)), np.zeros(len(decided)))
    builder.add(first + np.searchsorted(decided, state(uses[:, 1], uses[:, 2], uses[:, 3])), use, -1.0)
    builder.add(first + np.searchsorted(decided, state(links[:, 1], links[:, 2], links[:, 4])), link, 1.0)

    inside = links[:, 3] != OUTSIDE
    waiting = np.unique(state(links[inside, 1], links[inside, 2], links[inside, 3]))
    stock = np.zeros(len(waiting))
    present = np.flatnonzero(problem.present >= 0)
    start = state(problem.first_day[present], 0, problem.present[present])
    stock[np.searchsorted(waiting, start)] = -problem.members[present]
    first = builder.add_rows(stock, stock)
    builder.add(
        first + np.searchsorted(waiting, state(links[inside, 1], links[inside, 2], links[inside, 3])),
        link[inside],
        -1.0,
    )
    goes_on = (uses[:, 1] + 1 < problem.days) & (uses[:, 2] + uses[:, 4] < problem.needed[uses[:, 0]])
    onward = state(uses[goes_on, 1] + 1, uses[goes_on, 2] + uses[goes_on, 4], uses[goes_on, 3])
    builder.add(first + np.searchsorted(waiting, onward), use[goes_on], 1.0)

    outside = np.flatnonzero(problem.present < 0)
    first = builder.add_rows(problem.members[outside], problem.members[outside])
    coming = ~inside
    builder.add(first + np.searchsorted(outside, links[coming, 0]), link[coming], 1.0)


@dataclass(frozen=True, slots=True)
class _Overflow:
    cost: Floats
    most: Floats
    whole: NDArray[np.bool_]
    gate_rows: NDArray[np.int64]
    hour_rows: NDArray[np.int64]


def _add_resources(problem: Problem, builder: _Builder, uses: Ints, links: Ints, offset: int) -> _Overflow:
    """Rows of seats, special seats, gates and hours, with their overflows as further columns."""
    days, seats_at = problem.days, np.arange(problem.stations * problem.days)
    n = len(uses)
    costs: list[Floats] = []
    mosts: list[Floats] = []
    wholes: list[NDArray[np.bool_]] = []

    def columns(cost: float, most: Floats, whole: bool) -> NDArray[np.int64]:
        start = offset + sum(len(part) for part in costs)
        costs.append(np.full(len(most), cost))
        mosts.append(most)
        wholes.append(np.full(len(most), whole))
        return start + np.arange(len(most))

    at = problem.option_station[uses[:, 3]].astype(np.int64) * days + uses[:, 1]
    everyone = float(problem.jobs)
    spare_width = problem.spare.ravel().astype(np.float64)
    first = builder.add_rows(np.full(len(seats_at), -np.inf), problem.seats.ravel())
    builder.add(first + at, np.arange(n), 1.0)
    spare = columns(problem.spare_price, spare_width, False)
    over = columns(problem.over_price, np.full(len(seats_at), everyone), False)
    builder.add(first + seats_at, spare, -1.0)
    builder.add(first + seats_at, over, -1.0)
    if problem.spare_price > problem.over_price:
        # The dearer spare places come first all the same: none beyond them before they are full.
        opened = columns(0.0, np.ones(len(seats_at)), True)
        row = builder.add_rows(np.full(len(seats_at), -np.inf), np.zeros(len(seats_at)))
        builder.add(row + seats_at, over, 1.0)
        builder.add(row + seats_at, opened, -everyone)
        row = builder.add_rows(np.zeros(len(seats_at)), np.full(len(seats_at), np.inf))
        builder.add(row + seats_at, spare, 1.0)
        builder.add(row + seats_at, opened, -spare_width)

    special = problem.special[uses[:, 0]]
    if special.any():
        limit = np.where(problem.special_seats >= UNLIMITED, everyone, problem.special_seats).ravel()
        first = builder.add_rows(np.full(len(seats_at), -np.inf), limit)
        builder.add(first + at[special], np.flatnonzero(special), 1.0)
        builder.add(
            first + seats_at, columns(problem.special_price, np.full(len(seats_at), everyone), False), -1.0
        )

    moved = _enters(problem, links)
    limited = np.flatnonzero(problem.gate.ravel() < UNLIMITED)
    through = problem.option_station[links[:, 4]].astype(np.int64) * days + links[:, 1]
    narrow = moved & np.isin(through, limited)
    first = builder.add_rows(np.full(len(limited), -np.inf), problem.gate.ravel()[limited])
    gate_rows = np.full(problem.gate.size, -1, np.int64)
    gate_rows[limited] = first + np.arange(len(limited))
    builder.add(first + np.searchsorted(limited, through[narrow]), n + np.flatnonzero(narrow), 1.0)

    hours, over_hours = (
        problem.pool_hours.ravel() / HOUR,
        (problem.pool_limit - problem.pool_hours).ravel() / HOUR,
    )
    first = builder.add_rows(np.full(len(hours), -np.inf), hours)
    builder.add(first + np.arange(len(hours)), columns(problem.overtime_price, over_hours, False), -1.0)
    use, pool, amount = _hours(problem, uses)
    builder.add(first + pool, use, amount / HOUR)
    hour_rows = first + np.arange(len(hours))
    return _Overflow(
        np.concatenate(costs), np.concatenate(mosts), np.concatenate(wholes), gate_rows, hour_rows
    )


def _enters(problem: Problem, links: Ints) -> NDArray[np.bool_]:
    """Say which links go through a gate: changes of station, and first arrivals."""
    before = np.where(links[:, 3] == OUTSIDE, -1, problem.option_station[links[:, 3]])
    entered: NDArray[np.bool_] = before != problem.option_station[links[:, 4]]
    return entered


def _hours(problem: Problem, uses: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give use, pool-day and hours of every entry of work."""
    found = np.empty((use_hours(problem, uses, np.empty((0, 3), np.int64)), 3), np.int64)
    use_hours(problem, uses, found)
    return found[:, 0], found[:, 1], found[:, 2]


def read_courses(expanded: Expanded, answer: Floats) -> Courses:
    """Read the jobs' courses off an answer: each class's flow is followed job by job."""
    problem = expanded.problem
    n = len(expanded.uses)
    use_flow = {
        tuple(row): k
        for row, k in zip(expanded.uses.tolist(), np.rint(answer[:n]).astype(int).tolist(), strict=True)
        if k
    }
    link_flow: dict[tuple[int, int, int, int], list[list[int]]] = {}
    flows = np.rint(answer[n : n + len(expanded.links)]).astype(int).tolist()
    for (c, day, progress, before, option), k in zip(expanded.links.tolist(), flows, strict=True):
        if k:
            link_flow.setdefault((c, day, progress, before), []).append([option, k])
    courses = empty_courses(problem.jobs, problem.days)
    for job, c in enumerate(problem.job_class.tolist()):
        _follow(problem, c, use_flow, link_flow, courses, job)
    return courses


def _follow(
    problem: Problem,
    c: int,
    use_flow: dict[tuple[int, ...], int],
    link_flow: dict[tuple[int, int, int, int], list[list[int]]],
    courses: Courses,
    job: int,
) -> None:
    """Follow one job of a class through the flow and take it out of the flow."""
    option, progress = int(problem.present[c]), 0
    for day in range(int(problem.first_day[c]), problem.days):
        ways = link_flow[c, day, progress, option]
        way = next(way for way in ways if way[1] > 0)
        way[1] -= 1
        option = way[0]
        acts = 1 if use_flow.get((c, day, progress, option, 1), 0) > 0 else 0
        use_flow[c, day, progress, option, acts] -= 1
        courses.stations[job, day] = problem.option_station[option]
        courses.actives[job, day] = acts == 1
        progress += acts
        if progress == problem.needed[c]:
            return
