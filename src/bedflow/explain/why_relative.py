"""A wait in one kind sentence that a relative understands: no terms of the trade, nobody else's affairs."""

from __future__ import annotations

from bedflow.domain import Setting
from bedflow.explain.why_plain import plain_reason
from bedflow.explain.why_reading import Reading
from bedflow.explain.why_reasons import Binding, Reason
from bedflow.explain.why_wait import Onward, Waited
from bedflow.explain.why_words import long_day

MOST_REASONS = 2

_AWAITED: dict[Setting, str] = {
    Setting.ACUTE: "the next part of their hospital care",
    Setting.STEP_DOWN: "the next step of their care",
    Setting.COMMUNITY_HOSPITAL: "care in a community hospital",
    Setting.CARE_HOME: "a place in a care home",
    Setting.HOME_SUPPORT: "support at home",
}

_BUSY: dict[Setting, str] = {
    Setting.COMMUNITY_HOSPITAL: "the community hospital staff they need",
    Setting.CARE_HOME: "the people who would look after them there",
    Setting.HOME_SUPPORT: "the people who would look after them at home",
}

_FEW = "only so many people can be welcomed there on one day"

_EXPENSIVE = 0.5
"""Share of the extra cost from which on it is named as what stands against going earlier."""


def relative_sentence(reading: Reading, waited: Waited) -> str:
    """Say for a patient or a relative why somebody waits, in plain words and with the day it ends."""
    told = list(dict.fromkeys(_clause(reading, reason, waited) for reason in waited.reasons))[:MOST_REASONS]
    place, since = reading.units[waited.unit].label, waited.days[0]
    today = since == reading.snapshot.first_day
    they = f"are waiting in {place}" if today else f"will wait in {place} from {long_day(since)}"
    return (
        f"They {they} for {_AWAITED[waited.care]}, because {', and '.join(told)}; "
        f"{_onward(reading, waited.onward)}."
    )


def _clause(reading: Reading, reason: Reason, waited: Waited) -> str:
    if reason.kind is Binding.NOT_BEFORE:
        by = "" if reason.until is None else f" (we expect this to be settled by {long_day(reason.until)})"
        return plain_reason(reason.delay) + by
    if reason.kind is Binding.LOCK:
        return "the people who care for them have decided that they stay there for now"
    if reason.kind is Binding.PLACES:
        return "there is no free place that can take them yet"
    if reason.kind is Binding.INTAKE:
        closed = all(not reading.unit_days[reason.unit or "", day].intake for day in reason.on)
        days = "that day" if len(reason.on) == 1 else "those days"
        return f"nobody new is welcomed there on {days}" if closed else _FEW
    if reason.kind is Binding.TEAM:
        return f"{_BUSY.get(waited.care, 'the people they need to see')} have no time free yet"
    if reason.kind is Binding.NO_UNIT:
        return "we have not found a place yet that can give them the care they need"
    if reason.kind is Binding.NO_COURSE:
        return "their care could begin but not go on without a gap"
    return _price(reason)


def _price(reason: Reason) -> str:
    earlier = reason.earlier
    if earlier is None or reason.kind is Binding.SAME:
        return "having it sooner would not make things better for them on the whole"
    if earlier.overtime >= _EXPENSIVE * earlier.more:
        return "it could be sooner only if staff worked extra hours"
    if earlier.places >= _EXPENSIVE * earlier.more:
        return "it could be sooner only in a place beyond those that are set up"
    return "having it sooner would be worse on the whole than waiting for it"


def _onward(reading: Reading, onward: Onward | None) -> str:
    if onward is None:
        last = long_day(reading.snapshot.days[-1])
        return f"we do not have a day for it yet, and plan ahead as far as {last}"
    day, place = long_day(onward.date), reading.units[onward.unit].label
    if not onward.moves:
        return f"the plan is that it {'begins' if onward.begins else 'goes on'} there on {day}"
    if onward.care:
        return f"the plan is that they go to {place} on {day}"
    return f"the plan is that they go to {place} on {day} and wait there"
