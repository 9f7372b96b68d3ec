"""Places free: what a distribution of people says against the places of a group of units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate

ROUNDING = 1e-9
"""How far a sum of chances may fall short by rounding alone."""


class GroupBy(StrEnum):
    """What units are brought together by."""

    UNIT = "unit"
    SETTING = "setting"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class PlaceOdds:
    """A group of units on one night: the chance of each number of people in it.

    Attributes
    ----------
    beds, surge
        Places of the group, added up.
    planned
        People in it by the plan.
    fewest
        People who are certain to be there.
    chances
        Chance of ``fewest``, ``fewest + 1``, ... people.
    """

    date: date
    beds: int
    surge: int
    planned: int
    fewest: int
    chances: tuple[float, ...]

    @property
    def expected(self) -> float:
        """People on average."""
        return self.fewest + sum(k * chance for k, chance in enumerate(self.chances))

    def free_with(self, sureness: float) -> int:
        """Give the most places that are free with at least this chance; below 0: so many too few.

        Parameters
        ----------
        sureness
            Chance above 0 and at most 1, such as 0.9.
        """
        for extra, so_far in enumerate(accumulate(self.chances)):
            if so_far >= sureness - ROUNDING:
                return self.beds - self.fewest - extra
        return self.beds - self.fewest - len(self.chances) + 1

    def more_than(self, people: int) -> float:
        """Give the chance of more people than a number."""
        beyond = max(0, people - self.fewest + 1)
        return min(1.0, sum(self.chances[beyond:]))

    @property
    def over_beds(self) -> float:
        """Chance of more people than beds."""
        return self.more_than(self.beds)

    @property
    def over_capacity(self) -> float:
        """Chance of more people than beds and surge places."""
        return self.more_than(self.beds + self.surge)


@dataclass(frozen=True, slots=True)
class GroupOdds:
    """A group of units over the horizon.

    Attributes
    ----------
    group
        Id of the unit, name of the setting or of the site; None: units without a site.
    units
        Ids of its units.
    nights
        Each day of the horizon, at the midnight that ends it.
    """

    group: str | None
    units: tuple[str, ...]
    nights: tuple[PlaceOdds, ...]
