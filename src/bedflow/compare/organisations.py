"""Which organisation runs a unit and employs a team."""

from __future__ import annotations

from bedflow.domain import Snapshot, Team

NO_ORGANISATION = "none"
"""Under this name stands what no organisation is named for."""


def organisations_of_units(snapshot: Snapshot) -> dict[str, str]:
    """Give the organisation of each unit."""
    return {unit.id: unit.organisation or NO_ORGANISATION for unit in snapshot.units}


def organisations_of_teams(snapshot: Snapshot) -> dict[str, str]:
    """Give the organisation of each team: its own, or that of its units where they agree."""
    of_unit = organisations_of_units(snapshot)
    return {team.id: team.organisation or _of_its_units(team, of_unit) for team in snapshot.teams}


def _of_its_units(team: Team, of_unit: dict[str, str]) -> str:
    named = {of_unit[unit] for unit in team.units}
    return named.pop() if len(named) == 1 else NO_ORGANISATION
