"""Why a plan has a patient where it has them: their course in runs, and for each wait what binds when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from bedflow.diary import PatientDay
from bedflow.domain import Plan, Setting, Snapshot
from bedflow.explain.why_manager import manager_sentence
from bedflow.explain.why_reading import Reading
from bedflow.explain.why_relative import relative_sentence
from bedflow.explain.why_wait import Waited, waits_in


@dataclass(frozen=True, slots=True)
class Leg:
    """A run of days in one unit, in care or waiting, for one phase.

    Attributes
    ----------
    since, until
        First and last day.
    care
        Whether care goes forward.
    phase
        Setting of the phase.
    moves_in
        Whether the run begins with a move into the unit, or with arriving there.
    """

    unit: str
    since: date
    until: date
    care: bool
    phase: Setting
    moves_in: bool


@dataclass(frozen=True, slots=True)
class WaitTold:
    """A wait, and why in two sentences.

    Attributes
    ----------
    wait
        The days, and what binds on each.
    relative
        For the patient and those close to them.
    manager
        For those who can change it.
    """

    wait: Waited
    relative: str
    manager: str


@dataclass(frozen=True, slots=True)
class Why:
    """Where a plan has one patient, and why they wait.

    Attributes
    ----------
    course
        Their days in runs.
    leaves
        The day after their last care day; None when that is beyond the plan.
    days_so_far
        Days waited before the plan.
    waits
        Each wait of the plan, in order.
    """

    patient: str
    course: tuple[Leg, ...]
    leaves: date | None
    days_so_far: int
    waits: tuple[WaitTold, ...]

    @property
    def days(self) -> int:
        """Waiting days in the plan."""
        return sum(len(told.wait.days) for told in self.waits)

    @property
    def next_move(self) -> Leg | None:
        """The first run that begins with a move; None when the patient stays where they are."""
        return next((leg for leg in self.course if leg.moves_in), None)

    @property
    def longest(self) -> WaitTold | None:
        """The longest wait; None when the patient does not wait."""
        return max(self.waits, key=lambda told: len(told.wait.days), default=None)


def why(snapshot: Snapshot, plan: Plan, *, patient: str, reading: Reading | None = None) -> Why:
    """Say where one patient goes and when, and for each wait what binds on each day.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    patient
        Id of somebody in the plan; forecast people have theirs.
    reading
        The plan as :meth:`Reading.of` read it, when many are asked about.

    Raises
    ------
    KeyError
        When the plan has nobody of that id.
    """
    read = reading or Reading.of(snapshot, plan)
    days = read.occupied.days[patient]
    return Why(
        patient=patient,
        course=_legs(days),
        leaves=_leaves(days, snapshot),
        days_so_far=read.occupied.patients[patient].waiting_days,
        waits=tuple(
            WaitTold(waited, relative_sentence(read, waited), manager_sentence(read, waited))
            for waited in waits_in(read, patient)
        ),
    )


def whys(snapshot: Snapshot, plan: Plan) -> tuple[Why, ...]:
    """Say it of everybody in the plan, in its order, forecast people included.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    """
    reading = Reading.of(snapshot, plan)
    return tuple(why(snapshot, plan, patient=name, reading=reading) for name in reading.occupied.days)


def _legs(days: Sequence[PatientDay]) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    for _kind, run in groupby(days, key=lambda day: (day.unit, day.care, id(day.phase))):
        of_run = list(run)
        first, last = of_run[0], of_run[-1]
        legs.append(Leg(first.unit, first.date, last.date, first.care, first.phase.setting, first.moves_in))
    return tuple(legs)


def _leaves(days: Sequence[PatientDay], snapshot: Snapshot) -> date | None:
    if not days or days[-1].date == snapshot.days[-1]:
        return None
    return days[-1].date + timedelta(days=1)
