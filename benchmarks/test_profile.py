"""Where the time goes as districts grow."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.extent import Extent, Profiled


@pytest.mark.benchmark(group="profile")
def test_where_the_time_goes(record_apart: Any, measured: Extent, profiled: Profiled) -> None:
    """One district, each step of the search timed, in a process of its own."""
    record_apart(
        "profile",
        beds=profiled.beds,
        seed=measured.first_seed,
        time_limit=profiled.seconds,
        gap=profiled.gap,
    )
