"""A unit: a ward, a community hospital, a care home or a home-care zone with places."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bedflow.domain.fact import Amount, Day, Fact, Text, Whole, fact
from bedflow.domain.setting import Setting
from bedflow.domain.weekday import WholePattern, whole_on


class UnitSex(StrEnum):
    """Whom a unit takes."""

    ANY = "any"
    FEMALE = "female"
    MALE = "male"


class UnitOverride(Fact):
    """Other limits of a unit on one date."""

    date: Day = fact("The date on which these limits hold")
    beds: Whole | None = fact("Places on that date", unit="places", default=None)
    surge: Whole | None = fact("Surge places on that date", unit="places", default=None)
    isolation_beds: Whole | None = fact("Isolation places on that date", unit="places", default=None)
    daily_intake: Whole | None = fact("Transfers into the unit on that date", unit="transfers", default=None)


class Unit(Fact):
    """A unit and its limits; an override of a date replaces the pattern of the week."""

    id: Text = fact("Identifier, used by teams, patients and plans")
    name: Text | None = fact("Name people know the unit by; the id when absent", default=None)
    setting: Setting = fact("Setting of care")
    site: Text | None = fact("Site the unit stands on", default=None)
    organisation: Text | None = fact("Organisation that runs and pays for the unit", default=None)
    beds: WholePattern = fact("Places", unit="places")
    surge: WholePattern = fact("Extra places that can be opened at the surge price", unit="places", default=0)
    isolation_beds: WholePattern | None = fact(
        "Places for patients who need isolation; no limit when absent", unit="places", default=None
    )
    daily_intake: WholePattern | None = fact(
        "Transfers into the unit in a day, first arrivals included; no limit when absent",
        unit="transfers a day",
        default=None,
    )
    specialties: tuple[Text, ...] = fact("Specialties cared for here; empty: all", default=())
    zones: tuple[Text, ...] = fact("Zones whose patients alone are taken; empty: all", default=())
    near_zones: tuple[Text, ...] = fact("Zones that are near; empty: all", default=())
    capabilities: tuple[Text, ...] = fact("Needs the unit can meet", default=())
    sex: UnitSex = fact("Whom the unit takes", default=UnitSex.ANY)
    cost_per_day: Amount = fact("Cost of a person here for a day", unit="pounds a day")
    overrides: tuple[UnitOverride, ...] = fact("Other limits on single dates", default=())

    @property
    def label(self) -> str:
        """The name people know the unit by."""
        return self.name or self.id

    def beds_on(self, day: date) -> int:
        """Places on a date."""
        return whole_on(self.beds, day) if (given := self._override(day, "beds")) is None else given

    def surge_on(self, day: date) -> int:
        """Surge places on a date."""
        return whole_on(self.surge, day) if (given := self._override(day, "surge")) is None else given

    def isolation_beds_on(self, day: date) -> int | None:
        """Isolation places on a date; None: no limit."""
        return self._limit_on(day, "isolation_beds")

    def daily_intake_on(self, day: date) -> int | None:
        """Transfers into the unit on a date; None: no limit."""
        return self._limit_on(day, "daily_intake")

    def _limit_on(self, day: date, name: str) -> int | None:
        given = self._override(day, name)
        if given is not None:
            return given
        pattern = getattr(self, name)
        return None if pattern is None else whole_on(pattern, day)

    def _override(self, day: date, name: str) -> int | None:
        limits: list[int] = [
            value
            for override in self.overrides
            if override.date == day and (value := getattr(override, name)) is not None
        ]
        return limits[-1] if limits else None
