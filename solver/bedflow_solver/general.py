"""The general solver: HiGHS, through SciPy, for integer programs small enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from bedflow_solver.expanded import Expanded
from bedflow_solver.problem import Floats

INFEASIBLE = 2
FAILED = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What the general solver said.

    Attributes
    ----------
    columns
        The best answer found, or None.
    bound
        A lower bound on any answer's cost; infinite when there is no answer.
    message
        Its own words.
    """

    columns: Floats | None
    bound: float
    message: str


def answer(program: Expanded, *, time_limit: float | None = None, node_limit: int | None = None) -> Answer:
    """Solve an integer program as far as the limits allow.

    Parameters
    ----------
    time_limit
        Seconds.
    node_limit
        Nodes of the search tree, for work that does not depend on the machine's speed.
    """
    options: dict[str, float | bool] = {"mip_rel_gap": 0.0}
    if time_limit is not None:
        options["time_limit"] = max(0.01, time_limit)
    if node_limit is not None:
        options["node_limit"] = node_limit
    found = _attempt(program, options)
    if found.status == FAILED:
        # Presolve now and then ends in a "solve error" on programs that have an answer.
        found = _attempt(program, {**options, "presolve": False})
    if found.status == INFEASIBLE:
        return Answer(None, np.inf, found.message)
    bound = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
    return Answer(found.x, bound, found.message)


def _attempt(program: Expanded, options: dict[str, float | bool]) -> OptimizeResult:
    return milp(
        program.cost,
        integrality=program.whole.astype(np.int8),
        bounds=Bounds(np.zeros(len(program.most)), program.most),
        constraints=LinearConstraint(program.matrix, program.lower, program.upper),
        options=options,
    )
