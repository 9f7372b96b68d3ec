"""What numbers are large enough to say: plain intervals, and a word for when they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean, stdev

from scipy.special import ndtri, stdtrit

CONFIDENCE = 0.95
UPPER = (1 + CONFIDENCE) / 2
Z = float(ndtri(UPPER))


class Says(StrEnum):
    """What two figures side by side say."""

    MORE = "more"
    LESS = "less"
    SAME = "the same"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values a figure would lie on 19 of 20 mornings like this one."""

    low: float
    high: float

    @property
    def says(self) -> Says:
        """Whether a difference is on one side of nothing for certain enough."""
        if self.low > 0:
            return Says.MORE
        return Says.LESS if self.high < 0 else Says.CANNOT_SAY


def share_interval(some: int, of: int) -> Interval:
    """Give the interval of a share, as if the people were drawn from many like them.

    Notes
    -----
    Wilson, Journal of the American Statistical Association 1927;22:209.
    """
    share, z2 = some / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    reach = Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def difference_of_shares(some: int, of: int, *, others: int, of_others: int) -> Interval:
    """Give the interval of the difference of two shares of different people.

    Notes
    -----
    Newcombe, Statistics in Medicine 1998;17:873, method 10: from the two Wilson intervals.
    """
    share, other = some / of, others / of_others
    mine, theirs = share_interval(some, of), share_interval(others, of_others)
    return Interval(
        share - other - sqrt((share - mine.low) ** 2 + (theirs.high - other) ** 2),
        share - other + sqrt((mine.high - share) ** 2 + (other - theirs.low) ** 2),
    )


def paired_difference(first: Sequence[float], second: Sequence[float]) -> Says:
    """Say whether the same people have more or less of something in the one case than in the other.

    The mean difference, with the interval of Student's t; it takes two people or more.
    """
    differences = [one - other for one, other in zip(first, second, strict=True)]
    if not any(differences):
        return Says.SAME
    if len(differences) < 2:
        return Says.CANNOT_SAY
    spread = stdev(differences) / sqrt(len(differences))
    mean, reach = fmean(differences), float(stdtrit(len(differences) - 1, UPPER)) * spread
    return Interval(mean - reach, mean + reach).says
