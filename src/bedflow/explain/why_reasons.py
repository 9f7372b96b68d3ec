"""What binds on each waiting day, brought together into reasons with the days they stand behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from bedflow.domain import Because, BecauseKind, Patient, Phase
from bedflow.explain.why_earlier import Earlier, earlier_care
from bedflow.explain.why_reading import Reading
from bedflow.itinerary import Stay, phase_next
from bedflow.rules.eligibility import acute_site, why_not_eligible
from bedflow.waits import DayObstacles


class Binding(StrEnum):
    """What binds on a waiting day."""

    NOT_BEFORE = "not_before"
    LOCK = "lock"
    PLACES = "places"
    INTAKE = "intake"
    TEAM = "team"
    NO_UNIT = "no_unit"
    NO_COURSE = "no_course"
    CHEAPER = "cheaper_to_wait"
    SAME = "costs_the_same"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that keeps a patient waiting, on some of their waiting days.

    Attributes
    ----------
    kind
        What binds.
    days
        The waiting days it binds on.
    unit, team
        The unit that is full, or the team without hours.
    on
        Dates on which the unit or team is full: the waiting days themselves, or later ones without
        which care cannot begin.
    wanted
        With a team: hours the care of the first of these dates needs.
    others
        Units that could care as well, and are full too.
    until
        With a date or a lock: the first day it no longer bars.
    delay
        Code of the delay reason behind a date.
    worth, worth_on
        The highest price of one more place, transfer in or hour on these dates, and that date.
    earlier
        With a price: what earlier care would cost.
    rules
        Without a unit: each sentence that rules units out, and how many it does.
    """

    kind: Binding
    days: tuple[date, ...]
    unit: str | None = None
    team: str | None = None
    on: tuple[date, ...] = ()
    wanted: float = 0.0
    others: int = 0
    until: date | None = None
    delay: str | None = None
    worth: float = 0.0
    worth_on: date | None = None
    earlier: Earlier | None = None
    rules: tuple[tuple[str, int], ...] = ()


_FULL = {
    BecauseKind.PLACES: Binding.PLACES,
    BecauseKind.INTAKE: Binding.INTAKE,
    BecauseKind.TEAM: Binding.TEAM,
}


def reasons_of(reading: Reading, run: Sequence[Stay]) -> tuple[Reason, ...]:
    """Say what binds on every day of a run of waiting days in one unit for one phase.

    Returns
    -------
    tuple of Reason
        In the order of the first day each binds on; every day of the run is in at least one.
    """
    patient = reading.compiled.patients[run[0].job]
    stays = reading.stays[patient.id]
    phase, care_day = phase_next(patient, run[0].done)
    found: list[Reason] = []
    told = [(stay, reading.obstacles.on(stay, stays)) for stay in run]
    for only_price, days in groupby(told, key=lambda each: _only_price_left(*each)):
        if only_price:
            found.append(_priced(reading, [stay for stay, _day in days], patient))
            continue
        for stay, day in days:
            found += _of_day(reading, stay, day, patient=patient, phase=phase)
    return tuple(_with_worth(reading, reason, phase, care_day) for reason in _together(found))


def _only_price_left(stay: Stay, day: DayObstacles) -> bool:
    return day.open and bool(day.units) and not _held_by_lock(stay, day)


def _held_by_lock(stay: Stay, day: DayObstacles) -> bool:
    """Say whether a person has decided that the patient is where their care cannot go forward."""
    return day.locked and all(each.unit != stay.unit for each in day.units)


def _of_day(
    reading: Reading, stay: Stay, day: DayObstacles, *, patient: Patient, phase: Phase
) -> Iterator[Reason]:
    today = (reading.snapshot.days[stay.day],)
    if day.barred:
        yield Reason(Binding.NOT_BEFORE, today, until=phase.not_before, delay=phase.reason)
    elif _held_by_lock(stay, day):
        yield Reason(Binding.LOCK, today, until=today[0] + timedelta(days=1))
    elif not day.units:
        yield Reason(Binding.NO_UNIT, today, rules=_rules_against(reading, patient, phase))
    else:
        first = day.units[0]
        for because in first.because:
            yield _full(because, today, others=day.first_choices - 1)


def _full(because: Because, today: tuple[date, ...], *, others: int) -> Reason:
    on = () if because.date is None else (because.date,)
    return Reason(_FULL[because.kind], today, unit=because.unit, team=because.team, on=on, others=others)


def _priced(reading: Reading, run: Sequence[Stay], patient: Patient) -> Reason:
    """Say why somebody waits for whom a unit has all that is needed."""
    days = tuple(reading.snapshot.days[stay.day] for stay in run)
    earlier = earlier_care(reading, run)
    if earlier is not None:
        return Reason(Binding.CHEAPER if earlier.more > 0 else Binding.SAME, days, earlier=earlier)
    later = [lock.date for lock in patient.locks if days[0] <= lock.date <= reading.snapshot.days[-1]]
    if later:
        return Reason(Binding.LOCK, days, until=max(later) + timedelta(days=1))
    return Reason(Binding.NO_COURSE, days)


def _rules_against(reading: Reading, patient: Patient, phase: Phase) -> tuple[tuple[str, int], ...]:
    """Count what rules out the units that give this care, the commonest first."""
    delivers = reading.snapshot.policy.delivers[phase.setting]
    site = acute_site(patient, reading.units)
    units = [unit for unit in reading.snapshot.units if unit.setting in delivers]
    counts = Counter(why for unit in units for why in why_not_eligible(unit, patient, site=site))
    return tuple(counts.most_common())


def _together(reasons: Sequence[Reason]) -> list[Reason]:
    """Bring together what is the same thing on several days."""
    same: dict[tuple[object, ...], Reason] = {}
    for reason in reasons:
        key = (reason.kind, reason.unit, reason.team, reason.delay, reason.earlier, reason.rules)
        known = same.get(key)
        if known is None:
            same[key] = reason
            continue
        same[key] = replace(
            known,
            days=known.days + tuple(day for day in reason.days if day not in known.days),
            on=tuple(sorted({*known.on, *reason.on})),
            others=min(known.others, reason.others),
            until=reason.until or known.until,
        )
    return list(same.values())


def _with_worth(reading: Reading, reason: Reason, phase: Phase, care_day: int) -> Reason:
    """Add the plan's highest price of one more, and the hours that were wanted."""
    prices: dict[date, float] = {}
    for day in reason.on:
        if reason.team is not None:
            prices[day] = reading.team_days[reason.team, day].price
        elif reason.unit is not None:
            row = reading.unit_days[reason.unit, day]
            prices[day] = row.price if reason.kind is Binding.PLACES else row.intake_price
    best = max(prices, key=lambda day: prices[day], default=None)
    wanted = 0.0
    if reason.team is not None:
        needed = phase.hours_on_care_day(care_day)
        wanted = needed.get(reading.teams[reason.team].discipline, 0.0)
    worth = 0.0 if best is None else prices[best]
    return replace(reason, worth=worth, worth_on=best if worth > 0 else None, wanted=wanted)
