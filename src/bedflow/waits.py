"""Why each patient waits: what stood in the way of the care that is next, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bedflow.codebook import hours_in_billionths
from bedflow.compile import Compiled
from bedflow.domain import Because, BecauseKind, Phase, Wait
from bedflow.itinerary import Stay, phase_next
from bedflow_solver import Result

Numbers = NDArray[np.int32] | NDArray[np.int64]


def waits_of(compiled: Compiled, result: Result, itineraries: Sequence[Sequence[Stay]]) -> Iterator[Wait]:
    """Give every run of waiting days in one unit for one phase, with what stood in the way."""
    obstacles = Obstacles(compiled, Room.left_by(result))
    for stays in itineraries:
        for run in waiting_runs(stays):
            yield obstacles.wait(run, stays)


def waiting_runs(stays: Sequence[Stay]) -> Iterator[list[Stay]]:
    """Group consecutive waiting days by unit and by phase waited for."""

    def kind(stay: Stay) -> tuple[bool, int, int]:
        return stay.care, stay.unit, stay.done

    for (care, _unit, _done), run in groupby(stays, key=kind):
        if not care:
            yield list(run)


@dataclass(frozen=True)
class Room:
    """What there is of every limit, raises included, and what a plan uses of it.

    Attributes
    ----------
    beds, occupied, intake, arrivals
        Shapes (units, days).
    hours, used
        Hours of teams, overtime apart, in billionths; shapes (teams, days).
    """

    beds: Numbers
    occupied: Numbers
    intake: Numbers
    arrivals: Numbers
    hours: Numbers
    used: Numbers

    @classmethod
    def left_by(cls, result: Result) -> Room:
        """Read it off the engine's answer."""
        problem, loads = result.problem, result.loads
        return cls(problem.seats, loads.seats, problem.gate, loads.entries, problem.pool_hours, loads.hours)


@dataclass(frozen=True, slots=True)
class Obstructed:
    """A unit that could give the care that is next, by number, and what is in the way of it.

    Attributes
    ----------
    because
        All that is full on the first day on which anything is; empty: nothing.
    """

    unit: int
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class DayObstacles:
    """What stands in the way on one waiting day.

    Attributes
    ----------
    barred
        Whether the care is not possible before a later date.
    locked
        Whether a person has decided where the patient is on this day.
    units
        Units that could give the care, in the order they are spoken of; none when barred.
    first_choices
        How many of them come before any of a setting that is not the phase's own.
    """

    barred: bool
    locked: bool
    units: tuple[Obstructed, ...] = ()
    first_choices: int = 0

    @property
    def open(self) -> bool:
        """Whether nothing is full for some unit, or no unit could care: then only the price is left."""
        return not self.barred and not (self.units and all(each.because for each in self.units))


class Obstacles:
    """What is full, and when, in one plan."""

    def __init__(self, compiled: Compiled, room: Room) -> None:
        self.compiled, self.room = compiled, room
        self.snapshot = compiled.snapshot
        self.days = self.snapshot.days
        self.problem = compiled.problem
        self._carers: dict[tuple[int, int, int, int], list[int]] = {}

    def wait(self, run: Sequence[Stay], stays: Sequence[Stay]) -> Wait:
        """Say why a run of waiting days is waited.

        The first day on which the date allows care names every unit of the phase's own setting, each
        later day the first choice among the units. Where a day leaves only the price, or nothing that
        a reason of the contract could name (a lock, no unit that may care), waiting costs less than
        any course there is.
        """
        phase, _care_day = phase_next(self.compiled.patients[run[0].job], run[0].done)
        reasons: dict[Because, None] = {}
        days = [self.on(stay, stays) for stay in run]
        if days[0].barred:
            reasons[Because(kind=BecauseKind.NOT_BEFORE, reason=phase.reason, date=phase.not_before)] = None
        allowed = [day for day in days if not day.barred]
        for day in allowed:
            told = day.first_choices if day is allowed[0] else 1
            reasons.update((because, None) for each in day.units[:told] for because in each.because)
        if any(day.open for day in allowed):
            reasons[Because(kind=BecauseKind.CHEAPER_TO_WAIT)] = None
        return Wait(
            patient=self.compiled.patients[run[0].job].id,
            days=len(run),
            because=tuple(reasons),
            **{
                "from": self.days[run[0].day],
                "in": self.snapshot.units[run[0].unit].id,
                "for": phase.setting,
            },
        )

    def on(self, stay: Stay, stays: Sequence[Stay]) -> DayObstacles:
        """Give what stands in the way on a waiting day.

        Parameters
        ----------
        stays
            All days of the patient.
        """
        phase, _care_day = phase_next(self.compiled.patients[stay.job], stay.done)
        lifted = int(self.problem.lifted_days[self.problem.job_class[stay.job]])
        locked = bool(lifted >> stay.day & 1)
        if self._barred(phase, stay.day):
            return DayObstacles(barred=True, locked=locked)
        units = self._could_care(stay, stays, phase)
        if locked and stay.unit in units:
            units = [stay.unit]
        own = [unit for unit in units if self.snapshot.units[unit].setting is phase.setting]
        return DayObstacles(
            barred=False,
            locked=locked,
            units=tuple(Obstructed(unit, tuple(self._first_obstacle(unit, stay, stays))) for unit in units),
            first_choices=1 if stay.unit in units else max(1, len(own)),
        )

    def _barred(self, phase: Phase, day: int) -> bool:
        return phase.not_before is not None and self.days[day] < phase.not_before

    def _could_care(self, stay: Stay, stays: Sequence[Stay], phase: Phase) -> list[int]:
        """Give the units that deliver the phase and take the patient, in the order they are spoken of.

        First the present unit, whose teams are waited for, then the one the plan goes to next, then
        those of the phase's own setting, then others. Locks are set aside: what is full is full.
        """
        after = next((other.unit for other in stays if other.day > stay.day and other.unit != stay.unit), -1)
        kind, c = phase.setting.level, int(self.problem.job_class[stay.job])
        key = (c, stay.unit, kind, after)
        if key not in self._carers:
            levels = self.problem.station_level
            self._carers[key] = sorted(
                self._open_units(c, kind, present=stay.unit),
                key=lambda unit: (unit != stay.unit, unit != after, levels[unit] != kind, unit),
            )
        return self._carers[key]

    def _open_units(self, c: int, kind: int, *, present: int) -> Iterator[int]:
        problem = self.problem
        here, lifted = int(problem.station_level[present]), int(problem.lifted_days[c])
        seen = set[int]()
        for option in range(problem.option_from[c], problem.option_from[c + 1]):
            unit = int(problem.option_station[option])
            level = int(problem.station_level[unit])
            if unit in seen or not problem.active[kind, level] or not problem.safe[kind, level]:
                continue
            # A unit that may be entered on its lock's dates alone is not eligible.
            eligible = int(problem.enter_days[option]) & ~lifted
            rises = level < here and problem.safe[kind, here]
            if unit == present or (eligible and problem.enter[kind, level] and not rises):
                seen.add(unit)
                yield unit

    def _first_obstacle(self, unit: int, stay: Stay, stays: Sequence[Stay]) -> list[Because]:
        """Give what stands in the way of care in a unit: on a day, or on the first later one."""
        patient = self.compiled.patients[stay.job]
        own = {other.day: other for other in stays}
        total = int(self.problem.needed[self.problem.job_class[stay.job]])
        done = stay.done
        level = int(self.problem.station_level[unit])
        for day in range(stay.day, len(self.days)):
            if done >= total:
                break
            phase, care_day = phase_next(patient, done)
            kind = phase.setting.level
            if not self.problem.active[kind, level] or (day > stay.day and self._barred(phase, day)):
                break
            enters = day == stay.day and unit != stay.unit
            found = self._full_on(unit, day, own.get(day), enters=enters)
            # Where care may pause, hours that are short later do not bar its beginning.
            if day == stay.day or not self.problem.idle[kind, level]:
                found += self._teams_short(unit, day, own.get(day), phase.hours_on_care_day(care_day))
            if found:
                return found
            done += 1
        return []

    def _full_on(self, unit: int, day: int, own: Stay | None, *, enters: bool) -> list[Because]:
        """Give whether beds or intake stand in the way, the patient's own use apart."""
        name, date = self.snapshot.units[unit].id, self.days[day]
        there = own is not None and own.unit == unit
        room = self.room
        found: list[Because] = []
        if not there and room.occupied[unit, day] >= room.beds[unit, day]:
            found.append(Because(kind=BecauseKind.PLACES, unit=name, date=date))
        if enters and not there and room.arrivals[unit, day] >= room.intake[unit, day]:
            found.append(Because(kind=BecauseKind.INTAKE, unit=name, date=date))
        return found

    def _teams_short(self, unit: int, day: int, own: Stay | None, hours: dict[str, float]) -> list[Because]:
        """Give the teams without hours for a care day, what the patient takes of them that day apart."""
        found: list[Because] = []
        taken = self._taken_by(own)
        for discipline, amount in sorted(hours.items()):
            team = self.compiled.team_of.get((self.snapshot.units[unit].id, discipline))
            if team is None:
                continue
            used = int(self.room.used[team, day]) - taken.get(team, 0)
            if used + hours_in_billionths(amount) > self.room.hours[team, day]:
                found.append(
                    Because(kind=BecauseKind.TEAM, team=self.snapshot.teams[team].id, date=self.days[day])
                )
        return found

    def _taken_by(self, own: Stay | None) -> dict[int, int]:
        """Give the hours a patient's day takes of each team, in billionths."""
        if own is None or not own.care:
            return {}
        phase, care_day = phase_next(self.compiled.patients[own.job], own.done)
        unit = self.snapshot.units[own.unit].id
        return {
            team: hours_in_billionths(amount)
            for discipline, amount in phase.hours_on_care_day(care_day).items()
            if (team := self.compiled.team_of.get((unit, discipline))) is not None
        }
