"""What is kept of the plan of a point: its certificate, its waits, its places, and its costs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from bedflow.compare import Measures, measures
from bedflow.domain import Breakdown, Fact, Plan, Setting, Snapshot
from bedflow.domain.fact import fact


class Figures(Fact):
    """What the plan of a point comes to; nothing in it is about one patient."""

    objective: float = fact("Total of the plan", unit="pounds-equivalent")
    bound: float = fact("Proven lower bound on the total", unit="pounds-equivalent")
    gap: float = fact("(objective - bound) / objective", unit="share")
    people_waiting: int = fact("People who wait on at least one day", unit="people")
    waiting_days: int = fact("Days waited, in all settings", unit="days")
    acute_waiting_days: int = fact("Days waited in acute units", unit="days")
    longest_wait: int = fact("Most days one person waits", unit="days")
    mean_wait: float = fact("Days waited, per person planned for", unit="days")
    surge_days: int = fact("Surge places used", unit="place-days")
    over_days: int = fact("Places used beyond beds and surge", unit="place-days")
    isolation_breaches: int = fact("Isolation places used beyond those there are", unit="place-days")
    acute_bed_days: int = fact("Days in acute units", unit="days")
    moves: int = fact("Changes of unit", unit="moves")
    left: int = fact("People who leave the system within the horizon", unit="people")
    team_hours: float = fact("Hours used of all teams", unit="hours")
    overtime_hours: float = fact("Overtime used of all teams", unit="hours")
    cost: Breakdown = fact("The total by component")
    by_organisation: dict[str, float] = fact("What each organisation's books see", unit="pounds")

    def rows(self) -> dict[str, Any]:
        """Give every number by one name, such as ``waiting_days`` or ``cost/care``."""
        rows: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Breakdown):
                rows |= {f"{name}/{part}": getattr(value, part) for part in Breakdown.model_fields}
            elif isinstance(value, dict):
                rows |= {f"paid/{key}": number for key, number in value.items()}
            else:
                rows[name] = value
        return rows


COUNTED_FROM = (
    "people_waiting",
    "waiting_days",
    "acute_waiting_days",
    "longest_wait",
    "mean_wait",
    "surge_days",
    "over_days",
)
"""Figures that can be counted from a later day on."""


def figures_of(snapshot: Snapshot, plan: Plan, *, since: date | None = None) -> Figures:
    """Take the figures of a plan.

    Parameters
    ----------
    since
        First day on which waits and places beyond beds count; None: all days of the plan.
    """
    found = measures(snapshot, plan)
    first = plan.days[0] if since is None else since
    waited = _waited(snapshot, plan, first)
    acute = sum(days for (_, setting), days in waited.items() if setting is Setting.ACUTE)
    by_person: Counter[str] = Counter()
    for (patient, _), days in waited.items():
        by_person[patient] += days
    places = [row for row in plan.units if row.date >= first]
    return Figures(
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        people_waiting=len(by_person),
        waiting_days=by_person.total(),
        acute_waiting_days=acute,
        longest_wait=max(by_person.values(), default=0),
        mean_wait=round(by_person.total() / len(plan.courses), 3) if plan.courses else 0.0,
        surge_days=sum(row.surge_used for row in places),
        over_days=sum(row.over for row in places),
        isolation_breaches=found.isolation_breaches,
        acute_bed_days=found.acute_bed_days,
        moves=found.moves,
        left=found.left,
        team_hours=round(sum(found.team_hours.values()), 2),
        overtime_hours=round(sum(found.overtime.values()), 2),
        cost=plan.breakdown,
        by_organisation=_paid(found),
    )


def _waited(snapshot: Snapshot, plan: Plan, first: date) -> Counter[tuple[str, Setting]]:
    """Count the waiting days from a day on, by patient and by the setting they wait in."""
    setting_of = {unit.id: unit.setting for unit in snapshot.units}
    waited: Counter[tuple[str, Setting]] = Counter()
    for course in plan.courses:
        for day, unit, care in zip(plan.days, course.units, course.care, strict=True):
            if unit is not None and not care and day >= first:
                waited[course.patient, setting_of[unit]] += 1
    return waited


def _paid(found: Measures) -> dict[str, float]:
    rows = found.rows()
    return {name.removeprefix("paid/"): rows[name] for name in rows if name.startswith("paid/")}
