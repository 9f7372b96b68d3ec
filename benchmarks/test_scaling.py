"""Time and memory as districts grow, to a fixed gap."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.extent import FIXED_GAP, Extent


@pytest.mark.benchmark(group="scaling")
def test_grows(record_apart: Any, measured: Extent, scaling_beds: int) -> None:
    """One district of each size, in a process of its own."""
    record_apart(
        "engine",
        beds=scaling_beds,
        seed=measured.first_seed,
        time_limit=measured.scaling_seconds,
        gap=FIXED_GAP,
    )
