"""The files of a CSV folder and their columns, made from the fields of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bedflow.domain import (
    Fact,
    ForecastStream,
    Lock,
    Patient,
    Phase,
    StreamOverride,
    Team,
    TeamOverride,
    Unit,
    UnitOverride,
)
from bedflow.ingest.facts import Form, columns_of, required_of

FRAME = "snapshot.toml"
PREVIOUS_PLAN = "previous_plan.json"

OVERRIDES: Mapping[str, tuple[str, type[Fact]]] = {
    "unit": ("units", UnitOverride),
    "team": ("teams", TeamOverride),
    "stream": ("arrivals", StreamOverride),
}
"""What the ``kind`` of a row of overrides.csv can be, and whose overrides these are."""


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file.

    Parameters
    ----------
    file
        Its name.
    columns
        The form of each column, in the order written.
    required
        Columns that must be there, whatever their cells.
    filled
        Columns that name the entry a row belongs to: their cells must not be empty.
    optional
        Whether the file may be absent.
    """

    file: str
    columns: Mapping[str, Form]
    required: frozenset[str]
    filled: frozenset[str] = frozenset()
    optional: bool = False


def _override_columns() -> dict[str, Form]:
    columns = {"kind": Form.TEXT, "id": Form.TEXT}
    for _, model in OVERRIDES.values():
        columns |= columns_of(model)
    return columns


_PHASE_OWNER = {"patient": Form.TEXT, "stream": Form.TEXT, "order": Form.NUMBER}

UNITS = Table("units.csv", columns_of(Unit), required_of(Unit))
TEAMS = Table("teams.csv", columns_of(Team), required_of(Team))
PATIENTS = Table("patients.csv", columns_of(Patient), required_of(Patient) - {"phases"})
PHASES = Table(
    "phases.csv",
    _PHASE_OWNER | columns_of(Phase),
    required_of(Phase) | {"patient", "order"},
    filled=frozenset({"order"}),
)
ARRIVALS = Table(
    "arrivals.csv", columns_of(ForecastStream), required_of(ForecastStream) - {"phases"}, optional=True
)
OVERRIDE_ROWS = Table(
    "overrides.csv",
    _override_columns(),
    frozenset({"kind", "id", "date"}),
    filled=frozenset({"kind", "id"}),
    optional=True,
)
LOCKS = Table(
    "locks.csv",
    {"patient": Form.TEXT} | columns_of(Lock),
    required_of(Lock) | {"patient"},
    filled=frozenset({"patient"}),
    optional=True,
)

TABLES = (UNITS, TEAMS, PATIENTS, PHASES, ARRIVALS, OVERRIDE_ROWS, LOCKS)
FILES = (FRAME, *(table.file for table in TABLES), PREVIOUS_PLAN)
"""Every file a CSV folder may have, in the order in which faults are told."""
