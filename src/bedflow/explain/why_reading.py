"""A plan read once, so that everybody in it can be asked why they wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bedflow.around import Occupied
from bedflow.compile import Compiled, compile_snapshot
from bedflow.diary import PatientDay
from bedflow.domain import Plan, Snapshot, Team, TeamDay, Unit, UnitDay
from bedflow.explain.room import Room
from bedflow.itinerary import Stay
from bedflow.waits import Obstacles
from bedflow.waits import Room as Slack


@dataclass(frozen=True)
class Reading:
    """A district under a plan: courses, what is full and when, and what the plan says of each limit.

    Attributes
    ----------
    stays
        Everybody's days in the system, by patient, in the order of the plan.
    obstacles
        What is full, to be asked about a waiting day.
    occupied, room
        The plan and its limits, for pricing what one patient could do instead.
    unit_days, team_days
        The plan's rows, by unit or team and date.
    """

    snapshot: Snapshot
    plan: Plan
    compiled: Compiled
    occupied: Occupied
    room: Room
    obstacles: Obstacles
    stays: Mapping[str, tuple[Stay, ...]]
    units: Mapping[str, Unit]
    teams: Mapping[str, Team]
    unit_days: Mapping[tuple[str, date], UnitDay]
    team_days: Mapping[tuple[str, date], TeamDay]

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan) -> Reading:
        """Read a plan of a district.

        Parameters
        ----------
        plan
            A plan of this snapshot that keeps the rules.
        """
        compiled, occupied = compile_snapshot(snapshot), Occupied.under(snapshot, plan)
        room = Room.in_district(occupied)
        slack = Slack(
            beds=room.beds,
            occupied=room.places,
            intake=room.intake_now,
            arrivals=room.entries,
            hours=room.hours_now,
            used=room.worked,
        )
        return cls(
            snapshot=snapshot,
            plan=plan,
            compiled=compiled,
            occupied=occupied,
            room=room,
            obstacles=Obstacles(compiled, slack),
            stays=_stays(compiled, occupied.days),
            units={unit.id: unit for unit in snapshot.units},
            teams={team.id: team for team in snapshot.teams},
            unit_days={(row.unit, row.date): row for row in plan.units},
            team_days={(row.team, row.date): row for row in plan.teams},
        )


def _stays(compiled: Compiled, diaries: Mapping[str, tuple[PatientDay, ...]]) -> dict[str, tuple[Stay, ...]]:
    """Give everybody's days by the numbers of the question; somebody the plan leaves out has none."""
    number = {unit.id: at for at, unit in enumerate(compiled.snapshot.units)}
    stays: dict[str, tuple[Stay, ...]] = {}
    for job, patient in enumerate(compiled.patients):
        done, found = 0, list[Stay]()
        for day in diaries.get(patient.id, ()):
            before = -1 if day.before is None else number[day.before]
            found.append(Stay(job, day.day, number[day.unit], before, day.care, done, day.waited))
            done += day.care
        stays[patient.id] = tuple(found)
    return stays
