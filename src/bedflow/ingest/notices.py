"""What a snapshot says that is left out of the plan, or had better not be said at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bedflow.domain import Patient, Snapshot
from bedflow.ingest.fault import Loc
from bedflow.ingest.nhs_number import id_to_tell, looks_like_nhs_number
from bedflow.ingest.place import json_path


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know that is no fault.

    Parameters
    ----------
    where
        JSON path of the entry.
    sentence
        What is left out, or what to look at.
    id
        Id of the patient, where it may be told.
    """

    where: str
    sentence: str
    id: str | None = None

    def __str__(self) -> str:
        named = f" ({self.id})" if self.id else ""
        head, bracket, tail = self.where.partition("]")
        return f"{head}{bracket}{named}{tail}: {self.sentence}"


def notices_of(snapshot: Snapshot) -> tuple[Notice, ...]:
    """Say what is left out of the plan, and which ids look like NHS numbers.

    Parameters
    ----------
    snapshot
        A snapshot without faults.
    """
    found: list[Notice] = []
    for k, patient in enumerate(snapshot.patients):
        found += _of_patient(("patients", k), patient, snapshot)
    for k, stream in enumerate(snapshot.arrivals):
        if looks_like_nhs_number(stream.id):
            found.append(_nhs_number(("arrivals", k)))
    return tuple(found)


def _of_patient(loc: Loc, patient: Patient, snapshot: Snapshot) -> Iterator[Notice]:
    told_id = id_to_tell(patient.id)
    days = snapshot.days
    if looks_like_nhs_number(patient.id):
        yield _nhs_number(loc)
    if patient.arrives is not None and patient.arrives > days[-1]:
        yield Notice(json_path((*loc, "arrives")), "arrives after the horizon; left out", told_id)
        return
    for k, lock in enumerate(patient.locks):
        if not days[0] <= lock.date <= days[-1]:
            yield Notice(json_path((*loc, "locks", k)), "lock outside the horizon; left out", told_id)


def _nhs_number(loc: Loc) -> Notice:
    return Notice(
        json_path((*loc, "id")),
        "the id looks like an NHS number; use a pseudonym, since the id stands in every plan and message",
    )
