"""How much is measured: everything, or a few minutes of it to see that it runs."""

from __future__ import annotations

import os
from dataclasses import dataclass

GAPS = (0.05, 0.02, 0.015, 0.01, 0.005)
"""Gaps at which solvers are compared."""

FIXED_GAP = 0.02
"""The gap to which time is measured as districts grow."""


@dataclass(frozen=True)
class Planned:
    """A district that is planned, until a gap is proven or a time is up."""

    beds: int
    seeds: int
    gap: float
    seconds: float


@dataclass(frozen=True)
class Profiled:
    """A district whose search is looked into, until a gap is proven or a time is up."""

    beds: int
    gap: float
    seconds: float


@dataclass(frozen=True)
class Extent:
    """What a run measures.

    Attributes
    ----------
    first_seed
        Seed of the first district of every size; another number gives districts nobody has seen.
    """

    name: str
    first_seed: int
    phase_beds: tuple[int, ...]
    planned: tuple[Planned, ...]
    again_beds: int
    again_seconds: float
    small_beds: int
    small_seeds: int
    small_seconds: float
    highs_small_seconds: float
    peer_beds: tuple[int, ...]
    peer_seconds: float
    huge_beds: int
    huge_seconds: float
    scaling_beds: tuple[int, ...]
    scaling_seconds: float
    city_beds: int
    city_seconds: float
    profiled: tuple[Profiled, ...]
    certified: int
    certified_seconds: float

    def seeds(self, number: int) -> range:
        """Give so many seeds."""
        return range(self.first_seed, self.first_seed + number)


def extent(environment: dict[str, str] | None = None) -> Extent:
    """Read ``BENCH`` (full or quick) and ``SEED`` from the environment."""
    asked = dict(os.environ) if environment is None else environment
    name, seed = asked.get("BENCH", "full"), int(asked.get("SEED", "0"))
    if name == "quick":
        return _quick(seed)
    if name == "full":
        return _full(seed)
    raise ValueError(f"BENCH is full or quick, not {name}")


def _full(seed: int) -> Extent:
    return Extent(
        name="full",
        first_seed=seed,
        phase_beds=(24, 120, 600, 1200),
        planned=(
            Planned(24, 3, 0.0, 10.0),
            Planned(120, 3, 0.005, 10.0),
            Planned(600, 2, 0.01, 25.0),
            Planned(1200, 2, 0.01, 25.0),
        ),
        again_beds=600,
        again_seconds=5.0,
        small_beds=24,
        small_seeds=20,
        small_seconds=30.0,
        highs_small_seconds=60.0,
        peer_beds=(60, 120),
        peer_seconds=90.0,
        huge_beds=600,
        huge_seconds=60.0,
        scaling_beds=(120, 600, 1200, 2500, 5000),
        scaling_seconds=150.0,
        city_beds=600,
        city_seconds=20.0,
        profiled=(Profiled(120, 0.01, 10.0), Profiled(600, 0.01, 25.0), Profiled(5000, 0.02, 150.0)),
        certified=3000,
        certified_seconds=900.0,
    )


def _quick(seed: int) -> Extent:
    return Extent(
        name="quick",
        first_seed=seed,
        phase_beds=(24, 60),
        planned=(Planned(24, 1, 0.0, 2.0), Planned(60, 1, 0.01, 2.0)),
        again_beds=60,
        again_seconds=2.0,
        small_beds=12,
        small_seeds=3,
        small_seconds=3.0,
        highs_small_seconds=10.0,
        peer_beds=(24,),
        peer_seconds=6.0,
        huge_beds=60,
        huge_seconds=6.0,
        scaling_beds=(24, 60, 120),
        scaling_seconds=5.0,
        city_beds=60,
        city_seconds=3.0,
        profiled=(Profiled(24, 0.01, 2.0), Profiled(60, 0.01, 2.0)),
        certified=20,
        certified_seconds=30.0,
    )
