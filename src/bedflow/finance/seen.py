"""The district as the books of one organisation see it: its own costs, and what others cost it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bedflow.compare import organisations_of_teams, organisations_of_units
from bedflow.domain import Setting, Snapshot, Team, Unit
from bedflow.domain.team import TeamOverride
from bedflow.domain.unit import UnitOverride
from bedflow.ledger import Activity, Agreement, PaymentByResults, SharedBudget

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """A district with the prices one organisation's books see.

    Attributes
    ----------
    snapshot
        Planning it is planning for these books, harm to patients kept.
    shift
        Pounds added to every day in every unit, because a day that earns more than it costs would have
        a price below nothing; 0 where none was needed. It changes nothing for people who stay to the
        end of the horizon; somebody who can leave within it seems to save so much a day by leaving.
    averaged
        Pounds by which a day in the organisation's acute units seems cheaper for what days beyond the trim
        point earn: an average over the days it could have more or fewer of, the same for every patient.
    """

    snapshot: Snapshot
    shift: float = 0.0
    averaged: float = 0.0


def seen_by(
    snapshot: Snapshot, organisation: str, *, agreed: Agreement, activity: Mapping[str, Activity]
) -> Seen:
    """Give the district as an organisation's books see it under a financing mode.

    Harm and disruption to patients keep their prices, people beyond beds and surge places and isolation
    breaches too, wherever they happen. Surge places and overtime of others are free, and so are simply
    places and hours.

    Parameters
    ----------
    activity
        Acute activity in the shared plan, by organisation; needed under payment by results only.
    """
    if isinstance(agreed.mode, SharedBudget) or organisation == agreed.lead:
        return Seen(snapshot)
    own = set[str]() if agreed.lead is not None else {organisation}
    averaged = _earned_per_day(organisation, agreed=agreed, activity=activity)
    of_unit, of_team = organisations_of_units(snapshot), organisations_of_teams(snapshot)

    def price(unit: Unit) -> float:
        if of_unit[unit.id] not in own:
            return 0.0
        return unit.cost_per_day - (averaged if unit.setting is Setting.ACUTE else 0.0)

    shift = max(0.0, *(-price(unit) for unit in snapshot.units)) if snapshot.units else 0.0
    units = tuple(
        _unit(unit, snapshot.days, price=price, shift=shift, surge_is_free=of_unit[unit.id] not in own)
        for unit in snapshot.units
    )
    teams = tuple(
        team if of_team[team.id] in own else _with_free_overtime(team, snapshot.days)
        for team in snapshot.teams
    )
    return Seen(snapshot.model_copy(update={"units": units, "teams": teams}), shift, averaged)


def _earned_per_day(organisation: str, *, agreed: Agreement, activity: Mapping[str, Activity]) -> float:
    """Give what one more day in an acute unit earns on average; other income does not depend on days."""
    mode = agreed.mode
    if not isinstance(mode, PaymentByResults) or organisation not in activity:
        return 0.0
    return mode.long_stay_day * mode.marginal_rate * activity[organisation].long_stay_share


def _unit(
    unit: Unit, days: tuple[date, ...], *, price: Callable[[Unit], float], shift: float, surge_is_free: bool
) -> Unit:
    changed: dict[str, object] = {"cost_per_day": round(price(unit) + shift, DECIMALS)}
    if surge_is_free:
        places = tuple(
            UnitOverride(date=day, beds=unit.beds_on(day) + unit.surge_on(day), surge=0) for day in days
        )
        changed["overrides"] = (*unit.overrides, *places)
    return unit.model_copy(update=changed)


def _with_free_overtime(team: Team, days: tuple[date, ...]) -> Team:
    hours = tuple(
        TeamOverride(date=day, hours=round(team.hours_on(day) + team.overtime_on(day), 9), overtime=0)
        for day in days
    )
    return team.model_copy(update={"overrides": (*team.overrides, *hours)})
