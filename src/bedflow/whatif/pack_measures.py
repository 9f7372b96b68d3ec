"""The figures of the model that stand beside published ones: of a district, and of its plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from bedflow.compare import Measures
from bedflow.diary import diaries
from bedflow.domain import Plan, Setting, Snapshot, Unit
from bedflow.whatif.choose import SPLIT

HOSPITAL = (Setting.ACUTE, Setting.STEP_DOWN, Setting.COMMUNITY_HOSPITAL)
"""Settings whose beds are hospital beds."""

SATURDAY = 5
LONG_WAIT_WORKING_DAYS = 5


class Measure(StrEnum):
    """A figure of the model."""

    ACUTE_BEDS = "acute_beds"
    STEP_DOWN_BEDS = "step_down_beds"
    ZONES = "zones"
    TEAM_HOURS = "team_hours_a_day"
    DEMAND = "demand_a_day"
    STAY = "stay"
    WEEKEND_INTAKE = "weekend_intake"
    WEEKEND_STARTS = "weekend_starts"
    ACUTE_BED_DAYS = "acute_bed_days"
    ACUTE_OCCUPIED = "acute_occupied"
    HOSPITAL_OCCUPIED = "hospital_occupied"
    ACUTE_WAITING_DAYS = "acute_waiting_days"
    ACUTE_WAITING_SHARE = "acute_waiting_share"
    LONG_HOME_WAITS = "long_home_waits"
    OVER_DAYS = "over_days"
    SURGE_DAYS = "surge_days"


WORDS: dict[Measure, str] = {
    Measure.ACUTE_BEDS: "acute beds, mean of the horizon",
    Measure.STEP_DOWN_BEDS: "step-down beds, mean of the horizon",
    Measure.ZONES: "zones",
    Measure.TEAM_HOURS: "team hours a day, mean of the horizon",
    Measure.DEMAND: "people a day expected by forecast",
    Measure.STAY: "acute care days of the people expected",
    Measure.WEEKEND_INTAKE: "arrivals allowed on a weekend day, % of another day",
    Measure.WEEKEND_STARTS: "arrivals after acute care on a weekend day, % of another day",
    Measure.ACUTE_BED_DAYS: "acute bed-days",
    Measure.ACUTE_OCCUPIED: "people in acute wards a day",
    Measure.HOSPITAL_OCCUPIED: "people a day in acute, step-down and community hospital beds",
    Measure.ACUTE_WAITING_DAYS: "days waited in acute wards",
    Measure.ACUTE_WAITING_SHARE: "days waited, % of acute bed-days",
    Measure.LONG_HOME_WAITS: f"people waiting over {LONG_WAIT_WORKING_DAYS} working days for home support",
    Measure.OVER_DAYS: "place-days beyond beds and surge",
    Measure.SURGE_DAYS: "surge place-days",
}
"""What each measure counts."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A district, its plan, and what that comes to."""

    snapshot: Snapshot
    plan: Plan
    measures: Measures


def measured(case: Planned, measure: Measure, *, streams: Sequence[str] = ()) -> float | None:
    """Give a figure of the model; None where there is nothing to count it on.

    Parameters
    ----------
    streams
        Of :attr:`Measure.STAY`: the forecast streams, by the ids they had before any scenario.
    """
    if measure is Measure.STAY:
        return _stay(case, streams)
    return _COUNTED[measure](case)


def _beds(case: Planned, *, setting: Setting) -> float:
    units = [unit for unit in case.snapshot.units if unit.setting is setting]
    return sum(unit.beds_on(day) or 0 for unit in units for day in case.snapshot.days) / len(
        case.snapshot.days
    )


def _zones(case: Planned) -> float:
    return len({zone for unit in case.snapshot.units for zone in unit.zones})


def _team_hours(case: Planned) -> float:
    days = case.snapshot.days
    return sum(team.hours_on(day) for team in case.snapshot.teams for day in days) / len(days)


def _demand(case: Planned) -> float:
    days = case.snapshot.days
    return sum(stream.mean_on(day) for stream in case.snapshot.arrivals for day in days) / len(days)


def _stay(case: Planned, streams: Collection[str]) -> float | None:
    """Weigh the acute days of streams by their arrivals; a stream that was split counts with its parts."""
    days, people, acute = case.snapshot.days, 0.0, 0.0
    for stream in case.snapshot.arrivals:
        if stream.id in streams or stream.id.rpartition(SPLIT)[0] in streams:
            arrivals = sum(stream.mean_on(day) for day in days)
            people += arrivals
            acute += arrivals * sum(it.days or 0 for it in stream.phases if it.setting is Setting.ACUTE)
    return acute / people if people else None


def _weekend_intake(case: Planned) -> float | None:
    after = _after_acute(case.snapshot)
    days = case.snapshot.days
    return _weekend_share({day: sum(unit.daily_intake_on(day) or 0 for unit in after) for day in days})


def _weekend_starts(case: Planned) -> float | None:
    after = {unit.id for unit in _after_acute(case.snapshot)}
    counted = dict.fromkeys(case.snapshot.days, 0)
    for row in case.plan.units:
        if row.unit in after:
            counted[row.date] += row.arrivals
    return _weekend_share(counted)


def _after_acute(snapshot: Snapshot) -> list[Unit]:
    return [unit for unit in snapshot.units if unit.setting is not Setting.ACUTE]


def _weekend_share(counted: Mapping[date, int]) -> float | None:
    """Give the mean of Saturdays and Sundays, in per cent of the mean of the other days."""
    weekend = _mean(number for day, number in counted.items() if day.weekday() >= SATURDAY)
    other = _mean(number for day, number in counted.items() if day.weekday() < SATURDAY)
    return 100 * weekend / other if other else None


def _mean(numbers: Iterable[int]) -> float:
    counted = list(numbers)
    return sum(counted) / len(counted) if counted else 0.0


def _occupied(case: Planned, *, settings: Collection[Setting]) -> float:
    return sum(case.measures.bed_days[setting] for setting in settings) / len(case.snapshot.days)


def _waiting_share(case: Planned) -> float | None:
    acute = case.measures.acute_bed_days
    return 100 * case.measures.acute_waiting_days / acute if acute else None


def _long_home_waits(case: Planned) -> float:
    """Count the people of the plan who wait for home support on more working days than the standard."""
    waited: dict[str, int] = {}
    for days in diaries(case.snapshot, case.plan).values():
        for day in days:
            if not day.care and day.phase.setting is Setting.HOME_SUPPORT and day.date.weekday() < SATURDAY:
                waited[day.patient.id] = waited.get(day.patient.id, 0) + 1
    return sum(number > LONG_WAIT_WORKING_DAYS for number in waited.values())


_COUNTED: dict[Measure, Callable[[Planned], float | None]] = {
    Measure.ACUTE_BEDS: partial(_beds, setting=Setting.ACUTE),
    Measure.STEP_DOWN_BEDS: partial(_beds, setting=Setting.STEP_DOWN),
    Measure.ZONES: _zones,
    Measure.TEAM_HOURS: _team_hours,
    Measure.DEMAND: _demand,
    Measure.WEEKEND_INTAKE: _weekend_intake,
    Measure.WEEKEND_STARTS: _weekend_starts,
    Measure.ACUTE_BED_DAYS: lambda case: case.measures.acute_bed_days,
    Measure.ACUTE_OCCUPIED: partial(_occupied, settings=(Setting.ACUTE,)),
    Measure.HOSPITAL_OCCUPIED: partial(_occupied, settings=HOSPITAL),
    Measure.ACUTE_WAITING_DAYS: lambda case: case.measures.acute_waiting_days,
    Measure.ACUTE_WAITING_SHARE: _waiting_share,
    Measure.LONG_HOME_WAITS: _long_home_waits,
    Measure.OVER_DAYS: lambda case: case.measures.over_days,
    Measure.SURGE_DAYS: lambda case: case.measures.surge_days,
}
