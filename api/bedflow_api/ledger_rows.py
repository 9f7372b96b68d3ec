"""The books of a plan as JSON says them, and as tables for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bedflow.domain import Breakdown, Plan
from bedflow.finance import Financed, Pen
from bedflow.ledger import Account, Agreement, Ledger
from bedflow_api.table_files import NUMBER, TEXT, WHOLE, YES_OR_NO, Table, Tables

Row = dict[str, Any]

AMOUNTS = ("care", "beyond_beds", "overtime", "cost", "harm", "income", "paid_on", "balance", "stranded")
PEN_AMOUNTS = ("costs_more", "books_gain", "payment", "others_gain", "payer_gains")

MODE_COLUMNS = {
    "mode": TEXT,
    **dict.fromkeys(("total", "cost", "harm", "payer_pays", "stranded", "payments_together"), NUMBER),
    "covered_together": YES_OR_NO,
}
ORGANISATION_COLUMNS = {
    **dict.fromkeys(("mode", "pen", "organisation"), TEXT),
    **dict.fromkeys(("bed_days", "care_days", "waiting_days"), WHOLE),
    **dict.fromkeys(AMOUNTS, NUMBER),
    **dict.fromkeys((f"cost/{component}" for component in Breakdown.model_fields), NUMBER),
}
PAYMENT_COLUMNS = {**dict.fromkeys(("mode", "pen", "from", "to", "for"), TEXT), "amount": NUMBER}
PEN_COLUMNS = {
    **dict.fromkeys(("mode", "pen"), TEXT),
    "keeps_shared": YES_OR_NO,
    "total": NUMBER,
    **dict.fromkeys(("acute_bed_days", "waiting_days", "people_waiting"), WHOLE),
    **dict.fromkeys(PEN_AMOUNTS, NUMBER),
    "covered": YES_OR_NO,
    **dict.fromkeys(("gap_for_its_books", "earned_per_acute_day", "shift_per_day"), NUMBER),
}


def ledger_document(shared: Plan, found: Iterable[Financed]) -> Row:
    """Give everybody's books under each mode as JSON says them."""
    return {
        "plan": {"objective": shared.objective, "bound": shared.bound, "gap": shared.gap},
        "modes": [
            {
                **_books_document(each.shared),
                "terms": _terms_document(each.agreed),
                "pens": [_pen_document(pen) for pen in each.pens],
                "payments_together": each.payments_together / 100,
                "covered_together": each.is_covered_together,
            }
            for each in found
        ],
    }


def ledger_tables(shared: Plan, found: Iterable[Financed]) -> Tables:
    """Give modes, organisations, payments and pens as tables; an empty pen is the shared plan."""
    modes: list[Row] = ledger_document(shared, found)["modes"]
    books = [(mode["mode"], pen, its) for mode in modes for pen, its in _all_books(mode)]
    return {
        "modes": Table(MODE_COLUMNS, [{name: mode[name] for name in MODE_COLUMNS} for mode in modes]),
        "organisations": Table(ORGANISATION_COLUMNS, [row for each in books for row in _account_rows(*each)]),
        "payments": Table(
            PAYMENT_COLUMNS,
            [{"mode": mode, "pen": pen, **one} for mode, pen, its in books for one in its["payments"]],
        ),
        "pens": Table(PEN_COLUMNS, [_pen_row(mode["mode"], pen) for mode in modes for pen in mode["pens"]]),
    }


def _all_books(mode: Row) -> Iterator[tuple[str | None, Row]]:
    yield None, mode
    for pen in mode["pens"]:
        yield pen["organisation"], pen["books"]


def _account_rows(mode: str, pen: str | None, books: Row) -> Iterator[Row]:
    for account in books["organisations"]:
        own = {name: value for name, value in account.items() if name != "costs"}
        costs = {f"cost/{component}": amount for component, amount in account["costs"].items()}
        yield {"mode": mode, "pen": pen, **own, **costs}


def _pen_row(mode: str, pen: Row) -> Row:
    figures = {name: value for name, value in pen.items() if name in PEN_COLUMNS}
    return {"mode": mode, "pen": pen["organisation"], "total": pen["books"]["total"], **figures}


def _terms_document(agreed: Agreement) -> Row:
    return {
        "given": agreed.mode.model_dump(mode="json"),
        "fixed": {name: amount / 100 for name, amount in agreed.fixed.items()},
        "lead": agreed.lead,
        "tariff": agreed.tariff / 100,
        "baseline": {
            name: {"spells": base.spells, "long_stay_days": base.long_stay_days}
            for name, base in agreed.baseline.items()
        },
    }


def _books_document(books: Ledger) -> Row:
    return {
        "mode": books.mode,
        "total": books.total / 100,
        "cost": books.cost / 100,
        "harm": books.harm / 100,
        "payer_pays": books.paid / 100,
        "stranded": books.stranded / 100,
        "organisations": [_account_document(account) for account in books.accounts],
        "payments": [
            {"from": one.origin, "to": one.to, "for": one.of, "amount": one.amount / 100}
            for one in books.payments
        ],
    }


def _account_document(account: Account) -> Row:
    return {
        "organisation": account.organisation,
        "bed_days": account.bed_days,
        "care_days": account.care_days,
        "waiting_days": account.waiting_days,
        **{name: getattr(account, name) / 100 for name in AMOUNTS},
        "costs": {component: amount / 100 for component, amount in account.costs.items()},
    }


def _pen_document(pen: Pen) -> Row:
    return {
        "organisation": pen.organisation,
        "keeps_shared": pen.keeps_shared,
        "acute_bed_days": pen.measures.acute_bed_days,
        "waiting_days": pen.measures.all_waiting_days,
        "people_waiting": pen.measures.people_waiting,
        **{name: getattr(pen, name) / 100 for name in PEN_AMOUNTS},
        "covered": pen.is_covered,
        "gap_for_its_books": pen.gap,
        "earned_per_acute_day": pen.seen.averaged,
        "shift_per_day": pen.seen.shift,
        "books": _books_document(pen.books),
    }
