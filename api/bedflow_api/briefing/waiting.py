"""Who waits and what stands in the way, every waiting day under one reason."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bedflow.compare import behind_each_day
from bedflow.domain import Because, BecauseKind, Plan, Snapshot, Wait
from bedflow.domain.delay_reason import reason_wording
from bedflow_api.briefing.names import Names, is_forecast
from bedflow_api.briefing.words import CARE_WORDS, SETTING_WORDS, counted, day_words

MOST_OBSTACLES = 3
"""What stood in the way of one wait is told up to this number, what did so longest first."""

CHEAPER = "Waiting costs less than anything that is possible"


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many patients and waiting days a reason stands behind; forecast people are counted apart."""

    reason: str
    patients: int
    days: int
    expected_days: int

    @property
    def all_days(self) -> int:
        """Waiting days of known and of forecast people."""
        return self.days + self.expected_days


@dataclass(frozen=True, slots=True)
class Waiter:
    """A patient who waits in this plan: how long in all, and a sentence for each wait, by date."""

    patient: str
    days: int
    days_so_far: int
    sentences: tuple[str, ...]
    longest: str


@dataclass(slots=True)
class _Tally:
    patients: set[str] = field(default_factory=set)
    days: int = 0
    expected_days: int = 0


def waits_by_reason(plan: Plan, names: Names) -> tuple[ReasonCount, ...]:
    """Count the waiting days of the plan by reason, most first; the counts add up to all of them."""
    tallies: dict[str, _Tally] = {}
    for wait in plan.waits:
        for because in behind_each_day(wait):
            tally = tallies.setdefault(_reason(because, names), _Tally())
            if is_forecast(wait.patient):
                tally.expected_days += 1
                continue
            tally.patients.add(wait.patient)
            tally.days += 1
    counts = [
        ReasonCount(reason, len(tally.patients), tally.days, tally.expected_days)
        for reason, tally in tallies.items()
    ]
    return tuple(sorted(counts, key=lambda count: (-count.all_days, count.reason)))


def longest_waiters(snapshot: Snapshot, plan: Plan, *, names: Names) -> tuple[Waiter, ...]:
    """Give every known patient who waits in this plan, those who will have waited longest first."""
    so_far = {patient.id: patient.waiting_days for patient in snapshot.patients}
    runs: dict[str, list[Wait]] = {}
    for wait in plan.waits:
        if not is_forecast(wait.patient):
            runs.setdefault(wait.patient, []).append(wait)
    waiters = [
        Waiter(
            patient=patient,
            days=sum(wait.days for wait in waits),
            days_so_far=so_far[patient],
            sentences=tuple(wait_sentence(wait, names) for wait in sorted(waits, key=lambda it: it.from_)),
            longest=wait_sentence(max(waits, key=lambda it: it.days), names),
        )
        for patient, waits in runs.items()
    ]
    return tuple(sorted(waiters, key=lambda it: (-(it.days + it.days_so_far), it.patient)))


def _reason(because: Because, names: Names) -> str:
    """Say what stood in the way so that the same thing elsewhere or another day counts with it."""
    if because.kind is BecauseKind.NOT_BEFORE:
        return _date_reason(because)
    if because.kind is BecauseKind.PLACES and because.unit is not None:
        return f"No free place: {SETTING_WORDS[names.setting(because.unit)]}"
    if because.kind is BecauseKind.INTAKE and because.unit is not None:
        return f"No more arrivals taken that day: {SETTING_WORDS[names.setting(because.unit)]}"
    if because.kind is BecauseKind.TEAM and because.team is not None:
        return f"Not enough team hours: {names.discipline(because.team)}"
    return CHEAPER


def _date_reason(because: Because) -> str:
    return "Not possible before a date" if because.reason is None else reason_wording(because.reason)


def wait_sentence(wait: Wait, names: Names) -> str:
    """Say when, where, for what and why somebody waits."""
    until = wait.from_ + timedelta(days=wait.days - 1)
    when = day_words(wait.from_) if wait.days == 1 else f"{day_words(wait.from_)} to {day_words(until)}"
    obstacles = sorted(_by_obstacle(wait), key=lambda obstacle: -_weight(*obstacle))
    behind = "; ".join(_clause(because, days, names, wait) for because, days in obstacles[:MOST_OBSTACLES])
    if len(obstacles) > MOST_OBSTACLES:
        behind += f"; and {len(obstacles) - MOST_OBSTACLES} more, in the plan file"
    return (
        f"{when} ({counted(wait.days, 'day')}) in {names.unit(wait.in_)} "
        f"for {CARE_WORDS[wait.for_]}: {behind}."
    )


def _by_obstacle(wait: Wait) -> Iterable[tuple[Because, list[date]]]:
    """Bring together what is the same thing on several days, with those days."""
    days: dict[Because, list[date]] = {}
    for because in wait.because:
        on = days.setdefault(because.model_copy(update={"date": None}), [])
        on.extend([] if because.date is None else [because.date])
    return days.items()


def _weight(because: Because, days: list[date]) -> float:
    return math.inf if because.kind is BecauseKind.NOT_BEFORE else len(days)


def _clause(because: Because, days: list[date], names: Names, wait: Wait) -> str:
    if because.kind is BecauseKind.NOT_BEFORE:
        words = "not possible" if because.reason is None else f"{reason_wording(because.reason)}, not"
        return f"{words} before {day_words(max(days))}" if days else f"{words} yet"
    if because.kind is BecauseKind.PLACES and because.unit is not None:
        return f"no free place in {names.unit(because.unit)}{_on(days, wait)}"
    if because.kind is BecauseKind.INTAKE and because.unit is not None:
        return f"{names.unit(because.unit)} takes no more arrivals{_on(days, wait)}"
    if because.kind is BecauseKind.TEAM and because.team is not None:
        return f"not enough hours of {names.team(because.team)}{_on(days, wait)}"
    return "waiting costs less than anything that is possible"


def _on(days: list[date], wait: Wait) -> str:
    if not days:
        return ""
    if len(days) == wait.days > 1:
        return " on any of these days"
    first = day_words(min(days))
    return f" on {first}" if len(days) == 1 else f" on {len(days)} days from {first}"
