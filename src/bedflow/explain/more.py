"""More of each limit: what a patient's way lacks, and the room with more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from bedflow.domain import Snapshot
from bedflow.explain.extra import Extra, ExtraKind
from bedflow.explain.room import Room
from bedflow.explain.way import NEVER, Costs, Tariff, Way
from bedflow.explain.ways import Ways

BILLION = 10**9


class Limit(NamedTuple):
    """A limit on a day: of the unit, for hours the team, with this number in the snapshot."""

    kind: ExtraKind
    number: int
    day: int


More = Mapping[Limit, int]
"""How much more there is of some limits: places and slots, or billionths of hours."""

SIZE = {ExtraKind.PLACE: 500.0, ExtraKind.ISOLATION: 500.0, ExtraKind.INTAKE: 60.0, ExtraKind.HOUR: 55.0}
"""How large one more is, to say which of two changes is smaller: by the default prices of surge places,
transfers and overtime, whatever a run's own prices are."""


_ORDER = tuple(SIZE)


def size_of(more: More) -> float:
    """Say how large a change is."""
    return sum(SIZE[limit.kind] * _whole(limit.kind, amount) for limit, amount in more.items())


def _whole(kind: ExtraKind, amount: float) -> float:
    return amount / BILLION if kind is ExtraKind.HOUR else amount


@dataclass(frozen=True, slots=True)
class Need:
    """What a way lacks of one limit.

    Attributes
    ----------
    steps
        Amounts at which the way becomes possible or cheaper, rising; below the first it is
        impossible when ``must``.
    must
        Whether the way is impossible without.
    """

    steps: tuple[int, ...]
    must: bool

    @property
    def free(self) -> int:
        """The amount with which nothing beyond the limit is paid."""
        return self.steps[-1]


def room_with(room: Room, more: More) -> Room:
    """Give the room with more of some limits."""
    grown = {name: getattr(room, name).copy() for name in _ARRAYS.values()}
    for limit, amount in more.items():
        grown[_ARRAYS[limit.kind]][limit.number, limit.day] += amount
    return replace(room, **grown)


_ARRAYS = {
    ExtraKind.PLACE: "beds",
    ExtraKind.ISOLATION: "isolation",
    ExtraKind.INTAKE: "intake",
    ExtraKind.HOUR: "hours",
}


def needs_of(ways: Ways, way: Way, room: Room, *, since: int) -> dict[Limit, Need]:
    """Give what a way lacks, from a day on, in the room the others leave."""
    needs: dict[Limit, Need] = {}
    done, before = 0, ways.present
    for day, (option, care) in enumerate(zip(way.options, way.care, strict=True)):
        if option < 0:
            continue
        if day >= since:
            unit = int(ways.units[option])
            needs.update(_unit_needs(ways, room, unit, day, enters=option != before))
            for team, amount in ways.work[done][option] if care else ():
                if (need := _hours_need(room, team, day, amount)) is not None:
                    needs[Limit(ExtraKind.HOUR, team, day)] = need
        done, before = done + care, option
    return needs


def _unit_needs(ways: Ways, room: Room, unit: int, day: int, *, enters: bool) -> Iterator[tuple[Limit, Need]]:
    after, beds = int(room.places[unit, day]) + 1, int(room.beds[unit, day])
    if after > beds:
        to_surge = after - beds - int(room.surge[unit, day])
        steps = tuple(sorted({step for step in (to_surge, after - beds) if step > 0}))
        yield Limit(ExtraKind.PLACE, unit, day), Need(steps, must=False)
    isolating = int(room.isolating[unit, day]) + 1 - int(room.isolation[unit, day])
    if ways.isolation and isolating > 0:
        yield Limit(ExtraKind.ISOLATION, unit, day), Need((isolating,), must=False)
    arriving = int(room.entries[unit, day]) + 1
    if enters and arriving > room.intake_now[unit, day]:
        lacking = arriving - int(room.intake[unit, day])
        yield Limit(ExtraKind.INTAKE, unit, day), Need((lacking,), must=True)


def _hours_need(room: Room, team: int, day: int, amount: int) -> Need | None:
    after, hours = int(room.worked[team, day]) + amount, int(room.hours[team, day])
    now, overtime = int(room.hours_now[team, day]), int(room.overtime[team, day])
    if after <= now:
        return None
    if after <= now + overtime:
        return Need((after - hours,), must=False)
    # Overtime stands on the hours: with the first step it is all used, with the last none is.
    return Need(tuple(sorted({after - hours - overtime, after - hours})), must=True)


def opened(ways: Ways, room: Room, *, since: int, weight: float) -> Tariff:
    """Give a tariff at which any limit can be had from a day on, charged by how much it lacks.

    Parameters
    ----------
    weight
        Charge for each unit of size; small: care little how much is lacking.
    """
    tariff = ways.tariff(room)
    place, entry, work = tariff.place.copy(), tariff.entry.copy(), tariff.work.copy()
    at = ways.units
    lacking = np.maximum(0, room.places[at].T + 1 - room.beds[at].T)
    charge = weight * SIZE[ExtraKind.PLACE] * lacking
    if ways.isolation:
        missing = np.maximum(0, room.isolating[at].T + 1 - room.isolation[at].T)
        charge = charge + weight * SIZE[ExtraKind.ISOLATION] * missing
    place[since:] = np.minimum(place, charge)[since:]
    slots = np.maximum(0, room.entries[at].T + 1 - room.intake[at].T)
    entry[since:] = np.where(tariff.entry == NEVER, weight * SIZE[ExtraKind.INTAKE] * slots, 0.0)[since:]
    _open_work(ways, room, work, since=since, weight=weight)
    return Tariff(place, entry, work)


def _open_work(ways: Ways, room: Room, work: Costs, *, since: int, weight: float) -> None:
    price = ways.compiled.problem.overtime_price / BILLION
    hourly = weight * SIZE[ExtraKind.HOUR] / BILLION
    for done, row in enumerate(ways.work):
        for option, needed in enumerate(row):
            if not needed:
                continue
            total = np.zeros(ways.days)
            for team, amount in needed:
                after, now = room.worked[team] + amount, room.hours_now[team]
                limit = now + room.overtime[team]
                paid = price * np.clip(after - now, 0, amount)
                relieved = hourly * np.maximum(0, after - room.hours[team])
                walled = hourly * np.maximum(0, after - room.overtime[team] - room.hours[team]) + paid
                dear = np.where(after > limit, np.minimum(walled, relieved), np.minimum(paid, relieved))
                total += np.where(after > now, dear, 0.0)
            work[since:, done, option] = total[since:]


def extras_of(more: More, snapshot: Snapshot) -> tuple[Extra, ...]:
    """Name a change: by unit or team, places before hours, days with the same amount together."""
    grouped: dict[tuple[ExtraKind, str, int], list[int]] = {}
    for limit, amount in sorted(more.items(), key=lambda entry: (_ORDER.index(entry[0].kind), entry[0])):
        named = snapshot.teams if limit.kind is ExtraKind.HOUR else snapshot.units
        grouped.setdefault((limit.kind, named[limit.number].id, amount), []).append(limit.day)
    days = snapshot.days
    return tuple(
        Extra(kind, name, tuple(days[day] for day in on), _whole(kind, amount))
        for (kind, name, amount), on in grouped.items()
    )


def half_of(more: More) -> dict[Limit, int]:
    """Give half a change: half the hours, and of whole numbers half rounded down."""
    return {limit: half for limit, amount in more.items() if (half := amount // 2) > 0}
