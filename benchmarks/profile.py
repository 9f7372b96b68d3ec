"""Where the time of a search goes: the engine's steps timed from outside, by what they are for."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from threading import Lock
from typing import Any

STEPS: tuple[tuple[str, str, str], ...] = (
    ("ascent", "bedflow_solver.dual", "Ascent.climb"),
    ("shortlists", "bedflow_solver.dual", "shortlist"),
    ("plans built", "bedflow_solver.search", "Search.rebuild"),
    ("ruin and recreate", "bedflow_solver.search", "Search.improve"),
    ("master: linear program", "bedflow_solver.master", "linprog"),
    ("master: the rest of its rounds", "bedflow_solver.master", "Master.improve"),
    ("exact programs, whole", "bedflow_solver.bounding", "search_within"),
    ("exact programs, parts", "bedflow_solver.bounding", "improve_part"),
    ("counting states", "bedflow_solver.bounding", "count_states"),
    ("settling the plan", "bedflow_solver.search", "Search.settle"),
)
"""What a step is for, and the function that does it."""


@dataclass
class Clocks:
    """Seconds and calls by step, over all threads; steps within others are taken off those."""

    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, step: str, seconds: float, *, calls: int = 1) -> None:
        """Add to a step's time."""
        with self._lock:
            self.seconds[step] = self.seconds.get(step, 0.0) + seconds
            self.calls[step] = self.calls.get(step, 0) + calls


@contextmanager
def profiled() -> Iterator[Clocks]:
    """Time every step of the engine while the context lasts."""
    clocks = Clocks()
    put_back = [_timed(clocks, step, *_owner(module, path)) for step, module, path in STEPS]
    try:
        yield clocks
    finally:
        for owner, name, function in put_back:
            setattr(owner, name, function)
        _take_off(clocks, "master: the rest of its rounds", "master: linear program")
        _take_off(clocks, "ascent", "shortlists")


def _owner(module: str, path: str) -> tuple[Any, str]:
    *owners, name = path.split(".")
    return functools.reduce(getattr, owners, import_module(module)), name


def _timed(clocks: Clocks, step: str, owner: Any, name: str) -> tuple[Any, str, Any]:
    function = getattr(owner, name)

    @functools.wraps(function)
    def timed(*given: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            clocks.add(step, time.perf_counter() - begin)

    setattr(owner, name, timed)
    return owner, name, function


def _take_off(clocks: Clocks, whole: str, part: str) -> None:
    if whole in clocks.seconds:
        clocks.seconds[whole] = max(0.0, clocks.seconds[whole] - clocks.seconds.get(part, 0.0))
