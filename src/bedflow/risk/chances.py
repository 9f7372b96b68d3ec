"""How sure readiness is when nobody knows better: policy, to be overridden by who does."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.domain import Confidence

LOST_AGAIN = 0.612
"""Share of patients left in hospital without a reason to reside who met a criterion again later.

Sapey et al, BMJ Open 2022;12:e065862: 1.04 million patient-days.
"""

LOST_WITHIN_A_DAY = 0.76
"""Of these, the share who did so within 24 hours (same source)."""


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance that somebody is ready on the planned day, and if not, on each day after it.

    That a later day has the same chance as the planned one is ours: no source was found for how long
    readiness stays away.

    Attributes
    ----------
    definite, probable, possible
        By confidence. Ours: bed meetings use the words, nobody publishes how often they come true.
    unsaid
        Of somebody ready to leave acute care of whom nothing is said, where that is asked for: those
        who do not lose readiness within a day, 1 - 0.612 x 0.76 (Sapey et al 2022).
    """

    definite: float = 0.9
    probable: float = 0.7
    possible: float = 0.4
    unsaid: float = round(1 - LOST_AGAIN * LOST_WITHIN_A_DAY, 3)

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"the chance {name} must be above 0 and at most 1")

    def of(self, confidence: Confidence) -> float:
        """Give the chance of a confidence."""
        return {
            Confidence.DEFINITE: self.definite,
            Confidence.PROBABLE: self.probable,
            Confidence.POSSIBLE: self.possible,
        }[confidence]
