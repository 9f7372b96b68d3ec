"""What a peer answers, and what it was allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bedflow_solver.pricing import Courses
from benchmarks.series import Point


@dataclass(frozen=True)
class Answer:
    """A peer's best plan and bound, and the way there.

    Attributes
    ----------
    courses
        Its plan; None when it found none, or none that is valid.
    objective, bound
        The plan's cost by the engine's own rules, and what the peer proved; None where there is none.
    points
        What was known when; seconds count from the start of the search, not of building the model.
    allowed
        Threads, seconds and model size.
    remark
        What a reader must know to read the figures.
    """

    courses: Courses | None
    objective: float | None
    bound: float | None
    points: list[Point]
    allowed: Mapping[str, float]
    build_seconds: float = 0.0
    status: str = ""
    remark: str = field(default="")
