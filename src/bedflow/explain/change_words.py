"""Why not today, said: what would move a patient, since when, and what happens otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bedflow.domain import Snapshot
from bedflow.domain.delay_reason import reason_wording
from bedflow.explain.change import Change, Hindrance, HindranceKind, WhyNot
from bedflow.explain.extra import Extra, ExtraKind

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DAYS_BY_NAME = 7
_NOTHING_MOVES = "No extra place, arrival or hour would move them"


def say_why_not(why: WhyNot, snapshot: Snapshot) -> str:
    """Say in one sentence what would move a patient on the day, or why nothing would."""
    if why.hindrance is not None:
        return say_hindrance(why.hindrance, why, snapshot)
    changes = "; or ".join(say_change(change, snapshot) for change in why.changes)
    return f"{_capital(changes)}; otherwise {say_otherwise(why, snapshot)}."


def say_change(change: Change, snapshot: Snapshot) -> str:
    """Say what there is more of: "two more hours of North physiotherapy on Tuesday, 1.5 on Wednesday"."""
    by_limit: dict[tuple[ExtraKind, str], list[Extra]] = {}
    for extra in change.extras:
        by_limit.setdefault((extra.kind, extra.name), []).append(extra)
    return ", and ".join(_say_alike(alike, snapshot) for alike in by_limit.values())


def _say_alike(alike: Sequence[Extra], snapshot: Snapshot) -> str:
    """Say all there is more of one thing: it is named once."""
    first, *later = alike
    named = snapshot.teams if first.kind is ExtraKind.HOUR else snapshot.units
    name = next(one.label for one in named if one.id == first.name)
    said = [f"{_amount(first)} {_PLACES[first.kind]} {name} {say_days(first.dates, snapshot)}"]
    return ", ".join([*said, *(f"{_number(one.amount)} {say_days(one.dates, snapshot)}" for one in later)])


_NOUNS = {ExtraKind.PLACE: "place", ExtraKind.ISOLATION: "isolation place", ExtraKind.INTAKE: "arrival"}
_PLACES = {
    ExtraKind.PLACE: "at",
    ExtraKind.ISOLATION: "at",
    ExtraKind.INTAKE: "at",
    ExtraKind.HOUR: "of",
}


def _amount(extra: Extra) -> str:
    if extra.kind is not ExtraKind.HOUR:
        noun = _NOUNS[extra.kind]
        return f"one more {noun}" if extra.amount == 1 else f"{_number(extra.amount)} more {noun}s"
    return "one more hour" if extra.amount == 1 else f"{_number(extra.amount)} more hours"


def _number(amount: float) -> str:
    whole = float(amount).is_integer() and amount < len(_SMALL)
    return _SMALL[int(amount)] if whole else f"{amount:.9f}".rstrip("0").rstrip(".")


def say_days(dates: Sequence[date], snapshot: Snapshot) -> str:
    """Say days: "on Tuesday and Wednesday", "from Thursday to Sunday 6 December"."""
    runs: list[list[date]] = []
    for day in dates:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said: list[str] = []
    single = False
    for run in runs:
        if len(run) > 2:
            said.append(f"from {say_day(run[0], snapshot)} to {say_day(run[-1], snapshot)}")
            single = False
        else:
            said += [say_day(day, snapshot) if single or day != run[0] else _on(day, snapshot) for day in run]
            single = True
    return _joined(said)


def _on(day: date, snapshot: Snapshot) -> str:
    return f"on {say_day(day, snapshot)}"


def say_day(day: date, snapshot: Snapshot) -> str:
    """Name a day: within a week its weekday is enough."""
    if 0 <= (day - snapshot.first_day).days < _DAYS_BY_NAME:
        return f"{day:%A}"
    return f"{day:%A} {day.day} {day:%B}"


def say_otherwise(why: WhyNot, snapshot: Snapshot) -> str:
    """Say when the care goes forward as things are."""
    if why.otherwise is None:
        return f"not by {say_day(snapshot.days[-1], snapshot)}, the last day planned"
    return say_day(why.otherwise, snapshot)


def say_hindrance(hindrance: Hindrance, why: WhyNot, snapshot: Snapshot) -> str:
    """Say why no change of limits is named."""
    day = say_day(why.on, snapshot)
    nothing = f"{_NOTHING_MOVES} on {day}"
    match hindrance.kind:
        case HindranceKind.NOT_WAITING:
            return f"They do not wait on {day}."
        case HindranceKind.NOT_BEFORE:
            until = "that" if hindrance.date is None else say_day(hindrance.date, snapshot)
            wording = "" if hindrance.reason is None else f": {hindrance.reason} {_wording(hindrance.reason)}"
            return f"{_NOTHING_MOVES} before {until}{wording}."
        case HindranceKind.LOCKED:
            return f"{nothing}: a decision (lock) stands against it."
        case HindranceKind.NO_UNIT:
            return f"{nothing}: no unit that may take them gives this care."
        case HindranceKind.CHEAPER_TO_WAIT if not hindrance.pounds:
            return f"{nothing}: waiting costs no more even then."
        case HindranceKind.CHEAPER_TO_WAIT:
            return f"{nothing}: waiting is {hindrance.pounds:,.0f} cheaper."
        case HindranceKind.AS_GOOD_NOW:
            saved = f"saves {hindrance.pounds:,.0f}" if hindrance.pounds else "costs no more than waiting"
            return f"Nothing more is needed: on {day} moving {saved} as things are."


def _wording(code: str) -> str:
    wording = reason_wording(code)
    return "" if wording == code else f"({wording})"


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
