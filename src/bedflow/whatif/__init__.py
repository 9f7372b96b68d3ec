"""What if: other districts on the same morning, and what they come to beside the one there is."""

from bedflow.whatif.answer import Answer, Outcome, what_if
from bedflow.whatif.apply import Applied, applied, apply_scenarios
from bedflow.whatif.lineage import Lineage, ScenarioMark, lineage_of, scenario_sha256
from bedflow.whatif.scenario import (
    Change,
    ChangeKind,
    Lever,
    Scenario,
    Target,
    as_scenarios,
    joined_name,
    scenario_document,
)

__all__ = [
    "Answer",
    "Applied",
    "Change",
    "ChangeKind",
    "Lever",
    "Lineage",
    "Outcome",
    "Scenario",
    "ScenarioMark",
    "Target",
    "applied",
    "apply_scenarios",
    "as_scenarios",
    "joined_name",
    "lineage_of",
    "scenario_document",
    "scenario_sha256",
    "what_if",
]
