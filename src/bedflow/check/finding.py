"""What the checker answers: the broken rules, and the total as it recomputes it."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.check.catalogue import RULES
from bedflow.domain import Breakdown


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule a plan breaks, or one figure that differs.

    Parameters
    ----------
    rule
        Code of the rule, one of :data:`bedflow.check.RULES`.
    where
        The patient, unit or team, and the date if there is one.
    message
        What is wrong, without any of a patient's facts beyond the id.
    """

    rule: str
    where: str
    message: str

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"no rule of the catalogue is called {self.rule}")

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about a plan, and its cost as recomputed.

    Parameters
    ----------
    findings
        Every broken rule and every figure that differs; empty when the plan is right.
    breakdown
        The objective by component, recomputed from the courses.
    """

    findings: tuple[Finding, ...]
    breakdown: Breakdown

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def objective(self) -> float:
        """The total as recomputed, in pounds-equivalent."""
        return self.breakdown.total
