"""The moves ledger: how often each person is moved, when, and how long they are out of place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bedflow.diary import PatientDay, diaries
from bedflow.domain import FORECAST_PREFIX, Patient, Plan, Snapshot, Unit
from bedflow.fairness.groups import FEWEST

OFTEN = 2
"""Who is moved at least so many times is named."""

MOST_NAMED = 10
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Moved:
    """How often one patient is moved."""

    patient: str
    moves: int


@dataclass(frozen=True, slots=True)
class MovesLedger:
    """The transfers of a plan; a first arrival from outside is none.

    Attributes
    ----------
    people
        Known people in the plan.
    never, once, twice, more
        How many of them are moved 0, 1, 2 and 3 times or more.
    transfers, at_weekends
        Their transfers, and those of them on a Saturday or a Sunday.
    of_expected
        Transfers of people expected by forecast, in addition.
    outlier_days
        Days of known people in a unit that lists specialties without theirs; None where they are one to
        four people, whose specialty it would tell.
    out_of_zone_days
        Days of known people in a unit that is near to, or serves, zones without theirs; None likewise.
    most_moved
        Who is moved at least twice, most often first; ten people at most.
    """

    people: int
    never: int
    once: int
    twice: int
    more: int
    transfers: int
    at_weekends: int
    of_expected: int
    outlier_days: int | None
    out_of_zone_days: int | None
    most_moved: tuple[Moved, ...]


def moves_ledger(snapshot: Snapshot, plan: Plan) -> MovesLedger:
    """Count the moves of a plan of this snapshot."""
    units = {unit.id: unit for unit in snapshot.units}
    by_patient = diaries(snapshot, plan)
    known = {name: days for name, days in by_patient.items() if not name.startswith(FORECAST_PREFIX)}
    moves = {name: list(_transfer_dates(days)) for name, days in known.items()}
    all_days = [day for days in known.values() for day in days]
    times = Counter(len(dates) for dates in moves.values())
    transfers = sum(map(len, moves.values()))
    of_all = sum(len(list(_transfer_dates(days))) for days in by_patient.values())
    return MovesLedger(
        people=len(known),
        never=times[0],
        once=times[1],
        twice=times[2],
        more=sum(people for often, people in times.items() if often > OFTEN),
        transfers=transfers,
        at_weekends=sum(_is_weekend(day) for dates in moves.values() for day in dates),
        of_expected=of_all - transfers,
        outlier_days=_days_of_many(day for day in all_days if _is_outlier(day.patient, units[day.unit])),
        out_of_zone_days=_days_of_many(
            day for day in all_days if _is_out_of_zone(day.patient, units[day.unit])
        ),
        most_moved=_most_moved({name: len(dates) for name, dates in moves.items()}),
    )


def _transfer_dates(days: Iterable[PatientDay]) -> Iterable[date]:
    return (day.date for day in days if day.moves_in and day.before is not None)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _days_of_many(days: Iterable[PatientDay]) -> int | None:
    """Count days, unless they are those of so few people that something would be told of each."""
    whose = [day.patient.id for day in days]
    return None if 0 < len(set(whose)) < FEWEST else len(whose)


def _is_outlier(patient: Patient, unit: Unit) -> bool:
    return bool(unit.specialties) and patient.specialty not in unit.specialties


def _is_out_of_zone(patient: Patient, unit: Unit) -> bool:
    return any(zones and patient.zone not in zones for zones in (unit.zones, unit.near_zones))


def _most_moved(times: Mapping[str, int]) -> tuple[Moved, ...]:
    often = sorted((-moves, name) for name, moves in times.items() if moves >= OFTEN)
    return tuple(Moved(name, -moves) for moves, name in often[:MOST_NAMED])
