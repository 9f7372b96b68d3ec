"""Beds, surge, isolation, intake, hours and demand: other numbers on the dates of a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Generic

from pydantic import ValidationError

from bedflow.domain import (
    TEAM_LEVERS,
    UNIT_LEVERS,
    Change,
    ChangeKind,
    ForecastStream,
    Lever,
    Setting,
    Snapshot,
    StreamOverride,
    Team,
    TeamOverride,
    Unit,
    UnitOverride,
)
from bedflow.ingest.sentence import broken_fields
from bedflow.whatif.choose import (
    Found,
    NotPossible,
    Wrong,
    chosen_streams,
    chosen_teams,
    chosen_units,
)
from bedflow.whatif.rounding import FairRounding, exact

Values = Mapping[date, float | None]

_UNIT_VALUES: dict[str, Callable[[Unit, date], int | None]] = {
    "beds": Unit.beds_on,
    "surge": Unit.surge_on,
    "isolation_beds": Unit.isolation_beds_on,
    "daily_intake": Unit.daily_intake_on,
}
_TEAM_VALUES: dict[str, Callable[[Team, date], float]] = {
    "hours": Team.hours_on,
    "overtime": Team.overtime_on,
}


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Found]):
    """How a kind of entry keeps another number on a date."""

    values: Mapping[str, Callable[[Found, date], float | None]]
    override: type[Any]


_UNITS: _Kept[Unit] = _Kept(_UNIT_VALUES, UnitOverride)
_TEAMS: _Kept[Team] = _Kept(_TEAM_VALUES, TeamOverride)
_STREAMS: _Kept[ForecastStream] = _Kept({"per_day": ForecastStream.mean_on}, StreamOverride)


def limits_changed(snapshot: Snapshot, change: Change) -> Snapshot:
    """Set, add to or scale whole numbers of units or hours of teams, on the dates of the change.

    Raises
    ------
    NotPossible
        When a name is unknown, or the change cannot be.
    """
    lever = change.what
    if lever in UNIT_LEVERS and lever is not None:
        units = chosen_units(snapshot, change.of)
        _check_intake(units, change)
        return with_units(snapshot, _numbers(units, lever.value, change, snapshot.days, _UNITS))
    if lever in TEAM_LEVERS and lever is not None:
        teams = chosen_teams(snapshot, change.of)
        changed = {each.id: each for each in _numbers(teams, lever.value, change, snapshot.days, _TEAMS)}
        return snapshot.model_copy(
            update={"teams": tuple(changed.get(team.id, team) for team in snapshot.teams)}
        )
    streams = chosen_streams(snapshot, change.of)
    other = {each.id: each for each in _numbers(streams, "per_day", change, snapshot.days, _STREAMS)}
    return snapshot.model_copy(update={"arrivals": tuple(other.get(it.id, it) for it in snapshot.arrivals)})


def with_units(snapshot: Snapshot, units: Iterable[Unit]) -> Snapshot:
    """Give the district with some units as given."""
    changed = {unit.id: unit for unit in units}
    return snapshot.model_copy(update={"units": tuple(changed.get(it.id, it) for it in snapshot.units)})


def _check_intake(units: Sequence[Unit], change: Change) -> None:
    acute = any(unit.setting is Setting.ACUTE for unit in units)
    if change.what is Lever.DAILY_INTAKE and change.do is ChangeKind.SET and acute:
        told = "expected units that are not acute: the front door cannot be shut"
        raise NotPossible(Wrong("of", told))


def _numbers(
    entries: Sequence[Found], field: str, change: Change, days: Sequence[date], kept: _Kept[Found]
) -> list[Found]:
    """Give the entries with other numbers; what has no limit keeps none, unless one is set.

    Whole numbers are rounded date by date across the entries in their order, so that the sum of a
    group is what scaling the sum gives.
    """
    whole = field in _UNIT_VALUES
    values: dict[str, dict[date, float | None]] = {entry.id: {} for entry in entries}
    for day in (day for day in days if change.is_on(day)):
        fair = FairRounding()
        for entry in entries:
            given = kept.values[field](entry, day)
            if given is None and change.do is not ChangeKind.SET:
                continue
            number = changed_number(change, given or 0)
            values[entry.id][day] = fair.take(number) if whole else float(number)
    return [with_values(entry, field, values[entry.id], kept) for entry in entries]


def changed_number(change: Change, given: float) -> Fraction:
    """Set, add to or scale a number; what would be below 0 is 0."""
    amount = exact(change.amount or 0.0)
    if change.do is ChangeKind.SET:
        return amount
    if change.do is ChangeKind.ADD:
        return max(Fraction(0), exact(given) + amount)
    return exact(given) * amount


def with_values(entry: Found, field: str, values: Values, kept: _Kept[Found]) -> Found:
    """Give an entry with other numbers on some dates, all else as it was."""
    other = {day: value for day, value in values.items() if kept.values[field](entry, day) != value}
    if not other:
        return entry
    said: dict[date, dict[str, Any]] = {}
    for override in entry.overrides:
        said.setdefault(override.date, {}).update(override.model_dump(exclude_none=True))
    plain = entry.model_copy(update={"overrides": ()})
    for day, value in other.items():
        on_day = said.setdefault(day, {"date": day})
        on_day.pop(field, None)
        # What the pattern of the week says anyway needs no override.
        if value is not None and kept.values[field](plain, day) != value:
            on_day[field] = value
    overrides = tuple(_override(kept, entry, said[day]) for day in sorted(said) if len(said[day]) > 1)
    return entry.model_copy(update={"overrides": overrides})


def _override(kept: _Kept[Found], entry: Found, document: dict[str, Any]) -> Any:
    """Make the numbers of a date; a number can be scaled to more than a snapshot may hold."""
    try:
        return kept.override(**document)
    except ValidationError as error:
        found = broken_fields(error, root=kept.override, document=document)
        told = f"{found[0].expected} in {found[0].loc[-1]} of {entry.id} on {document['date']}"
        raise NotPossible(Wrong("amount", told)) from None


def closed(snapshot: Snapshot, change: Change) -> Snapshot:
    """Close units: no beds, no surge places and, but for acute ones, no arrivals on the dates.

    Raises
    ------
    NotPossible
        When a name is unknown.
    """
    days = [day for day in snapshot.days if change.is_on(day)]
    units = []
    for unit in chosen_units(snapshot, change.of):
        fields = ["beds", "surge", *([] if unit.setting is Setting.ACUTE else ["daily_intake"])]
        for field in fields:
            unit = with_values(unit, field, dict.fromkeys(days, 0), _UNITS)  # noqa: PLW2901
        units.append(unit)
    return with_units(snapshot, units)


def opened(snapshot: Snapshot, change: Change, *, origin: Mapping[str, Unit]) -> Snapshot:
    """Open units: beds, surge and arrivals as the snapshot first had them, or that many beds.

    Parameters
    ----------
    origin
        The units before any scenario, and new ones as they were given.

    Raises
    ------
    NotPossible
        When a name is unknown, or there is nothing to go back to.
    """
    days = [day for day in snapshot.days if change.is_on(day)]
    units = []
    for unit in chosen_units(snapshot, change.of):
        first = origin[unit.id]
        if change.amount is None and not any(first.beds_on(day) for day in days):
            told = f"expected amount: {unit.id} has no beds of its own on these dates to go back to"
            raise NotPossible(Wrong("amount", told))
        units.append(_as_at_first(unit, first, days, change.amount))
    return with_units(snapshot, units)


def _as_at_first(unit: Unit, first: Unit, days: Sequence[date], beds: float | None) -> Unit:
    for field in ("beds", "surge", "daily_intake"):
        value = _UNIT_VALUES[field]
        if field == "daily_intake" and Setting.ACUTE in (unit.setting, first.setting):
            continue
        values: dict[date, float | None] = {day: value(first, day) for day in days}
        if field == "beds" and beds is not None:
            values = dict.fromkeys(days, int(beds))
        unit = with_values(unit, field, values, _UNITS)
    return unit


def as_before(unit: Unit, first: Unit, days: Sequence[date]) -> Unit:
    """Give the unit as it first was, where nothing about it differs on any day."""
    return first if _same(unit, first, days, _UNITS) else unit


def team_as_before(team: Team, first: Team, days: Sequence[date]) -> Team:
    """Give the team as it first was, where nothing about it differs on any day."""
    return first if _same(team, first, days, _TEAMS) else team


def stream_as_before(stream: ForecastStream, first: ForecastStream, days: Sequence[date]) -> ForecastStream:
    """Give the stream as it first was, where nothing about it differs on any day."""
    return first if _same(stream, first, days, _STREAMS) else stream


def _same(entry: Found, first: Found, days: Sequence[date], kept: _Kept[Found]) -> bool:
    if entry is first:
        return True
    if entry.model_copy(update={"overrides": first.overrides}) != first:
        return False
    return all(value(entry, day) == value(first, day) for value in kept.values.values() for day in days)
