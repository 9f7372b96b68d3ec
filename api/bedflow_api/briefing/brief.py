"""The whole briefing of a plan: headline, alerts, moves, places, hours, waits and cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bedflow.domain import Alert, Plan, Snapshot
from bedflow_api.briefing.movements import Today, Traffic, today, traffic
from bedflow_api.briefing.names import Names, is_forecast
from bedflow_api.briefing.places import HourRow, PlaceRow, hours_by_team, places_by_setting, places_by_unit
from bedflow_api.briefing.waiting import ReasonCount, Waiter, longest_waiters, waits_by_reason
from bedflow_api.briefing.words import (
    COMPONENT_WORDS,
    certificate_words,
    day_words,
    hours,
)


@dataclass(frozen=True, slots=True)
class Headline:
    """Which morning, how many people, and how good the plan is."""

    day: str
    until: str
    patients: int
    expected: int
    units: int
    teams: int
    certificate: str
    objective: float
    bound: float


@dataclass(frozen=True, slots=True)
class Cost:
    """One component of the objective."""

    component: str
    amount: float
    share: float


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a bed meeting reads off a plan."""

    headline: Headline
    alerts: tuple[str, ...]
    today: Today
    traffic: tuple[Traffic, ...]
    settings: tuple[PlaceRow, ...]
    units: tuple[PlaceRow, ...]
    teams: tuple[HourRow, ...]
    reasons: tuple[ReasonCount, ...]
    waiters: tuple[Waiter, ...]
    costs: tuple[Cost, ...]


def brief(snapshot: Snapshot, plan: Plan) -> Briefing:
    """Read a plan for the bed meeting.

    Parameters
    ----------
    plan
        A plan of this snapshot.
    """
    names = Names.of(snapshot)
    return Briefing(
        headline=_headline(snapshot, plan),
        alerts=_alerts(plan.alerts, names),
        today=today(snapshot, plan, names=names),
        traffic=traffic(snapshot, plan),
        settings=places_by_setting(plan, names),
        units=places_by_unit(plan, names),
        teams=hours_by_team(plan, names),
        reasons=waits_by_reason(plan, names),
        waiters=longest_waiters(snapshot, plan, names=names),
        costs=_costs(plan),
    )


def _headline(snapshot: Snapshot, plan: Plan) -> Headline:
    expected = sum(is_forecast(course.patient) for course in plan.courses)
    return Headline(
        day=f"{day_words(plan.days[0])} {plan.days[0]:%Y}",
        until=day_words(plan.days[-1]),
        patients=len(plan.courses) - expected,
        expected=expected,
        units=len(snapshot.units),
        teams=len(snapshot.teams),
        certificate=certificate_words(plan),
        objective=plan.objective,
        bound=plan.bound,
    )


def _alerts(alerts: Iterable[Alert], names: Names) -> tuple[str, ...]:
    """Say once of each team and unit on which days it is short, and what promised too much."""
    days: dict[tuple[str | None, str | None, str], list[Alert]] = {}
    for alert in alerts:
        days.setdefault((alert.team, alert.unit, _promise(alert)), []).append(alert)
    return tuple(
        f"{_short_of(team, unit, names)}: {', '.join(map(_shortfall, of_days))}. Promised by {promise}."
        for (team, unit, promise), of_days in days.items()
    )


def _short_of(team: str | None, unit: str | None, names: Names) -> str:
    if team is not None:
        return f"Not enough hours of {names.team(team)}"
    return f"More arrivals than {'a unit' if unit is None else names.unit(unit)} takes"


def _promise(alert: Alert) -> str:
    locked = dict.fromkeys(lock.patient for lock in alert.locks)
    return f"locks of {', '.join(locked)}" if locked else "care under way"


def _shortfall(alert: Alert) -> str:
    short = f"{hours(alert.short)} h short" if alert.team is not None else f"{alert.short:g} more"
    return f"{day_words(alert.date)} {short}"


def _costs(plan: Plan) -> tuple[Cost, ...]:
    amounts = {name: float(getattr(plan.breakdown, name)) for name in COMPONENT_WORDS}
    total = sum(amounts.values())
    return tuple(
        Cost(COMPONENT_WORDS[name], amount, amount / total if total else 0.0)
        for name, amount in amounts.items()
        if amount
    )
