"""What a change brings, in words: how sure it is and who gains."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bedflow.explain.trial import Change, Outcome
from bedflow_api.briefing.names import is_forecast
from bedflow_api.briefing.words import counted, pounds

MOST_NAMED = 3
"""People named in a sentence; the others are counted."""


def sure_words(outcome: Outcome) -> str:
    """Say what is proven of the pounds, everybody else kept as planned."""
    if outcome.is_exact:
        return "exact"
    between = f"{pounds(outcome.low)} to {pounds(outcome.high)}"
    return between if outcome.is_decided else f"undecided: {between}"


def gains_words(outcome: Outcome) -> str:
    """Name who waits less, those who gain most first, and count who waits longer for it."""
    known = [change for change in outcome.earlier if not is_forecast(change.patient)]
    named = [f"{change.patient} ({_days(change)})" for change in known[:MOST_NAMED]]
    if len(known) > MOST_NAMED:
        named.append(f"{len(known) - MOST_NAMED} more")
    if expected := len(outcome.earlier) - len(known):
        named.append(f"{expected} expected")
    gain = ", ".join(named) or "nobody"
    later = sum(change.waiting_days < 0 for change in outcome.later)
    return f"{gain}; {counted(later, 'waits', 'wait')} longer" if later else gain


def _days(change: Change) -> str:
    return counted(change.waiting_days or change.acute_days, "day")


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome as JSON says it."""
    return {
        "pounds": outcome.pounds,
        "low": outcome.low,
        "high": outcome.high,
        "exact": outcome.is_exact,
        "decided": outcome.is_decided,
        "acute_days": outcome.acute_days,
        "waiting_days": outcome.waiting_days,
        "replanned": outcome.replanned,
        "earlier": [asdict(change) for change in outcome.earlier],
        "later": [asdict(change) for change in outcome.later],
    }
