"""What would change a patient's day: the smallest change of limits and the alternatives, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bedflow.domain import Plan, Snapshot
from bedflow.explain.alternatives import Alternative, alternatives
from bedflow.explain.asked import Asked
from bedflow.explain.change import WhyNot, smallest_change
from bedflow.explain.change_words import say_why_not
from bedflow.explain.displaced import Displaced
from bedflow.explain.free import FreeAnswer
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.words import counted, day_words, pounds

FREE_EFFORT = 1
"""Rounds of search for planning the whole district again with a change."""


@dataclass(frozen=True, slots=True)
class AlternativeRow:
    """An alternative as a table shows it."""

    unit: str
    day: str
    extra: str
    who: str


@dataclass(frozen=True, slots=True)
class Changing:
    """What would change a patient's day, as values and as said."""

    why_not: WhyNot
    others: tuple[Alternative, ...]
    sentences: tuple[str, ...]
    rows: tuple[AlternativeRow, ...]

    @property
    def document(self) -> dict[str, Any]:
        """What JSON says of it."""
        why_not = _plain(asdict(self.why_not))
        return {
            "why_not_today": {**why_not, "sentence": self.sentences[0]},
            "alternatives": [_plain(asdict(one)) for one in self.others],
        }


def changing(snapshot: Snapshot, plan: Plan, patient: str, *, freely: bool) -> Changing:
    """Ask what would change a patient's day.

    Parameters
    ----------
    freely
        Whether to plan the whole district again with the change, which takes seconds.
    """
    asked, names = Asked(snapshot, plan), Names.of(snapshot)
    told = smallest_change(snapshot, plan, patient, asked=asked, free_effort=FREE_EFFORT if freely else None)
    others = alternatives(snapshot, plan, patient, asked=asked)
    return Changing(
        told, others, tuple(_sentences(told, snapshot)), tuple(_row(one, names) for one in others)
    )


def _sentences(told: WhyNot, snapshot: Snapshot) -> list[str]:
    said = [say_why_not(told, snapshot)]
    if told.change is not None:
        proved = "with it they move, with half of it they do not" if told.change.is_proved else "not proved"
        said.append(
            f"Proved by planning again around the others: {proved}. "
            f"It saves {pounds(told.change.saves)}; what the change itself costs is not counted."
        )
    if told.free is not None:
        said.append(_freely(told.free))
    return said


def _freely(free: FreeAnswer) -> str:
    """Say what becomes of the change when everybody may be planned differently."""
    if free.moves and free.moves_unchanged:
        who = "they move, and would without the change"
    elif free.moves:
        who = "they move too"
    elif free.instead:
        who = f"it goes to {', '.join(free.instead)}, and they do not move"
    else:
        who = "they do not move"
    saves = f"the total falls by {pounds(free.saves)}"
    return f"With the whole district planned again, {who}; {saves}, {_others(free)}."


def _others(free: FreeAnswer) -> str:
    if abs(free.others) < 0.5:
        return "the others as before"
    return f"the others cost {pounds(abs(free.others))} {'more' if free.others > 0 else 'less'}"


def _row(one: Alternative, names: Names) -> AlternativeRow:
    extra = pounds(one.extra_cost) if one.extra_cost >= 0 else f"-{pounds(-one.extra_cost)}"
    return AlternativeRow(names.unit(one.unit), day_words(one.date), extra, _who(one.displaced, names))


def _who(displaced: Sequence[Displaced], names: Names) -> str:
    return "; ".join(_becomes(one, names) for one in displaced)


def _becomes(one: Displaced, names: Names) -> str:
    """Say what becomes of somebody who makes way."""
    if one.now_to is None:
        then = "stays where they are"
    elif (one.now_to, one.now_on) == (one.was_to, one.was_on):
        then = "goes on differently"
    else:
        then = f"to {names.unit(one.now_to)}" + ("" if one.now_on is None else f" on {day_words(one.now_on)}")
    waits = counted(abs(one.waits_more), "waiting day")
    more = "" if one.waits_more == 0 else f", {waits} {'more' if one.waits_more > 0 else 'fewer'}"
    return f"{one.patient} {then}{more}"


def _plain(value: Any) -> Any:
    """Give what JSON can say."""
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
