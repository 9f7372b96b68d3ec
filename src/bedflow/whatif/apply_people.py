"""Stays: other phase days for people expected, and for patients whose phase has not begun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from bedflow.domain import CareNeeds, Change, ChangeKind, ForecastStream, Patient, Phase, Setting, Snapshot
from bedflow.domain.stream import StreamOverride
from bedflow.whatif.apply_limits import changed_number
from bedflow.whatif.choose import SPLIT, NotPossible, Wrong, check_names, person_fits
from bedflow.whatif.rounding import FairRounding, exact

Person = TypeVar("Person", Patient, ForecastStream)


def stays_changed(snapshot: Snapshot, change: Change) -> Snapshot:
    """Set, add to or scale the care days of phases.

    Changed are all phases of the people meant but a first phase that has begun, that is, the first
    phase of somebody in a unit whose setting gives its care. Days are made whole by cumulative
    rounding over patients, then expected people, for each setting of care: of stays of 3.5 days every
    second one takes 3 and every other 4. What would be less than a day takes a day.

    Raises
    ------
    NotPossible
        When a name is unknown, or nobody is meant.
    """
    check_names(snapshot, change.of)
    stays = _Stays(snapshot, change)
    patients = tuple(stays.of_patient(patient) for patient in snapshot.patients)
    taken = {stream.id for stream in snapshot.arrivals}
    streams = tuple(each for stream in snapshot.arrivals for each in stays.of_stream(stream, taken))
    if not stays.met:
        raise NotPossible(Wrong("of", "expected care to come that fits all of it; there is none"))
    return snapshot.model_copy(update={"patients": patients, "arrivals": streams})


class _Stays:
    """One change of stays, person after person."""

    def __init__(self, snapshot: Snapshot, change: Change) -> None:
        self.change = change
        self.days = snapshot.days
        self.units = {unit.id: unit for unit in snapshot.units}
        self.delivers = snapshot.policy.delivers
        self.rounding: dict[Setting, FairRounding] = {}
        self.met = False

    def of_patient(self, patient: Patient) -> Patient:
        if not person_fits(patient, self.change.of, self.units) or self.change.of.stream:
            return patient
        lengths = self._lengths(patient, begun=self._has_begun(patient))
        return _with_days(patient, self._whole(patient, lengths))

    def of_stream(self, stream: ForecastStream, taken: set[str]) -> Iterator[ForecastStream]:
        """Give the stream, or one for each way in which its people stay."""
        lengths = self._lengths(stream) if person_fits(stream, self.change.of, self.units) else {}
        arrivals = [patient.arrives for patient in stream.patients(self.days)] if lengths else []
        ways: dict[tuple[int | None, ...], list[date]] = {}
        for day in arrivals:
            if day is not None:
                ways.setdefault(self._whole(stream, lengths), []).append(day)
        if not ways:
            ways = {self._whole_alone(stream, lengths): []}
        if len(ways) == 1:
            yield _with_days(stream, next(iter(ways)))
            return
        for number, (days, dates) in enumerate(ways.items()):
            part = _with_days(stream, days)
            yield part.model_copy(
                update={
                    "id": _name_of(stream.id, days, taken) if number else stream.id,
                    "per_day": 0.0,
                    "overrides": _on_dates(dates),
                }
            )

    def _has_begun(self, patient: Patient) -> bool:
        unit = self.units.get(patient.unit or "")
        return unit is not None and unit.setting in self.delivers[patient.phases[0].setting]

    def _lengths(self, person: CareNeeds, *, begun: bool = False) -> dict[int, Fraction]:
        """Give the new days of each phase that the change is about, before they are whole."""
        lengths: dict[int, Fraction] = {}
        for k, phase in enumerate(person.phases):
            if (k == 0 and begun) or (self.change.of.setting and phase.setting not in self.change.of.setting):
                continue
            self.met = True
            if phase.days is not None:
                lengths[k] = changed_number(self.change, phase.days)
            elif self.change.do is ChangeKind.SET:
                lengths[k] = exact(self.change.amount or 1.0)
        return lengths

    def _whole(self, person: CareNeeds, lengths: dict[int, Fraction]) -> tuple[int | None, ...]:
        days = [phase.days for phase in person.phases]
        for k, length in lengths.items():
            fair = self.rounding.setdefault(person.phases[k].setting, FairRounding())
            days[k] = _whole_days(length, fair)
        return tuple(days)

    @staticmethod
    def _whole_alone(person: CareNeeds, lengths: dict[int, Fraction]) -> tuple[int | None, ...]:
        """Round the days of a stream that makes nobody, apart from everybody else's."""
        days = [phase.days for phase in person.phases]
        for k, length in lengths.items():
            days[k] = _whole_days(length, FairRounding())
        return tuple(days)


def _whole_days(length: Fraction, fair: FairRounding) -> int:
    # A day that cannot be shortened is not taken from anybody else's stay.
    return 1 if length < 1 else fair.take(length)


def _with_days(person: Person, days: Sequence[int | None]) -> Person:
    """Give somebody with other care days; what was said of how long each may last goes along."""
    if tuple(phase.days for phase in person.phases) == tuple(days):
        return person
    phases = (_with_length(phase, length) for phase, length in zip(person.phases, days, strict=True))
    return person.model_copy(update={"phases": tuple(phases)})


def _with_length(phase: Phase, days: int | None) -> Phase:
    if phase.days == days or days is None:
        return phase
    update: dict[str, Any] = {"days": days}
    if phase.days_p90 is not None and phase.days is not None:
        # Nine of ten are over within as much longer as the median is.
        update["days_p90"] = max(days, -(-phase.days_p90 * days // phase.days))
    if phase.day_chances is not None:
        # Chances of other days cannot be known from those of these.
        update["day_chances"] = None
    return phase.model_copy(update=update)


def _on_dates(dates: Sequence[date]) -> tuple[StreamOverride, ...]:
    return tuple(StreamOverride(date=day, per_day=float(dates.count(day))) for day in sorted(set(dates)))


def _name_of(stream: str, days: Sequence[int | None], taken: set[str]) -> str:
    """Name a part of a stream after its days, such as ``hips~4``; never like another stream."""
    name = stream + SPLIT + "-".join("x" if length is None else str(length) for length in days)
    while name in taken:
        name += SPLIT
    taken.add(name)
    return name
