"""Certificates on very many small districts, held against the proven optimum of another program."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.extent import Extent


@pytest.mark.benchmark(group="certificates")
def test_no_bound_is_above_the_optimum_and_none_falls(record_apart: Any, measured: Extent) -> None:
    """Odd districts of a few patients, every rule and knob of the model page among them."""
    record_apart(
        "certificates",
        first_seed=1_000_000 + measured.first_seed,
        districts=measured.certified,
        time_limit=measured.certified_seconds,
    )
