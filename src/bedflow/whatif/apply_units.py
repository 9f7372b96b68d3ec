"""Units and teams that become another, come or go; and their cost."""

from __future__ import annotations

from typing import TypeVar

from bedflow.domain import Change, ForecastStream, Patient, Setting, Snapshot, Team, Unit
from bedflow.whatif.apply_limits import changed_number, with_units
from bedflow.whatif.choose import NotPossible, Wrong, chosen_teams, chosen_units

Person = TypeVar("Person", Patient, ForecastStream)


def cost_changed(snapshot: Snapshot, change: Change) -> Snapshot:
    """Set, add to or scale what a day in units costs.

    Raises
    ------
    NotPossible
        When a name is unknown.
    """
    units = chosen_units(snapshot, change.of)
    cost = {unit.id: float(changed_number(change, unit.cost_per_day)) for unit in units}
    return with_units(
        snapshot,
        (
            unit.model_copy(update={"cost_per_day": cost[unit.id]})
            for unit in units
            if cost[unit.id] != unit.cost_per_day
        ),
    )


def redesignated(snapshot: Snapshot, change: Change) -> Snapshot:
    """Make units units of another setting or organisation, for everybody in them from day 0.

    Whoever is in an acute unit that becomes another still belongs to its acute site. A unit that
    becomes acute loses its limit of arrivals.

    Raises
    ------
    NotPossible
        When a name is unknown.
    """
    before = {unit.id: unit for unit in chosen_units(snapshot, change.of)}
    after = {name: _redesignated(unit, change) for name, unit in before.items()}
    left = {
        name: unit.site
        for name, unit in before.items()
        if unit.setting is Setting.ACUTE and after[name].setting is not Setting.ACUTE
    }
    patients = tuple(_of_site(patient, left.get(patient.unit or "")) for patient in snapshot.patients)
    return with_units(snapshot, after.values()).model_copy(update={"patients": patients})


def _redesignated(unit: Unit, change: Change) -> Unit:
    update: dict[str, object] = {}
    for field in ("setting", "organisation", "cost_per_day"):
        wanted = getattr(change, field)
        if wanted is not None and wanted != getattr(unit, field):
            update[field] = wanted
    if update.get("setting") is Setting.ACUTE:
        overrides = (one.model_copy(update={"daily_intake": None}) for one in unit.overrides)
        update["daily_intake"] = None
        update["overrides"] = tuple(
            one for one in overrides if one.model_dump(exclude_none=True).keys() > {"date"}
        )
    return unit.model_copy(update=update) if update else unit


def _of_site(patient: Patient, site: str | None) -> Patient:
    if site is None or patient.site is not None:
        return patient
    return patient.model_copy(update={"site": site})


def introduced(snapshot: Snapshot, change: Change) -> Snapshot:
    """Add a unit or a team.

    Raises
    ------
    NotPossible
        When there is one with its id.
    """
    if change.unit is not None:
        if any(unit.id == change.unit.id for unit in snapshot.units):
            raise NotPossible(
                Wrong("unit.id", "expected an id of its own; a unit of the snapshot has the same")
            )
        return snapshot.model_copy(update={"units": (*snapshot.units, change.unit)})
    team = change.team
    if team is None:
        raise NotPossible(Wrong(None, "expected either unit or team, given whole"))
    if any(each.id == team.id for each in snapshot.teams):
        raise NotPossible(Wrong("team.id", "expected an id of its own; a team here has the same"))
    unknown = set(team.units) - {unit.id for unit in snapshot.units}
    if unknown:
        raise NotPossible(Wrong("team.units", "expected ids of units of this snapshot"))
    return snapshot.model_copy(update={"teams": (*snapshot.teams, team)})


def removed(snapshot: Snapshot, change: Change) -> Snapshot:
    """Take units away in which nobody is, or teams; nothing names them any more.

    Raises
    ------
    NotPossible
        When a name is unknown, or somebody is or is locked there.
    """
    if change.of.given & {"team", "discipline"}:
        teams = {team.id for team in chosen_teams(snapshot, change.of)}
        return snapshot.model_copy(
            update={"teams": tuple(team for team in snapshot.teams if team.id not in teams)}
        )
    gone = {unit.id for unit in chosen_units(snapshot, change.of)}
    for unit in sorted(gone):
        people = sum(patient.unit == unit for patient in snapshot.patients)
        if people:
            who = "1 patient" if people == 1 else f"{people} patients"
            told = f"expected units with nobody in them; {unit} has {who}: close it instead"
            raise NotPossible(Wrong("of", told))
        if any(lock.unit == unit for patient in snapshot.patients for lock in patient.locks):
            raise NotPossible(Wrong("of", f"expected units that no lock names; {unit} has one"))
    return snapshot.model_copy(
        update={
            "units": tuple(unit for unit in snapshot.units if unit.id not in gone),
            "teams": tuple(_without(team, gone) for team in snapshot.teams),
            "patients": tuple(_unnamed(patient, gone) for patient in snapshot.patients),
            "arrivals": tuple(_unnamed(stream, gone) for stream in snapshot.arrivals),
        }
    )


def _without(team: Team, gone: set[str]) -> Team:
    units = tuple(unit for unit in team.units if unit not in gone)
    return team if units == team.units else team.model_copy(update={"units": units})


def _unnamed(person: Person, gone: set[str]) -> Person:
    update = {
        field: tuple(unit for unit in units if unit not in gone)
        for field in ("preferred_units", "excluded_units")
        if not gone.isdisjoint(units := getattr(person, field))
    }
    return person.model_copy(update=update) if update else person
