"""Whether two plans' totals differ by more than the proofs leave open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bedflow.domain import OPTIMAL_GAP, Fact, Plan, Status
from bedflow.domain.fact import fact

SAME = 0.005
"""Totals nearer than half a penny are the same."""


class Certificate(Fact):
    """How good one of the plans is proven to be."""

    objective: float = fact("Total of the plan", unit="pounds-equivalent")
    bound: float = fact("Proven lower bound on the total", unit="pounds-equivalent")
    gap: float = fact("(objective - bound) / objective", unit="share")
    status: Status = fact("optimal when the gap is at most 1e-6")

    @property
    def open(self) -> float:
        """What a better plan could still save at most, in pounds-equivalent."""
        return self.objective - self.bound


class Verdict(Fact):
    """What the totals of two plans say about each other."""

    change: float = fact("Total after less total before", unit="pounds-equivalent")
    open: float = fact("What the two gaps leave open together", unit="pounds-equivalent")
    least: float = fact("Least by which the best possible totals differ", unit="pounds-equivalent")
    most: float = fact("Most by which the best possible totals differ", unit="pounds-equivalent")
    comparable: bool = fact("Whether both plans are of the same days")
    decided: bool = fact(
        "Whether the change is at least as large as what the gaps leave open, or both plans are proven best"
    )
    words: str = fact("The verdict in words")


def certificate(plan: Plan) -> Certificate:
    """Take the certificate of a plan."""
    return Certificate(objective=plan.objective, bound=plan.bound, gap=plan.gap, status=plan.status)


def verdict(
    before: Certificate, after: Certificate, *, days_before: Sequence[date], days_after: Sequence[date]
) -> Verdict:
    """Say whether the change of the total is proven, or smaller than the gaps.

    The best possible total after lies between bound and objective, and so does the one before; what
    lies between them is known only up to both gaps.
    """
    change = after.objective - before.objective
    unproven = before.open + after.open
    comparable = tuple(days_before) == tuple(days_after)
    # What is proven best has nothing left to decide: its gap is rounding.
    both_best = all(one.open <= OPTIMAL_GAP * one.objective for one in (before, after))
    decided = comparable and (both_best or abs(change) >= unproven - SAME)
    return Verdict(
        change=change,
        open=unproven,
        least=after.bound - before.objective,
        most=after.objective - before.bound,
        comparable=comparable,
        decided=decided,
        words=_words(change, unproven, comparable=comparable, decided=decided, both_best=both_best),
    )


def _words(change: float, unproven: float, *, comparable: bool, decided: bool, both_best: bool) -> str:
    if not comparable:
        return "not compared: the plans are of other days"
    if not decided:
        return f"undecided: smaller than the gaps ({abs(change):,.0f} against {unproven:,.0f})"
    if abs(change) < max(SAME, unproven if both_best else 0.0):
        return "the same total"
    return f"{abs(change):,.0f} {'more' if change > 0 else 'less'}"
