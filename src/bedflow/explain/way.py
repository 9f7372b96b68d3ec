"""One course of a patient, what it pays for limits, and what may be asked of it on a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]
Mask = NDArray[np.bool_]

NEVER = np.inf
"""The cost of what is not possible."""


@dataclass(frozen=True, slots=True)
class Way:
    """One course of a patient.

    Attributes
    ----------
    options
        Number of the patient's option on each day; -1 when not in the system.
    care
        Whether care goes forward on each day.
    cost
        What it costs in the room it was found in.
    """

    options: tuple[int, ...]
    care: tuple[bool, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one patient pays for limits.

    Attributes
    ----------
    place, entry
        Shape (days, options): a place and its isolation, and coming in; infinite where never.
    work
        Shape (days, care days, options): the hours of a care day; infinite where never.
    """

    place: Costs
    entry: Costs
    work: Costs


@dataclass(frozen=True, slots=True)
class Only:
    """What is asked of ways on one day.

    Attributes
    ----------
    care, waiting
        Shape (care days done, options): where care may go forward, and where it may not go forward.
    """

    care: Mask
    waiting: Mask
