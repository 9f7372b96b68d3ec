"""A patient, the phases of care still to come, and a person's decisions about them (locks)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Discriminator, Tag, model_validator

from bedflow.domain.fact import Amount, Day, Fact, Positive, Text, Whole, fact
from bedflow.domain.setting import Setting


class Sex(StrEnum):
    """Sex as used for placement."""

    FEMALE = "female"
    MALE = "male"


class Confidence(StrEnum):
    """How sure a ward is that somebody will be ready on the planned day."""

    DEFINITE = "definite"
    PROBABLE = "probable"
    POSSIBLE = "possible"


def _hours_form(given: Any) -> str:
    return "by_care_day" if isinstance(given, list | tuple) else "number"


HoursByCareDay = Annotated[tuple[Amount, ...], fact("Hours by care day; the last repeats", min_length=1)]

Hours = Annotated[
    Annotated[Amount, Tag("number")] | Annotated[HoursByCareDay, Tag("by_care_day")],
    Discriminator(_hours_form),
]
"""Hours on each care day: a number, or a list by care day of the phase whose last value repeats."""


Chance = Annotated[Amount, fact("A chance", le=1)]


class Phase(Fact):
    """A stretch of care in one setting."""

    setting: Setting = fact("Setting whose care the phase is")
    days: Positive | None = fact(
        "Care days, for the first phase those that remain; absent: beyond the horizon (last phase only)",
        unit="care days",
        default=None,
    )
    hours: dict[Text, Hours] = fact("Hours of each discipline on each care day", unit="hours", default={})
    start_hours: dict[Text, Amount] = fact("Further hours on the first care day", unit="hours", default={})
    not_before: Day | None = fact("First date on which this care can go forward", default=None)
    reason: Text | None = fact("Delay reason that sets not_before, such as IF02", default=None)
    days_p90: Positive | None = fact(
        "Care days within which the phase is over in nine of ten cases, `days` being the median (risk only)",
        unit="care days",
        default=None,
    )
    day_chances: tuple[Chance, ...] | None = fact(
        "Chance that the phase is over after 1, 2, ... care days; what is missing to 1 goes on beyond the "
        "horizon (risk only)",
        unit="chances",
        default=None,
        min_length=1,
    )
    confidence: Confidence | None = fact(
        "How sure it is that the phase ends on the planned day; of care the patient waits for in a setting "
        "that does not give it, that they are still ready on the day it is due (risk only)",
        default=None,
    )

    @model_validator(mode="before")
    @classmethod
    def _null_hours_are_absent(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        cleaned = dict(given)
        for name in ("hours", "start_hours"):
            if isinstance(cleaned.get(name), dict):
                cleaned[name] = {key: value for key, value in cleaned[name].items() if value is not None}
        return cleaned

    def hours_on_care_day(self, care_day: int) -> dict[str, float]:
        """Hours each discipline gives on a care day of the phase.

        Parameters
        ----------
        care_day
            0 for the first care day, on which the start hours come in addition.
        """
        needed: dict[str, float] = {}
        for discipline, hours in self.hours.items():
            needed[discipline] = hours[min(care_day, len(hours) - 1)] if isinstance(hours, tuple) else hours
        if care_day == 0:
            for discipline, start in self.start_hours.items():
                needed[discipline] = needed.get(discipline, 0.0) + start
        return {discipline: hours for discipline, hours in needed.items() if hours > 0}


class Lock(Fact):
    """A person's decision that a patient is in a unit on a date."""

    date: Day = fact("The date")
    unit: Text = fact("The unit the patient is in at the midnight that ends the date")


class CareNeeds(Fact):
    """What a patient, or every patient of a forecast stream, needs."""

    id: Text = fact("Pseudonym: never a name, never an NHS number")
    sex: Sex | None = fact("Sex as used for placement; absent: no single-sex unit fits", default=None)
    age: Annotated[Whole, fact("", le=130)] | None = fact("Age", unit="years", default=None)
    zone: Text | None = fact("Zone the patient lives in", default=None)
    site: Text | None = fact("Acute site the patient belongs to", default=None)
    specialty: Text | None = fact("Specialty", default=None)
    frailty: Annotated[Positive, fact("", le=9)] = fact("Clinical Frailty Scale", unit="1 to 9", default=4)
    needs: tuple[Text, ...] = fact("Capabilities a unit must have", default=())
    isolation: bool = fact("Whether the patient needs isolation", default=False, strict=True)
    harm_per_day: Amount | None = fact(
        "Harm of a day of waiting; absent: from frailty, by the policy",
        unit="pounds-equivalent a day",
        default=None,
    )
    preferred_units: tuple[Text, ...] = fact("Units the patient prefers", default=())
    excluded_units: tuple[Text, ...] = fact("Units the patient must not go to", default=())
    destination: Text | None = fact("Where the patient goes after the last phase (for reports)", default=None)
    admitted: Day | None = fact("Date of admission (for reports)", default=None)
    phases: tuple[Phase, ...] = fact("Care still to come, in order", min_length=1)


class Patient(CareNeeds):
    """A person in a unit, or about to arrive."""

    unit: Text | None = fact("Unit the patient is in at the bed meeting", default=None)
    arrives: Day | None = fact("Date on which the patient comes from outside", default=None)
    waiting_days: Whole = fact("Days waited so far", unit="days", default=0)
    locks: tuple[Lock, ...] = fact("Decisions about where the patient is on a date", default=())
