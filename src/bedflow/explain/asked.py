"""A plan that stands, read once, so that many questions about it are answered quickly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bedflow.around import Occupied, around
from bedflow.compile import Compiled, compile_snapshot
from bedflow.diary import PatientDay
from bedflow.domain import Course, Plan, Snapshot
from bedflow.explain.extra import ExtraKind
from bedflow.explain.room import Room
from bedflow.explain.way import Way
from bedflow.explain.ways import Ways
from bedflow.waterfall import plan as plan_district


@dataclass(frozen=True)
class Asked:
    """A district and the plan that stands in it, to be asked about.

    Parameters
    ----------
    snapshot
        The district.
    plan
        A plan of it that keeps the rules.
    """

    snapshot: Snapshot
    plan: Plan

    @cached_property
    def occupied(self) -> Occupied:
        """Everybody's days and what they use."""
        return Occupied.under(self.snapshot, self.plan)

    @cached_property
    def compiled(self) -> Compiled:
        """The district in numbers."""
        return compile_snapshot(self.snapshot)

    @cached_property
    def room(self) -> Room:
        """Every limit and what all together use of it."""
        return Room.in_district(self.occupied)

    @cached_property
    def _jobs(self) -> dict[str, int]:
        return {patient.id: job for job, patient in enumerate(self.compiled.patients)}

    @cached_property
    def users(self) -> Mapping[tuple[ExtraKind, str, date], Sequence[PatientDay]]:
        """Who uses a unit's places, isolation places and intake, or a team's hours, on a date."""
        users: dict[tuple[ExtraKind, str, date], list[PatientDay]] = defaultdict(list)
        for own in (day for days in self.occupied.days.values() for day in days):
            users[ExtraKind.PLACE, own.unit, own.date].append(own)
            if own.patient.isolation:
                users[ExtraKind.ISOLATION, own.unit, own.date].append(own)
            if own.moves_in:
                users[ExtraKind.INTAKE, own.unit, own.date].append(own)
            for team in own.team_hours(self.occupied.team_of):
                users[ExtraKind.HOUR, team, own.date].append(own)
        return users

    @cached_property
    def _courses(self) -> dict[str, Course]:
        return {course.patient: course for course in self.plan.courses}

    @cached_property
    def _again(self) -> dict[int, Plan]:
        return {}

    def days_of(self, patient: str) -> tuple[PatientDay, ...]:
        """Give a patient's days in the plan.

        Raises
        ------
        KeyError
            When nobody in the plan has this id.
        """
        if patient not in self._jobs or patient not in self.occupied.days:
            raise KeyError(f"nobody in the plan is called {patient}")
        return self.occupied.days[patient]

    def ways(self, patient: str) -> Ways:
        """Give every course of a patient."""
        return Ways(self.compiled, self._jobs[patient])

    def room_for(self, *patients: str) -> Room:
        """Give the room that everybody else leaves."""
        return self.room.without(self.occupied, *patients)

    def standing_way(self, patient: str, ways: Ways) -> Way:
        """Give a patient's course in the plan as one of their ways, costed in the room the others leave."""
        way = ways.way_of(self._courses[patient])
        return Way(way.options, way.care, ways.cost_of(way, ways.tariff(self.room_for(patient))))

    def cost_of(self, patients: Collection[str]) -> float:
        """Give what some patients' courses add to the plan's total, the others' courses standing."""
        alone = 0.0
        for patient in patients:
            alone += self.ways(patient).way_of(self._courses[patient]).cost
        others = self.room_for(*patients)
        return alone + self.room.beyond(self.snapshot) - others.beyond(self.snapshot)

    def planned_around(self, *patients: str, snapshot: Snapshot | None = None, effort: int = 1) -> Plan:
        """Plan some patients around everybody else; for one patient the answer is exact.

        Parameters
        ----------
        snapshot
            The district with other limits or locks.
        """
        changed = self.snapshot if snapshot is None else snapshot
        small = around(changed, self.plan, patients=patients, occupied=self.occupied)
        return plan_district(small, effort=effort)

    def again(self, effort: int) -> Plan:
        """Plan the whole district again from the plan that stands, nothing changed.

        What planning again gains by itself must not be put down to a change.
        """
        if effort not in self._again:
            self._again[effort] = plan_district(self.snapshot, effort=effort, standing=self.plan)
        return self._again[effort]
