"""Decisions -> a new snapshot: the same district with locks, exclusions and dates as people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bedflow.decide.effect import Effect, effect_of
from bedflow.decide.faults import Known, Wrong, contradictions, wrong_alone
from bedflow.diary import diaries
from bedflow.domain import Decision, Lock, Patient, Phase, Plan, Snapshot, StandingPlan
from bedflow.ingest import BadInput, Fault
from bedflow.ingest.nhs_number import id_to_tell
from bedflow.ingest.snapshot_document import examine


def decided(
    snapshot: Snapshot, plan: Plan, decisions: Sequence[Decision], *, name: str = "list of decisions"
) -> Snapshot:
    """Give the district as people decided, with the plan as the one that stands.

    A lock replaces an earlier snapshot's lock of that date; a refusal takes back locks into the unit.

    Parameters
    ----------
    snapshot
        The district.
    plan
        The plan that is decided on.
    decisions
        The decisions, in the order in which they were made.
    name
        What messages call their file.

    Raises
    ------
    BadInput
        With every decision that cannot be: about nobody, outside the horizon, contradicting another,
        or such that no course can obey.
    """
    known = Known(
        snapshot,
        {patient.id: patient for patient in snapshot.patients},
        {unit.id for unit in snapshot.units},
        diaries(snapshot, plan),
    )
    alone = [list(wrong_alone(k, decision, known)) for k, decision in enumerate(decisions)]
    effects = [
        (
            decision.patient,
            effect_of(
                k,
                decision,
                snapshot=snapshot,
                patient=known.patients[decision.patient],
                planned=known.planned.get(decision.patient, ()),
            ),
        )
        for k, decision in enumerate(decisions)
        if not alone[k]
    ]
    wrong = [*(each for found in alone for each in found), *contradictions(effects)]
    # Of somebody about whom something is wrong already, nothing more can be said that is sure to be so.
    doubted = {decisions[each.decision].patient for each in wrong}
    sure = [(patient, effect) for patient, effect in effects if patient not in doubted]
    patients = _changed(known.patients, sure)
    wrong += _not_obeyed(snapshot, patients, sure)
    if wrong:
        raise _bad_input(wrong, decisions, known=known, name=name)
    return snapshot.model_copy(
        update={
            "patients": tuple(patients.get(patient.id, patient) for patient in snapshot.patients),
            "previous_plan": StandingPlan(days=plan.days, courses=plan.courses),
        }
    )


def _changed(patients: Mapping[str, Patient], effects: Sequence[tuple[str, Effect]]) -> dict[str, Patient]:
    """Give the records that change, by patient."""
    changed: dict[str, Patient] = {}
    for patient, effect in effects:
        before = changed.get(patient, patients[patient])
        after = _after(before, effect)
        if after is not before:
            changed[patient] = after
    return changed


def _after(patient: Patient, effect: Effect) -> Patient:
    update: dict[str, object] = {}
    if effect.locks:
        days = dict(effect.locks)
        kept = tuple(lock for lock in patient.locks if lock.date not in days)
        update["locks"] = (*kept, *(Lock(date=day, unit=unit) for day, unit in effect.locks))
    if effect.refused is not None:
        update["locks"] = tuple(lock for lock in patient.locks if lock.unit != effect.refused)
        update["excluded_units"] = tuple(dict.fromkeys((*patient.excluded_units, effect.refused)))
    if effect.phase is not None and effect.not_before is not None:
        phases = list(patient.phases)
        phases[effect.phase] = _postponed(phases[effect.phase], effect.not_before, effect.reason)
        update["phases"] = tuple(phases)
    return patient.model_copy(update=update) if update else patient


def _postponed(phase: Phase, day: date, reason: str | None) -> Phase:
    """Set a date, unless a later one bars the phase already."""
    if phase.not_before is not None and phase.not_before >= day:
        return phase
    return phase.model_copy(update={"not_before": day, "reason": reason})


def _not_obeyed(
    snapshot: Snapshot, patients: Mapping[str, Patient], effects: Sequence[tuple[str, Effect]]
) -> list[Wrong]:
    """Hold the changed records against everything a snapshot must keep, as if read from a file."""
    if not patients:
        return []
    only = {"patients": tuple(patients.values()), "arrivals": (), "previous_plan": None}
    _, broken = examine(snapshot.model_copy(update=only).to_document())
    last = {patient: effect.decision for patient, effect in effects}
    names = list(patients)
    return [
        Wrong(last[names[int(each.loc[1])]], None, each.expected)
        for each in broken
        if len(each.loc) > 1 and each.loc[0] == "patients"
    ]


def _bad_input(wrong: Sequence[Wrong], decisions: Sequence[Decision], *, known: Known, name: str) -> BadInput:
    faults = []
    for each in sorted(wrong, key=lambda it: it.decision):
        where = f"decisions[{each.decision}]"
        fault = Fault(name, where, each.field, each.expected, kind="patient")
        patient = decisions[each.decision].patient
        # What is no id of this snapshot may be anything, a name too; only ids are told.
        told = id_to_tell(patient) if patient in known.patients and each.field != "patient" else None
        faults.append(replace(fault, where=f"{where}.{each.field}" if each.field else where, id=told))
    return BadInput(faults)
