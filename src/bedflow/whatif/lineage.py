"""Where a result comes from: which snapshot, which scenarios, beside what, by which bedflow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version

from bedflow.domain import Fact, Scenario, Snapshot
from bedflow.domain.fact import fact


class ScenarioMark(Fact):
    """A scenario by name, and by what it says."""

    name: str = fact("Name of the scenario")
    sha256: str = fact("SHA-256 of its canonical JSON: keys sorted, no spaces, UTF-8")


class Lineage(Fact):
    """Where a result comes from."""

    snapshot_sha256: str = fact("SHA-256 of the snapshot the scenarios were applied to")
    scenarios: tuple[ScenarioMark, ...] = fact("The scenarios applied, in order; none: the base", default=())
    applied_sha256: str = fact("SHA-256 of the snapshot that was planned")
    parent: str | None = fact(
        "SHA-256 of the snapshot whose plan this one started from and is compared with", default=None
    )
    version: str = fact("Version of bedflow")


def scenario_sha256(scenario: Scenario) -> str:
    """Give the SHA-256 of a scenario's canonical JSON; what is absent or a default does not count."""
    document = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def lineage_of(
    snapshot: Snapshot, scenarios: Sequence[Scenario], applied: Snapshot, *, parent: Snapshot | None = None
) -> Lineage:
    """Say where a result comes from.

    Parameters
    ----------
    snapshot
        The snapshot the scenarios were applied to.
    scenarios
        The scenarios, in order.
    applied
        The snapshot that came of it.
    parent
        The snapshot it is compared with; absent: it is the base itself.
    """
    return Lineage(
        snapshot_sha256=snapshot.sha256,
        scenarios=tuple(ScenarioMark(name=each.name, sha256=scenario_sha256(each)) for each in scenarios),
        applied_sha256=applied.sha256,
        parent=None if parent is None else parent.sha256,
        version=version("bedflow"),
    )
