"""The plan's moves with the chance of each, and what is done with the place if one falls through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bedflow.diary import diaries
from bedflow.domain import FORECAST_PREFIX, Move, Plan, Snapshot, UnitDay
from bedflow.risk.fallback import Claim, Fallbacks
from bedflow.risk.places import ROUNDING
from bedflow.risk.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class Behind:
    """What a move that falls through means for the unit the patient does not leave.

    Attributes
    ----------
    people
        People in that unit by the plan, and the one who stays.
    beds, surge
        Its places.
    arriving
        Known patients who are to come into it on that day.
    expected
        Forecast patients who are.
    """

    people: int
    beds: int
    surge: int
    arriving: tuple[str, ...]
    expected: int

    @property
    def over(self) -> int:
        """People beyond beds and surge places."""
        return max(0, self.people - self.beds - self.surge)


@dataclass(frozen=True, slots=True)
class MoveOdds:
    """A move of a known patient between units.

    Attributes
    ----------
    move
        As the plan lists it.
    chance
        Chance that it happens on its day.
    definite
        Whether it is as sure as a definite readiness, or surer.
    fallback
        Who could take the place from that day if the patient does not come; None: nobody who waits.
    behind
        What it means for the unit the patient stays in.
    """

    move: Move
    chance: float
    definite: bool
    fallback: Claim | None
    behind: Behind


def move_odds(
    snapshot: Snapshot, plan: Plan, *, where: Whereabouts, definite: float, days: int
) -> tuple[MoveOdds, ...]:
    """Give the moves of known patients between units in the first days, by date, the surest first.

    Each fallback is meant alone: if two moves fall through, the same patient may stand behind both.

    Parameters
    ----------
    where
        Where everybody may be.
    definite
        Chance from which a move counts as definite.
    days
        Days from the bed meeting, 1 for today alone.
    """
    fallbacks = Fallbacks(snapshot, plan, diaries(snapshot, plan))
    unit_days = {(row.unit, row.date): row for row in plan.units}
    entering = _entering(plan)
    position = {patient.id: k for k, patient in enumerate(where.patients)}
    number = {unit.id: k for k, unit in enumerate(snapshot.units)}
    odds = []
    for move in _moves(plan, set(plan.days[:days])):
        day = plan.days.index(move.date)
        chance = where.chance_in(position[move.patient], number[move.to], day)
        odds.append(
            MoveOdds(
                move=move,
                chance=chance,
                definite=chance >= definite - ROUNDING,
                fallback=fallbacks.instead_of(move.patient, day),
                behind=_behind(move, snapshot, unit_days, entering),
            )
        )
    return tuple(sorted(odds, key=lambda each: (each.move.date, -round(each.chance, 9), each.move.patient)))


def _moves(plan: Plan, dates: set[date]) -> Iterator[Move]:
    for move in plan.moves:
        known = not move.patient.startswith(FORECAST_PREFIX)
        if move.date in dates and move.from_ is not None and known:
            yield move


def _entering(plan: Plan) -> dict[tuple[str, date], list[str]]:
    entering: dict[tuple[str, date], list[str]] = {}
    for move in plan.moves:
        entering.setdefault((move.to, move.date), []).append(move.patient)
    return entering


def _behind(
    move: Move,
    snapshot: Snapshot,
    unit_days: Mapping[tuple[str, date], UnitDay],
    entering: Mapping[tuple[str, date], list[str]],
) -> Behind:
    unit = next(unit for unit in snapshot.units if unit.id == move.from_)
    coming = entering.get((unit.id, move.date), [])
    known = tuple(patient for patient in coming if not patient.startswith(FORECAST_PREFIX))
    return Behind(
        people=unit_days[unit.id, move.date].occupied + 1,
        beds=unit.beds_on(move.date),
        surge=unit.surge_on(move.date),
        arriving=known,
        expected=len(coming) - len(known),
    )
