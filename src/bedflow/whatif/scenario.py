"""Scenarios as values: what others need to make, name and compose them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bedflow.domain import SCENARIO_SCHEMA, Change, ChangeKind, Lever, Scenario, Target

__all__ = [
    "Change",
    "ChangeKind",
    "Lever",
    "Scenario",
    "Target",
    "as_scenarios",
    "joined_name",
    "scenario_document",
]

Given = Scenario | Sequence[Scenario]
"""A scenario, or several to apply one after the other."""


def as_scenarios(given: Given) -> tuple[Scenario, ...]:
    """Give one scenario or several as a tuple."""
    return (given,) if isinstance(given, Scenario) else tuple(given)


def joined_name(scenarios: Sequence[Scenario], *, nothing: str = "as it is") -> str:
    """Name scenarios applied one after the other."""
    return " + ".join(scenario.name for scenario in scenarios) or nothing


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """Give the JSON document of a scenario, without what is absent or a default."""
    said: dict[str, Any] = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"schema": SCENARIO_SCHEMA, **said}
