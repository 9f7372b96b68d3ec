"""Snapshot to problem: the only place that decides rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from bedflow.domain import (
    FORECAST_PREFIX,
    SETTINGS,
    Patient,
    Phase,
    Policy,
    Setting,
    Snapshot,
    Unit,
)
from bedflow.rules.commitment import committed_hours
from bedflow.rules.eligibility import acute_site, is_eligible
from bedflow_solver import ELSEWHERE, HOUR, NOT_COMPARED, UNLIMITED, WATCHED_DAYS, Problem
from bedflow_solver.problem import Bools, Floats, Longs

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


@dataclass(frozen=True)
class Compiled:
    """A problem with the names its numbers stand for.

    Attributes
    ----------
    patients
        In the order of the problem's jobs, forecast patients last.
    committed
        Hours by which care under way raises each team's day; shape (teams, days), billionths.
    """

    snapshot: Snapshot
    patients: tuple[Patient, ...]
    problem: Problem
    committed: Longs

    @cached_property
    def team_of(self) -> Mapping[tuple[str, str], int]:
        """The number of the team that serves a unit for a discipline."""
        return {
            (unit, team.discipline): number
            for number, team in enumerate(self.snapshot.teams)
            for unit in team.units
        }

    def stay_cost(self, job: int, unit: int) -> float:
        """Cost of a day of a patient in a unit: the place, and what does not match."""
        c = self.problem.job_class[job]
        options = slice(self.problem.option_from[c], self.problem.option_from[c + 1])
        at = np.flatnonzero(self.problem.option_station[options] == unit)[0]
        return float(self.problem.stay_cost[options][at])


def hours_in_billionths(hours: float) -> int:
    """Count hours as a whole number of billionths, so that sums are exact in any order."""
    return round(hours * HOUR)


def compile_snapshot(snapshot: Snapshot) -> Compiled:
    """Turn a snapshot into the engine's question.

    Commitments are raised here; what locks need beyond that the engine raises before it plans.

    Parameters
    ----------
    snapshot
        A snapshot without faults, as ``bedflow.ingest`` gives it.
    """
    patients = planned_patients(snapshot)
    book = _CodeBook(snapshot)
    number: dict[PatientClass, int] = {}
    job_class = [number.setdefault(book.class_of(patient), len(number)) for patient in patients]
    committed = book.committed_hours()
    problem = _assemble(book, list(number), job_class, committed)
    return Compiled(snapshot=snapshot, patients=patients, problem=problem, committed=committed)


def planned_patients(snapshot: Snapshot) -> tuple[Patient, ...]:
    """Give everybody the plan is for: people here, arrivals within the horizon, forecast patients."""
    last_day = snapshot.days[-1]
    known = [
        patient for patient in snapshot.patients if patient.arrives is None or patient.arrives <= last_day
    ]
    expected = [patient for stream in snapshot.arrivals for patient in stream.patients(snapshot.days)]
    return (*known, *expected)


class _CodeBook:
    """The numbers that stand for units, teams and disciplines of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.policy: Policy = snapshot.policy
        self.days: tuple[date, ...] = snapshot.days
        self.units: tuple[Unit, ...] = snapshot.units
        self.unit_by_id: Mapping[str, Unit] = {unit.id: unit for unit in snapshot.units}
        self.unit_number: Mapping[str, int] = {unit.id: number for number, unit in enumerate(snapshot.units)}
        names = sorted({team.discipline for team in snapshot.teams})
        self.discipline_number: Mapping[str, int] = {name: number for number, name in enumerate(names)}
        self.team_of: Mapping[tuple[str, str], int] = {
            (unit, team.discipline): number
            for number, team in enumerate(snapshot.teams)
            for unit in team.units
        }
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
        cost = unit.cost_per_day
        if unit.specialties and patient.specialty not in unit.specialties:
            cost += self.policy.outlier
        if unit.near_zones and patient.zone not in unit.near_zones:
            cost += self.policy.distance
        preferred_here = any(
            self.unit_by_id[preferred].setting is unit.setting for preferred in patient.preferred_units
        )
        if preferred_here and unit.id not in patient.preferred_units:
            cost += self.policy.not_preferred
        return cost

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


def _assemble(
    book: _CodeBook, classes: list[PatientClass], job_class: list[int], committed: Longs
) -> Problem:
    """Lay the classes and rows out as arrays."""
    policy, days = book.policy, book.days
    hours, overtime = book.team_hours()
    stages = [stage for one in classes for stage in one.stages]
    options = [option for one in classes for option in one.options]
    work = [entry for stage in stages for entry in stage.work]
    option_from = _offsets([len(one.options) for one in classes])
    disciplines = len(book.discipline_number)
    pool_of = np.full((len(book.units), disciplines), -1, np.int32)
    for (unit, discipline), team in book.team_of.items():
        pool_of[book.unit_number[unit], book.discipline_number[discipline]] = team

    def limits(read: str, absent: int = UNLIMITED) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        rows = [
            [absent if (limit := getattr(unit, read)(day)) is None else limit for day in days]
            for unit in book.units
        ]
        return np.array(rows, np.int32).reshape(len(book.units), len(days))

    enter = np.ones((len(SETTINGS), len(SETTINGS)), np.bool_)
    enter[:, Setting.CARE_HOME.level] = False
    enter[Setting.CARE_HOME.level, Setting.CARE_HOME.level] = True
    return Problem(
        days=len(days),
        job_class=np.array(job_class, np.int32),
        members=np.bincount(np.array(job_class, np.int64), minlength=len(classes)).astype(np.int32),
        first_day=_int32(one.first_day for one in classes),
        needed=_int32(one.needed for one in classes),
        stage_from=_offsets([len(one.stages) for one in classes]),
        stage_kind=np.array([stage.kind for stage in stages], np.int8),
        stage_opens=_int32(stage.opens for stage in stages),
        work_from=_offsets([len(stage.work) for stage in stages]),
        work_discipline=_int32(discipline for discipline, _ in work),
        work_amount=np.array([amount for _, amount in work], np.int64),
        option_from=option_from,
        level_from=_level_offsets(classes, option_from),
        option_station=_int32(option.unit for option in options),
        stay_days=np.array([option.stay_days for option in options], np.uint32),
        enter_days=np.array([option.enter_days for option in options], np.uint32),
        stay_cost=np.array([option.stay_cost for option in options], np.float64),
        present=_int32(
            -1 if one.present < 0 else start + one.present
            for one, start in zip(classes, option_from[:-1], strict=True)
        ),
        lifted_days=np.array([one.lifted_days for one in classes], np.uint32),
        idle_harm=np.array([one.harm for one in classes], np.float64),
        waited=_int32(one.waited for one in classes),
        special=np.array([one.isolation for one in classes], np.bool_),
        earlier=np.array([one.earlier for one in classes], np.int32).reshape(len(classes), WATCHED_DAYS),
        station_level=np.array([unit.setting.level for unit in book.units], np.int8),
        seats=limits("beds_on"),
        spare=limits("surge_on"),
        special_seats=limits("isolation_beds_on"),
        gate=limits("daily_intake_on"),
        pool_of=pool_of,
        pool_hours=hours + committed,
        pool_limit=hours + committed + overtime,
        safe=book.table(policy.safe),
        active=book.table(policy.delivers),
        idle=book.table(policy.idle),
        enter=enter,
        idle_weight=_by_level(policy.wait_weight),
        idle_growth=policy.wait_growth,
        idle_growth_max=policy.wait_growth_max,
        misplaced=policy.over_placement,
        move=policy.transfer,
        change=policy.replan,
        spare_price=policy.surge_bed,
        over_price=policy.over_capacity,
        special_price=policy.isolation_breach,
        overtime_price=policy.overtime_hour,
    )


def _by_level(weights: Mapping[Setting, float]) -> Floats:
    return np.array([weights[setting] for setting in SETTINGS], np.float64)


def _int32(numbers: object) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.fromiter(numbers, np.int32)  # type: ignore[call-overload, no-any-return]


def _offsets(lengths: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)


def _level_offsets(
    classes: Sequence[PatientClass], option_from: np.ndarray[tuple[int], np.dtype[np.int32]]
) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    rows = [
        [start + sum(option.level < level for option in one.options) for level in range(len(SETTINGS) + 1)]
        for one, start in zip(classes, option_from[:-1], strict=True)
    ]
    return np.array(rows, np.int32).reshape(len(classes), len(SETTINGS) + 1)
