"""What every benchmark shares: how much to measure, and records that say with what."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.apart import apart
from benchmarks.extent import Extent, extent
from benchmarks.machine import machine
from benchmarks.tasks import warm_up

COMMIT_FIELDS = ("id", "time", "dirty")


@pytest.fixture(scope="session")
def measured() -> Extent:
    """How much is measured in this run."""
    return extent()


@pytest.fixture(scope="session", autouse=True)
def _kernels_compiled() -> None:
    """Compile and load the engine before anything is measured."""
    warm_up()


@pytest.fixture
def record_apart(benchmark: Any) -> Any:
    """Run a task in a process of its own and record what it says.

    The benchmark's time is the whole process's; the seconds of the search are in the record.
    """

    def run(task: str, **asked: Any) -> dict[str, Any]:
        record: dict[str, Any] = benchmark.pedantic(apart, (task,), asked, rounds=1, iterations=1)
        benchmark.extra_info.update(task=task, asked=asked, **record)
        return record

    return run


def pytest_benchmark_update_machine_info(machine_info: dict[str, Any]) -> None:
    """Record processor, cores, memory and versions; nothing that names the machine."""
    machine_info.clear()
    machine_info.update(machine())


def pytest_benchmark_update_json(output_json: dict[str, Any]) -> None:
    """Keep of the commit what tells it, and say how much was measured."""
    commit = output_json.get("commit_info", {})
    output_json["commit_info"] = {name: commit.get(name) for name in COMMIT_FIELDS}
    for one in output_json["benchmarks"]:
        # What a benchmark was asked is in its record, by name.
        for name in ("params", "param", "options"):
            one.pop(name, None)
    output_json["extent"] = {"name": extent().name, "first_seed": extent().first_seed}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each benchmark the districts of this run's extent."""
    asked = extent()
    cases: dict[str, list[Any]] = {
        "phase_beds": list(asked.phase_beds),
        "planned": [
            pytest.param((case, seed), id=f"{case.beds}-{seed}")
            for case in asked.planned
            for seed in asked.seeds(case.seeds)
        ],
        "small_seed": list(asked.seeds(asked.small_seeds)),
        "peer_beds": list(asked.peer_beds),
        "scaling_beds": list(asked.scaling_beds),
        "profiled": [pytest.param(one, id=str(one.beds)) for one in asked.profiled],
    }
    for name, values in cases.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values)
