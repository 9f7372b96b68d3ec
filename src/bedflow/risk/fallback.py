"""Who could take a place instead, if the patient it is kept for does not come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bedflow.codebook import hours_in_billionths
from bedflow.diary import PatientDay, teams_of
from bedflow.domain import FORECAST_PREFIX, Plan, Setting, Snapshot, TeamDay, Unit, UnitDay
from bedflow.rules.eligibility import acute_site, is_eligible

Diaries = Mapping[str, Sequence[PatientDay]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A waiting patient who could take the place.

    Attributes
    ----------
    patient
        The patient.
    waits_in
        Unit in which the plan lets them wait that day.
    harm
        Price of that day of waiting, by which claims are ranked.
    """

    patient: str
    waits_in: str
    harm: float


class Fallbacks:
    """The plan's slack, in which somebody who waits may take a place that falls free.

    The patient of the move is taken out of the unit from the day of the move until the plan has them
    leave it; what they used there is free. Whoever takes the place has care every day until the phase is
    over, or the horizon. It fits when on none of these days more places, isolation places or hours are
    used than there are, or than the plan uses already; surge and overtime are not opened for it. A
    transfer in is swapped for a transfer in, so that the day's intake holds.

    Parameters
    ----------
    snapshot, plan
        The district and its plan.
    diaries
        The plan day by day.
    """

    def __init__(self, snapshot: Snapshot, plan: Plan, diaries: Diaries) -> None:
        self.snapshot = snapshot
        self.diaries = diaries
        self.units = {unit.id: unit for unit in snapshot.units}
        self.unit_days = {(row.unit, row.date): row for row in plan.units}
        self.team_days = {(row.team, row.date): row for row in plan.teams}
        self.team_of = teams_of(snapshot)
        self.waiting: dict[int, list[tuple[float, PatientDay]]] = defaultdict(list)
        for patient, days in diaries.items():
            if not patient.startswith(FORECAST_PREFIX):
                for day in days:
                    if not day.care:
                        self.waiting[day.day].append((self._harm(day), day))
        for claims in self.waiting.values():
            claims.sort(key=lambda claim: (-claim[0], claim[1].patient.id))

    def instead_of(self, patient: str, day: int) -> Claim | None:
        """Name who has the strongest claim to a place a patient does not take up.

        The claim is the price of the day of waiting; who waits dearer goes first.

        Parameters
        ----------
        patient
            Somebody who moves on that day.
        day
            Day of the horizon.
        """
        stint = self._stint(patient, day)
        unit = self.units[stint[0].unit]
        for harm, waiting in self.waiting[day]:
            if waiting.patient.id == patient or not self._may_go(waiting, unit):
                continue
            if self._fits(waiting, unit, stint):
                return Claim(waiting.patient.id, waiting.unit, harm)
        return None

    def _harm(self, day: PatientDay) -> float:
        policy, patient = self.snapshot.policy, day.patient
        harm = policy.harm_per_day(frailty=patient.frailty, given=patient.harm_per_day)
        weight = policy.wait_weight[self.units[day.unit].setting]
        return harm * weight * policy.wait_factor(patient.waiting_days + day.waited)

    def _stint(self, patient: str, day: int) -> list[PatientDay]:
        """Give the days of a patient in the unit they come into on a day."""
        days = [each for each in self.diaries[patient] if each.day >= day]
        away = next((k for k, each in enumerate(days) if each.unit != days[0].unit), len(days))
        return days[:away]

    def _may_go(self, waiting: PatientDay, unit: Unit) -> bool:
        """Say whether the rules of a course let somebody who waits have care in a unit instead."""
        patient, phase, policy = waiting.patient, waiting.phase, self.snapshot.policy
        if unit.id in (waiting.unit, waiting.before):
            return False
        gives_care = (
            unit.setting in policy.delivers[phase.setting] and unit.setting in policy.safe[phase.setting]
        )
        too_early = phase.not_before is not None and waiting.date < phase.not_before
        if not gives_care or too_early or self._locked_elsewhere(waiting, unit):
            return False
        before = None if waiting.before is None else self.units[waiting.before].setting
        moves_up = before is not None and unit.setting.level < before.level
        if moves_up and before in policy.safe[phase.setting]:
            return False
        into_care_home = unit.setting is Setting.CARE_HOME and before is not Setting.CARE_HOME
        if into_care_home and phase.setting is not Setting.CARE_HOME:
            return False
        return is_eligible(unit, patient, site=acute_site(patient, self.units))

    @staticmethod
    def _locked_elsewhere(waiting: PatientDay, unit: Unit) -> bool:
        # A lock on a later day may hold them elsewhere then; whoever decides about the place sees to it.
        return any(lock.date >= waiting.date and lock.unit != unit.id for lock in waiting.patient.locks)

    def _fits(self, waiting: PatientDay, unit: Unit, stint: Sequence[PatientDay]) -> bool:
        freed = {each.date: each for each in stint}
        own = {each.date: each for each in self.diaries[waiting.patient.id]}
        for care in self._care_from(waiting, unit):
            gone = [each for each in (freed.get(care.date), own.get(care.date)) if each is not None]
            row = self.unit_days[unit.id, care.date]
            if not self._place_fits(care, row, [each for each in gone if each.unit == unit.id]):
                return False
            if not self._hours_fit(care, gone):
                return False
        return True

    def _care_from(self, waiting: PatientDay, unit: Unit) -> Iterable[PatientDay]:
        """Give the days of care somebody would have in a unit from a day on."""
        dates, days = self.snapshot.days[waiting.day :], waiting.phase.days
        left = len(dates) if days is None else days - waiting.care_day
        before = waiting.before
        for k, when in enumerate(dates[:left]):
            yield PatientDay(
                patient=waiting.patient,
                day=waiting.day + k,
                date=when,
                unit=unit.id,
                before=before,
                care=True,
                phase=waiting.phase,
                care_day=waiting.care_day + k,
                waited=waiting.waited,
            )
            before = unit.id

    def _place_fits(self, care: PatientDay, row: UnitDay, gone: Sequence[PatientDay]) -> bool:
        people = row.occupied + 1 - len(gone)
        if people > max(row.beds, row.occupied):
            return False
        limit = self.units[care.unit].isolation_beds_on(care.date)
        if not care.patient.isolation or limit is None:
            return True
        return row.isolating + 1 - sum(each.patient.isolation for each in gone) <= max(limit, row.isolating)

    def _hours_fit(self, care: PatientDay, gone: Iterable[PatientDay]) -> bool:
        freed: dict[str, int] = defaultdict(int)
        for each in gone:
            for team, hours in each.team_hours(self.team_of).items():
                freed[team] += hours_in_billionths(hours)
        return all(
            _hours_enough(self.team_days[team, care.date], hours_in_billionths(hours) - freed[team])
            for team, hours in care.team_hours(self.team_of).items()
        )


def _hours_enough(row: TeamDay, more: int) -> bool:
    used = hours_in_billionths(row.used)
    ordinary = hours_in_billionths(row.hours) + hours_in_billionths(row.raised)
    return used + more <= max(ordinary, used)
