"""Drawing by chance in ways that come out alike on every platform: whole weights, no logarithms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def draw(rng: Random, weights: Mapping[T, int]) -> T:
    """Draw one of several possibilities, each as often as its whole-number weight says."""
    left = rng.randrange(sum(weights.values()))
    for possibility, weight in weights.items():
        left -= weight
        if left < 0:
            return possibility
    raise ValueError("weights must be positive whole numbers")


def one_of(rng: Random, possibilities: Sequence[T]) -> T:
    """Draw one of several possibilities, all alike."""
    return possibilities[rng.randrange(len(possibilities))]


def happens(rng: Random, percent: int) -> bool:
    """Say whether something with a chance of so many in a hundred happens."""
    return rng.randrange(100) < percent


def split_evenly(total: int, parts: int) -> list[int]:
    """Split a whole number into parts that differ by one at most, the larger first."""
    share, rest = divmod(total, parts)
    return [share + (part < rest) for part in range(parts)]


def to_quarter(number: float) -> float:
    """Round to the nearest quarter, halves upwards."""
    return int(number * 4 + 0.5) / 4


class Deck(Generic[T]):
    """Possibilities dealt like cards, so that their shares hold among few people too.

    Parameters
    ----------
    weights
        Whole-number weight of each possibility.
    """

    CARDS = 20

    def __init__(self, rng: Random, weights: Mapping[T, int]) -> None:
        self._rng = rng
        self._weights = weights
        self._cards: list[T] = []

    def deal(self) -> T:
        """Deal the next card; a new deck is made and shuffled when none is left."""
        if not self._cards:
            total = sum(self._weights.values())
            cuts = [total * card + self._rng.randrange(total) for card in range(self.CARDS)]
            self._cards = [self._at(cut // self.CARDS) for cut in cuts]
            self._rng.shuffle(self._cards)
        return self._cards.pop()

    def _at(self, height: int) -> T:
        heights = accumulate(self._weights.values())
        return next(card for card, top in zip(self._weights, heights, strict=True) if height < top)
