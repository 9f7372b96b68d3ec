"""The districts that are planned, and what changes in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from bedflow.compile import Compiled, compile_snapshot
from bedflow.domain import Snapshot
from bedflow.sample import sample_district

CITY_BEDS, CITY_SEED = 600, 1
"""The district that examples/city holds."""


@lru_cache(maxsize=4)
def snapshot(beds: int, seed: int) -> Snapshot:
    """Make up a district."""
    return sample_district(beds=beds, seed=seed)


@lru_cache(maxsize=4)
def district(beds: int, seed: int) -> Compiled:
    """Make up a district and turn it into the engine's question."""
    return compile_snapshot(snapshot(beds, seed))


def size_of(compiled: Compiled) -> dict[str, int]:
    """Say how large a question is."""
    problem = compiled.problem
    return {
        "patients": problem.jobs,
        "classes": problem.classes,
        "units": problem.stations,
        "team_days": problem.pools * problem.days,
    }


Document = dict[str, Any]

CLOSED_DAYS = 4


def with_lock(document: Document, standing: Mapping[str, str]) -> None:
    """Hold a patient who would leave an acute ward today there until tomorrow.

    Parameters
    ----------
    standing
        Where the standing plan has each patient on the first day, to find one whom the lock matters to.
    """
    acute = {unit["id"] for unit in document["units"] if unit["setting"] == "acute"}
    for patient in document["patients"]:
        leaves = standing.get(patient["id"]) not in (None, patient.get("unit"))
        if leaves and patient.get("unit") in acute:
            patient["locks"] = [{"date": document["as_of"][:10], "unit": patient["unit"]}]
            return
    raise ValueError("nobody leaves an acute ward today in the standing plan")


def with_closure(document: Document, _standing: Mapping[str, str]) -> None:
    """Close the first community hospital to new patients for some days, as an outbreak does."""
    unit = next(unit for unit in document["units"] if unit["setting"] == "community_hospital")
    first = date.fromisoformat(document["as_of"][:10])
    closed = [(first + timedelta(days=day)).isoformat() for day in range(CLOSED_DAYS)]
    other = [one for one in unit.get("overrides", []) if one["date"] not in closed]
    unit["overrides"] = [*other, *({"date": day, "daily_intake": 0} for day in closed)]


def without_team(document: Document, _standing: Mapping[str, str]) -> None:
    """Take the first home-care team away for the day of the meeting."""
    home = {unit["id"] for unit in document["units"] if unit["setting"] == "home_support"}
    team = next(team for team in document["teams"] if home & set(team["units"]))
    today = document["as_of"][:10]
    kept = [one for one in team.get("overrides", []) if one["date"] != today]
    team["overrides"] = [*kept, {"date": today, "hours": 0, "overtime": 0}]


CHANGES: Mapping[str, Callable[[Document, Mapping[str, str]], None]] = {
    "lock": with_lock,
    "closure": with_closure,
    "lost_team": without_team,
}


def changed(standing: Snapshot, change: str, first_day: Mapping[str, str]) -> Snapshot:
    """Give the snapshot after one change, by its name in ``CHANGES``."""
    document = deepcopy(standing.to_document())
    CHANGES[change](document, first_day)
    return Snapshot.from_document(document)
