"""How sure a made-up morning is of its days: medians with ninth deciles, and confidences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from bedflow.sample.chance import draw, happens

Document = dict[str, Any]

CONFIDENCE = {"definite": 45, "probable": 35, "possible": 20}
"""Of those who are to leave a ward in the next two days."""

SAID_PERCENT = 80
"""Of so many in a hundred the ward says how sure it is."""

NINTH_DECILE_PERCENT = {"acute": 180, "step_down": 200, "community_hospital": 210, "home_support": 250}
"""Ninth decile over median. The community hospital's is what the lognormal stays of BNSSG's pathway 2 come
to (sigma about 0.58: NHS BNSSG's ipacs-model); the others are assumed."""

SOON = 2


def with_uncertainty(rng: Random, patients: Iterable[Document]) -> Iterator[Document]:
    """Say of people how sure their days and their readiness are; whoever arrives later stays as they are.

    Parameters
    ----------
    patients
        Patients of a snapshot document.
    """
    for patient in patients:
        if "unit" not in patient or not happens(rng, SAID_PERCENT):
            yield patient
            continue
        first, *later = patient["phases"]
        yield {**patient, "phases": [_said_of(rng, first, waited=patient.get("waiting_days")), *later]}


def _said_of(rng: Random, phase: Document, *, waited: int | None) -> Document:
    days = phase.get("days")
    leaves_soon = phase["setting"] == "acute" and days is not None and days <= SOON
    if waited is not None or leaves_soon:
        return {**phase, "confidence": draw(rng, CONFIDENCE)}
    percent = NINTH_DECILE_PERCENT.get(phase["setting"])
    if days is None or percent is None:
        return phase
    return {**phase, "days_p90": max(days + 1, (days * percent + 50) // 100)}
