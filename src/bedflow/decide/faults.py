"""What cannot be decided: people, units and dates nobody knows, and decisions that contradict."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bedflow.decide.effect import Effect, accepted_moves
from bedflow.diary import PatientDay
from bedflow.domain import Decision, DecisionKind, Patient, Snapshot

Kind = DecisionKind

_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.LOCK: ("unit", "date"),
    Kind.REFUSE: ("unit",),
    Kind.NOT_BEFORE: ("date",),
}
_TAKEN: Mapping[Kind, Collection[str]] = {
    Kind.ACCEPT: ("date",),
    Kind.LOCK: ("unit", "date"),
    Kind.REFUSE: ("unit",),
    Kind.NOT_BEFORE: ("date",),
    Kind.STAY: ("date", "until"),
    Kind.NOTE: ("unit", "date", "until"),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault of one decision: its number, the field where one is meant, what was expected."""

    decision: int
    field: str | None
    expected: str


@dataclass(frozen=True, slots=True)
class Known:
    """What decisions may speak of."""

    snapshot: Snapshot
    patients: Mapping[str, Patient]
    units: Collection[str]
    planned: Mapping[str, tuple[PatientDay, ...]]


def wrong_alone(number: int, decision: Decision, known: Known) -> Iterator[Wrong]:
    """Say what is wrong with a decision whatever the others are."""
    found = list(_wrong_fields(decision, known))
    for field, expected in found:
        yield Wrong(number, field, expected)
    if found:
        return
    told = _wrong_in_the_plan(decision, known)
    if told is not None:
        yield Wrong(number, *told)


def _wrong_fields(decision: Decision, known: Known) -> Iterator[tuple[str, str]]:
    if decision.patient not in known.patients:
        yield "patient", "expected the id of a patient of this snapshot, who is in a unit or arrives"
    if decision.unit is not None and decision.unit not in known.units:
        yield "unit", "expected the id of a unit of this snapshot"
    for field in _NEEDED.get(decision.kind, ()):
        if getattr(decision, field) is None:
            yield field, f"expected a value; {decision.kind.value} needs it"
    for field in ("unit", "date", "until"):
        if getattr(decision, field) is not None and field not in _TAKEN[decision.kind]:
            yield field, f"expected nothing here; {decision.kind.value} does not take it"
    days = known.snapshot.days
    for field in ("date", "until"):
        given = getattr(decision, field)
        if given is not None and not days[0] <= given <= days[-1]:
            yield field, f"expected a date of the horizon, {days[0]} to {days[-1]}"
    first = decision.date or days[0]
    if decision.until is not None and decision.until < first:
        yield "until", "expected a date on or after the first of the stay"


def _wrong_in_the_plan(decision: Decision, known: Known) -> tuple[str | None, str] | None:
    """Hold a decision against where the patient is and what the plan says of them."""
    patient = known.patients[decision.patient]
    planned = known.planned.get(decision.patient, ())
    if decision.kind is Kind.ACCEPT and not accepted_moves(decision, known.snapshot, planned):
        when = "days 0 to 2" if decision.date is None else decision.date.isoformat()
        return "patient", f"expected somebody whom the plan moves on {when}"
    if decision.kind is Kind.STAY and patient.unit is None:
        return "patient", "expected somebody who is in a unit; this patient is still to arrive"
    if decision.kind is Kind.NOT_BEFORE:
        if decision.date == known.snapshot.first_day:
            return "date", "expected a date after today"
        if patient.unit is None:
            return "patient", "expected somebody who is in a unit; this patient is still to arrive"
        if not any(day.moves_in for day in planned):
            return "patient", "expected somebody whom the plan moves"
    return None


def contradictions(effects: Sequence[tuple[str, Effect]]) -> Iterator[Wrong]:
    """Say which decisions contradict an earlier one about the same patient.

    Parameters
    ----------
    effects
        The patient and the effect of each decision, in order.
    """
    for k, (patient, effect) in enumerate(effects):
        for other, earlier in effects[:k]:
            if other == patient and (told := _contradiction(earlier, effect)) is not None:
                yield Wrong(effect.decision, None, f"expected no contradiction: {told}")
                break


def _contradiction(earlier: Effect, later: Effect) -> str | None:
    before = f"decisions[{earlier.decision}]"
    locked, locks = dict(earlier.locks), dict(later.locks)
    for day in sorted(locked.keys() & locks.keys()):
        if locked[day] != locks[day]:
            return f"{before} has the patient in another unit on {day}"
    if later.refused is not None and later.refused in locked.values():
        return f"{before} has the patient in the unit that is refused"
    if earlier.refused is not None and earlier.refused in locks.values():
        return f"{before} refuses the unit"
    if earlier.not_before is not None and later.not_before is not None:
        return f"{before} sets a date already" if earlier.not_before != later.not_before else None
    return None
