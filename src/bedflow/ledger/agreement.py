"""A financing mode with all its sums: those given, and those agreed on a plan at its costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bedflow.compare import organisations_of_teams, organisations_of_units
from bedflow.compile import planned_patients
from bedflow.domain import Plan, Setting, Snapshot
from bedflow.ledger.accounts import Account, accounts_of
from bedflow.ledger.activity import Activity, activity_of
from bedflow.ledger.modes import (
    DAYS_A_YEAR,
    AnnualPerPatient,
    Block,
    Mode,
    PathwayEpisode,
    PaymentByResults,
    SharedBudget,
    organisations_named,
)
from bedflow.ledger.pence import exact, pence


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is paid for the days of a plan; amounts in pence.

    Attributes
    ----------
    fixed
        What the payer pays each organisation whatever it does.
    lead
        The organisation that is paid for all and pays the others what they spend.
    tariff
        Payment for an acute spell.
    baseline
        Spells and long-stay days agreed, by organisation.
    """

    mode: Mode
    fixed: Mapping[str, int] = field(default_factory=dict)
    lead: str | None = None
    tariff: int = 0
    baseline: Mapping[str, Activity] = field(default_factory=dict)


def organisations_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Give every organisation that has a unit or a team."""
    of_unit, of_team = organisations_of_units(snapshot), organisations_of_teams(snapshot)
    return tuple(sorted({*of_unit.values(), *of_team.values()}))


def agree(snapshot: Snapshot, plan: Plan, *, mode: Mode) -> Agreement:
    """Agree on what a plan is paid; sums the mode does not give are set to cover the plan's costs.

    Parameters
    ----------
    plan
        The plan everybody agrees on, as a rule the best for the total.

    Raises
    ------
    ValueError
        When the mode names an organisation that has no unit and no team.
    """
    known = organisations_of(snapshot)
    for name, organisations in organisations_named(mode).items():
        if unknown := sorted(set(organisations) - set(known)):
            raise ValueError(f"{mode.name}.{name} names {unknown[0]}; this district has {', '.join(known)}")
    accounts = accounts_of(snapshot, plan, fixed_share=0.0)
    match mode:
        case SharedBudget():
            return Agreement(mode)
        case Block():
            fixed = {
                name: _per_horizon(mode.income_per_day.get(name), account.cost, snapshot)
                for name, account in accounts.items()
            }
            return Agreement(mode, fixed)
        case PaymentByResults():
            return _by_results(snapshot, plan, mode, accounts)
        case PathwayEpisode():
            lead = mode.lead or largest_acute(snapshot)
            people = len(planned_patients(snapshot))
            all_costs = sum(account.cost for account in accounts.values())
            agreed = all_costs if mode.per_patient is None else people * pence(mode.per_patient)
            return Agreement(mode, {lead: agreed}, lead)
        case AnnualPerPatient():
            return _annual(snapshot, mode, accounts)


def largest_acute(snapshot: Snapshot) -> str:
    """Give the organisation with most acute beds this morning; without any, the one with most places."""
    of_unit = organisations_of_units(snapshot)
    size = dict.fromkeys(organisations_of(snapshot), (0, 0))
    for unit in snapshot.units:
        beds = unit.beds_on(snapshot.first_day)
        acute, places = size[of_unit[unit.id]]
        size[of_unit[unit.id]] = acute + beds * (unit.setting is Setting.ACUTE), places + beds
    return max(sorted(size), key=lambda name: size[name])


def _per_horizon(per_day: float | None, cost: int, snapshot: Snapshot) -> int:
    return cost if per_day is None else pence(exact(per_day) * snapshot.horizon_days)


def _by_results(
    snapshot: Snapshot, plan: Plan, mode: PaymentByResults, accounts: Mapping[str, Account]
) -> Agreement:
    activity = activity_of(snapshot, plan, trim_days=mode.trim_days)
    acute_care = _acute_care(snapshot, plan)
    fixed = {
        name: _per_horizon(
            mode.block_per_day.get(name), max(0, account.cost - acute_care.get(name, 0)), snapshot
        )
        for name, account in accounts.items()
    }
    baseline = {
        name: Activity(
            spells=mode.baseline_spells.get(name, own.spells),
            long_stay_days=mode.baseline_long_stay_days.get(name, own.long_stay_days),
        )
        for name, own in activity.items()
    }
    if mode.tariff is not None:
        return Agreement(mode, fixed, tariff=pence(mode.tariff), baseline=baseline)
    spells = sum(own.spells for own in activity.values())
    long_stays = sum(own.long_stay_days for own in activity.values()) * pence(mode.long_stay_day)
    to_cover = max(0, sum(acute_care.values()) - long_stays)
    tariff = pence(Decimal(to_cover) / 100 / spells) if spells else 0
    return Agreement(mode, fixed, tariff=tariff, baseline=baseline)


def _acute_care(snapshot: Snapshot, plan: Plan) -> dict[str, int]:
    """Price the days in acute units, by organisation."""
    of_unit = organisations_of_units(snapshot)
    acute = {unit.id: unit for unit in snapshot.units if unit.setting is Setting.ACUTE}
    pounds: dict[str, Decimal] = {}
    for place in plan.units:
        if place.unit in acute:
            owner = of_unit[place.unit]
            cost = place.occupied * exact(acute[place.unit].cost_per_day)
            pounds[owner] = pounds.get(owner, Decimal(0)) + cost
    return {owner: pence(amount) for owner, amount in pounds.items()}


def _annual(snapshot: Snapshot, mode: AnnualPerPatient, accounts: Mapping[str, Account]) -> Agreement:
    days = sum(
        snapshot.horizon_days
        - (0 if patient.arrives is None else (patient.arrives - snapshot.first_day).days)
        for patient in planned_patients(snapshot)
    )
    all_costs = sum(account.cost for account in accounts.values())
    costs = (
        {name: account.cost for name, account in accounts.items()}
        if mode.lead is None
        else {mode.lead: all_costs}
    )
    fixed = {
        name: pence(exact(mode.per_year[name]) * days / DAYS_A_YEAR) if name in mode.per_year else cost
        for name, cost in costs.items()
    }
    return Agreement(mode, fixed, mode.lead)
