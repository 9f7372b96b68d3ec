"""The total of a plan, component by component, and the certificate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import fsum

from bedflow.check.capacity import (
    Raises,
    Use,
    isolation_breaches,
    over_capacity,
    overtime_used,
    slack,
    surge_used,
)
from bedflow.check.courses import Walks
from bedflow.check.district import District, Person
from bedflow.check.finding import Finding
from bedflow.check.walk import Stay
from bedflow.domain import Breakdown, Plan, Snapshot, Status, Unit

POUNDS = 0.01
"""Difference of an amount of money that is put down to rounding."""

BEST = 1e-6
"""The gap up to which a plan is called optimal; also the rounding allowed on a gap."""

PREVIOUS_DAYS = 3
"""The days on which a change against the previous plan costs: 0 to 2."""


def recompute(snapshot: Snapshot, district: District, *, walks: Walks, use: Use, raises: Raises) -> Breakdown:
    """Compute every component from the courses alone."""
    stays = [(district.people[name], stay) for name, course in walks.items() for stay in course]
    unit_days = [(unit, day) for unit in district.units.values() for day in range(len(district.days))]
    team_days = [(team, day) for team in district.teams.values() for day in range(len(district.days))]
    policy = district.policy
    overtime = [
        hours
        for team, day in team_days
        if (hours := overtime_used(team, district, use=use, raises=raises, day=day))
        > slack(use.hours.get((team.id, day), 0.0))
    ]
    surge = sum(surge_used(unit, district, use=use, day=day) for unit, day in unit_days)
    over = sum(over_capacity(unit, district, use=use, day=day) for unit, day in unit_days)
    breaches = sum(isolation_breaches(unit, district, use=use, day=day) for unit, day in unit_days)
    return Breakdown(
        care=fsum(stay.unit.cost_per_day for _, stay in stays),
        waiting=fsum(waiting_cost(person, stay, district) for person, stay in stays),
        over_placement=fsum(over_placement_cost(stay, district) for _, stay in stays),
        mismatch=fsum(mismatch_cost(person, stay.unit, district) for person, stay in stays),
        transfers=fsum(policy.transfer for _, stay in stays if stay.is_transfer),
        replan=replan_cost(stays, snapshot, district=district),
        surge=policy.surge_bed * surge,
        over_capacity=policy.over_capacity * over,
        isolation=policy.isolation_breach * breaches,
        overtime=policy.overtime_hour * fsum(overtime),
    )


def waiting_cost(person: Person, stay: Stay, district: District) -> float:
    """Give the harm of a waiting day.

    "harm_per_day x wait_weight[setting] x min(1 + wait_growth x w, wait_growth_max), w =
    waiting_days so far + waiting days in this plan before today"; "harm_per_day defaults to
    harm_base + harm_frailty x frailty". The setting is that of the unit in which the patient waits.
    """
    if stay.care:
        return 0.0
    policy = district.policy
    harm = person.asks.harm_per_day
    if harm is None:
        harm = policy.harm_base + policy.harm_frailty * person.asks.frailty
    growth = min(1 + policy.wait_growth * (person.waited + stay.waited), policy.wait_growth_max)
    return harm * policy.wait_weight[stay.unit.setting] * growth


def over_placement_cost(stay: Stay, district: District) -> float:
    """Give the price of "a care day in another setting than the phase's own"."""
    if not stay.care or stay.phase is None or stay.phase.setting is stay.unit.setting:
        return 0.0
    return district.policy.over_placement


def mismatch_cost(person: Person, unit: Unit, district: District) -> float:
    """Give the price of outlying, distance and preference for a day in a unit.

    "outlier if the unit lists specialties without the patient's; distance if it lists near_zones
    without the patient's; not_preferred if the patient's preferred_units name units of that
    setting, but not this one".
    """
    policy, asks = district.policy, person.asks
    preferred = [name for name in asks.preferred_units if district.units[name].setting is unit.setting]
    return (
        policy.outlier * (bool(unit.specialties) and asks.specialty not in unit.specialties)
        + policy.distance * (bool(unit.near_zones) and asks.zone not in unit.near_zones)
        + policy.not_preferred * (bool(preferred) and unit.id not in preferred)
    )


def replan_cost(stays: Iterable[tuple[Person, Stay]], snapshot: Snapshot, *, district: District) -> float:
    """Give the price of changes against the previous plan.

    "for each of days 0 to 2 for which the previous plan and this one both name a unit for the
    patient and date, and they differ; forecast patients never cost".
    """
    before = _previous_units(snapshot)
    changed = sum(
        before.get((person.id, district.days[stay.day]), stay.unit.id) != stay.unit.id
        for person, stay in stays
        if stay.day < PREVIOUS_DAYS and not person.forecast
    )
    return district.policy.replan * changed


def check_money(plan: Plan, right: Breakdown) -> Iterator[Finding]:
    """Hold each component and the objective against the recomputed ones."""
    for name in type(right).model_fields:
        given, expected = getattr(plan.breakdown, name), getattr(right, name)
        if abs(given - expected) > POUNDS:
            yield Finding(f"cost-{name}", "breakdown", f"{name} is {given:.2f}, expected {expected:.2f}")
    components = fsum(getattr(plan.breakdown, name) for name in type(right).model_fields)
    if abs(plan.objective - components) > POUNDS:
        message = f"the breakdown sums to {components:.2f}, the objective is {plan.objective:.2f}"
        yield Finding("objective", "objective", message)
    elif abs(plan.objective - right.total) > POUNDS:
        message = f"the objective is {plan.objective:.2f}, expected {right.total:.2f}"
        yield Finding("objective", "objective", message)


def check_certificate(plan: Plan, right: Breakdown) -> Iterator[Finding]:
    """Hold bound, gap and status against each other; that the bound is proven is not checked here."""
    if plan.bound > right.total + POUNDS:
        message = f"the bound {plan.bound:.2f} is above the total {right.total:.2f}"
        yield Finding("bound", "bound", message)
    gap = 0.0 if plan.objective == 0 else (plan.objective - plan.bound) / plan.objective
    rounding = 2 * POUNDS / abs(plan.objective) if plan.objective else 0.0
    if abs(plan.gap - gap) > BEST + rounding:
        yield Finding("gap", "gap", f"the gap is {plan.gap}, expected {gap:.8f}")
    if (plan.status is Status.OPTIMAL) != (plan.gap <= BEST):
        yield Finding("status", "status", f"the plan is called {plan.status.value} with a gap of {plan.gap}")


def _previous_units(snapshot: Snapshot) -> Mapping[tuple[str, date], str]:
    previous = snapshot.previous_plan
    if previous is None:
        return {}
    return {
        (course.patient, day): unit
        for course in previous.courses
        for day, unit in zip(previous.days, course.units, strict=False)
        if unit is not None
    }
