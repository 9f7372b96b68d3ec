"""What every limit has, and what the others leave of it: a district's day as one patient finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bedflow.around import Occupied, Used
from bedflow.codebook import hours_in_billionths
from bedflow.domain import Snapshot

Counts = NDArray[np.int64]

NO_LIMIT = 1 << 40
"""More than anybody needs."""


@dataclass(frozen=True, slots=True)
class Room:
    """Limits and what others use of them.

    Units and teams are numbered as in the snapshot; hours are in billionths. A limit that was raised
    for what is already promised holds at its raised height.

    Attributes
    ----------
    beds, surge, isolation, intake
        Limits of units; shape (units, days), int64; NO_LIMIT where there is none.
    hours, overtime
        Limits of teams; shape (teams, days), int64.
    promised_intake, promised_hours
        Heights to which limits are raised for what is promised, 0 where they are not.
    places, isolating, entries, worked
        What others use.
    """

    beds: Counts
    surge: Counts
    isolation: Counts
    intake: Counts
    hours: Counts
    overtime: Counts
    promised_intake: Counts
    promised_hours: Counts
    places: Counts
    isolating: Counts
    entries: Counts
    worked: Counts

    @classmethod
    def in_district(cls, occupied: Occupied) -> Room:
        """Give the limits of a district and what everybody uses of them."""
        snapshot, promised = occupied.snapshot, occupied.promised
        units, teams = _numbers(snapshot)
        days = snapshot.days

        def by_unit(read: str) -> Counts:
            rows = [
                [NO_LIMIT if (limit := getattr(unit, read)(day)) is None else limit for day in days]
                for unit in snapshot.units
            ]
            return np.array(rows, np.int64).reshape(len(units), len(days))

        def by_team(read: str) -> Counts:
            rows = [
                [hours_in_billionths(getattr(team, read)(day)) for day in days] for team in snapshot.teams
            ]
            return np.array(rows, np.int64).reshape(len(teams), len(days))

        nothing = np.zeros((len(units), len(days)), np.int64)
        room = cls(
            beds=by_unit("beds_on"),
            surge=by_unit("surge_on"),
            isolation=by_unit("isolation_beds_on"),
            intake=by_unit("daily_intake_on"),
            hours=by_team("hours_on"),
            overtime=by_team("overtime_on"),
            promised_intake=_spread(promised.entries, units, days),
            promised_hours=_spread(promised.hours, teams, days),
            places=nothing,
            isolating=nothing,
            entries=nothing,
            worked=np.zeros((len(teams), len(days)), np.int64),
        )
        return room._using(occupied.used, snapshot, 1)

    def without(self, occupied: Occupied, *patients: str) -> Room:
        """Give the room some patients find: what only the others use is taken."""
        used = Used()
        for patient in patients:
            used.add(occupied.days.get(patient, ()), occupied.team_of)
        return self._using(used, occupied.snapshot, -1)

    def _using(self, used: Used, snapshot: Snapshot, times: int) -> Room:
        (units, teams), days = _numbers(snapshot), snapshot.days
        return replace(
            self,
            places=self.places + times * _spread(used.places, units, days),
            isolating=self.isolating + times * _spread(used.isolating, units, days),
            entries=self.entries + times * _spread(used.entries, units, days),
            worked=self.worked + times * _spread(used.hours, teams, days),
        )

    @property
    def intake_now(self) -> Counts:
        """Transfers in that are possible, raises included."""
        return np.maximum(self.intake, self.promised_intake)

    @property
    def hours_now(self) -> Counts:
        """Hours before overtime, raises included."""
        return np.maximum(self.hours, self.promised_hours)

    def beyond(self, snapshot: Snapshot) -> float:
        """Give what is paid for everything used beyond beds, isolation places and hours."""
        policy = snapshot.policy
        over = np.maximum(0, self.places - self.beds)
        surge = np.minimum(over, self.surge)
        breaches = np.maximum(0, self.isolating - self.isolation)
        overtime = np.maximum(0, self.worked - self.hours_now)
        return float(
            surge.sum() * policy.surge_bed
            + (over - surge).sum() * policy.over_capacity
            + breaches.sum() * policy.isolation_breach
            + overtime.sum() / 10**9 * policy.overtime_hour
        )


def _numbers(snapshot: Snapshot) -> tuple[dict[str, int], dict[str, int]]:
    units = {unit.id: number for number, unit in enumerate(snapshot.units)}
    return units, {team.id: number for number, team in enumerate(snapshot.teams)}


def _spread(
    amounts: Mapping[tuple[str, date], int], numbers: Mapping[str, int], days: tuple[date, ...]
) -> Counts:
    """Lay amounts by name and date out as an array."""
    spread = np.zeros((len(numbers), len(days)), np.int64)
    first = days[0]
    for (name, day), amount in amounts.items():
        spread[numbers[name], (day - first).days] = amount
    return spread
