"""How dates, amounts and the care that is waited for are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bedflow.domain import Setting

CARE: dict[Setting, str] = {
    Setting.ACUTE: "acute care",
    Setting.STEP_DOWN: "step-down care",
    Setting.COMMUNITY_HOSPITAL: "community hospital",
    Setting.CARE_HOME: "care home",
    Setting.HOME_SUPPORT: "home support",
}
"""What a patient waits for, as a manager says it."""


def short_day(day: date) -> str:
    """Say a date as a ward does: Mon 23 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def long_day(day: date) -> str:
    """Say a date in full: Monday 23 November."""
    return f"{day:%A} {day.day} {day:%B}"


def when(days: Sequence[date]) -> str:
    """Say on which days: runs of three and more by their ends, with the preposition."""
    spans = [_span(run) for run in _runs(days)]
    if len(spans) == 1 and " to " in spans[0]:
        return f"from {spans[0]}"
    return f"on {listed(spans)}"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(number: int, one: str) -> str:
    """Say a number with its noun."""
    return f"{number:,} {one if number == 1 else one + 's'}"


def pounds(amount: float) -> str:
    """Say an amount in whole pounds."""
    return f"{amount:,.0f}"


def hours(amount: float) -> str:
    """Say hours to a hundredth, without zeros that say nothing."""
    return f"{amount:,.2f}".rstrip("0").rstrip(".")


def _runs(days: Iterable[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _span(run: Sequence[date]) -> str:
    first, last = run[0], run[-1]
    if first == last:
        return short_day(first)
    between = "and" if len(run) == 2 else "to"
    begins = f"{first:%a} {first.day}" if first.month == last.month else short_day(first)
    return f"{begins} {between} {short_day(last)}"
