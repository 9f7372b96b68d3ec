"""Who pays and who gains as a picture: costs, balances, and what each organisation's own plan changes."""

from __future__ import annotations

from collections.abc import Iterator

from bedflow_api.bars_picture import BarsPicture, Figure, Figures, bars_picture
from bedflow_api.briefing.ledger import LedgerBriefing

TITLE = "Who pays, who gains"


def ledger_picture(briefing: LedgerBriefing) -> BarsPicture:
    """Draw the books of a plan.

    Balances are drawn for the modes in which somebody has any: sums that are agreed on the plan leave
    none.
    """
    return bars_picture(TITLE, tuple(_kinds(briefing)))


def _kinds(briefing: LedgerBriefing) -> Iterator[Figures]:
    costs = briefing.costs[:-1]
    yield Figures(
        "What it costs each (pounds)", tuple(Figure(row.organisation, row.pence, row.cost) for row in costs)
    )
    yield from _balances(briefing)
    # One scale for all who hold the pen: a small effect is to look small beside a large one.
    most = max((abs(row.pence) for gains in briefing.gains for row in gains.rows), default=0)
    for gains in briefing.gains:
        changes = (Figure(row.who, row.pence, row.change) for row in gains.rows)
        yield Figures(f"{gains.title}; right: gains", tuple(changes), are_changes=True, most=most)


def _balances(briefing: LedgerBriefing) -> Iterator[Figures]:
    balances: dict[str, list[Figure]] = {}
    mode = ""
    for row in briefing.books:
        mode = row.mode or mode
        if not row.is_payer:
            balances.setdefault(mode, []).append(Figure(row.organisation, row.pence, row.balance))
    for mode, figures in balances.items():
        if any(figure.said != "0" for figure in figures):
            yield Figures(f"Balance under {mode} (pounds)", tuple(figures), are_changes=True)
