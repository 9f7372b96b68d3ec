"""What acute hospitals are paid for by results: spells begun, and days beyond the trim point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
    margin_days
        Days it could have more or fewer of: those in its acute units on which no acute care goes forward,
        and for everybody who moves on to other care the day of the move.
    margin_long_stay_days
        Those of them that are, or would be, beyond the trim point.
    """

    spells: int = 0
    acute_days: int = 0
    long_stay_days: int = 0
    margin_days: int = 0
    margin_long_stay_days: int = 0

    def __add__(self, other: Activity) -> Activity:
        return Activity(
            self.spells + other.spells,
            self.acute_days + other.acute_days,
            self.long_stay_days + other.long_stay_days,
            self.margin_days + other.margin_days,
            self.margin_long_stay_days + other.margin_long_stay_days,
        )

    @property
    def long_stay_share(self) -> float:
        """Share beyond the trim point of the days it could have more or fewer of."""
        return self.margin_long_stay_days / self.margin_days if self.margin_days else 0.0


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
) -> Iterator[tuple[str, Activity]]:
    began: date | None = None
    for day in days:
        owner = acute.get(day.unit)
        before = None if day.before is None else acute.get(day.before)
        if began is None and before is not None:
            began = _admitted(day.patient, first_day)
        is_new = owner is not None and owner != before
        is_long = began is not None and not is_new and (day.date - began).days + 1 > trim_days
        if owner is not None:
            began = day.date if is_new else began
            margin = not (day.care and day.phase.setting is Setting.ACUTE)
            yield owner, Activity(int(is_new), 1, int(is_long), int(margin), int(margin and is_long))
        elif before is not None:
            yield before, Activity(margin_days=1, margin_long_stay_days=int(is_long))
            began = None


def _admitted(patient: Patient, first_day: date) -> date:
    waited = first_day - timedelta(days=patient.waiting_days)
    return waited if patient.admitted is None else min(patient.admitted, first_day)
