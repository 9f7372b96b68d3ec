"""What acute hospitals are paid for by results: spells begun, and days beyond the trim point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bedflow.compare import organisations_of_units
from bedflow.diary import PatientDay, diaries
from bedflow.domain import Patient, Plan, Setting, Snapshot


@dataclass(frozen=True, slots=True)
class Activity:
    """The acute activity of one organisation in a plan.

    Attributes
    ----------
    spells
        Spells that begin: people who come into its acute units from elsewhere.
    acute_days
        Days in its acute units.
    long_stay_days
        Those beyond the trim point of their spell.
    spare_days
        Days in its acute units on which no acute care goes forward: the plan could do without them.
    spare_long_stay_days
        Those of them beyond the trim point.
    """

    spells: int = 0
    acute_days: int = 0
    long_stay_days: int = 0
    spare_days: int = 0
    spare_long_stay_days: int = 0

    def __add__(self, other: Activity) -> Activity:
        return Activity(
            self.spells + other.spells,
            self.acute_days + other.acute_days,
            self.long_stay_days + other.long_stay_days,
            self.spare_days + other.spare_days,
            self.spare_long_stay_days + other.spare_long_stay_days,
        )

    @property
    def long_stay_share(self) -> float:
        """Share beyond the trim point of the days the plan could do without, or else of all."""
        if self.spare_days:
            return self.spare_long_stay_days / self.spare_days
        return self.long_stay_days / self.acute_days if self.acute_days else 0.0


def activity_of(snapshot: Snapshot, plan: Plan, *, trim_days: int) -> dict[str, Activity]:
    """Count the acute activity of every organisation that has acute units.

    A spell is an unbroken stay in acute units of one organisation. One under way this morning began on
    the date of admission or, where none is given, as many days ago as the patient has waited.
    """
    of_unit = organisations_of_units(snapshot)
    acute = {unit.id: of_unit[unit.id] for unit in snapshot.units if unit.setting is Setting.ACUTE}
    found = {owner: Activity() for owner in sorted(set(acute.values()))}
    for days in diaries(snapshot, plan).values():
        for owner, activity in _of_patient(days, acute, snapshot.first_day, trim_days):
            found[owner] += activity
    return found


def _of_patient(
    days: Iterable[PatientDay], acute: Mapping[str, str], first_day: date, trim_days: int
) -> Iterable[tuple[str, Activity]]:
    began: date | None = None
    for day in days:
        owner = acute.get(day.unit)
        if owner is None:
            began = None
            continue
        goes_on = day.before is not None and acute.get(day.before) == owner
        if not goes_on:
            began = day.date
        elif began is None:
            began = _admitted(day.patient, first_day)
        is_long = (day.date - began).days + 1 > trim_days
        spare = not (day.care and day.phase.setting is Setting.ACUTE)
        yield owner, Activity(int(not goes_on), 1, int(is_long), int(spare), int(spare and is_long))


def _admitted(patient: Patient, first_day: date) -> date:
    waited = first_day - timedelta(days=patient.waiting_days)
    return waited if patient.admitted is None else min(patient.admitted, first_day)
