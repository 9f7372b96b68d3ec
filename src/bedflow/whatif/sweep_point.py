"""One point of a sweep: a district under a scenario, planned the same wherever and whenever it is planned."""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bedflow.domain import Plan, Scenario, Snapshot
from bedflow.ingest import BadInput
from bedflow.waterfall import plan
from bedflow.whatif.apply import applied
from bedflow.whatif.scenario import scenario_document
from bedflow.whatif.sweep_figures import Figures, figures_of

KEY_LENGTH = 32


class OtherVersion(RuntimeError):  # noqa: N818
    """A worker runs another bedflow than who asks it; their results must not be mixed."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How a sweep plans: rounds instead of time, so that every machine gives the same.

    Parameters
    ----------
    base
        Rounds of search for the district as it is, from which every point goes on.
    point
        Rounds of search for each point.
    seed
        Seed of the search.
    """

    base: int = 20
    point: int = 4
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A point as it is sent to a worker: documents, packed, and the version they are meant for.

    Parameters
    ----------
    district, standing
        Snapshot and plan from which the point goes on.
    scenario
        The scenario's JSON document.
    since
        First day on which waits and places beyond beds count.
    """

    district: bytes
    standing: bytes
    scenario: str
    effort: int
    seed: int
    since: date | None
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a point: figures, or the faults for which it could not be planned."""

    figures: Figures | None
    refused: str | None
    seconds: float


@cache
def program_version() -> str:
    """Tell this program from one that might plan otherwise: its version, and a digest of its engine."""
    digest = hashlib.sha256()
    engine = find_spec("bedflow_solver")
    folders = [] if engine is None else engine.submodule_search_locations or []
    for folder in folders:
        for source in sorted(Path(folder).glob("*.py")):
            digest.update(source.read_bytes())
    return f"{version('bedflow')}+{digest.hexdigest()[:12]}"


def key_of(snapshot_sha256: str, scenario: Scenario, effort: Effort, *, since: date | None) -> str:
    """Give the key of a point: equal keys, equal results.

    The name of a scenario does not count; what it changes does.
    """
    asked = {
        "snapshot": snapshot_sha256,
        "changes": scenario_document(scenario).get("changes", []),
        "effort": [effort.base, effort.point, effort.seed],
        "since": None if since is None else since.isoformat(),
        # A result without a figure that is wanted now is no result.
        "figures": sorted(Figures.model_fields),
        "version": program_version(),
    }
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:KEY_LENGTH]


def packed(document: dict[str, Any]) -> bytes:
    """Pack a document for the way to a worker."""
    return zlib.compress(json.dumps(document, ensure_ascii=False).encode())


def task_of(
    district: bytes, standing: bytes, scenario: Scenario, *, effort: Effort, since: date | None
) -> Task:
    """Give a point as it is sent."""
    return Task(
        district=district,
        standing=standing,
        scenario=json.dumps(scenario_document(scenario), ensure_ascii=False),
        effort=effort.point,
        seed=effort.seed,
        since=since,
        version=program_version(),
    )


def plan_point(task: Task) -> Answer:
    """Plan a point, in whatever process this is.

    Raises
    ------
    OtherVersion
        When the task comes from another version of bedflow.
    """
    if task.version != program_version():
        raise OtherVersion("a worker runs another version of bedflow; install the same everywhere")
    began = time.perf_counter()
    scenario = Scenario.model_validate_json(task.scenario)
    try:
        changed = applied(_snapshot(task.district), scenario)
    except BadInput as refused:
        return Answer(None, str(refused), time.perf_counter() - began)
    made = plan(changed, effort=task.effort, seed=task.seed, standing=_plan(task.standing))
    return Answer(figures_of(changed, made, since=task.since), None, time.perf_counter() - began)


# Every point of a sweep comes with the same district: a worker reads it once.
@lru_cache(maxsize=2)
def _snapshot(document: bytes) -> Snapshot:
    return Snapshot.from_document(json.loads(zlib.decompress(document)))


@lru_cache(maxsize=2)
def _plan(document: bytes) -> Plan:
    return Plan.model_validate(json.loads(zlib.decompress(document)))
