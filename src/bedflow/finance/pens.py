"""What the split of budgets costs: each organisation plans for its own books, beside the shared plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bedflow.compare import Measures, measures
from bedflow.domain import Plan, Snapshot
from bedflow.finance.seen import Seen, seen_by
from bedflow.ledger import FIXED_SHARE, Agreement, Ledger, Mode, activity_of, agree, ledger
from bedflow.ledger.modes import PaymentByResults
from bedflow.recost import recost

Planner = Callable[[Snapshot], Plan]
"""Plans a district from the shared plan on."""


@dataclass(frozen=True, slots=True)
class Pen:
    """One organisation holds the pen: the plan its books ask for, at true costs, beside the shared plan.

    Attributes
    ----------
    plan
        The better for its books, harm to patients counted, of the plan made for them and the shared one.
    seen
        The district as its books see it, on which that plan was made.
    gap
        How far the plan made is from the best for these books at most, as a share.
    books, shared
        Everybody's books under its plan, and under the shared one.
    """

    organisation: str
    plan: Plan
    seen: Seen
    gap: float
    measures: Measures
    books: Ledger
    shared: Ledger

    @property
    def keeps_shared(self) -> bool:
        """Whether its choice is the shared plan anyway."""
        return self.books == self.shared

    @property
    def costs_more(self) -> int:
        """By how much the total of its plan is above the shared plan's, in pence."""
        return self.books.total - self.shared.total

    @property
    def books_gain(self) -> int:
        """What its balance is better under its own plan, in pence."""
        return self.books.of(self.organisation).balance - self.shared.of(self.organisation).balance

    @property
    def harm_more(self) -> int:
        """What harm to patients is more under its own plan, in pence; below 0: its plan spares them some."""
        return self.books.harm - self.shared.harm

    @property
    def payment(self) -> int:
        """What makes the shared plan its choice, in pence.

        Enough that its books lose nothing by it, and what its own plan spares patients, which it counted
        when it planned, is made good too.
        """
        return self.books_gain + max(0, -self.harm_more)

    @property
    def others_gain(self) -> int:
        """What all the others gain by the shared plan, the payer included, in pence.

        Patients are among them where its own plan harms them more; where it spares them, the payment
        makes that good, and it is not counted twice.
        """
        return self.books.cost - self.shared.cost + self.books_gain + max(0, self.harm_more)

    @property
    def payer_gains(self) -> int:
        """What the payer gains by the shared plan, and patients where it spares them harm, in pence."""
        return self.books.paid - self.shared.paid + max(0, self.harm_more)

    @property
    def is_covered(self) -> bool:
        """Whether what the others gain covers the payment: it does when the shared plan's total is less."""
        return self.others_gain >= self.payment


@dataclass(frozen=True, slots=True)
class Financed:
    """A financing mode: everybody's books under the shared plan, and what each would plan instead."""

    agreed: Agreement
    shared: Ledger
    pens: tuple[Pen, ...]

    @property
    def payments_together(self) -> int:
        """What all payments together come to, in pence."""
        return sum(pen.payment for pen in self.pens)

    @property
    def is_covered_together(self) -> bool:
        """Whether the payer could pay all at once from what it and the patients gain, whoever plans now."""
        return all(pen.payer_gains >= self.payments_together for pen in self.pens if not pen.keeps_shared)


def financed(
    snapshot: Snapshot,
    shared: Plan,
    *,
    modes: Iterable[Mode],
    pens: Iterable[str],
    planner: Planner,
    fixed_share: float = FIXED_SHARE,
) -> tuple[Financed, ...]:
    """Plan for the books of each organisation under each mode, and hold it beside the shared plan.

    Parameters
    ----------
    shared
        The plan of the snapshot for the total; sums a mode does not give are agreed on it.
    pens
        Organisations that hold the pen in turn.
    planner
        Plans the district as somebody's books see it; districts that look the same are planned once.
    fixed_share
        Share of a bed's cost that is paid whether it is used or not, 0 to 1.

    Raises
    ------
    ValueError
        When a mode names an organisation that has no unit and no team.
    """
    organisations = tuple(pens)
    made: dict[str, tuple[Plan, float]] = {snapshot.sha256: (shared, shared.gap)}

    def planned(seen: Seen) -> tuple[Plan, float]:
        key = seen.snapshot.sha256
        if key not in made:
            plan = planner(seen.snapshot)
            made[key] = recost(snapshot, plan, beside=shared), plan.gap
        return made[key]

    found: list[Financed] = []
    for mode in modes:
        agreed = agree(snapshot, shared, mode=mode)
        books = ledger(snapshot, shared, agreed=agreed, fixed_share=fixed_share)
        trim_days = mode.trim_days if isinstance(mode, PaymentByResults) else None
        activity = {} if trim_days is None else activity_of(snapshot, shared, trim_days=trim_days)
        held = []
        for organisation in organisations:
            seen = seen_by(snapshot, organisation, agreed=agreed, activity=activity)
            plan, gap = planned(seen)
            own = ledger(snapshot, plan, agreed=agreed, fixed_share=fixed_share)
            if _worth(own, organisation) <= _worth(books, organisation):
                plan, own = shared, books
            held.append(Pen(organisation, plan, seen, gap, measures(snapshot, plan), own, books))
        found.append(Financed(agreed, books, tuple(held)))
    return tuple(found)


def _worth(books: Ledger, organisation: str) -> int:
    """Give what a plan is worth to whoever holds the pen: its balance less harm to patients, in pence."""
    return books.of(organisation).balance - books.harm
