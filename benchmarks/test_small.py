"""Small districts: the engine's plan against the proven optimum of the whole model."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.apart import apart
from benchmarks.extent import Extent


@pytest.mark.benchmark(group="small")
def test_equals_the_optimum(record_apart: Any, benchmark: Any, measured: Extent, small_seed: int) -> None:
    """Engine and HiGHS on the whole model, each in a process of its own."""
    beds = measured.small_beds
    record_apart("engine", beds=beds, seed=small_seed, time_limit=measured.small_seconds, gap=0.0)
    benchmark.extra_info["highs"] = apart(
        "highs", beds=beds, seed=small_seed, time_limit=measured.highs_small_seconds
    )
