"""Two plans side by side in words: who moves otherwise and why, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.compare import Cause, CauseKind, CourseChange, Difference, How, Stretch
from bedflow.domain import Plan, Snapshot
from bedflow.domain.delay_reason import reason_wording
from bedflow_api.briefing.words import SETTING_WORDS, certificate_words, counted, day_words, hours, pounds

HOW_WORDS: dict[How, str] = {
    How.EARLIER: "earlier",
    How.LATER: "later",
    How.ELSEWHERE: "elsewhere",
    How.ALSO_MOVES: "moves as well",
    How.NO_LONGER_MOVES: "moves no more",
    How.SAME_MOVES: "same moves",
}

_ALWAYS = ("acute_bed_days", "people_waiting", "moves")

_ROW_WORDS = {
    "people_waiting": "People who wait",
    "surge_days": "Surge place-days",
    "over_days": "Place-days beyond beds and surge",
    "isolation_breaches": "Isolation place-days beyond those there are",
    "moves": "Changes of unit",
    "left": "People who leave the system",
}


@dataclass(frozen=True, slots=True)
class ChangedCourse:
    """One patient who moves otherwise, in words."""

    patient: str
    how: str
    before: str
    after: str
    waits: str
    why: str


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """One figure before and after, in words."""

    what: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class DifferenceBriefing:
    """What a page or table says of two plans."""

    count: str
    courses: tuple[ChangedCourse, ...]
    others: tuple[str, ...]
    figures: tuple[ChangedFigure, ...]
    verdict: str


class _Named:
    """Units and teams by what people call them, in either district."""

    def __init__(self, *snapshots: Snapshot) -> None:
        self.units = {unit.id: unit.label for snapshot in snapshots for unit in snapshot.units}
        self.teams = {team.id: team.label for snapshot in snapshots for team in snapshot.teams}

    def place(self, cause: Cause) -> str:
        return self.units[cause.unit] if cause.unit is not None else self.teams[str(cause.team)]


def brief_difference(
    found: Difference, *, before: tuple[Snapshot, Plan], after: tuple[Snapshot, Plan]
) -> DifferenceBriefing:
    """Put a difference into words.

    Parameters
    ----------
    before, after
        The two districts with their plans.
    """
    named = _Named(before[0], after[0])
    return DifferenceBriefing(
        count=_count(found),
        courses=tuple(_course(change, named) for change in found.changed),
        others=tuple(_others(found)),
        figures=tuple(_figures(found)),
        verdict=(
            f"The total goes from {pounds(before[1].objective)} to {pounds(after[1].objective)}: "
            f"{found.words}. The second is {certificate_words(after[1])}."
        ),
    )


def _count(found: Difference) -> str:
    if not found.days:
        return "The two plans have no date in common: courses are not compared."
    if not found.changed:
        return "Nobody's course changes."
    first, last = found.days[0], found.days[min(2, len(found.days) - 1)]
    soon = f"{len(found.changed_soon)} of them from {day_words(first)} to {day_words(last)}"
    return f"{counted(len(found.changed), 'patient')} with another course, {soon}"


def _others(found: Difference) -> list[str]:
    lines = []
    expected = len(found.courses) - len(found.changed)
    if expected:
        lines.append(f"And {counted(expected, 'person', 'people')} expected by forecast.")
    for who, which in ((found.only_before, "first"), (found.only_after, "second")):
        if who:
            lines.append(f"{counted(len(who), 'person', 'people')} only in the {which} plan.")
    return lines


def _course(change: CourseChange, named: _Named) -> ChangedCourse:
    return ChangedCourse(
        patient=change.patient,
        how=HOW_WORDS[change.how],
        before=_course_words(change.before, change.present, named),
        after=_course_words(change.after, change.present, named),
        waits=f"{change.waiting_days:+d}" if change.waiting_days else "",
        why="; ".join(cause_words(cause, named) for cause in change.because),
    )


def _course_words(stretches: tuple[Stretch, ...], present: str | None, named: _Named) -> str:
    """Say where the patient is now, and each move with its date."""
    parts = [] if present is None else [named.units[present]]
    stays_first = bool(stretches) and stretches[0].unit == present
    for stretch in stretches[1:] if stays_first else stretches:
        parts.append(f"{day_words(stretch.from_)} {named.units[stretch.unit]}")
    return ", ".join(parts)


def cause_words(cause: Cause, named: _Named) -> str:
    """Say one cause in a few words."""
    day = "" if cause.date is None else day_words(cause.date)
    match cause.kind:
        case CauseKind.LOCK:
            more = "" if cause.until in (None, cause.date) else f" to {day_words(cause.until)}"
            return f"lock: {named.place(cause)} on {day}{more}"
        case CauseKind.EXCLUSION:
            return f"{named.place(cause)} refused"
        case CauseKind.NOT_BEFORE:
            when = f"not before {day}" if day else "a date no longer bars the way"
            return when if cause.reason is None else f"{when} ({reason_wording(cause.reason)})"
        case CauseKind.RECORD:
            return "other care or needs on the record"
        case CauseKind.LIMIT:
            return _limit(cause, named, day)
        case CauseKind.MADE_WAY:
            return f"makes way for {cause.patient}{_where(cause, named, day)}"
        case CauseKind.TOOK_PLACE:
            return f"takes what {cause.patient} leaves{_where(cause, named, day)}"
        case CauseKind.PRICES:
            return "other prices"
        case CauseKind.BETTER_PLAN:
            return "nothing of their own: as cheap or cheaper so"


def _limit(cause: Cause, named: _Named, day: str) -> str:
    was, now = (
        "any number of" if limit is None else f"{limit:,.1f}".removesuffix(".0")
        for limit in (cause.before, cause.after)
    )
    verb, what = {"places": ("has", "places"), "intake": ("takes", "arrivals"), "hours": ("has", "hours")}[
        cause.limit or "places"
    ]
    return f"{named.place(cause)} {verb} {now} {what} on {day}, not {was}"


def _where(cause: Cause, named: _Named, day: str) -> str:
    what = {"places": "place", "intake": "arrival", "hours": "hours"}[cause.limit or "places"]
    return f" ({what}, {named.place(cause)}, {day})"


def _figures(found: Difference) -> list[ChangedFigure]:
    figures = []
    for name, (was, now, change) in found.rows().items():
        what, amounts = _row_words(name)
        if what is None or (abs(change) < 0.05 and name not in _ALWAYS and name != "cost/total"):
            continue
        said = pounds if amounts == "pounds" else hours if amounts == "hours" else _whole
        told = said(change)
        sign = "+" if change > 0 and told not in ("0", "0.0") else ""
        figures.append(ChangedFigure(what, said(was), said(now), f"{sign}{told}"))
    return figures


def _whole(amount: float) -> str:
    return f"{amount:,.0f}"


def _row_words(name: str) -> tuple[str | None, str]:
    """Say which figure a row is, and how its amounts are written; None: not shown to people."""
    head, _, part = name.partition("/")
    if head == "bed_days":
        return f"Days in {_setting(part)}", "days"
    if head == "waiting_days":
        return f"Days waited in {_setting(part)}", "days"
    if head == "cost":
        return (f"Total{', pounds-equivalent'}" if part == "total" else None), "pounds"
    if head == "paid":
        return f"Paid by {'nobody named' if part == 'none' else part}, pounds", "pounds"
    return _ROW_WORDS.get(head), "days"


def _setting(value: str) -> str:
    return next(words for setting, words in SETTING_WORDS.items() if setting.value == value)
