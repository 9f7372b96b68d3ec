"""Why a patient's course differs: a decision about them, another limit, or somebody who gained or lost.

A cause is only named where it can be shown: a limit that is another one on a day the patient uses it
in one of the plans, or a place, transfer or team's hours that one gives up, another takes, and that has
no room for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bedflow.diary import PatientDay, teams_of
from bedflow.domain import Fact, Patient, Plan, Snapshot
from bedflow.domain.fact import Day, fact

MOST_OTHERS = 2
"""Other patients named for one course at most."""

MOST_LIMITS = 3

HOURS_ROUNDING = 1e-6


class CauseKind(StrEnum):
    """What changed."""

    LOCK = "lock"
    EXCLUSION = "exclusion"
    NOT_BEFORE = "not_before"
    RECORD = "record"
    LIMIT = "limit"
    MADE_WAY = "made_way"
    TOOK_PLACE = "took_place"
    PRICES = "prices"
    BETTER_PLAN = "better_plan"


class Cause(Fact):
    """One thing that changed and touches a patient."""

    kind: CauseKind = fact("What changed")
    limit: str | None = fact("The limit that changed: places, intake or hours", default=None)
    unit: str | None = fact("The unit", default=None)
    team: str | None = fact("The team", default=None)
    date: Day | None = fact("The first day on which it matters to the patient", default=None)
    until: Day | None = fact("The last day, of locks", default=None)
    before: float | None = fact("The limit before; absent: none", default=None)
    after: float | None = fact("The limit after; absent: none", default=None)
    patient: str | None = fact("The patient who took the place, or left it", default=None)
    reason: str | None = fact("Delay reason given with a date", default=None)


Row = tuple[str, str, date]
"""A resource on a day: places or intake of a unit, or hours of a team."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two plans, ready to be asked what is full and what the limits are."""

    snapshot: Snapshot
    team_of: Mapping[tuple[str, str], str]
    limits: Mapping[Row, float]
    used: Mapping[Row, float]

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan) -> Side:
        """Read the rows of a plan; a limit is what is there without paying for more, promises included."""
        limits: dict[Row, float] = {}
        used: dict[Row, float] = {}
        for place in plan.units:
            limits["places", place.unit, place.date] = place.beds
            used["places", place.unit, place.date] = place.occupied
            if place.intake is not None:
                limits["intake", place.unit, place.date] = place.intake
            used["intake", place.unit, place.date] = place.arrivals
        for team in plan.teams:
            limits["hours", team.team, team.date] = team.hours
            used["hours", team.team, team.date] = team.used - team.raised
        return cls(snapshot, teams_of(snapshot), limits, used)

    def uses(self, days: Iterable[PatientDay]) -> dict[Row, float]:
        """Give how much of each resource a patient's days take."""
        uses: dict[Row, float] = {}
        for day in days:
            uses["places", day.unit, day.date] = 1.0
            if day.moves_in:
                uses["intake", day.unit, day.date] = 1.0
            for team, hours in day.team_hours(self.team_of).items():
                uses["hours", team, day.date] = hours
        return uses

    def has_room(self, row: Row, amount: float) -> bool:
        """Say whether so much more could be had without paying for more than there is."""
        limit = self.limits.get(row)
        return limit is None or self.used.get(row, 0.0) + amount <= limit + HOURS_ROUNDING

    def knows(self, row: Row) -> bool:
        """Say whether the plan has the unit or team at all on that day."""
        return row in self.used


@dataclass(slots=True)
class Causes:
    """The causes of every course that differs.

    Parameters
    ----------
    before, after
        The two plans.
    uses
        What each patient whose course differs takes, before and after, on the dates both plans have.
    """

    before: Side
    after: Side
    uses: Mapping[str, tuple[Mapping[Row, float], Mapping[Row, float]]]
    _losers: dict[Row, list[str]] = field(default_factory=dict)
    _winners: dict[Row, list[str]] = field(default_factory=dict)
    _own: dict[str, tuple[Cause, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        were = {patient.id: patient for patient in self.before.snapshot.patients}
        are = {patient.id: patient for patient in self.after.snapshot.patients}
        for patient, (used, uses) in self.uses.items():
            for row in used.keys() - uses.keys():
                self._losers.setdefault(row, []).append(patient)
            for row in uses.keys() - used.keys():
                self._winners.setdefault(row, []).append(patient)
            told = self._told_of(were.get(patient), are.get(patient))
            self._own[patient] = (*told, *self._limits(used, uses))

    def of(self, patient: str) -> tuple[Cause, ...]:
        """Give the causes of one patient's change, what is their own first; never none."""
        own = self._own[patient]
        found = (*own, *self._others(patient))
        if found:
            return found
        if self.before.snapshot.policy != self.after.snapshot.policy:
            return (Cause(kind=CauseKind.PRICES),)
        return (Cause(kind=CauseKind.BETTER_PLAN),)

    def _told_of(self, was: Patient | None, now: Patient | None) -> Iterator[Cause]:
        """Name what was decided about the patient, or has changed in the patient's record."""
        if was is None or now is None:
            return
        days = set(self.before.snapshot.days) & set(self.after.snapshot.days)
        locked, locks = (
            {(lock.date, lock.unit) for lock in one.locks if lock.date in days} for one in (was, now)
        )
        for unit in sorted({unit for _, unit in locks ^ locked}):
            on = sorted(day for day, at in locks ^ locked if at == unit)
            yield Cause(kind=CauseKind.LOCK, date=on[0], until=on[-1], unit=unit)
        for unit in sorted(set(was.excluded_units) ^ set(now.excluded_units)):
            yield Cause(kind=CauseKind.EXCLUSION, unit=unit)
        yield from _dates(was, now)
        # From one morning to the next every record moves on: days done, days waited, where somebody is.
        same_morning = self.before.snapshot.first_day == self.after.snapshot.first_day
        if same_morning and _rest(was) != _rest(now):
            yield Cause(kind=CauseKind.RECORD)

    def _limits(self, used: Mapping[Row, float], uses: Mapping[Row, float]) -> Iterator[Cause]:
        """Name limits that fell where the patient was, or rose where the patient now is."""
        told: set[tuple[str, str]] = set()
        changed = sorted(used.keys() ^ uses.keys(), key=_by_date)
        for row in changed:
            what, name, day = row
            was, now = self._limit(self.before, row), self._limit(self.after, row)
            helps = _is_more(now, was) if row in uses else _is_more(was, now)
            gone = not (self.before.knows(row) and self.after.knows(row))
            if not helps or (gone and what == "intake") or (what, name) in told or len(told) >= MOST_LIMITS:
                continue
            told.add((what, name))
            place = {"team": name} if what == "hours" else {"unit": name}
            yield Cause(kind=CauseKind.LIMIT, limit=what, date=day, before=was, after=now, **place)

    @staticmethod
    def _limit(side: Side, row: Row) -> float | None:
        """Give a limit; None: there is none. A unit or team that is not there has nothing to give."""
        return side.limits.get(row) if side.knows(row) else 0.0

    def _others(self, patient: str) -> Iterator[Cause]:
        """Name who took what the patient gave up, and who left what the patient now has.

        Only the first day on which anybody did is told: what follows is its consequence. Somebody
        touched by a decision or a limit gave up a place for that reason, whoever took it then.
        """
        used, uses = self.uses[patient]
        lost = used.keys() - uses.keys() if not self._own[patient] else ()
        full_now = (row for row in lost if not self.after.has_room(row, used[row]))
        full_then = (row for row in uses.keys() - used.keys() if not self.before.has_room(row, uses[row]))
        found = [
            *self._exchanged(CauseKind.MADE_WAY, full_now, self._winners, patient),
            *self._exchanged(CauseKind.TOOK_PLACE, full_then, self._losers, patient),
        ]
        first = min((cause.date for cause in found if cause.date is not None), default=None)
        told: set[tuple[CauseKind, str | None]] = set()
        for cause in found:
            named = (cause.kind, cause.patient)
            of_kind = sum(kind is cause.kind for kind, _ in told)
            if cause.date == first and named not in told and of_kind < MOST_OTHERS:
                told.add(named)
                yield cause

    def _exchanged(
        self, kind: CauseKind, rows: Iterable[Row], others: Mapping[Row, list[str]], patient: str
    ) -> Iterator[Cause]:
        """Give everybody on the other side of the rows, whoever was touched first."""
        found = [(row, other) for row in rows for other in others.get(row, ()) if other != patient]
        for row, other in sorted(found, key=lambda it: (not self._own[it[1]], it[1], it[0])):
            what, name, day = row
            place = {"team": name} if what == "hours" else {"unit": name}
            yield Cause(kind=kind, patient=other, limit=what, date=day, **place)


def _by_date(row: Row) -> tuple[date, str, str]:
    return row[2], row[0], row[1]


def _is_more(one: float | None, other: float | None) -> bool:
    return other is not None and (one is None or one > other + HOURS_ROUNDING)


def _dates(was: Patient, now: Patient) -> Iterator[Cause]:
    """Name dates set on phases, and dates that bar the way no more."""
    opened = {(phase.setting, phase.not_before) for phase in was.phases}
    for phase in now.phases:
        if phase.not_before is not None and (phase.setting, phase.not_before) not in opened:
            yield Cause(kind=CauseKind.NOT_BEFORE, date=phase.not_before, reason=phase.reason)
    for earlier, phase in zip(was.phases, now.phases, strict=False):
        if earlier.not_before is not None and phase.not_before is None and earlier.setting is phase.setting:
            yield Cause(kind=CauseKind.NOT_BEFORE, reason=earlier.reason)


def _rest(patient: Patient) -> Patient:
    """Give a patient without what is told apart: locks, exclusions and dates."""
    phases = tuple(phase.model_copy(update={"not_before": None, "reason": None}) for phase in patient.phases)
    return patient.model_copy(update={"locks": (), "excluded_units": (), "phases": phases})
