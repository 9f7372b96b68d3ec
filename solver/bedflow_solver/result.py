"""What the engine answers."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow_solver.loads import Loads, Prices
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import Ints, Longs, Problem


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the search stands.

    Attributes
    ----------
    seconds
        Since the start.
    stage
        What is being done, in a few words.
    objective, bound, gap
        The best plan's cost, the best bound, and their relative distance; None before there are any.
    """

    seconds: float
    stage: str
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of an earlier question like this one.

    Attributes
    ----------
    courses
        Each job's course in the earlier plan; -1 throughout for a job that is new.
    prices
        Row prices that were good then.
    """

    courses: Courses
    prices: Prices


@dataclass(frozen=True, slots=True)
class Result:
    """A plan and its certificate.

    Attributes
    ----------
    problem
        The question, with limits raised where bound jobs need it.
    courses
        Each job's course; shape (J, D).
    objective, bound
        The plan's cost and a proven lower bound on every plan's.
    prices
        Row prices: what one more of each is worth at the margin.
    loads
        What the plan uses.
    gate_raised, hours_raised
        By how much limits were raised; shapes (S, D) and (K, D), the latter in billionths.
    seconds
        Time of solving.
    rounds
        Rounds of search done.
    """

    problem: Problem
    courses: Courses
    objective: float
    bound: float
    prices: Prices
    loads: Loads
    gate_raised: Ints
    hours_raised: Longs
    seconds: float
    rounds: int

    @property
    def gap(self) -> float:
        """Relative distance of plan and bound, 0 when the plan costs nothing."""
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float, bound: float) -> float:
    """Give (objective - bound) / objective, never negative; 0 when the objective is 0."""
    return 0.0 if objective <= 0.0 else max(0.0, (objective - bound) / objective)
