"""The engine's courses in the hospital's terms: who is where, in care or waiting, for which phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bedflow.compile import Compiled
from bedflow.domain import Patient, Phase
from bedflow_solver import Result


@dataclass(frozen=True, slots=True)
class Stay:
    """One day of one patient.

    Attributes
    ----------
    job
        Number of the patient in the problem.
    day
        Day of the horizon, from 0.
    unit
        Number of the unit.
    before
        Number of the unit of the day before; -1 when the patient comes from outside.
    care
        Whether care goes forward.
    done
        Care days before this one.
    waited
        Waiting days in this plan before this one.
    """

    job: int
    day: int
    unit: int
    before: int
    care: bool
    done: int
    waited: int

    @property
    def moves_in(self) -> bool:
        """Whether the patient comes into the unit on this day."""
        return self.unit != self.before


def stays_of(compiled: Compiled, result: Result) -> Iterator[tuple[Stay, ...]]:
    """Give each patient's days in the system, patient by patient."""
    problem = compiled.problem
    first_days = problem.first_day[problem.job_class].tolist()
    present = [int(problem.option_station[o]) if o >= 0 else -1 for o in problem.present[problem.job_class]]
    rows = zip(result.courses.stations.tolist(), result.courses.actives.tolist(), strict=True)
    for job, (stations, actives) in enumerate(rows):
        stays: list[Stay] = []
        before, done, waited = present[job], 0, 0
        for day in range(first_days[job], problem.days):
            unit, care = stations[day], actives[day]
            if unit < 0:
                break
            stays.append(Stay(job, day, unit, before, care, done, waited))
            before, done, waited = unit, done + care, waited + (not care)
        yield tuple(stays)


def phase_next(patient: Patient, done: int) -> tuple[Phase, int]:
    """Give the phase that is next after a number of care days, and its care day."""
    for phase in patient.phases:
        if phase.days is None or done < phase.days:
            return phase, done
        done -= phase.days
    raise ValueError("all phases are done")
