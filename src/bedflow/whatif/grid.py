"""A grid: several levers, some values of each, and every combination of them as a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from bedflow.domain import Change, ChangeKind, Fact, Scenario
from bedflow.domain.fact import LONGEST_TEXT, Signed, Text, fact
from bedflow.whatif.bundle import Bundle

GRID_SCHEMA = "bedflow.grid/1"

MOST_POINTS = 10_000
"""Points a grid may have: more is a slip of the pen."""

_CAN_BE_BOUGHT = frozenset({ChangeKind.ADD, ChangeKind.OPEN, ChangeKind.NEW})


class GridLever(Bundle):
    """One lever of a grid: what is changed, and the values that multiply its amounts."""

    values: Annotated[tuple[Signed, ...], Field(min_length=1)] = fact(
        "How much of it there is, in one point after the other"
    )

    @model_validator(mode="after")
    def _can_be_so_much(self) -> GridLever:
        if len(set(self.values)) < len(self.values):
            raise ValueError("expected each value once")
        if self.is_priced and (min(self.values) < 0 or not _is_bought(self.changes)):
            raise ValueError("expected a price only of what is added, opened or new, and values from 0 on")
        for value in self.values:
            try:
                self.times(value)
            except ValidationError:
                raise ValueError(
                    f"expected values that its changes can be multiplied by; {value:g} is none"
                ) from None
        return self


def _is_bought(changes: Sequence[Change]) -> bool:
    return any(change.do in _CAN_BE_BOUGHT for change in changes)


class Grid(Fact):
    """What a sweep goes through."""

    schema_: Literal["bedflow.grid/1"] = fact("Format of the document", default=GRID_SCHEMA, alias="schema")
    name: Text = fact("Short name, shown beside the results", default="sweep")
    question: Text | None = fact("The question in words", default=None)
    levers: Annotated[tuple[GridLever, ...], Field(min_length=1)] = fact("The levers, at least one")

    @model_validator(mode="after")
    def _can_be_gone_through(self) -> Grid:
        names = [lever.name for lever in self.levers]
        if len(set(names)) < len(names):
            raise ValueError("expected levers with different names")
        if self.size > MOST_POINTS:
            raise ValueError(f"expected a grid of at most {MOST_POINTS:,} points; this has {self.size:,}")
        return self

    @property
    def size(self) -> int:
        """How many points there are."""
        return prod(len(lever.values) for lever in self.levers)

    @property
    def is_priced(self) -> bool:
        """Whether any lever has a price."""
        return any(lever.is_priced for lever in self.levers)

    def points(self) -> tuple[Point, ...]:
        """Give every combination of values, the last lever's changing fastest."""
        names = [lever.name for lever in self.levers]
        return tuple(
            Point(tuple(zip(names, values, strict=True)))
            for values in product(*(lever.values for lever in self.levers))
        )

    def scenario(self, point: Point) -> Scenario:
        """Give the scenario of a point."""
        values = point.values
        changes = [change for lever in self.levers for change in lever.times(values[lever.name])]
        return Scenario(name=point.words[:LONGEST_TEXT].strip(), changes=tuple(changes))

    def cost(self, point: Point, days: Sequence[date]) -> float:
        """Say what the capacity of a point costs over the days of the plan, in pounds."""
        values = point.values
        return sum(lever.cost(values[lever.name], days) for lever in self.levers)

    def coarse_first(self) -> tuple[Point, ...]:
        """Give the points so that a sweep cut short has gone through a coarser grid.

        The ends of each lever come first, then the middles, then the middles of what is between.
        """
        depths = {lever.name: _depths(lever.values) for lever in self.levers}

        def depth(point: Point) -> int:
            return max(depths[name][value] for name, value in point.levels)

        return tuple(sorted(self.points(), key=depth))


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a grid: how much there is of each lever, in the grid's order."""

    levels: tuple[tuple[str, float], ...]

    @property
    def values(self) -> dict[str, float]:
        """How much there is, by the name of the lever."""
        return dict(self.levels)

    @property
    def words(self) -> str:
        """The point in words, such as ``P2 beds 10, demand 1.1``."""
        return ", ".join(f"{name} {value:g}" for name, value in self.levels)


def _depths(values: Sequence[float]) -> dict[float, int]:
    """Say of each value how often the row of values is halved before it is met."""
    depths = {values[0]: 0, values[-1]: 0}
    between, depth = [(0, len(values) - 1)], 0
    while between:
        depth += 1
        halves: list[tuple[int, int]] = []
        for first, last in between:
            if last - first < 2:
                continue
            middle = (first + last) // 2
            depths[values[middle]] = depth
            halves += [(first, middle), (middle, last)]
        between = halves
    return depths


def grid_document(grid: Grid) -> dict[str, Any]:
    """Give the JSON document of a grid, without what is absent or a default."""
    said: dict[str, Any] = grid.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"schema": GRID_SCHEMA, **said}
