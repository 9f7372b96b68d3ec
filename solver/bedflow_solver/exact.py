"""Small questions, and what prices leave of larger ones, answered to proven optimality.

Prices rule out every use and link that no plan better than the one in hand can hold; the rest is
one integer program for a general solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from bedflow_solver.expanded import Expanded, read_courses
from bedflow_solver.loads import keeps_limits
from bedflow_solver.pricing import Courses
from bedflow_solver.respond import fill_board

MARGIN = 2e-7
"""Relative allowance for the general solver's tolerances, well within what counts as optimal."""

INFEASIBLE = 2


@dataclass(frozen=True, slots=True)
class Exact:
    """What the integer program proved.

    Attributes
    ----------
    bound
        A lower bound on the cost of every valid plan, rounded down safely.
    courses, cost
        A plan better than the one in hand, and its cost, where there is one.
    states
        Uses and links in the program.
    """

    bound: float
    courses: Courses | None
    cost: float
    states: int


def prove(expanded: Expanded, *, cost: float, time_limit: float, node_limit: int | None = None) -> Exact:
    """Search the program for a plan better than one of a given cost.

    Parameters
    ----------
    expanded
        Everything that lies on a course of a plan better than ``cost``.
    cost
        Cost of the plan in hand.
    time_limit
        Seconds.
    node_limit
        Nodes of the search tree, for work that does not depend on the machine's speed.
    """
    states = len(expanded.uses) + len(expanded.links)
    margin = max(1e-6, MARGIN * abs(cost))
    at_most = cost - margin
    options: dict[str, float] = {"mip_rel_gap": 0.0, "time_limit": max(0.01, time_limit)}
    if node_limit is not None:
        options["node_limit"] = node_limit
    answer = milp(
        expanded.cost,
        integrality=expanded.whole.astype(np.int8),
        bounds=Bounds(np.zeros(len(expanded.most)), expanded.most),
        constraints=LinearConstraint(expanded.matrix, expanded.lower, expanded.upper),
        options=options,
    )
    if answer.status == INFEASIBLE:
        return Exact(at_most - margin, None, cost, states)
    proven = -np.inf if answer.mip_dual_bound is None else float(answer.mip_dual_bound)
    bound = min(proven, at_most) - margin
    if answer.x is None:
        return Exact(bound, None, cost, states)
    courses = read_courses(expanded, answer.x)
    board, found = fill_board(expanded.problem, courses)
    if not keeps_limits(expanded.problem, board.loads) or found >= cost:
        return Exact(bound, None, cost, states)
    return Exact(bound, courses, found, states)
