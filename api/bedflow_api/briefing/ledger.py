"""Who pays and who gains, in words: costs, books under each financing mode, and who would plan what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bedflow.compare import NO_ORGANISATION
from bedflow.domain import Plan
from bedflow.finance import Financed, Pen
from bedflow.ledger import Account, Ledger
from bedflow_api.briefing.words import certificate_words, counted, percent_at_most, pounds

MODE_WORDS: dict[str, str] = {
    "shared_budget": "one shared budget",
    "block": "block",
    "payment_by_results": "payment by results",
    "pathway_episode": "pathway sum",
    "annual_per_patient": "annual sum",
}

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class CostRow:
    """What one organisation does and spends; ``pence`` is its cost, for a picture."""

    organisation: str
    care_days: str
    waiting_days: str
    care: str
    beyond_beds: str
    overtime: str
    cost: str
    harm: str
    stranded: str
    pence: int


@dataclass(frozen=True, slots=True)
class BooksRow:
    """One organisation's books under one mode; ``mode`` stands in the first row of each.

    ``pence`` is the balance, for a picture.
    """

    mode: str
    organisation: str
    income: str
    paid_on: str
    cost: str
    balance: str
    pence: int
    is_payer: bool = False


@dataclass(frozen=True, slots=True)
class PenRow:
    """What one organisation would plan for its own books."""

    pen: str
    total: str
    more: str
    acute_days: str
    waiting_days: str
    books_gain: str
    payment: str


@dataclass(frozen=True, slots=True)
class GainRow:
    """How somebody fares under one organisation's plan, beside the shared plan.

    ``pence`` is the change, for a picture.
    """

    who: str
    shared: str
    own: str
    change: str
    pence: int


@dataclass(frozen=True, slots=True)
class PenTable:
    """What each organisation would plan under one mode, or several that come to the same."""

    title: str
    rows: tuple[PenRow, ...]


@dataclass(frozen=True, slots=True)
class GainTable:
    """How everybody fares when one organisation plans for its own books."""

    title: str
    rows: tuple[GainRow, ...]


@dataclass(frozen=True, slots=True)
class LedgerBriefing:
    """What a page or table says of the books of a plan."""

    headline: str
    costs: tuple[CostRow, ...]
    books: tuple[BooksRow, ...]
    pens: tuple[PenTable, ...]
    gains: tuple[GainTable, ...]
    sentences: tuple[str, ...]


def brief_ledger(plan: Plan, found: Sequence[Financed]) -> LedgerBriefing:
    """Put the books of a plan into words.

    Parameters
    ----------
    plan
        The shared plan.
    found
        What was found for each mode, at least one.
    """
    alike = _alike(found)
    return LedgerBriefing(
        headline=(
            f"The plan comes to {pounds(plan.objective)} and is {certificate_words(plan)}: "
            f"{_pounds(found[0].shared.cost)} that somebody pays, {_pounds(found[0].shared.harm)} of harm."
        ),
        costs=tuple(_costs(found[0].shared)),
        books=tuple(row for each in found for row in _books(each.shared)),
        pens=tuple(_pens(modes, each) for modes, each in alike if _moved(each)),
        gains=tuple(_gains(modes, pen) for modes, each in alike for pen in _moved(each)),
        sentences=tuple(sentence for modes, each in alike for sentence in _sentences(modes, each)),
    )


def organisation_words(name: str) -> str:
    """Name an organisation; units and teams without any are nobody's."""
    return "nobody named" if name == NO_ORGANISATION else name


def _pounds(pence: int) -> str:
    return pounds(pence / 100)


def _signed(pence: int) -> str:
    return f"{'+' if round(pence / 100) > 0 else ''}{_pounds(pence)}" if round(pence / 100) else "0"


def _alike(found: Iterable[Financed]) -> list[tuple[str, Financed]]:
    """Put modes together under which everybody would plan the same, with the same effect on all books."""
    grouped: dict[object, tuple[list[str], Financed]] = {}
    for each in found:
        if each.pens:
            key = (each.shared.accounts, tuple((pen.organisation, pen.books.accounts) for pen in each.pens))
            names, _ = grouped.setdefault(str(key), ([], each))
            names.append(MODE_WORDS[each.shared.mode])
    return [("; ".join(names), each) for names, each in grouped.values()]


def _moved(each: Financed) -> list[Pen]:
    return [pen for pen in each.pens if not pen.keeps_shared]


def _costs(books: Ledger) -> Iterator[CostRow]:
    accounts = books.accounts
    for account in accounts:
        yield _cost_row(organisation_words(account.organisation), (account,))
    yield _cost_row("Together", accounts)


def _cost_row(name: str, accounts: Sequence[Account]) -> CostRow:
    def total(attribute: str) -> int:
        return sum(getattr(account, attribute) for account in accounts)

    return CostRow(
        organisation=name,
        care_days=f"{total('care_days'):,}",
        waiting_days=f"{total('waiting_days'):,}",
        care=_pounds(total("care")),
        beyond_beds=_pounds(total("beyond_beds")),
        overtime=_pounds(total("overtime")),
        cost=_pounds(total("cost")),
        harm=_pounds(total("harm")),
        stranded=_pounds(total("stranded")),
        pence=total("cost"),
    )


def _books(books: Ledger) -> Iterator[BooksRow]:
    mode = MODE_WORDS[books.mode]
    for account in books.accounts:
        yield BooksRow(
            mode=mode,
            organisation=organisation_words(account.organisation),
            income=_pounds(account.income),
            paid_on=_pounds(account.paid_on) if account.paid_on else "",
            cost=_pounds(account.cost),
            balance=_signed(account.balance),
            pence=account.balance,
        )
        mode = ""
    yield BooksRow(
        mode, "the payer", "", _pounds(books.paid), "", _signed(-books.paid), -books.paid, is_payer=True
    )


def _pens(modes: str, each: Financed) -> PenTable:
    title = f"{_capital(modes)}: what each plans for its own books, at true costs (pounds)"
    return PenTable(title, tuple(_pen(pen) for pen in each.pens))


def _pen(pen: Pen) -> PenRow:
    moved = not pen.keeps_shared
    return PenRow(
        pen=organisation_words(pen.organisation),
        total=_pounds(pen.books.total),
        more=_signed(pen.costs_more) if moved else "as shared",
        acute_days=f"{pen.measures.acute_bed_days:,}",
        waiting_days=f"{pen.measures.all_waiting_days:,}",
        books_gain=_signed(pen.books_gain) if moved else NOTHING,
        payment=_pounds(pen.payment) if moved else NOTHING,
    )


def _gains(modes: str, pen: Pen) -> GainTable:
    rows = [
        (organisation_words(was.organisation), was.balance, now.balance)
        for was, now in zip(pen.shared.accounts, pen.books.accounts, strict=True)
    ]
    rows += [("the payer", -pen.shared.paid, -pen.books.paid)]
    rows += [("harm to patients", -pen.shared.harm, -pen.books.harm)]
    rows += [("Together", -pen.shared.total, -pen.books.total)]
    return GainTable(
        title=f"{_capital(modes)}: everybody when {organisation_words(pen.organisation)} plans (pounds)",
        rows=tuple(
            GainRow(who, _signed(was), _signed(now), _signed(now - was), now - was) for who, was, now in rows
        ),
    )


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _sentences(modes: str, each: Financed) -> Iterator[str]:
    moved = _moved(each)
    head = _capital(modes)
    if not moved:
        yield f"{head}: whoever holds the pen, no plan better for their books was found than the shared one."
    for pen in moved:
        name = organisation_words(pen.organisation)
        if pen.is_covered:
            yield (
                f"{head}: for {_pounds(pen.payment)} the shared plan is {name}'s choice; all others gain "
                f"{_pounds(pen.others_gain)} by it, which covers that."
            )
        else:
            yield (
                f"{head}: {name}'s plan is {_pounds(-pen.costs_more)} less in all than the shared plan; "
                "that is not the best possible: plan it for longer."
            )
    if len(moved) > 1 and all(pen.is_covered for pen in moved):
        least = min(pen.payer_gains for pen in moved)
        covered = "which covers them" if each.is_covered_together else "which does not cover them"
        yield (
            f"{head}: {counted(len(moved), 'payment')} at once are {_pounds(each.payments_together)}; payer "
            f"and patients alone gain {_pounds(least)} at least by the shared plan, {covered}."
        )
    yield from _approximate(head, each.pens)


def _approximate(head: str, pens: Sequence[Pen]) -> Iterator[str]:
    """Say what of the plans made for single books is not exact."""
    worst = max(pen.gap for pen in pens)
    if worst > 0:
        at_most = percent_at_most(worst)
        yield f"{head}: plans for one's own books are at most {at_most} from their best (proven)."
    for pen in pens:
        if pen.seen.averaged:
            earned = pounds(pen.seen.averaged)
            yield (
                f"{head}: {organisation_words(pen.organisation)} plans as if any acute day earned {earned}, "
                "the average of the days it could have more or fewer of; its books are exact."
            )
        if pen.seen.shift:
            yield (
                f"{head}: such a day earns more than it costs; {pounds(pen.seen.shift)} are added to every "
                "day everywhere, so that leaving within the horizon looks better by so much a day."
            )
