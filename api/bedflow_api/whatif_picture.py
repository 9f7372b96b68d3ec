"""What each scenario changes, as a picture that is complete in one file."""

from __future__ import annotations

from collections.abc import Iterator

from bedflow_api.bars_picture import BarsPicture, Figure, Figures, bars_picture
from bedflow_api.briefing.whatif import FigureGroup, WhatIfBriefing

DRAWN = ("Cost, pounds-equivalent", "Days waited in each setting")
"""The groups of figures whose changes are drawn."""


def changes_picture(briefing: WhatIfBriefing) -> BarsPicture:
    """Draw by how much cost and days waited change under each scenario, all scenarios to one scale."""
    groups = {group.title: group for group in briefing.groups}
    drawn = [groups[title] for title in DRAWN if title in groups]
    kinds = [kind for group in drawn for kind in _changes(group, briefing.names)]
    return bars_picture(f"What if, from {briefing.day}", kinds)


def _changes(group: FigureGroup, names: tuple[str, ...]) -> Iterator[Figures]:
    most = max((abs(change) for row in group.rows for change in row.changes), default=0.0)
    for scenario, name in enumerate(names):
        changed = tuple(
            Figure(row.what, row.changes[scenario], row.cells[scenario].change)
            for row in group.rows
            if row.cells[scenario].change
        )
        if changed:
            title = f"{name}: {group.title}; left: less"
            yield Figures(title, changed, are_changes=True, most=most, more_is_worse=True)
