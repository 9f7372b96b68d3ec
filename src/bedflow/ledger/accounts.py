"""What a plan costs each organisation, to the penny, and the days of care it gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bedflow.compare import PAID, measures, organisations_of_units
from bedflow.diary import diaries
from bedflow.domain import Breakdown, Plan, Setting, Snapshot
from bedflow.ledger.pence import exact, pence, shared_out

BEYOND = ("surge", "over_capacity", "isolation")
"""Components paid for places beyond the beds."""


@dataclass(frozen=True, slots=True)
class Account:
    """One organisation's side of a plan; amounts in pence.

    Attributes
    ----------
    bed_days, care_days, waiting_days
        Days people are in its units; on how many their care goes forward, and on how many not.
    costs
        By component of the plan's breakdown; harm and disruption to the patients in its units included.
    stranded
        The fixed part of what its empty beds cost: beds paid for and not used. No part of the plan's
        cost, which counts a bed only while somebody is in it.
    income
        What it is paid, by the payer and by other organisations.
    paid_on
        What it pays other organisations for their care.
    """

    organisation: str
    bed_days: int
    care_days: int
    waiting_days: int
    costs: Mapping[str, int]
    stranded: int
    income: int = 0
    paid_on: int = 0

    @property
    def care(self) -> int:
        """Cost of the days in its units."""
        return self.costs["care"]

    @property
    def beyond_beds(self) -> int:
        """Cost of surge places, of people beyond them, and of isolation beyond what there is."""
        return sum(self.costs[component] for component in BEYOND)

    @property
    def overtime(self) -> int:
        """Cost of its teams' overtime."""
        return self.costs["overtime"]

    @property
    def cost(self) -> int:
        """What its books see: care, places beyond the beds, overtime."""
        return sum(self.costs[component] for component in PAID)

    @property
    def harm(self) -> int:
        """The price of waiting and disruption to the patients in its units, which no books see."""
        return sum(self.costs.values()) - self.cost

    @property
    def balance(self) -> int:
        """Income less what it pays on and what it spends."""
        return self.income - self.paid_on - self.cost


def accounts_of(snapshot: Snapshot, plan: Plan, *, fixed_share: float) -> dict[str, Account]:
    """Give each organisation's days and costs; together they are the plan's total to the penny.

    Parameters
    ----------
    plan
        A plan of the snapshot that keeps the rules.
    fixed_share
        Share of a bed's cost that is paid whether it is used or not, 0 to 1.
    """
    found = measures(snapshot, plan).by_organisation
    costs = _in_pence(plan, found)
    of_unit = organisations_of_units(snapshot)
    everywhere = [day for own in diaries(snapshot, plan).values() for day in own]
    days = Counter(of_unit[day.unit] for day in everywhere)
    care = Counter(of_unit[day.unit] for day in everywhere if day.care)
    stranded = _stranded(snapshot, plan, fixed_share)
    return {
        name: Account(
            organisation=name,
            bed_days=days[name],
            care_days=care[name],
            waiting_days=days[name] - care[name],
            costs={component: costs[component][name] for component in Breakdown.model_fields},
            stranded=stranded.get(name, 0),
        )
        for name in sorted(found)
    }


def _in_pence(plan: Plan, found: Mapping[str, Breakdown]) -> dict[str, dict[str, int]]:
    """Round every organisation's components so that they add up, component by component and in all."""
    amounts = {
        component: {name: exact(getattr(costs, component)) for name, costs in found.items()}
        for component in Breakdown.model_fields
    }
    components = {component: sum(parts.values(), Decimal(0)) for component, parts in amounts.items()}
    totals = shared_out(pence(plan.objective), components)
    return {component: shared_out(totals[component], parts) for component, parts in amounts.items()}


def _stranded(snapshot: Snapshot, plan: Plan, fixed_share: float) -> dict[str, int]:
    """Price empty beds; a place of home support is no bed that somebody pays for while nobody is in it."""
    units = {unit.id: unit for unit in snapshot.units}
    of_unit = organisations_of_units(snapshot)
    pounds: dict[str, Decimal] = {}
    for place in plan.units:
        unit, owner = units[place.unit], of_unit[place.unit]
        if unit.setting is Setting.HOME_SUPPORT:
            continue
        empty = max(0, place.beds - place.occupied)
        pounds[owner] = pounds.get(owner, Decimal(0)) + empty * exact(unit.cost_per_day) * exact(fixed_share)
    return {owner: pence(amount) for owner, amount in pounds.items()}
