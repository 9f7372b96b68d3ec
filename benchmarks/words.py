"""How figures are written on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTHING = "-"


def seconds(value: float | None) -> str:
    """Write a time."""
    if value is None:
        return NOTHING
    if value < 0.1:
        return f"{1000 * value:.1f} ms"
    if value < 1:
        return f"{value:.2f} s"
    return f"{value:.1f} s" if value < 100 else f"{value:,.0f} s"


def percent(value: float | None) -> str:
    """Write a gap."""
    if value is None:
        return NOTHING
    return "0" if value <= 1e-6 else f"{100 * value:.2f} %"


def pounds(value: float | None) -> str:
    """Write an amount of money."""
    return NOTHING if value is None else f"{value:,.0f}"


def times(value: float | None, *, at_least: bool = False) -> str:
    """Write a ratio."""
    if value is None:
        return NOTHING
    return (
        f"{'> ' if at_least else ''}{value:,.0f}" if value >= 10 else f"{'> ' if at_least else ''}{value:.1f}"
    )


def spread(values: Sequence[float]) -> str:
    """Write the least and the greatest of some times, once where they look the same."""
    least, greatest = seconds(min(values)), seconds(max(values))
    return least if least == greatest else f"{least} to {greatest}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, words: int = 1) -> str:
    """Write a table; every column but the first ones, of words, is set to the right."""
    lines = [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * words + "---:|" * (len(head) - words),
        *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows),
    ]
    return "\n".join(lines)
