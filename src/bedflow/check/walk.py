"""A course walked day by day: which phase is next, what goes forward, what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bedflow.check.district import District, Person
from bedflow.domain import Phase, Team, Unit


@dataclass(frozen=True, slots=True)
class Stay:
    """A person in a unit on one day.

    Parameters
    ----------
    day
        Day of the horizon.
    unit
        The unit at the midnight that ends the day.
    came_from
        The unit of the day before (on day 0: the present unit); None on a first arrival.
    phase
        The phase that is next; None when all are done.
    care_day
        Care days of that phase already done.
    care
        Whether care goes forward.
    still_there
        Whether the person has never left the unit they are in at the bed meeting.
    waited
        Waiting days of this plan before today.
    """

    day: int
    unit: Unit
    came_from: Unit | None
    phase: Phase | None
    care_day: int
    care: bool
    still_there: bool
    waited: int = 0

    @property
    def is_transfer(self) -> bool:
        """Whether the person changes unit; a first arrival from outside is none."""
        return self.came_from is not None and self.came_from.id != self.unit.id

    @property
    def is_arrival(self) -> bool:
        """Whether the person comes into the unit today, first arrivals from outside included."""
        return self.came_from is None or self.came_from.id != self.unit.id


def phase_next(phases: Sequence[Phase], progress: int) -> tuple[Phase | None, int]:
    """Give the phase that is next after some care days, and how many of its own are done.

    "Progress counts the care days so far in the horizon and so says which phase is next."
    """
    left = progress
    for phase in phases:
        if phase.days is None or left < phase.days:
            return phase, left
        left -= phase.days
    return None, 0


def walk(
    person: Person, units: Sequence[str | None], *, care: Sequence[bool | None], district: District
) -> tuple[Stay, ...]:
    """Follow a person through a course; days without a known unit are left out."""
    stays: list[Stay] = []
    came_from, still_there, progress = person.present, person.present is not None, 0
    for day, (name, goes_forward) in enumerate(zip(units, care, strict=True)):
        unit = None if name is None else district.units.get(name)
        if unit is None:
            still_there = False
            continue
        still_there = still_there and unit is person.present
        phase, care_day = phase_next(person.asks.phases, progress)
        stays.append(
            Stay(
                day=day,
                unit=unit,
                came_from=came_from,
                phase=phase,
                care_day=care_day,
                care=bool(goes_forward),
                still_there=still_there,
                waited=len(stays) - progress,
            )
        )
        progress += bool(goes_forward)
        came_from = unit
    return tuple(stays)


def hours_of_care_day(phase: Phase, care_day: int) -> dict[str, float]:
    """Give the hours of each discipline on a care day of a phase, the first being number 0.

    "A care day takes the phase's hours for each discipline; the first care day of a phase takes
    its start_hours too"; of a list of hours the last value repeats.
    """
    needed = dict(phase.start_hours) if care_day == 0 else {}
    for discipline, hours in phase.hours.items():
        today = hours[min(care_day, len(hours) - 1)] if isinstance(hours, tuple) else hours
        needed[discipline] = needed.get(discipline, 0.0) + today
    return needed


def hours_taken(stay: Stay, district: District) -> Iterator[tuple[Team, float]]:
    """Give what a day takes from each team.

    "from the team that serves u for that discipline [...] A discipline that no team serves in u
    is part of the unit and takes nothing."
    """
    if not stay.care or stay.phase is None:
        return
    for discipline, hours in hours_of_care_day(stay.phase, stay.care_day).items():
        team = district.serving.get((stay.unit.id, discipline))
        if team is not None and hours > 0:
            yield team, hours
