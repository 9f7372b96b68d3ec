"""What each decision does to a patient's record, as the standing plan has it: locks, exclusions, dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bedflow.diary import PatientDay
from bedflow.domain import Decision, DecisionKind, Patient, Snapshot

ACCEPTED_DAYS = 3
"""Days, from today, whose moves an acceptance without a date is about."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one decision does.

    Attributes
    ----------
    decision
        Its number in the list.
    locks
        Units by date.
    refused
        A unit the patient must not go to.
    phase, not_before, reason
        The number of the phase that gets a date, the date, and the reason given.
    """

    decision: int
    locks: tuple[tuple[date, str], ...] = ()
    refused: str | None = None
    phase: int | None = None
    not_before: date | None = None
    reason: str | None = None


def effect_of(
    number: int, decision: Decision, *, snapshot: Snapshot, patient: Patient, planned: tuple[PatientDay, ...]
) -> Effect:
    """Say what a decision does.

    Parameters
    ----------
    number
        Its place in the list.
    decision
        A decision without faults.
    planned
        The patient's days in the standing plan.
    """
    match decision.kind:
        case DecisionKind.ACCEPT:
            return Effect(number, locks=tuple(_as_planned(accepted_moves(decision, snapshot, planned))))
        case DecisionKind.LOCK if decision.date is not None and decision.unit is not None:
            return Effect(number, locks=((decision.date, decision.unit),))
        case DecisionKind.REFUSE:
            return Effect(number, refused=decision.unit)
        case DecisionKind.STAY if patient.unit is not None:
            first = decision.date or snapshot.first_day
            return Effect(number, locks=_held(patient.unit, first, decision.until or first))
        case DecisionKind.NOT_BEFORE if decision.date is not None:
            return _postponed(
                number, decision, day=decision.date, snapshot=snapshot, patient=patient, planned=planned
            )
        case _:
            return Effect(number)


def accepted_moves(
    decision: Decision, snapshot: Snapshot, planned: tuple[PatientDay, ...]
) -> tuple[PatientDay, ...]:
    """Give the planned moves an acceptance is about, each as the day on which the patient comes."""
    dates = snapshot.days[:ACCEPTED_DAYS] if decision.date is None else (decision.date,)
    return tuple(day for day in planned if day.moves_in and day.date in dates)


def _as_planned(moves: tuple[PatientDay, ...]) -> Iterator[tuple[date, str]]:
    """Lock a move to its date: still where they were on the day before, in the new unit on the day."""
    locks: dict[date, str] = {}
    for move in moves:
        if move.before is not None and move.day > 0:
            locks.setdefault(move.date - timedelta(days=1), move.before)
        locks[move.date] = move.unit
    yield from sorted(locks.items())


def _held(unit: str, first: date, last: date) -> tuple[tuple[date, str], ...]:
    return tuple((first + timedelta(days=k), unit) for k in range((last - first).days + 1))


def _postponed(
    number: int,
    decision: Decision,
    *,
    day: date,
    snapshot: Snapshot,
    patient: Patient,
    planned: tuple[PatientDay, ...],
) -> Effect:
    """Hold the patient where they are, and set the date on the phase the next move is for.

    The date alone would let them be moved early and wait there. On a phase whose care the patient is
    getting where they are it would stop that care, which nobody asked for: there the stay is enough.
    """
    if patient.unit is None:
        return Effect(number)
    stays = _held(patient.unit, snapshot.first_day, day - timedelta(days=1))
    move = next(each for each in planned if each.moves_in)
    setting = next(unit.setting for unit in snapshot.units if unit.id == patient.unit)
    if setting in snapshot.policy.delivers[move.phase.setting]:
        return Effect(number, locks=stays)
    phase = next(k for k, each in enumerate(patient.phases) if each is move.phase)
    reason = decision.reasons[0] if decision.reasons else None
    return Effect(number, locks=stays, phase=phase, not_before=day, reason=reason)
