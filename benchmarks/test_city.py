"""A city's morning: what a joint plan saves against first come first served."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.cases import CITY_SEED
from benchmarks.extent import Extent


@pytest.mark.benchmark(group="city")
def test_joint_plan(record_apart: Any, measured: Extent) -> None:
    """The engine's plan of the city district."""
    record_apart("engine_in_use", beds=measured.city_beds, seed=CITY_SEED, time_limit=measured.city_seconds)


@pytest.mark.benchmark(group="city")
def test_first_come_first_served(record_apart: Any, measured: Extent) -> None:
    """The status quo's plan of the same morning."""
    record_apart("first_come", beds=measured.city_beds, seed=CITY_SEED)
