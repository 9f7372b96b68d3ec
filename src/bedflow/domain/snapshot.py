"""A snapshot: everything the bed meeting knows this morning, in one immutable value."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from pydantic import PrivateAttr

from bedflow.domain.fact import Fact, Moment, fact
from bedflow.domain.patient import Patient
from bedflow.domain.plan import StandingPlan
from bedflow.domain.policy import Policy
from bedflow.domain.stream import ForecastStream
from bedflow.domain.team import Team
from bedflow.domain.unit import Unit

SNAPSHOT_SCHEMA = "bedflow.snapshot/1"
LONGEST_HORIZON = 28


class Snapshot(Fact):
    """A district on one morning: units, teams, patients, forecasts and the policy."""

    schema_: Literal["bedflow.snapshot/1"] = fact("Format of the document", alias="schema")
    as_of: Moment = fact("Moment of the bed meeting; its date, in its own zone, is day 0")
    horizon_days: int = fact("Days planned", unit="days", default=14, ge=1, le=LONGEST_HORIZON, strict=True)
    units: tuple[Unit, ...] = fact("Units of all settings", default=())
    teams: tuple[Team, ...] = fact("Care teams", default=())
    patients: tuple[Patient, ...] = fact("People in units and known arrivals", default=())
    arrivals: tuple[ForecastStream, ...] = fact("Forecast streams, in addition to known arrivals", default=())
    policy: Policy = fact("Prices and tables; what is absent keeps its default", default=Policy())
    previous_plan: StandingPlan | None = fact("The plan that stands, as a plan document", default=None)

    _document: Mapping[str, Any] | None = PrivateAttr(default=None)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Snapshot:
        """Make a snapshot of a JSON document and remember the document as it was given.

        Raises
        ------
        pydantic.ValidationError
            With every fault of a field; faults between fields are found by ``bedflow.ingest``.
        """
        snapshot = cls.model_validate(document)
        snapshot._document = document
        return snapshot

    def to_document(self) -> dict[str, Any]:
        """Give the JSON document: the one that was read, or what was set."""
        if self._document is not None:
            return copy.deepcopy(dict(self._document))
        document: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return {"schema": SNAPSHOT_SCHEMA, **_plain_numbers(document)}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Snapshot:
        """Give a snapshot with other facts; a changed one no longer stands for the document read."""
        other = super().model_copy(update=update, deep=deep)
        other._document = None if update else self._document
        return other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Snapshot) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8."""
        document = self.to_document() if self._document is None else self._document
        canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def first_day(self) -> date:
        """Day 0: the date of the bed meeting."""
        return self.as_of.date()

    @property
    def days(self) -> tuple[date, ...]:
        """The dates of the horizon."""
        return _days_from(self.first_day, self.horizon_days)


@lru_cache(maxsize=64)
def _days_from(first: date, number: int) -> tuple[date, ...]:
    """Give so many days from the first; asked for patient by patient, and always the same few."""
    return tuple(first + timedelta(days=t) for t in range(number))


def _plain_numbers(part: Any) -> Any:
    """Write whole amounts without a decimal point, as a person or a table of CSV would."""
    if isinstance(part, dict):
        return {name: _plain_numbers(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_plain_numbers(value) for value in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part
