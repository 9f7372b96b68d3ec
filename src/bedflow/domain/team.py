"""A care team: hours of one discipline that serve some units."""

from __future__ import annotations

from datetime import date

from bedflow.domain.fact import Amount, Day, Fact, Text, fact
from bedflow.domain.weekday import AmountPattern, amount_on


class TeamOverride(Fact):
    """Other hours of a team on one date."""

    date: Day = fact("The date on which these hours hold")
    hours: Amount | None = fact("Hours on that date", unit="hours", default=None)
    overtime: Amount | None = fact("Overtime hours on that date", unit="hours", default=None)


class Team(Fact):
    """A team whose hours are a capacity as real as beds."""

    id: Text = fact("Identifier, used by plans")
    name: Text | None = fact("Name people know the team by; the id when absent", default=None)
    discipline: Text = fact("What the team does, as phases of care name it")
    organisation: Text | None = fact(
        "Organisation that employs the team; absent: that of its units, where they have one", default=None
    )
    units: tuple[Text, ...] = fact("Units the team serves; one team per unit and discipline")
    hours: AmountPattern = fact("Hours of care a day", unit="hours a day")
    overtime: AmountPattern = fact(
        "Further hours a day at the overtime price", unit="hours a day", default=0.0
    )
    overrides: tuple[TeamOverride, ...] = fact("Other hours on single dates", default=())

    @property
    def label(self) -> str:
        """The name people know the team by."""
        return self.name or self.id

    def hours_on(self, day: date) -> float:
        """Hours on a date, overtime apart."""
        return amount_on(self.hours, day) if (given := self._override(day, "hours")) is None else given

    def overtime_on(self, day: date) -> float:
        """Overtime hours on a date; they stay usable on a day with other hours."""
        return amount_on(self.overtime, day) if (given := self._override(day, "overtime")) is None else given

    def _override(self, day: date, name: str) -> float | None:
        amounts: list[float] = [
            value
            for override in self.overrides
            if override.date == day and (value := getattr(override, name)) is not None
        ]
        return amounts[-1] if amounts else None
