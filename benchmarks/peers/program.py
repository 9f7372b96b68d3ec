"""A mixed-integer program as arrays, and HiGHS through MathOpt to solve it, heard as it goes."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from scipy.sparse import csr_array

from bedflow_solver.problem import Bools, Floats
from benchmarks.series import Point, best_so_far

GAP_CLOSED = 1e-6
"""Relative gap at which every solver may stop: what counts as optimal in a plan."""

LINE = re.compile(
    r"^\s*[A-Za-z]?\s+\d+\s+\d+\s+\d+\s+[\d.]+%\s+(?P<bound>\S+)\s+(?P<best>\S+)\s+(?:\S+%?)\s+\d+"
)
"""A line of HiGHS's table: source, nodes, queue, leaves, explored, best bound, best plan, gap, cuts."""


@dataclass(frozen=True)
class Program:
    """Least ``cost @ x`` with ``lower <= matrix @ x <= upper``, ``0 <= x <= most``, some x whole."""

    cost: Floats
    matrix: csr_array
    lower: Floats
    upper: Floats
    most: Floats
    whole: Bools

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns, nonzeros and whole columns."""
        rows, columns = self.matrix.shape
        return {
            "rows": rows,
            "columns": columns,
            "nonzeros": int(self.matrix.nnz),
            "whole": int(self.whole.sum()),
        }


@dataclass(frozen=True)
class Solved:
    """What HiGHS said: the best x found, if any, the bound, and what was known when."""

    x: Floats | None
    objective: float | None
    bound: float | None
    points: list[Point]
    status: str
    build_seconds: float
    seconds: float


def solve_with_highs(program: Program, *, time_limit: float, threads: int, seed: int = 0) -> Solved:
    """Give a program to HiGHS; call it in a process of its own, for its threads are set once a process."""
    begin = time.perf_counter()
    model = mathopt.Model.from_model_proto(_proto(program))
    options = highs_pb2.HighsOptionsProto(int_options={"threads": threads, "random_seed": seed})
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=time_limit),
        relative_gap_tolerance=GAP_CLOSED,
        enable_output=True,
        highs=options,
    )
    start = time.perf_counter()
    points: list[Point] = []

    def hear(lines: Sequence[str]) -> None:
        seconds = time.perf_counter() - start
        points.extend(point for line in lines if (point := point_of(line, seconds)) is not None)

    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters, msg_cb=hear)
    seconds = time.perf_counter() - start
    bounds = result.termination.objective_bounds
    x = objective = None
    if result.solutions and result.solutions[0].primal_solution is not None:
        found = result.solutions[0].primal_solution
        values = found.variable_values
        x = np.array([values[variable] for variable in model.variables()], np.float64)
        objective = float(found.objective_value)
    bound = bounds.dual_bound if np.isfinite(bounds.dual_bound) else None
    points.append(Point(seconds, objective, bound))
    return Solved(
        x=x,
        objective=objective,
        bound=bound,
        points=best_so_far(points),
        status=result.termination.reason.name.lower(),
        build_seconds=start - begin,
        seconds=seconds,
    )


def point_of(line: str, seconds: float) -> Point | None:
    """Read a line of HiGHS's table; None for any other line."""
    found = LINE.match(line)
    if found is None:
        return None
    return Point(seconds, _number(found["best"]), _number(found["bound"]))


def _number(text: str) -> float | None:
    value = float(text)
    return value if np.isfinite(value) else None


def _proto(program: Program) -> model_pb2.ModelProto:
    """Write the program as MathOpt's message, array by array: rows by the Python API take minutes."""
    rows, columns = program.matrix.shape
    matrix = program.matrix.copy()
    matrix.sum_duplicates()
    matrix.sort_indices()
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend([0.0] * columns)
    proto.variables.upper_bounds.extend(program.most.tolist())
    proto.variables.integers.extend(program.whole.tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(program.lower.tolist())
    proto.linear_constraints.upper_bounds.extend(program.upper.tolist())
    entries = proto.linear_constraint_matrix
    entries.row_ids.extend(np.repeat(np.arange(rows), np.diff(matrix.indptr)).tolist())
    entries.column_ids.extend(matrix.indices.tolist())
    entries.coefficients.extend(matrix.data.tolist())
    priced = np.flatnonzero(program.cost)
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(program.cost[priced].tolist())
    return proto
