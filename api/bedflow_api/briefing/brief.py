"""The whole briefing of a plan: headline, alerts, moves, places, hours, waits and cost."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.domain import Alert, Plan, Snapshot
from bedflow_api.briefing.movements import Today, Traffic, today, traffic
from bedflow_api.briefing.names import Names, is_forecast
from bedflow_api.briefing.places import HourRow, PlaceRow, hours_by_team, places_by_setting, places_by_unit
from bedflow_api.briefing.waiting import ReasonCount, Waiter, longest_waiters, waits_by_reason
from bedflow_api.briefing.words import (
    COMPONENT_WORDS,
    certificate_words,
    counted,
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
        alerts=tuple(_alert(alert, names) for alert in plan.alerts),
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


def _alert(alert: Alert, names: Names) -> str:
    if alert.team is not None:
        short = f"{names.team(alert.team)} is {hours(alert.short)} hours short"
    else:
        arrivals = counted(round(alert.short), "arrival")
        place = "a unit" if alert.unit is None else names.unit(alert.unit)
        short = f"{place} is promised {arrivals} more than it takes"
    promise = "care under way"
    if alert.locks:
        locked = ", ".join(dict.fromkeys(lock.patient for lock in alert.locks))
        promise = f"the decisions (locks) for {locked}"
    return f"{day_words(alert.date)}: {short} because of {promise}."


def _costs(plan: Plan) -> tuple[Cost, ...]:
    amounts = {name: float(getattr(plan.breakdown, name)) for name in COMPONENT_WORDS}
    total = sum(amounts.values())
    return tuple(
        Cost(COMPONENT_WORDS[name], amount, amount / total if total else 0.0)
        for name, amount in amounts.items()
        if amount
    )
