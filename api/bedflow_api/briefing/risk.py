"""How sure the places and the moves of a plan are, in words and figures."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.domain import Setting, Snapshot
from bedflow.risk import SHOWN_DAYS, GroupBy, GroupOdds, MoveOdds, Risk
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.words import SETTING_WORDS, counted

LEVELS = (0.9, 0.7, 0.5)
"""How sure somebody wants to be of a free place."""

NO_SITE = "no site"
NEXT_TO_NEVER = 0.005


@dataclass(frozen=True, slots=True)
class OddsLine:
    """One thing told of a group of units, for each day."""

    what: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupOddsRows:
    """A group of units over the days shown.

    Attributes
    ----------
    free
        Places free: a line for each level of sureness, or one where all say the same.
    over
        Chance of more people than beds, and than beds and surge places; only lines worth telling.
    """

    name: str
    free: tuple[OddsLine, ...]
    over: tuple[OddsLine, ...]


@dataclass(frozen=True, slots=True)
class MoveOddsRow:
    """One of today's moves, and what happens if it falls through."""

    patient: str
    origin: str
    to: str
    chance: str
    definite: bool
    otherwise: str


@dataclass(frozen=True, slots=True)
class RiskBriefing:
    """What a bed meeting reads of the chances of a plan."""

    what_is_unsure: str
    days: tuple[str, ...]
    groups: tuple[GroupOddsRows, ...]
    moves: tuple[MoveOddsRow, ...]
    later: int

    @property
    def definite(self) -> int:
        """Today's moves that count as definite."""
        return sum(move.definite for move in self.moves)


def brief_risk(snapshot: Snapshot, risk: Risk, *, by: GroupBy) -> RiskBriefing:
    """Put the chances of a plan in words.

    Parameters
    ----------
    snapshot
        The snapshot of the plan.
    by
        What the units are brought together by.
    """
    names = Names.of(snapshot)
    today = [move for move in risk.moves if move.move.date == snapshot.first_day]
    return RiskBriefing(
        what_is_unsure=_what_is_unsure(risk),
        days=tuple(f"{day:%a} {day.day}" for day in snapshot.days[:SHOWN_DAYS]),
        groups=tuple(_rows(group, names, by) for group in risk.groups),
        moves=tuple(_move(move, names) for move in today),
        later=len(risk.moves) - len(today),
    )


def _what_is_unsure(risk: Risk) -> str:
    if not risk.unsure:
        return (
            "Nothing says that anybody's days or readiness are uncertain: everybody counts as certain. "
            "With --assume-flips, patients who are to leave acute care may lose readiness again."
        )
    people = counted(risk.patients, "person", "people")
    return f"{risk.unsure:,} of {people} in the plan may stay longer or shorter; the others count as certain."


def _rows(group: GroupOdds, names: Names, by: GroupBy) -> GroupOddsRows:
    nights = group.nights[:SHOWN_DAYS]
    free = [
        OddsLine(f"{100 * level:.0f} %", tuple(str(night.free_with(level)) for night in nights))
        for level in LEVELS
    ]
    if len({line.cells for line in free}) == 1:
        free = [OddsLine(f"{100 * LEVELS[0]:.0f} to {100 * LEVELS[-1]:.0f} %", free[0].cells)]
    over = [("over beds", [night.over_beds for night in nights])]
    if any(night.surge for night in nights):
        over.append(("over surge", [night.over_capacity for night in nights]))
    return GroupOddsRows(
        name=_group_name(group.group, names, by),
        free=tuple(free),
        over=tuple(
            OddsLine(what, tuple(f"{percent(chance)} %" for chance in chances))
            for what, chances in over
            if max(chances) >= NEXT_TO_NEVER
        ),
    )


def _group_name(group: str | None, names: Names, by: GroupBy) -> str:
    if group is None:
        return NO_SITE
    if by is GroupBy.SETTING:
        return SETTING_WORDS[Setting(group)]
    return names.unit(group) if by is GroupBy.UNIT else group


def percent(chance: float) -> str:
    """Say a chance in whole per cent, with only what is certain called 0 or 100."""
    if 0 < chance < 0.01:
        return "<1"
    return ">99" if 0.99 < chance < 1 else f"{100 * chance:.0f}"


def _move(odds: MoveOdds, names: Names) -> MoveOddsRow:
    return MoveOddsRow(
        patient=odds.move.patient,
        origin="outside" if odds.move.from_ is None else names.unit(odds.move.from_),
        to=names.unit(odds.move.to),
        chance=f"{percent(odds.chance)} %" + (", definite" if odds.definite else ""),
        definite=odds.definite,
        otherwise=_otherwise(odds, names),
    )


def _otherwise(odds: MoveOdds, names: Names) -> str:
    """Say who takes the place, and what it means where the patient stays."""
    if odds.fallback is None:
        place = "Nobody who waits could take the place."
    else:
        place = f"{odds.fallback.patient} takes the place, from {names.unit(odds.fallback.waits_in)}."
    behind = odds.behind
    if not behind.over or odds.move.from_ is None:
        return place
    return (
        f"{place} {names.unit(odds.move.from_)} then has {counted(behind.over, 'person', 'people')} too many."
    )
