"""Run a task in a process of its own: its peak memory is its own, and a solver that hangs can be ended."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.tasks import TASKS

ROOT = Path(__file__).parents[1]
MB = 1024.0 if sys.platform != "darwin" else 1024.0**2
GRACE = 240.0
"""Seconds beyond its time limit, building the model included, after which a solver is ended."""


def apart(task: str, **asked: Any) -> dict[str, Any]:
    """Give what a task records and its peak memory; a ``failed`` record where it was ended or broke."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-m", "benchmarks.apart", task, json.dumps(asked), str(answer)]
        patience = float(asked.get("time_limit", 0.0)) + GRACE
        try:
            ended = subprocess.run(
                command, cwd=ROOT, timeout=patience, check=False, capture_output=True, text=True
            )
        except subprocess.TimeoutExpired:
            return {"failed": f"not done {GRACE:.0f} s after its time was up"}
        if ended.returncode != 0:
            last = ended.stderr.strip().splitlines()[-1:] or ["no message"]
            return {"failed": f"ended with {ended.returncode}: {last[0]}"}
        record: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return record


def main(task: str, asked: str, answer: str) -> None:
    """Do one task and write what it records."""
    record = TASKS[task](**json.loads(asked))
    record["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB, 1)
    Path(answer).write_text(json.dumps(record), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
