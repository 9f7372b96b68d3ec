"""Faults between the fields that say how long a phase may last."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bedflow.domain import CareNeeds, Phase
from bedflow.ingest.fault import Broken
from bedflow.ingest.reading import Given

ROUNDING = 1e-9
"""By how much chances written as decimals may add up to more than 1."""


def broken_chances(person: Given[CareNeeds]) -> Iterator[Broken]:
    """Say which phases of a person tell of their days what cannot be."""
    if not person.sound("phases"):
        return
    for k, phase in enumerate(person.value.phases):
        for field, told in _faults(phase):
            yield Broken((*person.loc, "phases", k, field), told)


def _faults(phase: Phase) -> Iterator[tuple[str, str]]:
    if phase.days_p90 is not None and phase.days is None:
        yield "days_p90", "expected days beside it, the median; a phase without an end has no such days"
    if phase.days_p90 is not None and phase.days is not None and phase.days_p90 < phase.days:
        yield "days_p90", "expected no fewer than days, the median"
    if phase.day_chances is None:
        return
    if phase.days is None:
        yield "day_chances", "expected days beside them: the number of care days to plan with"
    if phase.days_p90 is not None:
        yield "day_chances", "expected either days_p90 or day_chances, not both"
    if math.fsum(phase.day_chances) > 1 + ROUNDING:
        yield "day_chances", "expected chances that add up to 1 at most"
