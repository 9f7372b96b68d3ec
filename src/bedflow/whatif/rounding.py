"""Whole numbers out of fractions, fairly: what one rounds up the next rounds down."""

from __future__ import annotations

from fractions import Fraction


def exact(number: float) -> Fraction:
    """Give a number exactly as the decimals written."""
    return Fraction(str(number))


class FairRounding:
    """Cumulative rounding: the sum of the whole numbers is the sum of the fractions, rounded half up."""

    def __init__(self) -> None:
        self._total = Fraction(0)
        self._made = 0

    def take(self, number: Fraction) -> int:
        """Give the next whole number."""
        self._total += number
        given = (self._total + Fraction(1, 2)).__floor__() - self._made
        self._made += given
        return given
