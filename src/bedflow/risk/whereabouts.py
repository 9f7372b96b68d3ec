"""The chance of each patient to be in each unit on each night, exactly, by a chain over their course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bedflow.compile import planned_patients
from bedflow.domain import FORECAST_PREFIX, Patient, Plan, Snapshot
from bedflow.risk.stretches import Beliefs, PlannedCourse, Stretch, stretches_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Whereabouts:
    """Where everybody of a plan may be.

    Attributes
    ----------
    patients
        Everybody planned for, forecast patients included.
    planned
        Number of the unit on each day; -1 where the plan has none. Shape (patients, days).
    unsure
        Positions in ``patients`` of those whose course may slip.
    slots
        The units each of these may be in; -1 fills up. Shape (unsure, most units).
    chance
        Chance to be in the unit of a slot on a day. Shape (unsure, most units, days).
    """

    snapshot: Snapshot
    patients: tuple[Patient, ...]
    planned: Ints
    unsure: Ints
    slots: Ints
    chance: Floats

    def chance_in(self, patient: int, unit: int, day: int) -> float:
        """Give the chance that a patient, by position, is in a unit, by number, on a day."""
        at = np.flatnonzero(self.unsure == patient)
        if not at.size:
            return float(self.planned[patient, day] == unit)
        return float(self.chance[at[0], self.slots[at[0]] == unit, day].sum())


def whereabouts(snapshot: Snapshot, plan: Plan, *, beliefs: Beliefs) -> Whereabouts:
    """Say where everybody may be on each day of a plan.

    A patient whose stay lasts longer, or whose readiness is lost again, stays in the unit they are in,
    day by day: that place is not released, and the next is not taken. Nothing happens earlier than
    planned, except that somebody whose care is over leaves the district. Later phases take their own
    days from when they begin; planned waiting takes up a delay before it reaches the next move.

    Parameters
    ----------
    plan
        A plan of this snapshot.
    beliefs
        What is held to be uncertain.
    """
    number = {unit.id: k for k, unit in enumerate(snapshot.units)}
    courses = {course.patient: course for course in plan.courses}
    patients = tuple(patient for patient in planned_patients(snapshot) if patient.id in courses)
    nights = snapshot.horizon_days + 1
    # Night 0 is the one before the bed meeting.
    where = np.full((len(patients), nights), -1, np.int64)
    unsure: list[int] = []
    cut: list[tuple[Stretch, ...]] = []
    for position, patient in enumerate(patients):
        course = courses[patient.id]
        present = -1 if patient.unit is None else number[patient.unit]
        units = [present, *(-1 if unit is None else number[unit] for unit in course.units)]
        where[position] = units
        held = _held_of(patient, beliefs)
        if not held.assume and not may_slip(patient):
            continue
        setting = None if present < 0 else snapshot.units[present].setting
        row = PlannedCourse(units, [False, *map(bool, course.care)], setting)
        stretches = stretches_of(patient, row, beliefs=held, policy=snapshot.policy)
        if not all(stretch.sure for stretch in stretches):
            unsure.append(position)
            cut.append(stretches)
    slots, slot_at = _slots(where[unsure])
    chance = _Chain(slot_at, cut, most=slots.shape[1]).run()
    return Whereabouts(
        snapshot=snapshot,
        patients=patients,
        planned=where[:, 1:],
        unsure=np.array(unsure, np.int64),
        slots=slots,
        chance=chance[:, :, 1:],
    )


def _held_of(patient: Patient, beliefs: Beliefs) -> Beliefs:
    # The typical days of a stream are an average, in which readiness lost again is counted already.
    expected = patient.id.startswith(FORECAST_PREFIX)
    return replace(beliefs, assume=False) if expected and beliefs.assume else beliefs


def may_slip(patient: Patient) -> bool:
    """Say whether the snapshot says of any phase of a patient that it is not certain."""
    return any(
        phase.days_p90 is not None or phase.day_chances is not None or phase.confidence is not None
        for phase in patient.phases
    )


def _slots(where: Ints) -> tuple[Ints, Ints]:
    """Give each row's units in the order visited, and their number in it; -1 stays -1."""
    slot_at = np.full(where.shape, -1, np.int64)
    found: list[list[int]] = []
    for row, units in enumerate(where.tolist()):
        order: dict[int, int] = {}
        for night, unit in enumerate(units):
            if unit >= 0:
                slot_at[row, night] = order.setdefault(unit, len(order))
        found.append(list(order))
    most = max(map(len, found), default=0)
    filled = [row + [-1] * (most - len(row)) for row in found]
    return np.array(filled, np.int64).reshape(len(found), most), slot_at


class _Chain:
    """The stretches of many patients run side by side, each patient's own exactly.

    Parameters
    ----------
    slot_at
        Slot of the planned unit each night. Shape (patients, nights).
    cut
        The stretches of each patient, in order.
    most
        Most slots of a patient.
    """

    def __init__(self, slot_at: Ints, cut: Sequence[tuple[Stretch, ...]], *, most: int) -> None:
        self.slot_at = slot_at
        self.cut = cut
        self.nights = slot_at.shape[1]
        self.chance: Floats = np.zeros((len(cut), most, self.nights))

    def run(self) -> Floats:
        """Give the chance of each slot each night. Shape (patients, slots, nights)."""
        rows = np.arange(len(self.cut))
        begins = self._begins(rows, 0)
        starts: Floats = np.zeros((len(self.cut), self.nights))
        starts[rows, begins] = 1.0
        # Before the first stretch nothing is uncertain: everybody is where the plan has them.
        self._as_planned(rows, np.ones_like(starts), until=begins)
        k = 0
        while rows.size:
            over = self._stay(rows, starts, k)
            stays = np.array([not self.cut[row][k].leaves for row in rows.tolist()], np.bool_)
            rows, over = rows[stays], over[stays]
            k += 1
            rows, starts = self._go_on(rows, over, self._begins(rows, k))
        return self.chance

    def _go_on(self, rows: Ints, over: Floats, begins: Ints) -> tuple[Ints, Floats]:
        """Let who is done with a stretch wait as planned for the next, and begin it no earlier than planned.

        Gives those who have a next one, and the chance of each night to be its first.
        """
        ended = np.zeros_like(over)
        ended[:, 1:] = over[:, :-1]
        done = np.cumsum(ended, axis=1)
        self._as_planned(rows, done, until=begins)
        goes_on = begins < self.nights
        rows, begins, ended, done = rows[goes_on], begins[goes_on], ended[goes_on], done[goes_on]
        each = np.arange(rows.size)
        starts = np.where(np.arange(self.nights) > begins[:, None], ended, 0.0)
        starts[each, begins] = done[each, begins]
        return rows, starts

    def _begins(self, rows: Ints, k: int) -> Ints:
        """Nights on which a stretch is planned to begin; beyond the horizon where the plan has none."""
        cuts = (self.cut[row] for row in rows.tolist())
        return np.array([cut[k].begins if k < len(cut) else self.nights for cut in cuts], np.int64)

    def _as_planned(self, rows: Ints, chance: Floats, *, until: Ints) -> None:
        """Put people where the plan has them on the nights before a night."""
        for night in range(self.nights):
            slot = self.slot_at[rows, night]
            here = (night < until) & (slot >= 0)
            self.chance[rows[here], slot[here], night] += chance[here, night]

    def _stay(self, rows: Ints, starts: Floats, k: int) -> Floats:
        """Run one stretch of those who have it; gives the chance of each night to be its last."""
        lasts = np.array([self.cut[row][k].lasts for row in rows.tolist()]).reshape(rows.size, self.nights)
        begins = self._begins(rows, k)
        ends = np.array([self.cut[row][k].ends for row in rows.tolist()], np.int64)
        over = np.zeros_like(starts)
        left = 1.0 - np.cumsum(lasts, axis=1)
        still = np.maximum(left, 0.0) + lasts
        for night in range(self.nights):
            # So many nights after it began, whenever that was, the patient is where the plan had them then.
            slot = self.slot_at[rows, np.minimum(begins + night, ends)]
            late = starts[:, : self.nights - night]
            over[:, night:] += late * lasts[:, night : night + 1]
            here = slot >= 0
            self.chance[rows[here], slot[here], night:] += (late * still[:, night : night + 1])[here]
        return over
