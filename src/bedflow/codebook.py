"""The numbers that stand for units, teams and disciplines, and what decides each patient's courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bedflow.domain import FORECAST_PREFIX, SETTINGS, Patient, Phase, Policy, Setting, Snapshot, Team, Unit
from bedflow.rules.commitment import committed_hours
from bedflow.rules.eligibility import acute_site, is_eligible
from bedflow.rules.mismatch import mismatch_cost
from bedflow_solver import ELSEWHERE, HOUR, NOT_COMPARED, WATCHED_DAYS
from bedflow_solver.problem import Bools, Longs

EVERY_DAY = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Stage:
    """One care day to come: what phase it is of, when it may be, and the hours it takes."""

    kind: int
    opens: int
    work: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A unit a patient may be in, the days on which they may be or go there, and a day's cost."""

    level: int
    unit: int
    stay_days: int
    enter_days: int
    stay_cost: float


@dataclass(frozen=True, slots=True)
class PatientClass:
    """Everything that decides a patient's courses; patients alike share one.

    Stages and options are compared by identity first, which is quick: those of like patients are
    made once.
    """

    first_day: int
    needed: int
    stages: tuple[Stage, ...]
    options: tuple[Option, ...]
    present: int
    lifted_days: int
    harm: float
    waited: int
    isolation: bool
    earlier: tuple[int, ...]


def hours_in_billionths(hours: float) -> int:
    """Count hours as a whole number of billionths, so that sums are exact in any order."""
    return round(hours * HOUR)


def teams_by_service(teams: Sequence[Team]) -> dict[tuple[str, str], int]:
    """Give the number of the team that serves a unit for a discipline."""
    return {(unit, team.discipline): number for number, team in enumerate(teams) for unit in team.units}


class CodeBook:
    """The numbers that stand for units, teams and disciplines, and the classes of patients."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.policy: Policy = snapshot.policy
        self.days: tuple[date, ...] = snapshot.days
        self.units: tuple[Unit, ...] = snapshot.units
        self.unit_by_id: Mapping[str, Unit] = {unit.id: unit for unit in snapshot.units}
        self.unit_number: Mapping[str, int] = {unit.id: number for number, unit in enumerate(snapshot.units)}
        names = sorted({team.discipline for team in snapshot.teams})
        self.discipline_number: Mapping[str, int] = {name: number for number, name in enumerate(names)}
        self.team_of: Mapping[tuple[str, str], int] = teams_by_service(snapshot.teams)
        self._earlier = self._earlier_units()
        self._eligible: dict[tuple[object, ...], tuple[tuple[int, float], ...]] = {}
        self._stages: dict[tuple[object, ...], tuple[int, tuple[Stage, ...]]] = {}
        self._options: dict[tuple[object, ...], tuple[tuple[Option, ...], int]] = {}

    def day_number(self, day: date) -> int:
        """Days since the bed meeting's date."""
        return (day - self.days[0]).days

    def class_of(self, patient: Patient) -> PatientClass:
        """Say everything that decides a patient's courses."""
        first_day = 0 if patient.arrives is None else self.day_number(patient.arrives)
        locks = {
            day: self.unit_number[lock.unit]
            for lock in patient.locks
            if first_day <= (day := self.day_number(lock.date)) < len(self.days)
        }
        needed, stages = self._stages_of(patient.phases, len(self.days) - first_day)
        options, present = self._options_of(patient, locks)
        return PatientClass(
            first_day=first_day,
            needed=needed,
            stages=stages,
            options=options,
            present=present,
            lifted_days=_mask(locks),
            harm=self.policy.harm_per_day(frailty=patient.frailty, given=patient.harm_per_day),
            waited=patient.waiting_days,
            isolation=patient.isolation,
            earlier=self._earlier.get(patient.id, (NOT_COMPARED,) * WATCHED_DAYS),
        )

    def _stages_of(self, phases: Sequence[Phase], room: int) -> tuple[int, tuple[Stage, ...]]:
        key = (
            room,
            tuple(
                (p.setting, p.days, tuple(p.hours.items()), tuple(p.start_hours.items()), p.not_before)
                for p in phases
            ),
        )
        if key not in self._stages:
            self._stages[key] = self._make_stages(phases, room)
        return self._stages[key]

    def _make_stages(self, phases: Sequence[Phase], room: int) -> tuple[int, tuple[Stage, ...]]:
        stages: list[Stage] = []
        needed = 0
        for phase in phases:
            opens = 0 if phase.not_before is None else max(0, self.day_number(phase.not_before))
            days = room + 1 if phase.days is None else phase.days
            needed += days
            longest = max([1, *(len(hours) for hours in phase.hours.values() if isinstance(hours, tuple))])
            for care_day in range(min(days, room - len(stages))):
                if care_day <= longest:
                    # Hours no longer change from here on: one stage stands for all that follow.
                    stage = self._stage(phase, care_day, min(opens, len(self.days)))
                stages.append(stage)
        return min(needed, len(self.days) + 1), tuple(stages)

    def _stage(self, phase: Phase, care_day: int, opens: int) -> Stage:
        work = tuple(
            (self.discipline_number[discipline], hours_in_billionths(amount))
            for discipline, amount in sorted(phase.hours_on_care_day(care_day).items())
            if discipline in self.discipline_number
        )
        return Stage(kind=phase.setting.level, opens=opens, work=work)

    def _options_of(self, patient: Patient, locks: Mapping[int, int]) -> tuple[tuple[Option, ...], int]:
        """Give the units a patient may be in, from high to low, and which of them is the present one.

        A unit that is only a present place may be stayed in but not entered; one that is only a
        lock's may be entered and stayed in on the lock's dates alone. A unit that is both stands
        twice.
        """
        present_unit = None if patient.unit is None else self.unit_number[patient.unit]
        units = self._eligible_units(patient)
        # Eligible units are kept one tuple per kind of patient, so the tuple's identity says the kind;
        # an ineligible present or locked unit also costs by the patient's own mismatch.
        strangers = {present_unit, *locks.values()} - {None, *(unit for unit, _cost in units)}
        key = (id(units), present_unit, tuple(sorted(locks.items())))
        if strangers:
            return self._make_options(patient, dict(units), present_unit, locks)
        if key not in self._options:
            self._options[key] = self._make_options(patient, dict(units), present_unit, locks)
        return self._options[key]

    def _make_options(
        self,
        patient: Patient,
        eligible: Mapping[int, float],
        present_unit: int | None,
        locks: Mapping[int, int],
    ) -> tuple[tuple[Option, ...], int]:
        locked = _mask(locks)
        options: list[Option] = []

        def add(unit: int, stay_days: int, enter_days: int) -> None:
            level = self.units[unit].setting.level
            cost = eligible[unit] if unit in eligible else self._stay_cost(self.units[unit], patient)
            options.append(Option(level, unit, stay_days, enter_days, cost))

        for unit in eligible:
            allowed = EVERY_DAY & ~locked | _mask(day for day, at in locks.items() if at == unit)
            add(unit, allowed, allowed)
        if present_unit is not None and present_unit not in eligible:
            allowed = EVERY_DAY & ~locked | _mask(day for day, at in locks.items() if at == present_unit)
            add(present_unit, allowed, 0)
        for unit in sorted(set(locks.values()) - set(eligible)):
            dates = _mask(day for day, at in locks.items() if at == unit)
            add(unit, dates, dates)
        ordered = tuple(sorted(options, key=lambda option: (option.level, option.unit, -option.stay_days)))
        present = -1
        if present_unit is not None:
            present = next(number for number, option in enumerate(ordered) if option.unit == present_unit)
        return ordered, present

    def _eligible_units(self, patient: Patient) -> tuple[tuple[int, float], ...]:
        site = acute_site(patient, self.unit_by_id)
        key = (
            patient.needs,
            patient.zone,
            patient.sex,
            patient.excluded_units,
            patient.preferred_units,
            patient.specialty,
            site,
        )
        if key not in self._eligible:
            self._eligible[key] = tuple(
                (number, self._stay_cost(unit, patient))
                for number, unit in enumerate(self.units)
                if is_eligible(unit, patient, site=site)
            )
        return self._eligible[key]

    def _stay_cost(self, unit: Unit, patient: Patient) -> float:
        """Cost of a day in a unit: the place, and what does not match."""
        mismatch = mismatch_cost(patient, unit, policy=self.policy, unit_by_id=self.unit_by_id)
        return unit.cost_per_day + mismatch

    def _earlier_units(self) -> dict[str, tuple[int, ...]]:
        """Read the previous plan's units of days 0 to 2, by date; forecast patients never count."""
        standing = self.snapshot.previous_plan
        if standing is None:
            return {}
        column = {day: number for number, day in enumerate(standing.days)}
        watched = [column.get(day) for day in self.days[:WATCHED_DAYS]]
        earlier: dict[str, tuple[int, ...]] = {}
        for course in standing.courses:
            if course.patient.startswith(FORECAST_PREFIX):
                continue
            numbers = [NOT_COMPARED] * WATCHED_DAYS
            for day, at in enumerate(watched):
                unit = course.units[at] if at is not None and at < len(course.units) else None
                if unit is not None:
                    numbers[day] = self.unit_number.get(unit, ELSEWHERE)
            earlier[course.patient] = tuple(numbers)
        return earlier

    def committed_hours(self) -> Longs:
        """Hours by which commitments exceed a team's hours and overtime; shape (teams, days)."""
        promised = np.zeros((len(self.snapshot.teams), len(self.days)), np.int64)
        for patient in self.snapshot.patients:
            unit = None if patient.unit is None else self.unit_by_id[patient.unit]
            if unit is None:
                continue
            for day, needed in committed_hours(patient, unit, horizon_days=len(self.days)):
                for discipline, amount in needed.items():
                    team = self.team_of.get((unit.id, discipline))
                    if team is not None:
                        promised[team, day] += hours_in_billionths(amount)
        hours, overtime = self.team_hours()
        short: Longs = np.maximum(0, promised - hours - overtime)
        return short

    def team_hours(self) -> tuple[Longs, Longs]:
        """Hours and overtime of every team and day, in billionths; shapes (teams, days)."""
        shape = (len(self.snapshot.teams), len(self.days))
        hours, overtime = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for number, team in enumerate(self.snapshot.teams):
            hours[number] = [hours_in_billionths(team.hours_on(day)) for day in self.days]
            overtime[number] = [hours_in_billionths(team.overtime_on(day)) for day in self.days]
        return hours, overtime

    def table(self, table: Mapping[Setting, tuple[Setting, ...]]) -> Bools:
        """Give a policy table by setting of the phase and setting of the unit; shape (5, 5)."""
        return np.array([[unit in table[phase] for unit in SETTINGS] for phase in SETTINGS], np.bool_)


def _mask(days: Iterable[int]) -> int:
    return sum(1 << day for day in days)
