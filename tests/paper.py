"""Districts small enough to check on paper, and what a plan says of them.

Unless a case says otherwise: ward 400, step-down 300, community hospital 250, care home 150, home 100 a
day; nine beds each; frailty 4, so that a waiting day in a ward costs 60 + 30 x 4 = 180.
"""

from __future__ import annotations

from typing import Any

from bedflow.check import check_plan
from bedflow.domain import Plan, Snapshot, Wait
from bedflow.waterfall import plan

COSTS = {"acute": 400, "step_down": 300, "community_hospital": 250, "care_home": 150, "home_support": 100}
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2026-11-{day}" for day in (23, 24, 25, 26))
ENOUGH = 100
"""Rounds in which every district here is proven."""


def unit(name: str, setting: str, **facts: Any) -> dict[str, Any]:
    return {"id": name, "setting": setting, "beds": 9, "cost_per_day": COSTS[setting], **facts}


WARD, STEP, COMMUNITY, CARE, HOME = (
    unit("W", "acute"),
    unit("S", "step_down"),
    unit("K", "community_hospital"),
    unit("C", "care_home"),
    unit("H", "home_support"),
)


def team(hours: Any, *units: str, **facts: Any) -> dict[str, Any]:
    return {"id": "T", "discipline": "nursing", "units": units or ["H"], "hours": hours, **facts}


def phase(setting: str, days: int | None = None, nursing: Any = None, **facts: Any) -> dict[str, Any]:
    hours = {} if nursing is None else {"nursing": nursing}
    return {"setting": setting, "days": days, "hours": hours, **facts}


def person(name: str, *phases: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"id": name, "phases": phases, **facts}


def ann(at: str, *phases: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return person("ann", *phases, unit=at, **facts)


def bob(at: str, *phases: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return person("bob", *phases, unit=at, **facts)


def district(days: int, units: list[Any], patients: list[Any], **facts: Any) -> Snapshot:
    document = {"schema": "bedflow.snapshot/1", "as_of": f"{MONDAY}T08:00:00+00:00", "horizon_days": days}
    return Snapshot.from_document({**document, "units": units, "patients": patients, **facts})


def proven(snapshot: Snapshot) -> Plan:
    """Plan it, and insist that the plan is proven and that the checker finds nothing."""
    planned = plan(snapshot, effort=ENOUGH)
    report = check_plan(snapshot, planned)
    assert report.ok, [str(finding) for finding in report.findings]
    assert planned.status == "optimal"
    return planned


def course(planned: Plan, name: str) -> str:
    """Give a patient's course in a line: the unit of each day, in brackets on a waiting day."""
    mine = next(course for course in planned.courses if course.patient == name)
    days = zip(mine.units, mine.care, strict=True)
    return " ".join("-" if at is None else at if care else f"({at})" for at, care in days)


def reasons(wait: Wait) -> list[tuple[str | None, ...]]:
    """Give a wait's reasons as kind, place or team, and date."""
    return [
        (because.kind.value, because.unit or because.team, because.date and because.date.isoformat())
        for because in wait.because
    ]
