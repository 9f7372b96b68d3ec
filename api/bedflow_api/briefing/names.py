"""What people call the units and teams of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.domain import FORECAST_PREFIX, Setting, Snapshot, Team, Unit


@dataclass(frozen=True, slots=True)
class Names:
    """Units and teams by id, to name them."""

    units: dict[str, Unit]
    teams: dict[str, Team]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Names:
        """Take the names from a snapshot."""
        return cls({unit.id: unit for unit in snapshot.units}, {team.id: team for team in snapshot.teams})

    def unit(self, unit_id: str) -> str:
        """Name a unit."""
        return self.units[unit_id].label

    def setting(self, unit_id: str) -> Setting:
        """Give the setting of a unit."""
        return self.units[unit_id].setting

    def team(self, team_id: str) -> str:
        """Name a team."""
        return self.teams[team_id].label

    def discipline(self, team_id: str) -> str:
        """Give what a team does."""
        return self.teams[team_id].discipline.replace("_", " ")


def is_forecast(patient: str) -> bool:
    """Say whether a patient is only expected, by a forecast stream."""
    return patient.startswith(FORECAST_PREFIX)
