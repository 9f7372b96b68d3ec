"""A hundred points on the bnssg district: how fast, and the same after workers and whole runs are killed.

Run as ``python -m benchmarks.sweep`` (some minutes); with Dask installed a local cluster takes part.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from bedflow.ingest import read_snapshot
from bedflow.whatif.results_file import Kept, read_results
from bedflow.whatif.sweep_point import Effort, program_version

DISTRICT = Path(__file__).parents[1] / "examples" / "bnssg" / "snapshot.json"
LEVERS = (
    "beds of P2-B=0,5,10,15,20,25,30,40,50,60@150",
    "beds of P1-B=0,5,10,15,20,25,30,40,50,60@125",
)
POINTS = 100
EFFORT = Effort(base=20, point=1)
PROCESSES = 2
KILL_WORKER_AFTER, KILL_RUN_AFTER = 30, 60
"""Points after which a worker, then the whole run, is killed."""


def main() -> int:
    """Measure and print; 1 when any run comes to something else."""
    people = len(read_snapshot(DISTRICT).patients)
    print(f"{POINTS} points, {people} people, effort {EFFORT.base} and {EFFORT.point}, {program_version()}\n")
    print("| run | seconds | points planned | a point, mean | same figures |\n|---|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.jsonl"
        began = time.perf_counter()
        _start(whole).wait()
        expected = read_results(whole)
        _say(f"{PROCESSES} processes", began, expected, expected, POINTS)
        runs = [_killed(Path(folder) / "killed.jsonl", expected)]
        if find_spec("distributed") is not None:
            runs.append(_on_dask(Path(folder) / "dask.jsonl", expected))
    return 0 if len(expected) == POINTS and all(runs) else 1


def _arguments(results: Path) -> list[str]:
    levers = [part for lever in LEVERS for part in ("--add", lever)]
    efforts = ["--effort", str(EFFORT.point), "--base-effort", str(EFFORT.base), "--quiet", "--csv"]
    return ["sweep", str(DISTRICT), *levers, *efforts, "--results", str(results)]


def _start(results: Path, *more: str) -> subprocess.Popen[bytes]:
    by = more or ("--workers", str(PROCESSES))
    program = "import sys; from bedflow_api.main import main; main()"
    command = [sys.executable, "-c", program, *_arguments(results), *by]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _killed(results: Path, expected: dict[str, Kept]) -> bool:
    """Kill a worker, then the run, then run again."""
    began = time.perf_counter()
    run = _start(results)
    _wait_for(results, KILL_WORKER_AFTER, run)
    workers = _workers_of(run.pid)
    os.kill(workers[0], signal.SIGKILL)
    _wait_for(results, KILL_RUN_AFTER, run)
    workers = _workers_of(run.pid)
    run.kill()
    run.wait()
    left = len(read_results(results))
    ok = _say("a worker killed, then the run", began, read_results(results), expected, left)
    time.sleep(5)
    orphans = [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    began = time.perf_counter()
    _start(results).wait()
    found = read_results(results)
    ok &= _say("the same file gone on from", began, found, expected, POINTS - left)
    print(f"\nWorkers that outlived their run: {len(orphans)}.\n", flush=True)
    return ok and len(found) == POINTS and not orphans


def _on_dask(results: Path, expected: dict[str, Kept]) -> bool:
    """Plan on a local cluster of processes, one of which is killed in the middle."""
    distributed: Any = import_module("distributed")
    with _cluster(distributed) as cluster, distributed.Client(cluster) as client:
        began = time.perf_counter()
        run = _start(results, "--scheduler", cluster.scheduler_address)
        _wait_for(results, KILL_WORKER_AFTER, run)
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        run.wait()
        found = read_results(results)
        return (
            _say("local Dask cluster, a worker killed", began, found, expected, POINTS)
            and len(found) == POINTS
        )


@contextmanager
def _cluster(distributed: Any) -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=PROCESSES, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


def _wait_for(results: Path, points: int, run: subprocess.Popen[bytes]) -> None:
    while len(read_results(results)) < points:
        if run.poll() is not None:
            raise RuntimeError(f"the run ended before {points} points, with {run.returncode}")
        time.sleep(0.2)


def _workers_of(parent: int) -> list[int]:
    """Give the processes that plan: those of a parent that are workers, not helpers of Python's own."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _say(what: str, began: float, found: dict[str, Kept], expected: dict[str, Kept], planned: int) -> bool:
    seconds = time.perf_counter() - began
    same = all(found[key].figures == expected[key].figures for key in found)
    each = mean(kept.seconds for kept in found.values())
    print(f"| {what} | {seconds:.0f} | {planned} | {each:.2f} | {'yes' if same else 'NO'} |", flush=True)
    return same


if __name__ == "__main__":
    sys.exit(main())
