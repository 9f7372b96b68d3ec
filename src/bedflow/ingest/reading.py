"""What could be read of a document, entry by entry, so that one faulty entry hides no other fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from bedflow.domain import (
    CareNeeds,
    Fact,
    ForecastStream,
    Patient,
    Policy,
    Snapshot,
    StandingPlan,
    Team,
    Unit,
)
from bedflow.ingest.facts import fields_of, required_of
from bedflow.ingest.fault import Broken, Loc
from bedflow.ingest.sentence import broken_fields

F = TypeVar("F", bound=Fact)
F_co = TypeVar("F_co", bound=Fact, covariant=True)

_STAND_INS: Mapping[str, Any] = {
    "id": "?",
    "setting": "acute",
    "beds": 0,
    "cost_per_day": 0,
    "discipline": "?",
    "units": [],
    "hours": 0,
    "per_day": 0,
    "phases": [{"setting": "acute"}],
}
"""What stands in for a required field that is faulty; nothing is concluded from it."""


@dataclass(frozen=True, slots=True)
class Given(Generic[F_co]):
    """One entry of a list as far as it could be read.

    Parameters
    ----------
    loc
        Its place in the document.
    value
        The entry, with something standing in for each faulty field.
    raw
        The entry as it was given.
    faulty
        The fields that could not be read.
    """

    loc: Loc
    value: F_co
    raw: Mapping[str, Any]
    faulty: frozenset[str]

    def sound(self, *fields: str) -> bool:
        """Say whether none of these fields is faulty."""
        return self.faulty.isdisjoint(fields)


@dataclass(frozen=True, slots=True)
class Reading:
    """A snapshot as far as it could be read.

    Parameters
    ----------
    unreadable
        The lists that are no lists, or have an entry that is no object.
    first_day, horizon_days, policy, previous_plan
        None when faulty or absent.
    """

    units: tuple[Given[Unit], ...]
    teams: tuple[Given[Team], ...]
    patients: tuple[Given[Patient], ...]
    arrivals: tuple[Given[ForecastStream], ...]
    unreadable: frozenset[str]
    first_day: date | None
    horizon_days: int | None
    policy: Policy | None
    previous_plan: StandingPlan | None

    @property
    def people(self) -> tuple[Given[CareNeeds], ...]:
        """Patients, then streams: everybody who needs care."""
        return (*self.patients, *self.arrivals)


def read_fields(document: Mapping[str, Any]) -> tuple[Snapshot | None, list[Broken]]:
    """Read every field of a snapshot, or say of each faulty one what was expected."""
    try:
        return Snapshot.from_document(document), []
    except ValidationError as error:
        return None, broken_fields(error, root=Snapshot, document=document)


def read_soundly(
    document: Mapping[str, Any], snapshot: Snapshot | None, *, broken: Iterable[Broken]
) -> Reading:
    """Take from a document whatever is sound in it.

    Parameters
    ----------
    snapshot
        The snapshot, when every field is sound.
    broken
        The faults of single fields.
    """
    faults = _Faults(broken)
    units = _entries(document, "units", Unit, snapshot.units if snapshot else None, faults)
    teams = _entries(document, "teams", Team, snapshot.teams if snapshot else None, faults)
    patients = _entries(document, "patients", Patient, snapshot.patients if snapshot else None, faults)
    arrivals = _entries(document, "arrivals", ForecastStream, snapshot.arrivals if snapshot else None, faults)
    frame = snapshot or _frame(document, faults)
    return Reading(
        units=units,
        teams=teams,
        patients=patients,
        arrivals=arrivals,
        unreadable=frozenset(faults.unreadable),
        first_day=None if "as_of" in faults.top else frame.first_day,
        horizon_days=None if "horizon_days" in faults.top else frame.horizon_days,
        policy=None if "policy" in faults.top else frame.policy,
        previous_plan=None if "previous_plan" in faults.top else frame.previous_plan,
    )


class _Faults:
    """Which lists, entries and fields are faulty."""

    def __init__(self, broken: Iterable[Broken]) -> None:
        self.top: set[str] = set()
        self.unreadable: set[str] = set()
        self.fields: dict[tuple[str, int], set[str]] = {}
        for each in broken:
            self._note(each.loc)

    def _note(self, loc: Loc) -> None:
        if not loc:
            return
        top = str(loc[0])
        self.top.add(top)
        if len(loc) < 3:
            self.unreadable.add(top)
        elif isinstance(loc[1], int):
            self.fields.setdefault((top, loc[1]), set()).add(str(loc[2]))


def _frame(document: Mapping[str, Any], faults: _Faults) -> Snapshot:
    """Read what stands outside the lists, with something standing in for what is faulty."""
    sound = {"schema": "bedflow.snapshot/1", "as_of": "2000-01-01T00:00:00"}
    for name in ("as_of", "horizon_days", "policy", "previous_plan"):
        if name in document and name not in faults.top:
            sound[name] = document[name]
    return Snapshot.model_validate(sound)


def _entries(
    document: Mapping[str, Any],
    kind: str,
    model: type[F],
    read: tuple[F, ...] | None,
    faults: _Faults,
) -> tuple[Given[F], ...]:
    listed = document.get(kind)
    if not isinstance(listed, list | tuple):
        return ()
    found = []
    for k, raw in enumerate(listed):
        if not isinstance(raw, Mapping):
            continue
        faulty = frozenset(faults.fields.get((kind, k), ()))
        value = _stand_in(model, raw, faulty) if read is None else read[k]
        found.append(Given(loc=(kind, k), value=value, raw=raw, faulty=faulty))
    return tuple(found)


def _stand_in(model: type[F], raw: Mapping[str, Any], faulty: frozenset[str]) -> F:
    known = fields_of(model)
    sound = {name: value for name, value in raw.items() if name in known and name not in faulty}
    for name in required_of(model) & faulty:
        sound[name] = _STAND_INS[name]
    return model.model_validate(sound)
