"""What it would cost to have the care that is waited for earlier, exactly, everybody else staying put."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bedflow.explain.way import Only, Tariff
from bedflow.explain.ways import Ways
from bedflow.explain.why_reading import Reading
from bedflow.itinerary import Stay

PENNY = 0.005
"""Difference of two sums of money that is put down to rounding."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The cheapest course that has the care earlier, beside the patient's own.

    Attributes
    ----------
    unit, date
        Where and when that care would go forward.
    more
        What it costs more in all, in pounds-equivalent; 0 when it costs the same.
    places, overtime
        What of it is for surge places, places beyond them and isolation, and for overtime.
    """

    unit: str
    date: date
    more: float
    places: float
    overtime: float


def earlier_care(reading: Reading, run: Sequence[Stay]) -> Earlier | None:
    """Price the cheapest course in which the care waited for goes forward within a run of waiting days.

    Parameters
    ----------
    run
        Consecutive waiting days of one patient for one phase.

    Returns
    -------
    Earlier or None
        None when no course, however dear, has the care that early.
    """
    job, done = run[0].job, run[0].done
    patient = reading.compiled.patients[job].id
    ways = Ways(reading.compiled, job)
    tariff = ways.tariff(reading.room.without(reading.occupied, patient))
    rows = np.arange(ways.care_days)[:, None] + np.zeros(len(ways.units), np.int64)[None, :]
    asked = {run[-1].day: Only(care=rows >= done, waiting=rows > done)}
    way = ways.best(tariff, asked)
    if way is None:
        return None
    course = next(course for course in reading.occupied.plan.courses if course.patient == patient)
    standing = ways.way_of(course)
    own = _Priced.of(ways, tariff, _days(standing.options, standing.care))
    other = _Priced.of(ways, tariff, _days(way.options, way.care))
    first = next(day for day, before in _care_days(way.care) if before == done)
    more = other.total - own.total
    return Earlier(
        unit=reading.snapshot.units[int(ways.units[way.options[first]])].id,
        date=reading.snapshot.days[first],
        more=0.0 if abs(more) < PENNY else more,
        places=other.places - own.places,
        overtime=other.overtime - own.overtime,
    )


OptionDay = tuple[int, int, bool]
"""A day, the number of the patient's option on it, and whether care goes forward."""


@dataclass(frozen=True, slots=True)
class _Priced:
    """A course's cost, and what of it is for places and hours beyond the limits."""

    total: float
    places: float
    overtime: float

    @classmethod
    def of(cls, ways: Ways, tariff: Tariff, days: Iterable[OptionDay]) -> _Priced:
        total = places = overtime = 0.0
        before, done = ways.present, 0
        for day, option, care in days:
            work = float(tariff.work[day, done, option]) if care else 0.0
            place = float(tariff.place[day, option])
            total += _own_day(ways, day, done, option, care=care) + place + work
            if option != before:
                entry = float(tariff.entry[day, option])
                total += entry + (0.0 if before < 0 else float(ways.link[day, done, before, option]))
            places, overtime = places + place, overtime + work
            before, done = option, done + care
        return cls(total, places, overtime)


def _own_day(ways: Ways, day: int, done: int, option: int, *, care: bool) -> float:
    return float((ways.care if care else ways.waiting)[day, done, option])


def _days(options: Sequence[int], care: Sequence[bool]) -> list[OptionDay]:
    return [(day, option, care[day]) for day, option in enumerate(options) if option >= 0]


def _care_days(care: Sequence[bool]) -> list[tuple[int, int]]:
    """Give each day with care, and the care days before it."""
    return [(day, before) for before, day in enumerate(np.flatnonzero(care).tolist())]
