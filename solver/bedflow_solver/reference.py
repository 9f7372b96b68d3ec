"""The reference engine, slow and obvious: the whole question in whole numbers, given to CP-SAT.

It shares the statement of the question (:mod:`bedflow_solver.expanded`) and the raising of limits for
bound jobs (:mod:`bedflow_solver.hold`) with the engine, and no idea of how to answer it: no prices, no
responses, no columns. Tests and benchmarks hold the engine against it.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.sparse import csr_array

from bedflow_solver.board import fill_board
from bedflow_solver.expanded import Expanded, expand, read_courses
from bedflow_solver.hold import hold
from bedflow_solver.loads import no_prices
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import HOUR, Floats, Longs, Problem
from bedflow_solver.result import Result
from bedflow_solver.states import OUTSIDE

SMALLEST_TICK = HOUR // 10_000
"""Overtime is bought in ticks of at least this, or its price per tick would drown in whole numbers."""

LARGEST_TOTAL = 2**61
"""No sum of costs comes near the end of CP-SAT's whole numbers."""

ULP = 2.0**-51
"""Relative allowance for one product of floats."""


@dataclass(frozen=True, slots=True)
class WholeProgram:
    """The state-expanded program in whole numbers: least ``cost @ x``, ``lower <= matrix @ x <= upper``.

    Rows of hours count in the largest unit that leaves nothing over, so no plan is lost or gained.
    Costs are whole multiples of ``1 / scale``; what that changes is bounded by ``allowance``.

    Attributes
    ----------
    matrix
        Sparse int64, shape (rows, columns); columns as in :class:`Expanded`.
    lower, upper
        Shape (rows,), int64; CP-SAT's own ends where there is no limit.
    most, cost
        Shape (columns,), int64; every column is between 0 and ``most``.
    scale
        Whole units of cost in one of the problem's.
    allowance
        Most by which ``cost @ x / scale`` can exceed, or fall short of, the problem's cost of x.
    """

    matrix: csr_array
    lower: Longs
    upper: Longs
    most: Longs
    cost: Longs
    scale: int
    allowance: float


def solve_reference(problem: Problem, *, time_limit: float = 60.0, workers: int = 1, seed: int = 0) -> Result:
    """Find the best plan and prove it, or give the best plan and bound found in the time.

    Parameters
    ----------
    time_limit
        Seconds, writing the program included.
    workers
        Threads of CP-SAT; with one, and time enough, the answer is the same every time.
    seed
        Seed of CP-SAT's search.

    Returns
    -------
    As :func:`bedflow_solver.solve` gives it, but without prices: those are 0. Out of time before any
    plan was found, the plan is the one on which everybody waits.

    Raises
    ------
    NoCourseError
        When a job has no course on which it can wait.
    """
    start = time.perf_counter()
    held = hold(problem)
    expanded = expand(held.problem, no_prices(held.problem), np.inf)
    program = whole_program(expanded)
    model, columns = _write(program)
    for column, amount in zip(columns, _columns_of(expanded, program, held.courses).tolist(), strict=True):
        model.add_hint(column, amount)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    # Flows are nearly linear programs: with every row in the relaxation, and from the start, small
    # districts take milliseconds instead of seconds and larger ones come to an end at all.
    solver.parameters.linearization_level = 2
    solver.parameters.add_lp_constraints_lazily = False
    if workers > 1:
        # The usual mixture of searches leaves the relaxation out; the other workers look for plans.
        solver.parameters.subsolvers.extend(["max_lp"])
    solver.parameters.max_time_in_seconds = max(0.01, time_limit - (time.perf_counter() - start))
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
        raise RuntimeError(f"the reference engine was told: {solver.status_name(status)}")
    courses = held.courses
    if status != cp_model.UNKNOWN:
        courses = read_courses(expanded, np.array([solver.value(column) for column in columns], np.float64))
    board, objective = fill_board(held.problem, courses)
    proven = solver.response_proto.inner_objective_lower_bound / program.scale - program.allowance
    return Result(
        problem=held.problem,
        courses=courses,
        objective=objective,
        bound=min(proven, objective),
        prices=no_prices(held.problem),
        loads=board.loads,
        gate_raised=held.gate_raised,
        hours_raised=held.hours_raised,
        seconds=time.perf_counter() - start,
        rounds=0,
    )


def whole_program(expanded: Expanded) -> WholeProgram:
    """Write the program in whole numbers, and say by how much costs can differ for it."""
    problem = expanded.problem
    matrix = expanded.matrix.tocsr()
    by_hour = np.zeros(matrix.shape[0], np.bool_)
    by_hour[expanded.hour_rows] = True
    entry_rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    hourly = by_hour[entry_rows]
    overtime = np.unique(matrix.indices[hourly & (matrix.data < 0)])
    unit = _unit_of_hours(problem, matrix.data[hourly & (matrix.data > 0)])
    tick = unit * math.ceil(SMALLEST_TICK / unit) if unit < SMALLEST_TICK else unit

    amounts = np.rint(matrix.data).astype(np.int64)
    amounts[hourly] = np.rint(matrix.data[hourly] * HOUR).astype(np.int64) // unit
    amounts[hourly & (matrix.data < 0)] = -(tick // unit)
    lower, upper = (
        _whole_ends(expanded.lower, cp_model.INT_MIN),
        _whole_ends(expanded.upper, cp_model.INT_MAX),
    )
    upper[expanded.hour_rows] = problem.pool_hours.ravel() // unit
    most = np.rint(expanded.most).astype(np.int64)
    width = (problem.pool_limit - problem.pool_hours).ravel()
    most[overtime] = -(-width // tick)
    price = expanded.cost.copy()
    price[overtime] = problem.overtime_price * (tick / HOUR)

    whole = csr_array((amounts, matrix.indices, matrix.indptr), shape=matrix.shape)
    if tick > unit:
        # The last tick of overtime may reach beyond the limit; the hours themselves may not.
        hours = whole[expanded.hour_rows].tocsr()
        hours.data = np.maximum(hours.data, 0)
        whole = csr_array(_stacked(whole, hours))
        lower = np.concatenate([lower, np.full(len(width), cp_model.INT_MIN)])
        upper = np.concatenate([upper, problem.pool_limit.ravel() // unit])
    scale = _scale(price, most)
    cost = np.rint(price * scale).astype(np.int64)
    rounding = np.abs(price - cost / scale) + np.abs(price) * ULP
    allowance = _most_rounding(expanded, rounding, most)
    if tick > unit:
        allowance += problem.overtime_price * (tick / HOUR) * len(width)
    return WholeProgram(whole, lower, upper, most, cost, scale, allowance)


def _unit_of_hours(problem: Problem, hours: Floats) -> int:
    """Give the largest number of billionths of which all hours are multiples."""
    amounts = np.rint(hours * HOUR).astype(np.int64)
    parts = np.concatenate([amounts, problem.pool_hours.ravel(), problem.pool_limit.ravel()])
    return int(np.gcd.reduce(parts)) or HOUR


def _whole_ends(ends: Floats, endless: int) -> Longs:
    # CP-SAT's own ends are no float's: they must not pass through one.
    whole = np.full(len(ends), endless, np.int64)
    limited = np.isfinite(ends)
    whole[limited] = np.rint(ends[limited])
    return whole


def _stacked(above: csr_array, below: csr_array) -> tuple[Longs, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Lay one sparse matrix under another, in whole numbers."""
    first, second = above.tocoo(), below.tocoo()
    rows = np.concatenate([first.row.astype(np.int64), second.row.astype(np.int64) + above.shape[0]])
    columns = np.concatenate([first.col.astype(np.int64), second.col.astype(np.int64)])
    return np.concatenate([first.data, second.data]), (rows, columns)


def _scale(price: Floats, most: Longs) -> int:
    """Give the least power of ten that makes all prices whole, or the largest that sums bear."""
    total = float((np.abs(price) * most).sum()) + 1.0
    scale = 1
    while 10.0 * scale * total < LARGEST_TOTAL:
        scaled = price * scale
        if np.all(np.abs(scaled - np.rint(scaled)) <= np.abs(scaled) * 1e-14):
            break
        scale *= 10
    return scale


def _most_rounding(expanded: Expanded, rounding: Floats, most: Longs) -> float:
    """Give the most that rounding can add up to: one use and one link a job and day, and all overflows."""
    problem, n, m = expanded.problem, len(expanded.uses), len(expanded.links)
    a_day = rounding[:n].max(initial=0.0) + rounding[n : n + m].max(initial=0.0)
    return float(problem.jobs * problem.days * a_day + (rounding[n + m :] * most[n + m :]).sum())


def _write(program: WholeProgram) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Hand the program to CP-SAT, row by row."""
    model = cp_model.CpModel()
    columns = [model.new_int_var(0, most, "") for most in program.most.tolist()]
    matrix = program.matrix
    rows = zip(program.lower.tolist(), program.upper.tolist(), strict=True)
    for row, (lower, upper) in enumerate(rows):
        here = slice(matrix.indptr[row], matrix.indptr[row + 1])
        taken = [columns[column] for column in matrix.indices[here].tolist()]
        total = cp_model.LinearExpr.weighted_sum(taken, matrix.data[here].tolist())
        model.add_linear_constraint(total, lower, upper)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, program.cost.tolist()))
    return model, columns


def _columns_of(expanded: Expanded, program: WholeProgram, courses: Courses) -> Longs:
    """Write a plan as the columns of the program, overflows included: a hint counts only when complete."""
    columns = np.zeros(len(program.most), np.int64)
    uses = {tuple(use): k for k, use in enumerate(expanded.uses.tolist())}
    links = {tuple(link): k for k, link in enumerate(expanded.links.tolist(), start=len(uses))}
    for job, c in enumerate(expanded.problem.job_class.tolist()):
        for link, use in _steps(expanded.problem, c, courses, job):
            columns[links[link]] += 1
            columns[uses[use]] += 1
    _cover_excess(program, columns, first=len(uses) + len(links))
    return columns


Step = tuple[tuple[int, int, int, int, int], tuple[int, int, int, int, int]]


def _steps(problem: Problem, c: int, courses: Courses, job: int) -> list[Step]:
    """Give the links and uses of one job's course."""
    options = range(int(problem.option_from[c]), int(problem.option_from[c + 1]))
    before, progress = int(problem.present[c]) if problem.present[c] >= 0 else OUTSIDE, 0
    steps: list[Step] = []
    for day in range(int(problem.first_day[c]), problem.days):
        station = int(courses.stations[job, day])
        if station < 0:
            break
        here = before
        if before == OUTSIDE or problem.option_station[before] != station:
            # Of a station that stands twice, the one that may be gone to.
            here = next(
                o
                for o in options
                if problem.option_station[o] == station and problem.enter_days[o] >> day & 1
            )
        acts = int(courses.actives[job, day])
        steps.append(((c, day, progress, before, here), (c, day, progress, here, acts)))
        before, progress = here, progress + acts
    return steps


def _cover_excess(program: WholeProgram, columns: Longs, *, first: int) -> None:
    """Let the overflow columns, from ``first`` on, take what goes beyond each row, in their order."""
    matrix = program.matrix
    for row in range(matrix.shape[0]):
        here = slice(matrix.indptr[row], matrix.indptr[row + 1])
        order = np.argsort(matrix.indices[here], kind="stable")
        inside, amounts = matrix.indices[here][order], matrix.data[here][order]
        excess = int(amounts @ columns[inside]) - int(program.upper[row])
        for column, amount in zip(inside.tolist(), amounts.tolist(), strict=True):
            if excess <= 0:
                break
            if column >= first and amount < 0:
                more = min(int(program.most[column] - columns[column]), -(excess // amount))
                columns[column] += more
                excess += amount * more
