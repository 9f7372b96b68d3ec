"""How many of many are there: exact distributions of counts, by convolution and without sampling."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAIL = 1e-12
"""Chance beyond which a Poisson count is not followed."""


def how_many(chances: Floats) -> Floats:
    """Give the chance of 0, 1, ... of independent people being there: the Poisson binomial.

    People are added one by one. Every step adds and multiplies numbers from 0 to 1 only, so that no
    digits are lost; chances of 0 and 1 are shifts and come out exactly.

    Parameters
    ----------
    chances
        Chance of each person on each day. Shape (people, days).

    Returns
    -------
    array
        Shape (days, people + 1).
    """
    people, days = chances.shape
    chance_of: Floats = np.zeros((days, people + 1))
    chance_of[:, 0] = 1.0
    for k in range(people):
        there = chances[k][:, None]
        moved = chance_of[:, : k + 1] * there
        chance_of[:, : k + 1] *= 1.0 - there
        chance_of[:, 1 : k + 2] += moved
    return chance_of


def poisson(mean: float) -> Floats:
    """Give the chance of 0, 1, ... up to where less than 1e-12 is left.

    Parameters
    ----------
    mean
        Expected count.
    """
    if mean <= 0:
        return np.ones(1)
    # Chernoff: beyond this number of people the chance is far below the tail.
    most = math.ceil(mean + 8 * math.sqrt(mean) + 40)
    counts = np.arange(most + 1)
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(counts[1:]))))
    chance_of: Floats = np.exp(counts * math.log(mean) - mean - log_factorial)
    beyond = np.cumsum(chance_of[::-1])[::-1]
    return chance_of[: int(np.flatnonzero(beyond >= TAIL)[-1]) + 1]


def with_arrivals(known: Floats, means: Floats) -> Floats:
    """Add people who come as a Poisson process to those known.

    Parameters
    ----------
    known
        Chance of 0, 1, ... known people. Shape (days, people + 1).
    means
        Expected count of the others. Shape (days,).

    Returns
    -------
    array
        Shape (days, most people + 1).
    """
    rows = [np.convolve(row, poisson(mean)) for row, mean in zip(known, means.tolist(), strict=True)]
    chance_of: Floats = np.zeros((len(rows), max(row.size for row in rows)))
    for day, row in enumerate(rows):
        chance_of[day, : row.size] = row
    return chance_of
