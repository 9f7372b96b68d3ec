"""The districts that are planned, and what changes in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
Standing = Mapping[str, Sequence[str | None]]

CLOSED_DAYS = 4


def with_lock(document: Document, standing: Standing) -> None:
    """Hold somebody who would move from an acute ward to another unit there on the day of the move.

    Parameters
    ----------
    standing
        The units of each patient in the standing plan, day by day, to find one whom the lock matters to.
    """
    acute = {unit["id"] for unit in document["units"] if unit["setting"] == "acute"}
    today = date.fromisoformat(document["as_of"][:10])
    moves = [
        (day, number)
        for number, patient in enumerate(document["patients"])
        if patient.get("unit") in acute and not patient.get("locks")
        for day, unit in enumerate(standing.get(patient["id"], ()))
        if unit not in (None, patient["unit"])
    ]
    if not moves:
        raise ValueError("nobody moves from an acute ward to another unit in the standing plan")
    day, number = min(moves)
    patient = document["patients"][number]
    patient["locks"] = [{"date": (today + timedelta(days=day)).isoformat(), "unit": patient["unit"]}]


def with_closure(document: Document, _standing: Standing) -> None:
    """Close the first community hospital to new patients for some days, as an outbreak does."""
    unit = next(unit for unit in document["units"] if unit["setting"] == "community_hospital")
    first = date.fromisoformat(document["as_of"][:10])
    closed = [(first + timedelta(days=day)).isoformat() for day in range(CLOSED_DAYS)]
    other = [one for one in unit.get("overrides", []) if one["date"] not in closed]
    unit["overrides"] = [*other, *({"date": day, "daily_intake": 0} for day in closed)]


def without_team(document: Document, _standing: Standing) -> None:
    """Take the first home-care team away for the day of the meeting."""
    home = {unit["id"] for unit in document["units"] if unit["setting"] == "home_support"}
    team = next(team for team in document["teams"] if home & set(team["units"]))
    today = document["as_of"][:10]
    kept = [one for one in team.get("overrides", []) if one["date"] != today]
    team["overrides"] = [*kept, {"date": today, "hours": 0, "overtime": 0}]


CHANGES: Mapping[str, Callable[[Document, Standing], None]] = {
    "lock": with_lock,
    "closure": with_closure,
    "lost_team": without_team,
}


def changed(before: Snapshot, change: str, standing: Standing) -> Snapshot:
    """Give the snapshot after one change, by its name in ``CHANGES``."""
    document = deepcopy(before.to_document())
    CHANGES[change](document, standing)
    return Snapshot.from_document(document)
