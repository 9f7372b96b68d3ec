"""Snapshot to problem: the only place that decides rows and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bedflow.codebook import CodeBook, PatientClass, teams_by_service
from bedflow.domain import SETTINGS, Patient, Setting, Snapshot
from bedflow_solver import UNLIMITED, WATCHED_DAYS, Problem
from bedflow_solver.problem import Floats, Longs


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
        return teams_by_service(self.snapshot.teams)

    def stay_cost(self, job: int, unit: int) -> float:
        """Cost of a day of a patient in a unit: the place, and what does not match."""
        c = self.problem.job_class[job]
        options = slice(self.problem.option_from[c], self.problem.option_from[c + 1])
        at = np.flatnonzero(self.problem.option_station[options] == unit)[0]
        return float(self.problem.stay_cost[options][at])


class LimitsRaised(Snapshot):
    """A district whose limits already carry what is promised to its patients: it is raised no further.

    What is copied of one with other facts is one too, so that nobody can forget it.
    """


def compile_snapshot(snapshot: Snapshot) -> Compiled:
    """Turn a snapshot into the engine's question.

    Commitments are raised here, except where :class:`LimitsRaised` says that they have been; what locks
    need beyond that the engine raises before it plans.

    Parameters
    ----------
    snapshot
        A snapshot without faults, as ``bedflow.ingest`` gives it.
    """
    patients = planned_patients(snapshot)
    book = CodeBook(snapshot)
    number: dict[PatientClass, int] = {}
    job_class = [number.setdefault(book.class_of(patient), len(number)) for patient in patients]
    committed = book.committed_hours()
    if isinstance(snapshot, LimitsRaised):
        committed = np.zeros_like(committed)
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


def _assemble(book: CodeBook, classes: list[PatientClass], job_class: list[int], committed: Longs) -> Problem:
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
