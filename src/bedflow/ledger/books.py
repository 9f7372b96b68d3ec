"""The books of a plan: who spends what, who is paid what by whom, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bedflow.domain import Plan, Snapshot
from bedflow.ledger.accounts import Account, accounts_of
from bedflow.ledger.activity import activity_of
from bedflow.ledger.agreement import Agreement, agree
from bedflow.ledger.modes import Mode, PaymentByResults, SharedBudget
from bedflow.ledger.pence import PENCE, exact, pence

PAYER = "payer"
"""Whoever commissions the care and pays for it; not one of the district's organisations."""

FIXED_SHARE = 0.5
"""Half of a bed's cost stays when nobody is in it, after Christie (Health Service Journal)."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that changes hands, in pence.

    Attributes
    ----------
    origin, to
        Who pays, and who is paid; the payer is told by ``origin`` being None.
    of
        What it is for: ``costs``, ``fixed``, ``spells`` or ``long_stays``.
    """

    origin: str | None
    to: str
    of: str
    amount: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everybody's books under one financing mode, in pence; they close.

    The costs and the harm of all accounts are the plan's total; the balances of all accounts and what
    the payer pays together are the plan's costs, with the sign turned.

    Attributes
    ----------
    total
        The plan's total, harm included.
    """

    mode: str
    accounts: tuple[Account, ...]
    payments: tuple[Payment, ...]
    total: int

    @property
    def cost(self) -> int:
        """What all organisations spend."""
        return sum(account.cost for account in self.accounts)

    @property
    def harm(self) -> int:
        """The price of waiting and disruption, which no books see."""
        return sum(account.harm for account in self.accounts)

    @property
    def paid(self) -> int:
        """What the payer pays in all."""
        return sum(payment.amount for payment in self.payments if payment.origin is None)

    @property
    def stranded(self) -> int:
        """The fixed part of what empty beds cost."""
        return sum(account.stranded for account in self.accounts)

    def of(self, organisation: str) -> Account:
        """Give one organisation's account.

        Raises
        ------
        KeyError
            When it has no unit and no team.
        """
        return {account.organisation: account for account in self.accounts}[organisation]


def ledger(
    snapshot: Snapshot,
    plan: Plan,
    *,
    mode: Mode | None = None,
    agreed: Agreement | None = None,
    fixed_share: float = FIXED_SHARE,
) -> Ledger:
    """Write up everybody's books for a plan.

    Parameters
    ----------
    plan
        A plan of the snapshot that keeps the rules.
    mode
        The financing mode; absent: one shared budget. Sums it does not give are agreed on this plan.
    agreed
        An agreement made before, as a rule on another plan; then ``mode`` is not used.
    fixed_share
        Share of a bed's cost that is paid whether it is used or not, 0 to 1.

    Raises
    ------
    ValueError
        When the mode names an organisation that has no unit and no team.
    """
    terms = agree(snapshot, plan, mode=mode or SharedBudget()) if agreed is None else agreed
    accounts = accounts_of(snapshot, plan, fixed_share=fixed_share)
    payments = tuple(payment for payment in _payments(snapshot, plan, terms, accounts) if payment.amount > 0)
    return Ledger(
        mode=terms.mode.name,
        accounts=tuple(_with(account, payments) for account in accounts.values()),
        payments=payments,
        total=pence(plan.objective),
    )


def _with(account: Account, payments: tuple[Payment, ...]) -> Account:
    name = account.organisation
    income = sum(payment.amount for payment in payments if payment.to == name)
    return replace(account, income=income, paid_on=sum(one.amount for one in payments if one.origin == name))


def _payments(
    snapshot: Snapshot, plan: Plan, terms: Agreement, accounts: Mapping[str, Account]
) -> Iterator[Payment]:
    if isinstance(terms.mode, SharedBudget):
        yield from (Payment(None, name, "costs", account.cost) for name, account in accounts.items())
    yield from (Payment(None, name, "fixed", amount) for name, amount in terms.fixed.items())
    if isinstance(terms.mode, PaymentByResults):
        yield from _for_results(snapshot, plan, terms, terms.mode)
    if terms.lead is not None:
        for name, account in accounts.items():
            if name != terms.lead:
                yield Payment(terms.lead, name, "costs", account.cost)


def _for_results(
    snapshot: Snapshot, plan: Plan, terms: Agreement, mode: PaymentByResults
) -> Iterator[Payment]:
    """Pay for activity: the baseline in full, what is off it at the marginal rate, up or down."""
    rate = exact(mode.marginal_rate)
    for name, done in activity_of(snapshot, plan, trim_days=mode.trim_days).items():
        base = terms.baseline[name]
        spells = base.spells + rate * (done.spells - base.spells)
        days = base.long_stay_days + rate * (done.long_stay_days - base.long_stay_days)
        yield Payment(None, name, "spells", pence(Decimal(terms.tariff) / PENCE * spells))
        yield Payment(None, name, "long_stays", pence(exact(mode.long_stay_day) * days))
