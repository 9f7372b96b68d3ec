"""The engine beside general solvers, a textbook model and first come first served, on the same question."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.extent import Extent

SEARCHES = ("engine", "highs", "cp_sat", "textbook")


@pytest.mark.benchmark(group="peers")
@pytest.mark.parametrize("solver", SEARCHES)
def test_search(record_apart: Any, measured: Extent, peer_beds: int, solver: str) -> None:
    """One search; peers are allowed twice the engine's time."""
    limit = measured.peer_seconds / (2 if solver == "engine" else 1)
    record_apart(solver, beds=peer_beds, seed=measured.first_seed, time_limit=limit)


@pytest.mark.benchmark(group="peers")
def test_first_come(record_apart: Any, measured: Extent, peer_beds: int) -> None:
    """First come first served."""
    record_apart("first_come", beds=peer_beds, seed=measured.first_seed)


@pytest.mark.benchmark(group="peers")
@pytest.mark.parametrize("solver", SEARCHES[:3])
def test_search_where_it_is_large(record_apart: Any, measured: Extent, solver: str) -> None:
    """A size at which the whole model is hard even to hold."""
    record_apart(solver, beds=measured.huge_beds, seed=measured.first_seed, time_limit=measured.huge_seconds)
