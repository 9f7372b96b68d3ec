"""Financing modes: how money comes to the organisations that care for patients.

A mode says what an organisation's books see. None of the sums has a default that pretends to be a
fact: what is not given is agreed on a plan, at its costs, as contracts are.
"""

from __future__ import annotations

from typing import ClassVar

from bedflow.domain.fact import Amount, Fact, Positive, Text, Whole, fact

DAYS_A_YEAR = 365


class SharedBudget(Fact):
    """One purse pays everybody's costs; a day in a bed is a cost, and the plan's own objective counts it."""

    name: ClassVar[str] = "shared_budget"


class Block(Fact):
    """Each organisation has a fixed income, whatever it does; it sees only its own costs."""

    name: ClassVar[str] = "block"

    income_per_day: dict[Text, Amount] = fact(
        "Fixed income by organisation; absent: its costs in the plan agreed on",
        unit="pounds a day",
        default={},
    )


class PaymentByResults(Fact):
    """Acute spells earn a tariff, days beyond a trim point a payment each; what is not acute is a block.

    A spell earns its tariff when it begins: those under way this morning were earned before. Activity
    off the baseline earns, or loses, the marginal rate only.
    """

    name: ClassVar[str] = "payment_by_results"

    tariff: Amount | None = fact(
        "Payment for an acute spell; absent: what covers the acute care days of the plan agreed on",
        unit="pounds",
        default=None,
    )
    # 273 pounds: reference cost of an excess bed day, England, 2012/13 (answer in Parliament).
    long_stay_day: Amount = fact(
        "Payment for an acute day beyond the trim point", unit="pounds a day", default=273.0
    )
    # Our assumption: the days after which the NHS counts a stay as very long. Tariffs have one for each kind.
    trim_days: Positive = fact("Days of a spell that its tariff covers", unit="days", default=21)
    # Christie on payment by results (Health Service Journal): half of a change in costs is realised.
    marginal_rate: Amount = fact(
        "Share paid, or lost, for activity off the baseline", unit="share", default=0.5, le=1
    )
    baseline_spells: dict[Text, Whole] = fact(
        "Spells agreed for these days, by organisation; absent: those of the plan agreed on",
        unit="spells",
        default={},
    )
    baseline_long_stay_days: dict[Text, Whole] = fact(
        "Days beyond the trim point agreed, by organisation; absent: those of the plan agreed on",
        unit="days",
        default={},
    )
    block_per_day: dict[Text, Amount] = fact(
        "Fixed income for all but acute care days, by organisation; absent: its costs in the plan agreed on",
        unit="pounds a day",
        default={},
    )


class PathwayEpisode(Fact):
    """One sum for a patient's whole course goes to a lead, which pays the others what they spend."""

    name: ClassVar[str] = "pathway_episode"

    lead: Text | None = fact(
        "Organisation that holds the sum; absent: the one with most acute beds", default=None
    )
    per_patient: Amount | None = fact(
        "The part of the sum that falls into these days, for each patient planned for; absent: what covers "
        "the costs of the plan agreed on",
        unit="pounds",
        default=None,
    )


class AnnualPerPatient(Fact):
    """A sum for each patient and year, whatever happens; every day is a cost.

    Without a lead every organisation is paid its own sum and sees its own days; with one, the lead is
    paid for all and pays the others what they spend, so that it sees every day.
    """

    name: ClassVar[str] = "annual_per_patient"

    lead: Text | None = fact("Organisation that is paid for all care; absent: each for its own", default=None)
    per_year: dict[Text, Amount] = fact(
        "Sum for a patient and year by organisation; absent: what covers its costs in the plan agreed on",
        unit="pounds a year",
        default={},
    )


Mode = SharedBudget | Block | PaymentByResults | PathwayEpisode | AnnualPerPatient

MODES: dict[str, type[Mode]] = {
    mode.name: mode for mode in (SharedBudget, Block, PaymentByResults, PathwayEpisode, AnnualPerPatient)
}
"""Every financing mode by its name."""


def organisations_named(mode: Mode) -> dict[str, tuple[str, ...]]:
    """Give the organisations a mode names, by the field that names them."""
    named: dict[str, tuple[str, ...]] = {}
    for field in type(mode).model_fields:
        value = getattr(mode, field)
        if isinstance(value, dict):
            named[field] = tuple(value)
        elif field == "lead" and value is not None:
            named[field] = (value,)
    return named
