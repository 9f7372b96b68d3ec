"""Which units, teams and streams a change is about, and names that lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bedflow.compare import NO_ORGANISATION, organisations_of_teams
from bedflow.domain import CareNeeds, ForecastStream, Snapshot, Target, Team, Unit
from bedflow.ingest.sentence import nearest
from bedflow.rules.eligibility import acute_site

Found = TypeVar("Found", Unit, Team, ForecastStream)

MOST_NAMES = 12
"""Names listed in a message at most."""

SPLIT = "~"
"""Joins a stream's id and the days of those of its people who stay otherwise than the others."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong with a change, once it is held against a snapshot.

    Attributes
    ----------
    field
        Field of the change, such as ``of.unit``; None: the change as a whole.
    expected
        What was expected.
    """

    field: str | None
    expected: str


class NotPossible(Exception):  # noqa: N818
    """A change that this district cannot have.

    Parameters
    ----------
    wrong
        Everything wrong with it.
    """

    def __init__(self, *wrong: Wrong) -> None:
        self.wrong = wrong
        super().__init__(*wrong)


def check_names(snapshot: Snapshot, target: Target) -> None:
    """Hold every name of a target against the snapshot.

    Raises
    ------
    NotPossible
        With every unknown name, and what exists.
    """
    if not target.given - {"setting"}:
        return
    known = _known(snapshot)
    wrong = []
    for field, names in known.items():
        given = getattr(target, field)
        for k, name in enumerate(given):
            if name not in names:
                place = f"of.{field}[{k}]" if len(given) > 1 else f"of.{field}"
                wrong.append(Wrong(place, _told(field, name, names)))
    if wrong:
        raise NotPossible(*wrong)


def _told(field: str, name: str, names: Mapping[str, None]) -> str:
    listed = list(names)
    more = len(listed) - MOST_NAMES
    shown = ", ".join(listed[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    one = f"{'an' if field == 'organisation' else 'a'} {field}"
    return f"expected {one} of this snapshot, which has {shown or 'none'}{nearest(name, listed)}"


def _known(snapshot: Snapshot) -> dict[str, dict[str, None]]:
    """Give every name there is, in the snapshot's order."""
    people: tuple[CareNeeds, ...] = (*snapshot.arrivals, *snapshot.patients)
    zones = [zone for unit in snapshot.units for zone in (*unit.zones, *unit.near_zones)]
    specialties = [name for unit in snapshot.units for name in unit.specialties]
    employers = organisations_of_teams(snapshot).values()
    named: dict[str, list[str | None]] = {
        "unit": [unit.id for unit in snapshot.units],
        "team": [team.id for team in snapshot.teams],
        "site": [*(unit.site for unit in snapshot.units), *(each.site for each in people)],
        "zone": [*zones, *(each.zone for each in people)],
        "organisation": [*(unit.organisation for unit in snapshot.units), *employers],
        "discipline": [team.discipline for team in snapshot.teams],
        "stream": [name for stream in snapshot.arrivals for name in (origin_of(stream), stream.id)],
        "specialty": [*(each.specialty for each in people), *specialties],
    }
    return {
        field: dict.fromkeys(name for name in names if name is not None and name != NO_ORGANISATION)
        for field, names in named.items()
    }


def origin_of(stream: ForecastStream) -> str:
    """Give the id of the stream that another change of stays split, or the stream's own."""
    return stream.id.partition(SPLIT)[0]


def _fits(given: tuple[str, ...], *names: str | None) -> bool:
    return not given or any(name in given for name in names)


def chosen_units(snapshot: Snapshot, target: Target) -> tuple[Unit, ...]:
    """Give the units a target means.

    Raises
    ------
    NotPossible
        When a name is unknown, or nothing fits.
    """
    check_names(snapshot, target)
    return _some(tuple(unit for unit in snapshot.units if _unit_fits(unit, target)), "unit")


def _unit_fits(unit: Unit, target: Target) -> bool:
    return (
        _fits(target.unit, unit.id)
        and _fits(target.setting, unit.setting)
        and _fits(target.site, unit.site)
        and _fits(target.zone, *unit.zones, *unit.near_zones)
        and _fits(target.organisation, unit.organisation)
    )


def chosen_teams(snapshot: Snapshot, target: Target) -> tuple[Team, ...]:
    """Give the teams a target means: place and setting are those of a unit the team serves.

    Raises
    ------
    NotPossible
        When a name is unknown, or nothing fits.
    """
    check_names(snapshot, target)
    employers = organisations_of_teams(snapshot)
    of_places = target.model_copy(update={"organisation": ()})
    places = {unit.id for unit in snapshot.units if _unit_fits(unit, of_places)}
    anywhere = not target.given & {"unit", "setting", "site", "zone"}
    found = (
        team
        for team in snapshot.teams
        if (anywhere or not places.isdisjoint(team.units))
        and _fits(target.team, team.id)
        and _fits(target.discipline, team.discipline)
        and _fits(target.organisation, employers[team.id])
    )
    return _some(tuple(found), "team")


def chosen_streams(snapshot: Snapshot, target: Target) -> tuple[ForecastStream, ...]:
    """Give the forecast streams a target means.

    Raises
    ------
    NotPossible
        When a name is unknown, or nothing fits.
    """
    check_names(snapshot, target)
    units = {unit.id: unit for unit in snapshot.units}
    return _some(tuple(each for each in snapshot.arrivals if person_fits(each, target, units)), "stream")


def person_fits(person: CareNeeds, target: Target, units: Mapping[str, Unit]) -> bool:
    """Say whether a target means a patient or a stream, the setting of care apart."""
    stream = (person.id, origin_of(person)) if isinstance(person, ForecastStream) else ()
    return (
        _fits(target.stream, *stream)
        and _fits(target.specialty, person.specialty)
        and _fits(target.zone, person.zone)
        and _fits(target.site, acute_site(person, units))
    )


def _some(found: tuple[Found, ...], kind: str) -> tuple[Found, ...]:
    if not found:
        raise NotPossible(Wrong("of", f"expected a {kind} that fits all of it; there is none"))
    return found
