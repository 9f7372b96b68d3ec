"""A wait in one sentence that a manager can act on: which limit, where, when, and what one more is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bedflow.domain import Setting
from bedflow.domain.delay_reason import reason_wording
from bedflow.explain.why_reading import Reading
from bedflow.explain.why_reasons import Binding, Reason
from bedflow.explain.why_wait import Onward, Waited
from bedflow.explain.why_words import CARE, counted, hours, listed, pounds, short_day, when

MOST_REASONS = 4
"""Reasons told of one wait; those beyond it are counted."""

WORTH_TELLING = 0.5
"""Pounds from which on the price of one more is told."""


def manager_sentence(reading: Reading, waited: Waited) -> str:
    """Say for a manager why a patient waits, naming units, teams, dates and amounts but no person."""
    clauses = _clauses(reading, waited.reasons[:MOST_REASONS], waited.care)
    more = len(waited.reasons) - MOST_REASONS
    if more > 0:
        clauses.append(f"and {counted(more, 'further reason')}")
    dearest = max(waited.reasons, key=lambda reason: reason.worth)
    if dearest.worth >= WORTH_TELLING:
        clauses.append(_worth(reading, dearest, waited.reasons))
    clauses.append(_onward(reading, waited.onward))
    days = f"{when(waited.days)} ({counted(len(waited.days), 'day')})"
    place = reading.units[waited.unit].label
    return f"In {place} {days} for {CARE[waited.care]}: {'; '.join(clauses)}."


def _clauses(reading: Reading, reasons: Sequence[Reason], care: Setting) -> list[str]:
    """Say each reason; what is true of one unit is said of it once."""
    by_subject: dict[str, list[str]] = {}
    others: dict[str, int] = {}
    for number, reason in enumerate(reasons):
        if reason.unit is None:
            by_subject[f"reason {number}"] = [_clause(reading, reason, care)]
            continue
        name = reading.units[reason.unit].label
        told = by_subject.setdefault(name, [])
        told.append(_full(reading, reason) if reason.kind is Binding.PLACES else _closed(reading, reason))
        others[name] = min(reason.others, others.get(name, reason.others))
    return [
        f"{name} {listed(told)}{_others(others[name])}" if name in others else told[0]
        for name, told in by_subject.items()
    ]


def _clause(reading: Reading, reason: Reason, care: Setting) -> str:
    if reason.kind is Binding.NOT_BEFORE:
        words = "not possible" if reason.delay is None else f"{reason_wording(reason.delay)}, not"
        return f"{words} before {short_day(reason.until)}" if reason.until else f"{words} yet"
    if reason.kind is Binding.LOCK:
        return f"a decision keeps them there {when(reason.days)}"
    if reason.kind is Binding.TEAM:
        return _short(reading, reason)
    if reason.kind is Binding.NO_UNIT:
        return _no_unit(reading, reason, care)
    if reason.kind is Binding.NO_COURSE:
        return f"care could begin {when(reason.days)}, but what follows could not go on as it must"
    return _price(reading, reason)


def _full(reading: Reading, reason: Reason) -> str:
    figures = {
        (row.occupied, row.beds) for row in (reading.unit_days[reason.unit or "", day] for day in reason.on)
    }
    if all(beds == 0 for _people, beds in figures):
        return f"has no places {when(reason.on)}"
    if len(figures) > 1:
        return f"is full {when(reason.on)}"
    ((people, beds),) = figures
    full = f"is full to {people} of {beds}" if people <= beds else f"has {people} in {beds} places"
    return f"{full} {when(reason.on)}"


def _closed(reading: Reading, reason: Reason) -> str:
    """Say on which days a unit takes nobody, and on which its arrivals are used up."""
    by_limit: dict[int, list[date]] = {}
    for day in reason.on:
        by_limit.setdefault(reading.unit_days[reason.unit or "", day].intake or 0, []).append(day)
    told = [
        f"takes nobody in {when(days)}"
        if limit == 0
        else f"has no more of its {counted(limit, 'arrival')} a day {when(days)}"
        for limit, days in sorted(by_limit.items(), reverse=True)
    ]
    return " and ".join(told)


def _others(others: int) -> str:
    return f", {counted(others, 'other unit')} no better" if others > 0 else ""


def _short(reading: Reading, reason: Reason) -> str:
    """Say what a team has left; no figure where the hours wanted differ from day to day."""
    rows = [reading.team_days[reason.team or "", day] for day in reason.on]
    left = max(max(0.0, row.hours + row.raised - row.used) for row in rows)
    name = reading.teams[reason.team or ""].label
    if all(row.hours + row.raised == 0 for row in rows):
        return f"{name} has no hours {when(reason.on)}"
    if hours(left) == "0":
        return f"{name} has no hours left {when(reason.on)}, {hours(reason.wanted)} wanted"
    if left < reason.wanted:
        most = "" if len(rows) == 1 else "at most "
        return f"{name} has {most}{hours(left)} h left {when(reason.on)}, {hours(reason.wanted)} wanted"
    return f"{name} has too few hours left {when(reason.on)}"


def _no_unit(reading: Reading, reason: Reason, care: Setting) -> str:
    delivers = reading.snapshot.policy.delivers[care]
    if not any(unit.setting in delivers for unit in reading.units.values()):
        return "the district has no unit that gives this care"
    if not reason.rules:
        return "no unit that gives this care can be gone to from there"
    told = [f"{sentence} ({counted(units, 'unit')})" for sentence, units in reason.rules]
    return f"no unit may take them: {listed(told)}"


def _price(reading: Reading, reason: Reason) -> str:
    earlier = reason.earlier
    if earlier is None:
        return "waiting costs less than anything that is possible"
    way = f"{reading.units[earlier.unit].label} on {short_day(earlier.date)}"
    if reason.kind is Binding.SAME:
        return f"{way} would cost the same in all"
    beyond = [
        f"{pounds(amount)} {words}"
        for amount, words in (
            (earlier.places, "of places beyond those there are"),
            (earlier.overtime, "of overtime"),
        )
        if amount >= WORTH_TELLING
    ]
    return f"{way} would cost {_amount(earlier.more)} more{f', with {listed(beyond)}' if beyond else ''}"


def _amount(more: float) -> str:
    return pounds(more) if more >= WORTH_TELLING else f"{more:.2f}"


def _worth(reading: Reading, reason: Reason, all_told: Sequence[Reason]) -> str:
    day = "" if reason.worth_on is None else f" on {short_day(reason.worth_on)}"
    if reason.team is not None:
        more = f"one more hour of {reading.teams[reason.team].label}"
    else:
        only = {other.unit or other.team for other in all_told if other.unit or other.team} == {reason.unit}
        where = "there" if only else f"in {reading.units[reason.unit or ''].label}"
        more = f"one more {'place' if reason.kind is Binding.PLACES else 'arrival'} {where}"
    return f"{more}{day} is priced at {pounds(reason.worth)}"


def _onward(reading: Reading, onward: Onward | None) -> str:
    if onward is None:
        return f"no date up to {short_day(reading.snapshot.days[-1])}"
    day, place = short_day(onward.date), reading.units[onward.unit].label
    if not onward.moves:
        return f"care {'begins' if onward.begins else 'goes on'} there on {day}"
    return f"goes to {place} on {day}" if onward.care else f"waits on in {place} from {day}"
