"""Why each patient waits: what stood in the way of the care that is next, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bedflow.codebook import hours_in_billionths
from bedflow.compile import Compiled
from bedflow.domain import Because, BecauseKind, Phase, Wait
from bedflow.itinerary import Stay, phase_next
from bedflow_solver import Result


def waits_of(compiled: Compiled, result: Result, itineraries: Sequence[Sequence[Stay]]) -> Iterator[Wait]:
    """Give every run of waiting days in one unit for one phase, with what stood in the way."""
    obstacles = _Obstacles(compiled, result)
    for stays in itineraries:
        for run in _runs(stays):
            yield obstacles.wait(run, stays)


def _runs(stays: Sequence[Stay]) -> Iterator[list[Stay]]:
    """Group consecutive waiting days by unit and by phase waited for."""

    def kind(stay: Stay) -> tuple[bool, int, int]:
        return stay.care, stay.unit, stay.done

    for (care, _unit, _done), run in groupby(stays, key=kind):
        if not care:
            yield list(run)


class _Obstacles:
    """What is full, and when, in one plan."""

    def __init__(self, compiled: Compiled, result: Result) -> None:
        self.compiled, self.result = compiled, result
        self.snapshot = compiled.snapshot
        self.days = self.snapshot.days
        self.problem = result.problem

    def wait(self, run: Sequence[Stay], stays: Sequence[Stay]) -> Wait:
        """Say why a run of waiting days is waited."""
        first = run[0]
        phase, _care_day = phase_next(self.compiled.patients[first.job], first.done)
        reasons: dict[Because, None] = {}
        opens = next((stay for stay in run if not self._barred(phase, stay.day)), None)
        if opens is not first:
            reasons[Because(kind=BecauseKind.NOT_BEFORE, reason=phase.reason, date=phase.not_before)] = None
        if opens is not None:
            reasons.update(dict.fromkeys(self._in_the_way(run[run.index(opens) :], stays, phase)))
        return Wait(
            patient=self.compiled.patients[first.job].id,
            days=len(run),
            because=tuple(reasons),
            **{
                "from": self.days[first.day],
                "in": self.snapshot.units[first.unit].id,
                "for": phase.setting,
            },
        )

    def _barred(self, phase: Phase, day: int) -> bool:
        return phase.not_before is not None and self.days[day] < phase.not_before

    def _in_the_way(self, run: Sequence[Stay], stays: Sequence[Stay], phase: Phase) -> Iterator[Because]:
        """Give what is full for the units that could care, or say that waiting costs less.

        The first day names every unit of the phase's own setting, each later day the first choice
        among the units; a unit that could care after all means that waiting costs less.
        """
        candidates = self._could_care(run[0], stays, phase)
        cheaper = not candidates
        for stay in run:
            found = [self._first_obstacle(unit, stay, stays) for unit in candidates]
            cheaper = cheaper or not all(found)
            told = len(self._first_choices(candidates, phase)) if stay is run[0] else 1
            for obstacles in found[:told]:
                yield from obstacles
        if cheaper:
            yield Because(kind=BecauseKind.CHEAPER_TO_WAIT)

    def _first_choices(self, candidates: Sequence[int], phase: Phase) -> Sequence[int]:
        """Give the candidates that come before any of another setting than the phase's; at least one."""
        own = [unit for unit in candidates if self.snapshot.units[unit].setting is phase.setting]
        return own or candidates[:1]

    def _could_care(self, stay: Stay, stays: Sequence[Stay], phase: Phase) -> list[int]:
        """Give the units that deliver the phase and may be gone to, in the order they are spoken of.

        Somebody whose present unit delivers the phase waits for its teams alone. Otherwise first the
        unit the plan goes to next, then those of the phase's own setting, then others.
        """
        problem, c = self.problem, self.problem.job_class[stay.job]
        kind, here = phase.setting.level, int(problem.station_level[stay.unit])
        units: list[int] = []
        for option in range(problem.option_from[c], problem.option_from[c + 1]):
            unit = int(problem.option_station[option])
            level = int(problem.station_level[unit])
            if not problem.active[kind, level] or not problem.safe[kind, level]:
                continue
            enters = (
                level >= here and problem.enter[kind, level] and problem.enter_days[option] >> stay.day & 1
            )
            if unit == stay.unit or enters:
                units.append(unit)
        if stay.unit in units:
            return [stay.unit]
        following = next(
            (other.unit for other in stays if other.day > stay.day and other.unit != stay.unit), -1
        )
        return sorted(
            set(units), key=lambda unit: (unit != following, problem.station_level[unit] != kind, unit)
        )

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
            if not self.problem.active[phase.setting.level, level] or (
                day > stay.day and self._barred(phase, day)
            ):
                break
            enters = day == stay.day and unit != stay.unit
            found = self._full_on(unit, day, own.get(day), enters=enters)
            found += self._teams_short(unit, day, own.get(day), phase.hours_on_care_day(care_day))
            if found:
                return found
            done += 1
        return []

    def _full_on(self, unit: int, day: int, own: Stay | None, *, enters: bool) -> list[Because]:
        """Give whether beds or intake stand in the way, the patient's own use apart."""
        name, date = self.snapshot.units[unit].id, self.days[day]
        there = own is not None and own.unit == unit
        loads, problem = self.result.loads, self.problem
        found: list[Because] = []
        if not there and loads.seats[unit, day] >= problem.seats[unit, day]:
            found.append(Because(kind=BecauseKind.PLACES, unit=name, date=date))
        if enters and not there and loads.entries[unit, day] >= problem.gate[unit, day]:
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
            used = int(self.result.loads.hours[team, day]) - taken.get(team, 0)
            if used + hours_in_billionths(amount) > self.problem.pool_hours[team, day]:
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
