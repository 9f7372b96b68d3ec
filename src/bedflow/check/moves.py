"""The list of moves: complete, true, once each, by date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from bedflow.check.courses import Walks
from bedflow.check.district import District
from bedflow.check.finding import Finding
from bedflow.check.walk import Stay
from bedflow.domain import Move, Plan


def check_moves(plan: Plan, district: District, *, walks: Walks) -> Iterator[Finding]:
    """Hold the moves against the courses; "a first arrival may be listed too, with from null"."""
    comings = {
        (name, district.days[stay.day]): stay
        for name, stays in walks.items()
        for stay in stays
        if stay.is_arrival
    }
    seen: set[tuple[str, date]] = set()
    for move in plan.moves:
        yield from _repeated(move, seen)
        yield from _move(move, comings)
        seen.add((move.patient, move.date))
    for (name, day), stay in comings.items():
        if stay.is_transfer and (name, day) not in seen:
            message = f"the transfer to {stay.unit.id} is not listed"
            yield Finding("move-missing", f"{name}, {day.isoformat()}", message)
    for before, after in pairwise(plan.moves):
        if after.date < before.date:
            where = f"{after.patient}, {after.date.isoformat()}"
            yield Finding("move-order", where, "the move is listed after one of a later date")


def _repeated(move: Move, seen: set[tuple[str, date]]) -> Iterator[Finding]:
    if (move.patient, move.date) in seen:
        where = f"{move.patient}, {move.date.isoformat()}"
        yield Finding("move-repeated", where, "the patient has more than one move on that date")


def _move(move: Move, comings: Mapping[tuple[str, date], Stay]) -> Iterator[Finding]:
    where = f"{move.patient}, {move.date.isoformat()}"
    stay = comings.get((move.patient, move.date))
    if stay is None:
        yield Finding("move-false", where, "the patient's course has no move on that date")
        return
    came_from = None if stay.came_from is None else stay.came_from.id
    if (move.from_, move.to) != (came_from, stay.unit.id):
        message = f"listed from {move.from_} to {move.to}, the course goes from {came_from} to {stay.unit.id}"
        yield Finding("move-false", where, message)
    if stay.phase is not None and move.phase is not stay.phase.setting:
        yield Finding("move-phase", where, "the setting named is not that of the phase that is next")
