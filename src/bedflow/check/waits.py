"""The list of waits: every waiting day once, and whether what stood in the way really did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bedflow.check.capacity import Raises, Use, slack
from bedflow.check.courses import Walks
from bedflow.check.district import District, Person
from bedflow.check.finding import Finding
from bedflow.check.walk import Stay, hours_of_care_day, hours_taken, phase_next
from bedflow.domain import Because, BecauseKind, Phase, Plan, Team, Unit, Wait


@dataclass(frozen=True, slots=True)
class _Told:
    """A reason of a wait, beside what is known of the wait."""

    because: Because
    wait: Wait
    person: Person
    stay: Stay
    phase: Phase
    own_stays: tuple[Stay, ...]

    @property
    def where(self) -> str:
        return f"{self.wait.patient}, {self.wait.from_.isoformat()}"


def check_waits(
    plan: Plan, district: District, *, walks: Walks, use: Use, raises: Raises
) -> Iterator[Finding]:
    """Hold the waits against the courses, and each reason against what is used and what is left."""
    waiting = {
        (name, district.days[stay.day]): stay
        for name, stays in walks.items()
        for stay in stays
        if not stay.care and stay.phase is not None
    }
    told = Counter((wait.patient, day) for wait in plan.waits for day in _days_of(wait, district))
    yield from _covered(waiting, told)
    for wait in plan.waits:
        yield from _wait(wait, waiting, district=district)
        stay = waiting.get((wait.patient, wait.from_))
        if stay is None or stay.phase is None:
            continue
        for because in wait.because:
            person = district.people[wait.patient]
            reason = _Told(because, wait, person, stay, stay.phase, walks[wait.patient])
            yield from _because(reason, district, use=use, raises=raises)


def _days_of(wait: Wait, district: District) -> list[date]:
    """Give the days of a run, and where it goes beyond the horizon the first day beyond."""
    if wait.from_ not in district.days:
        return [wait.from_]
    return [wait.from_ + timedelta(days=k) for k in range(min(wait.days, len(district.days) + 1))]


def _covered(waiting: Mapping[tuple[str, date], Stay], told: Counter[tuple[str, date]]) -> Iterator[Finding]:
    for name, day in sorted(set(waiting) | set(told)):
        where = f"{name}, {day.isoformat()}"
        if (name, day) not in waiting:
            yield Finding("wait-false", where, "listed as a wait, but the course has no waiting day")
        elif told[name, day] == 0:
            yield Finding("wait-missing", where, "a waiting day that is not in the list of waits")
        elif told[name, day] > 1:
            yield Finding("wait-repeated", where, f"the waiting day is listed {told[name, day]} times")


def _wait(wait: Wait, waiting: Mapping[tuple[str, date], Stay], *, district: District) -> Iterator[Finding]:
    where = f"{wait.patient}, {wait.from_.isoformat()}"
    if not wait.because:
        yield Finding("because-empty", where, "the wait does not say what stood in the way")
    for day in _days_of(wait, district):
        stay = waiting.get((wait.patient, day))
        if stay is None or stay.phase is None:
            return
        if stay.unit.id != wait.in_:
            yield Finding("wait-in", where, f"listed in {wait.in_}, the patient waits in {stay.unit.id}")
        if stay.phase.setting is not wait.for_:
            yield Finding("wait-for", where, "the setting named is not that of the phase waited for")


def _because(told: _Told, district: District, *, use: Use, raises: Raises) -> Iterator[Finding]:
    because = told.because
    if because.kind is BecauseKind.NOT_BEFORE:
        yield from _date_bars(told)
    elif because.kind is BecauseKind.TEAM:
        team = district.teams.get(because.team or "")
        day = _day(told, district)
        if team is None or day is None or not _could_be_cared_for(told, district, team=team):
            yield _wrong_subject(told, f"team {because.team}")
        elif not _too_few_hours(told, district, team=team, day=day, use=use, raises=raises):
            message = f"{team.id} has hours enough on {district.days[day].isoformat()}"
            yield Finding("because-team", told.where, message)
    elif because.kind in (BecauseKind.PLACES, BecauseKind.INTAKE):
        unit = district.units.get(because.unit or "")
        day = _day(told, district)
        if unit is None or day is None or not _delivers(told.phase, unit, district):
            yield _wrong_subject(told, f"unit {because.unit}")
        elif because.kind is BecauseKind.PLACES:
            yield from _is_full(told, district, unit=unit, day=day, use=use)
        else:
            yield from _takes_nobody_more(told, district, unit=unit, day=day, use=use, raises=raises)


def _day(told: _Told, district: District) -> int | None:
    """Give the day of the horizon a reason names, if it lies in it and not before the wait."""
    named = told.because.date
    if named is None or named < told.wait.from_ or named not in district.days:
        return None
    return district.days.index(named)


def _delivers(phase: Phase, unit: Unit, district: District) -> bool:
    return unit.setting in district.policy.delivers[phase.setting]


def _could_be_cared_for(told: _Told, district: District, *, team: Team) -> bool:
    return any(_delivers(told.phase, district.units[name], district) for name in team.units)


def _wrong_subject(told: _Told, subject: str) -> Finding:
    message = f"{subject} on {told.because.date} could not have stood in the way of the phase waited for"
    return Finding("because-subject", told.where, message)


def _date_bars(told: _Told) -> Iterator[Finding]:
    """Hold a date (and its delay reason) against the phase; it bars the first day of a run if any."""
    because, phase = told.because, told.phase
    if phase.not_before is None or phase.not_before <= told.wait.from_:
        yield Finding("because-not-before", told.where, "no date bars the phase waited for on those days")
    elif because.date not in (None, phase.not_before) or because.reason not in (None, phase.reason):
        yield Finding("because-not-before", told.where, "another date or reason than the phase's")


def _is_full(told: _Told, district: District, *, unit: Unit, day: int, use: Use) -> Iterator[Finding]:
    """Hold "no free bed": surge places are not free."""
    free = district.beds(unit, day=day) - use.occupied[unit.id, day]
    if free > 0:
        message = f"{unit.id} has {free} free on {district.days[day].isoformat()}"
        yield Finding("because-places", told.where, message)


def _takes_nobody_more(
    told: _Told, district: District, *, unit: Unit, day: int, use: Use, raises: Raises
) -> Iterator[Finding]:
    limit = district.places(unit, "daily_intake", day=day)
    arrivals = use.arrivals[unit.id, day]
    if limit is None or arrivals < limit + raises.of_unit(unit, day=day):
        message = f"{unit.id} could take more arrivals on {district.days[day].isoformat()}"
        yield Finding("because-intake", told.where, message)


def _too_few_hours(
    told: _Told, district: District, *, team: Team, day: int, use: Use, raises: Raises
) -> bool:
    """Say whether the team's hours do not suffice for a care day the patient could have had that day.

    Had care gone on from the first day of the wait, the patient would by that day have reached any
    of the care days between; what the patient's own course takes of the team that day is theirs.
    Hours left are ordinary hours: overtime, like a surge place, is open but has its price.
    """
    own = sum(
        taken
        for stay in told.own_stays
        if stay.day == day
        for server, taken in hours_taken(stay, district)
        if server.id == team.id
    )
    free = district.hours(team, day=day) + raises.of_team(team, day=day)
    left = max(0.0, free - use.hours.get((team.id, day), 0.0) + own)
    done = sum(stay.care for stay in told.own_stays if stay.day < told.stay.day)
    for ahead in range(day - told.stay.day + 1):
        phase, care_day = phase_next(told.person.asks.phases, done + ahead)
        if phase is None:
            break
        if hours_of_care_day(phase, care_day).get(team.discipline, 0.0) > left + slack(left):
            return True
    return False
