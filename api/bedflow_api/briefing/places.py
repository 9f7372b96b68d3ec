"""Where units stand against their places and teams against their hours, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bedflow.domain import SETTINGS, Plan, Setting, UnitDay
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.words import SETTING_WORDS


@dataclass(frozen=True, slots=True)
class PlaceDay:
    """People against places on a day; surge places and people beyond them are counted apart."""

    day: date
    occupied: int
    beds: int
    surge: int
    over: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A unit, or all units of a setting, over the horizon."""

    name: str
    setting: Setting
    units: int
    days: tuple[PlaceDay, ...]

    @property
    def worst_over(self) -> int:
        """Most people beyond beds and surge places on one day."""
        return max((day.over for day in self.days), default=0)


@dataclass(frozen=True, slots=True)
class HourDay:
    """Hours used against hours there are; what is raised for commitments is free, overtime is not."""

    day: date
    used: float
    hours: float
    raised: float
    overtime: float


@dataclass(frozen=True, slots=True)
class HourRow:
    """A team over the horizon."""

    name: str
    discipline: str
    days: tuple[HourDay, ...]

    @property
    def overtime(self) -> float:
        """Overtime hours over the horizon."""
        return sum(day.overtime for day in self.days)


def places_by_setting(plan: Plan, names: Names) -> tuple[PlaceRow, ...]:
    """Add up the units of each setting, from the highest to the lowest."""
    by_setting: dict[Setting, list[UnitDay]] = {setting: [] for setting in SETTINGS}
    for entry in plan.units:
        by_setting[names.setting(entry.unit)].append(entry)
    return tuple(
        PlaceRow(
            name=SETTING_WORDS[setting],
            setting=setting,
            units=len({entry.unit for entry in entries}),
            days=_summed(entries, plan.days),
        )
        for setting, entries in by_setting.items()
        if entries
    )


def places_by_unit(plan: Plan, names: Names) -> tuple[PlaceRow, ...]:
    """Give every unit, by setting and name."""
    by_unit: dict[str, list[UnitDay]] = {}
    for entry in plan.units:
        by_unit.setdefault(entry.unit, []).append(entry)
    rows = [
        PlaceRow(
            name=names.unit(unit), setting=names.setting(unit), units=1, days=_summed(entries, plan.days)
        )
        for unit, entries in by_unit.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.setting.level, row.name)))


def hours_by_team(plan: Plan, names: Names) -> tuple[HourRow, ...]:
    """Give every team, by discipline and name."""
    by_team: dict[str, dict[date, HourDay]] = {}
    for entry in plan.teams:
        by_team.setdefault(entry.team, {})[entry.date] = HourDay(
            entry.date, entry.used, entry.hours, entry.raised, entry.overtime_used
        )
    rows = [
        HourRow(names.team(team), names.discipline(team), tuple(days[day] for day in sorted(days)))
        for team, days in by_team.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.discipline, row.name)))


def _summed(entries: Iterable[UnitDay], days: Iterable[date]) -> tuple[PlaceDay, ...]:
    by_day: dict[date, list[UnitDay]] = {day: [] for day in days}
    for entry in entries:
        by_day[entry.date].append(entry)
    return tuple(
        PlaceDay(
            day=day,
            occupied=sum(entry.occupied for entry in of_day),
            beds=sum(entry.beds for entry in of_day),
            surge=sum(entry.surge_used for entry in of_day),
            over=sum(entry.over for entry in of_day),
        )
        for day, of_day in by_day.items()
    )
