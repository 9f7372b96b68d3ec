"""Faults of a patient's own story: where they are, what comes when, and whether any course keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from bedflow.domain import (
    UNBROKEN_SETTINGS,
    CareNeeds,
    ForecastStream,
    Lock,
    Patient,
    Policy,
    Setting,
    Unit,
)
from bedflow.ingest.check_chances import broken_chances
from bedflow.ingest.fault import Broken, Loc
from bedflow.ingest.reading import Given, Reading
from bedflow.rules.course import District, Holding, care_held_up, has_valid_course, holding

MOST_FORECAST_PATIENTS = 100_000
"""Forecast patients of one snapshot at most; a large district has a few thousand in a fortnight."""


def broken_stories(reading: Reading) -> Iterator[Broken]:
    """Say which patients, streams and units cannot be as the snapshot tells."""
    yield from _acute_intake(reading.units)
    for person in reading.people:
        yield from _open_phase_not_last(person.loc, person.raw)
        yield from broken_chances(person)
    yield from _places(reading.patients)
    if reading.first_day is None:
        return
    yield from _end_of_time(reading.first_day)
    yield from _arrivals_and_locks(reading.patients, reading.first_day)
    yield from _care_going_on(reading, reading.first_day)
    if reading.horizon_days is not None and not list(_end_of_time(reading.first_day)):
        yield from _too_many_forecast(reading.arrivals, reading.first_day, reading.horizon_days)
        yield from _courses(reading, reading.first_day, reading.horizon_days)


def _acute_intake(units: Iterable[Given[Unit]]) -> Iterator[Broken]:
    told = "expected no limit on an acute unit: the front door cannot be shut"
    for unit in units:
        if not unit.sound("setting") or unit.value.setting is not Setting.ACUTE:
            continue
        if unit.sound("daily_intake") and unit.value.daily_intake is not None:
            yield Broken((*unit.loc, "daily_intake"), told)
        if not unit.sound("overrides"):
            continue
        for k, override in enumerate(unit.value.overrides):
            if override.daily_intake is not None:
                yield Broken((*unit.loc, "overrides", k, "daily_intake"), told)


def _open_phase_not_last(loc: Loc, raw: Mapping[str, object]) -> Iterator[Broken]:
    # Looked up in the entry as given, so that a fault of another phase does not hide it.
    phases = raw.get("phases")
    if not isinstance(phases, list | tuple):
        return
    for k, phase in enumerate(phases[:-1]):
        if isinstance(phase, Mapping) and phase.get("days") is None:
            yield Broken(
                (*loc, "phases", k, "days"), "expected a number of days; only the last may have none"
            )


def _places(patients: Iterable[Given[Patient]]) -> Iterator[Broken]:
    for patient in patients:
        if not patient.sound("unit", "arrives"):
            continue
        if patient.value.unit is not None and patient.value.arrives is not None:
            yield Broken((*patient.loc, "arrives"), "expected either unit or arrives, not both")
        if patient.value.unit is None and patient.value.arrives is None:
            yield Broken((*patient.loc, "unit"), "expected unit, or arrives for somebody who is to come")


def _end_of_time(first_day: date) -> Iterator[Broken]:
    if first_day > date.max - timedelta(days=366):
        yield Broken(("as_of",), "expected a time before the year 9999")


def _arrivals_and_locks(patients: Iterable[Given[Patient]], first_day: date) -> Iterator[Broken]:
    for patient in patients:
        arrives = patient.value.arrives if patient.sound("arrives") else None
        if arrives is not None and arrives < first_day:
            yield Broken(
                (*patient.loc, "arrives"), "expected day 0 or later; give unit to somebody who is here"
            )
        if not patient.sound("locks"):
            continue
        units: dict[date, str] = {}
        for k, lock in enumerate(patient.value.locks):
            loc = (*patient.loc, "locks", k)
            if arrives is not None and first_day <= lock.date < arrives:
                yield Broken((*loc, "date"), "expected a date on or after the patient's arrival")
            if units.setdefault(lock.date, lock.unit) != lock.unit:
                yield Broken((*loc, "unit"), "expected one unit a date; an earlier lock names another")


def _care_going_on(reading: Reading, first_day: date) -> Iterator[Broken]:
    settings = {unit.value.id: unit.value.setting for unit in reading.units if unit.sound("id", "setting")}
    for person in reading.people:
        if not person.sound("phases"):
            continue
        unit = person.value.unit if isinstance(person.value, Patient) and person.sound("unit") else None
        before = None if unit is None else settings.get(unit)
        for k, phase in enumerate(person.value.phases):
            goes_on = phase.setting is before and phase.setting in UNBROKEN_SETTINGS
            if goes_on and phase.not_before is not None and phase.not_before > first_day:
                told = "expected no later date than day 0: this care is already going on and nobody pauses it"
                yield Broken((*person.loc, "phases", k, "not_before"), told)
            before = phase.setting


def _too_many_forecast(
    streams: Iterable[Given[ForecastStream]], first_day: date, horizon_days: int
) -> Iterator[Broken]:
    total = Decimal(0)
    for stream in streams:
        if not stream.sound("per_day", "overrides"):
            continue
        before = total
        for t in range(horizon_days):
            total += Decimal(repr(stream.value.mean_on(first_day + timedelta(days=t))))
        if before <= MOST_FORECAST_PATIENTS < total:
            told = f"expected at most {MOST_FORECAST_PATIENTS:,} forecast patients in the horizon altogether"
            yield Broken((*stream.loc, "per_day"), told)


def _courses(reading: Reading, first_day: date, horizon_days: int) -> Iterator[Broken]:
    if reading.policy is None or not _districts_units_known(reading.units, reading.unreadable):
        return
    units = {unit.value.id: unit.value for unit in reading.units}
    district = District(units, reading.policy, first_day, horizon_days)
    last_day = first_day + timedelta(days=horizon_days - 1)
    stuck: set[Setting] = set()
    people: list[Given[CareNeeds]] = [*_placed(reading.patients, units, first_day, last_day)]
    people += _forecast(reading, district)
    for person in people:
        found = list(_no_way_to_wait(person, district, stuck))
        yield from found
        if not found and isinstance(person.value, Patient) and person.sound("locks"):
            yield from _disobeyed_locks(person.loc, person.value, district, last_day)


_WHERE_TO_GO = ("id", "setting", "site", "zones", "capabilities", "sex")
_WHO_GOES = (
    "unit",
    "arrives",
    "phases",
    "needs",
    "zone",
    "sex",
    "site",
    "preferred_units",
    "excluded_units",
    "per_day",
    "overrides",
)


def _districts_units_known(units: Iterable[Given[Unit]], unreadable: frozenset[str]) -> bool:
    # Whom a faulty unit takes is unknown: it may be the one a patient could go to.
    return "units" not in unreadable and all(unit.sound(*_WHERE_TO_GO) for unit in units)


def _placed(
    patients: Iterable[Given[Patient]], units: Mapping[str, Unit], first_day: date, last_day: date
) -> Iterator[Given[Patient]]:
    """Give the patients who are in a unit or arrive within the horizon, and whose needs are sound."""
    for patient in patients:
        unit, arrives = patient.value.unit, patient.value.arrives
        if not patient.sound(*_WHO_GOES) or (unit is None) is (arrives is None):
            continue
        if unit in units or (arrives is not None and first_day <= arrives <= last_day):
            yield patient


def _forecast(reading: Reading, district: District) -> Iterator[Given[ForecastStream]]:
    """Give the streams that make at least one patient."""
    days = [district.first_day + timedelta(days=t) for t in range(district.horizon_days)]
    for stream in reading.arrivals:
        if stream.sound(*_WHO_GOES) and next(stream.value.patients(days), None) is not None:
            yield stream


def _no_way_to_wait(person: Given[CareNeeds], district: District, stuck: set[Setting]) -> Iterator[Broken]:
    """Check that a plan can keep every "never" for one person, with no place and no hours found.

    They stay on the care under way, or wait where they are, or move up to an acute unit, which has
    no limit of intake, and wait there: nothing of this needs intake or hours. Other tables than the
    default may leave nowhere to wait; such a table is refused, once for each setting of care.
    """
    needs = person.value
    unit = needs.unit if isinstance(needs, Patient) else None
    setting = None if unit is None else district.units[unit].setting
    policy, days = district.policy, district.horizon_days
    outcome = holding(needs, setting, policy=policy, horizon_days=days)
    if outcome is Holding.MOVES_UP and not district.open_to(needs)[Setting.ACUTE]:
        told = "expected an acute unit the patient may be in: they arrive, or will have to move up"
        yield Broken((*person.loc, "phases"), f"{told}, and every acute unit is ruled out for them")
    if outcome is Holding.STUCK:
        held = care_held_up(needs, setting, policy=policy, horizon_days=days)
        if held is not None and held not in stuck:
            stuck.add(held)
            yield _nowhere_to_wait(policy, held)


def _nowhere_to_wait(policy: Policy, held: Setting) -> Broken:
    table = "safe" if Setting.ACUTE not in policy.safe[held] else "idle"
    told = (
        f"expected settings in which a patient of this snapshot can wait for {held.value} care, acute among"
    )
    return Broken(
        ("policy", table, held.value), f"{told} them: without hours or intake there is nowhere else"
    )


def _disobeyed_locks(loc: Loc, patient: Patient, district: District, last_day: date) -> Iterator[Broken]:
    """Name the first lock, by date, that no course can obey beside the earlier ones."""
    within = [
        (k, lock) for k, lock in enumerate(patient.locks) if district.first_day <= lock.date <= last_day
    ]
    if not within or not _locks_agree(patient, within, district):
        return
    locks = {lock.date: lock.unit for _, lock in within}
    if has_valid_course(patient, district, locks=locks):
        return
    obeyed: dict[date, str] = {}
    for k, lock in sorted(within, key=lambda each: each[1].date):
        obeyed[lock.date] = lock.unit
        if not has_valid_course(patient, district, locks=obeyed):
            told = (
                "expected a lock that a course can obey, where the next care is safe and is given or can wait"
            )
            yield Broken((*loc, "locks", k), told)
            return


def _locks_agree(patient: Patient, within: list[tuple[int, Lock]], district: District) -> bool:
    """Say whether the locks have no fault of their own, which is told already."""
    units: dict[date, str] = {}
    for _, lock in within:
        if lock.unit not in district.units or units.setdefault(lock.date, lock.unit) != lock.unit:
            return False
        if patient.arrives is not None and lock.date < patient.arrives:
            return False
    return True
