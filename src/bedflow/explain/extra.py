"""One more of something: a change of limits, as a value that makes a new snapshot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bedflow.domain import Alert, Plan, Policy, Snapshot, Team, TeamDay, TeamOverride, Unit, UnitOverride

UnitRow = tuple[str, date]


class ExtraKind(StrEnum):
    """What there is one more of."""

    PLACE = "place"
    INTAKE = "intake"
    ISOLATION = "isolation"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Extra:
    """One more place, intake slot, isolation place or team hour, on some days.

    Parameters
    ----------
    kind
        What there is more of.
    name
        Id of the unit, for an hour of the team.
    dates
        The days on which there is more.
    amount
        How much more on each of them; whole but for hours.
    """

    kind: ExtraKind
    name: str
    dates: tuple[date, ...]
    amount: float = 1.0

    def __post_init__(self) -> None:
        if not self.dates:
            raise ValueError("one more of something needs a day")
        if self.amount <= 0 or (self.kind is not ExtraKind.HOUR and not float(self.amount).is_integer()):
            raise ValueError("one more is a whole number above 0, or for hours any number above 0")


def with_extra(snapshot: Snapshot, extra: Extra) -> Snapshot:
    """Give the district with one more of something.

    A limit that does not exist stays so: one more of what is unlimited changes nothing.

    Raises
    ------
    KeyError
        When the district has no such unit or team.
    """
    if extra.kind is ExtraKind.HOUR:
        _known(extra, {team.id for team in snapshot.teams})
        teams = tuple(_team_with(team, extra) if team.id == extra.name else team for team in snapshot.teams)
        return snapshot.model_copy(update={"teams": teams})
    _known(extra, {unit.id for unit in snapshot.units})
    units = tuple(_unit_with(unit, extra) if unit.id == extra.name else unit for unit in snapshot.units)
    return snapshot.model_copy(update={"units": units})


def _known(extra: Extra, names: Collection[str]) -> None:
    if extra.name not in names:
        raise KeyError(extra.name)


def _unit_with(unit: Unit, extra: Extra) -> Unit:
    more = int(extra.amount)
    changed: dict[date, dict[str, Any]] = {}
    for day in extra.dates:
        intake, isolation = unit.daily_intake_on(day), unit.isolation_beds_on(day)
        if extra.kind is ExtraKind.PLACE:
            changed[day] = {"beds": unit.beds_on(day) + more}
        elif extra.kind is ExtraKind.INTAKE and intake is not None:
            changed[day] = {"daily_intake": intake + more}
        elif extra.kind is ExtraKind.ISOLATION and isolation is not None:
            changed[day] = {"isolation_beds": isolation + more}
    kept = tuple(one for one in unit.overrides if one.date not in changed)
    new = (
        UnitOverride(**{**_unit_limits(unit, day), **limits, "date": day}) for day, limits in changed.items()
    )
    return unit.model_copy(update={"overrides": (*kept, *new)})


def _unit_limits(unit: Unit, day: date) -> dict[str, Any]:
    """Give what the overrides of a date say, the last that says something."""
    said: dict[str, Any] = {}
    for override in unit.overrides:
        if override.date == day:
            said.update(override.model_dump(exclude_none=True))
    return said


def _team_with(team: Team, extra: Extra) -> Team:
    kept = tuple(one for one in team.overrides if one.date not in extra.dates)
    new = (
        TeamOverride(date=day, hours=team.hours_on(day) + extra.amount, overtime=team.overtime_on(day))
        for day in extra.dates
    )
    return team.model_copy(update={"overrides": (*kept, *new)})


def standing_with(plan: Plan, extra: Extra) -> Plan:
    """Give the plan as it stands in the district with the extra: what was raised is raised by less.

    Courses stay; so do prices and totals, which are of the plan that was made.
    """
    rows = tuple(
        _team_day_with(row, extra.amount)
        if extra.kind is ExtraKind.HOUR and row.team == extra.name and row.date in extra.dates
        else row
        for row in plan.teams
    )
    alerts = tuple(left for alert in plan.alerts if (left := _alert_with(alert, extra)) is not None)
    return plan.model_copy(update={"teams": rows, "alerts": alerts})


def _team_day_with(row: TeamDay, hours: float) -> TeamDay:
    return row.model_copy(update={"hours": row.hours + hours, "raised": max(0.0, row.raised - hours)})


def _alert_with(alert: Alert, extra: Extra) -> Alert | None:
    unit_concerned = extra.kind is ExtraKind.INTAKE and alert.unit == extra.name
    team_concerned = extra.kind is ExtraKind.HOUR and alert.team == extra.name
    if not (unit_concerned or team_concerned) or alert.date not in extra.dates:
        return alert
    short = alert.short - extra.amount
    return alert.model_copy(update={"short": short}) if short > 0 else None


def relief(snapshot: Snapshot, plan: Plan, extra: Extra, *, own: Mapping[UnitRow, float]) -> float:
    """Say what an extra saves at once, if nobody but some patients may move: surge, breaches, overtime.

    Parameters
    ----------
    snapshot
        The district without the extra.
    plan
        A plan of it.
    own
        What those patients use of the resource by day; all else is used by the others.

    Returns
    -------
    Pounds-equivalent that the others cost less.
    """
    saved, policy = 0.0, snapshot.policy
    if extra.kind is ExtraKind.HOUR:
        for row in plan.teams:
            if row.team == extra.name and row.date in extra.dates:
                over = row.used - own.get((row.team, row.date), 0.0) - row.hours - row.raised
                # Hours that only replace what was raised for nothing save nothing.
                gained = max(0.0, extra.amount - row.raised)
                saved += policy.overtime_hour * max(0.0, min(gained, over))
        return saved
    unit = next(unit for unit in snapshot.units if unit.id == extra.name)
    for place in plan.units:
        if place.unit != extra.name or place.date not in extra.dates:
            continue
        mine = int(own.get((place.unit, place.date), 0))
        if extra.kind is ExtraKind.PLACE:
            saved += _places_saved(policy, unit, place.date, place.occupied - mine, int(extra.amount))
        elif extra.kind is ExtraKind.ISOLATION:
            limit = unit.isolation_beds_on(place.date)
            over = 0 if limit is None else place.isolating - mine - limit
            saved += policy.isolation_breach * max(0, min(int(extra.amount), over))
    return saved


def _places_saved(policy: Policy, unit: Unit, day: date, people: int, more: int) -> float:
    def paid(beds: int) -> float:
        beyond = max(0, people - beds)
        surge = min(beyond, unit.surge_on(day))
        return surge * policy.surge_bed + (beyond - surge) * policy.over_capacity

    return paid(unit.beds_on(day)) - paid(unit.beds_on(day) + more)
