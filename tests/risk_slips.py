"""Plans written as courses on paper, and what becomes of them when they slip: thrown dice, night by night.

The dice share no code with the exact chances: days are drawn from the words of the guide, and each
patient is walked through the nights one after another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bedflow.domain import Course, Patient, Phase, Plan, Snapshot
from bedflow.risk import Chances
from tests import bed_meeting

Counts = NDArray[np.int64]
NEVER = 10**6
Z90 = 1.2815515655446004
"""Nine in ten of a normal distribution lie below so many standard deviations, from any table."""


def planned(snapshot: Snapshot, courses: Mapping[str, str]) -> Plan:
    """Make a plan of courses such as ``W (W) H -``: brackets for a waiting day, a dash for no place.

    Only courses and days are filled in; the figures of the plan are those of another one.
    """
    read = []
    for name, line in courses.items():
        words = line.split()
        units = tuple(None if word == "-" else word.strip("()") for word in words)
        care = tuple(None if word == "-" else not word.startswith("(") for word in words)
        read.append(Course(patient=name, units=units, care=care))
    change: dict[str, Any] = {"courses": tuple(read), "days": snapshot.days, "moves": ()}
    return bed_meeting.plan().model_copy(update=change)


@dataclass(frozen=True)
class Dice:
    """Throws what may happen to each patient of a plan, many times at once."""

    snapshot: Snapshot
    plan: Plan
    throws: int
    chances: Chances = Chances()  # noqa: RUF009
    seed: int = 0

    def counts(self) -> dict[str, Counts]:
        """Count people in each unit each night. Shape of each (throws, nights)."""
        rng = np.random.default_rng(self.seed)
        people = {patient.id: patient for patient in self.snapshot.patients}
        shape = (self.throws, self.snapshot.horizon_days)
        counted = {unit.id: np.zeros(shape, np.int64) for unit in self.snapshot.units}
        for course in self.plan.courses:
            for unit, there in self._walk(people[course.patient], course, rng).items():
                counted[unit] += there
        return counted

    def _walk(
        self, patient: Patient, course: Course, rng: np.random.Generator
    ) -> dict[str, NDArray[np.bool_]]:
        nights = self.snapshot.horizon_days
        names = [unit for unit in dict.fromkeys([patient.unit, *course.units]) if unit]
        codes = np.array([-1 if unit is None else names.index(unit) for unit in course.units], np.int8)
        present = -1 if patient.unit is None else names.index(patient.unit)
        there = {unit: np.zeros((self.throws, nights), np.bool_) for unit in names}
        moves_at = next((t for t in range(nights) if course.units[t] != patient.unit), None)
        ready = np.zeros(self.throws, np.int16)
        waits = patient.unit is not None and not self._cared_for(patient)
        if waits and moves_at is not None:
            ready = np.minimum(moves_at + self._misses(patient.phases[0], rng), nights).astype(np.int16)
        legs = list(self._legs(patient, course, rng, waits=waits))
        leg = np.zeros(self.throws, np.int8)
        since = np.full(self.throws, -1, np.int16)
        for t in range(nights):
            at = np.full(self.throws, codes[t])
            for k, (begin, end, *_) in enumerate(legs):
                mine = leg == k
                if begin <= t:
                    since[mine & (since < 0) & (ready <= t)] = 0
                on = mine & (since >= 0)
                at[on] = codes[np.minimum(begin + since[on], end)]
            at[ready > t] = present
            at[leg < 0] = -1
            for code, unit in enumerate(names):
                there[unit][:, t] = at == code
            since[since >= 0] += 1
            for k, (_, _, lasts, leaves) in reversed(list(enumerate(legs))):
                over = (leg == k) & (since >= lasts)
                since[over] = -1
                leg[over] = -1 if leaves else k + 1
        return there

    def _cared_for(self, patient: Patient) -> bool:
        setting = next(unit.setting for unit in self.snapshot.units if unit.id == patient.unit)
        return setting in self.snapshot.policy.delivers[patient.phases[0].setting]

    def _legs(self, patient: Patient, course: Course, rng: np.random.Generator, *, waits: bool) -> Any:
        """Give each phase's planned first and last night, how many it lasts, and whether they leave then."""
        care = [t for t, cared in enumerate(course.care) if cared]
        for k, phase in enumerate(patient.phases):
            nights = care if phase.days is None else care[: phase.days]
            care = care[len(nights) :]
            if not nights:
                return
            days = self._days(phase, rng, said=not (waits and k == 0))
            whole = len(nights) == phase.days
            lasts = np.full(self.throws, NEVER)
            for done, night in enumerate(nights, start=1):
                lasts[days == done] = night - nights[0] + 1
            if whole:
                more = days > len(nights)
                lasts[more] = nights[-1] - nights[0] + 1 + days[more] - len(nights)
            last = nights[-1] if whole else self.snapshot.horizon_days - 1
            yield nights[0], last, lasts, k == len(patient.phases) - 1

    def _days(self, phase: Phase, rng: np.random.Generator, *, said: bool) -> Counts:
        """Draw how many care days the phase takes."""
        if phase.day_chances is not None:
            beyond = max(0.0, 1 - math.fsum(phase.day_chances))
            shares = np.array([*phase.day_chances, beyond])
            days = rng.choice(len(shares), size=self.throws, p=shares / shares.sum()) + 1
            return np.where(days == len(shares), NEVER, days)
        if phase.days is None:
            return np.full(self.throws, NEVER)
        if phase.days_p90 is not None:
            spread = math.log(phase.days_p90 / phase.days) / Z90
            return np.ceil(phase.days * np.exp(spread * rng.standard_normal(self.throws))).astype(np.int64)
        return phase.days + (self._misses(phase, rng) if said else np.zeros(self.throws, np.int64))

    def _misses(self, phase: Phase, rng: np.random.Generator) -> Counts:
        """Draw on how many days in a row readiness fails."""
        if phase.confidence is None:
            return np.zeros(self.throws, np.int64)
        return rng.geometric(self.chances.of(phase.confidence), size=self.throws) - 1
