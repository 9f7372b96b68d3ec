"""What could be bought, at which prices, and how many of each: a mix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from bedflow.domain import ChangeKind, Fact, Scenario
from bedflow.domain.fact import LONGEST_TEXT, Positive, Text, fact
from bedflow.whatif.bundle import Bundle

OPTIONS_SCHEMA = "bedflow.options/1"

MOST_OF_ONE = 1000

_MORE_THAN_ONCE = frozenset({ChangeKind.ADD, ChangeKind.OPEN})

Mix = tuple[int, ...]
"""How many of each option, in the order of the options."""


class Option(Bundle):
    """Something that can be bought, its changes being those of one of it."""

    most: Annotated[Positive, Field(le=MOST_OF_ONE)] = fact("How many can be bought at most", default=1)

    @model_validator(mode="after")
    def _can_be_bought_so_often(self) -> Option:
        once = [change.do.value for change in self.changes if change.do not in _MORE_THAN_ONCE]
        if self.most > 1 and once:
            raise ValueError(f"expected most = 1; {once[0]} cannot be done more than once")
        return self


class Options(Fact):
    """What a best buy chooses from."""

    schema_: Literal["bedflow.options/1"] = fact(
        "Format of the document", default=OPTIONS_SCHEMA, alias="schema"
    )
    name: Text = fact("Short name, shown beside the results", default="best buy")
    question: Text | None = fact("The question in words", default=None)
    options: Annotated[tuple[Option, ...], Field(min_length=1)] = fact("The options, at least one")

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Options:
        names = [option.name for option in self.options]
        if len(set(names)) < len(names):
            raise ValueError("expected options with different names")
        return self

    @property
    def nothing(self) -> Mix:
        """The mix in which nothing is bought."""
        return (0,) * len(self.options)

    @property
    def everything(self) -> Mix:
        """The mix in which the most of everything is bought."""
        return tuple(option.most for option in self.options)

    def scenario(self, mix: Mix) -> Scenario:
        """Give the scenario of a mix."""
        bought = [(option, count) for option, count in zip(self.options, mix, strict=True) if count]
        changes = [change for option, count in bought for change in option.times(count)]
        return Scenario(name=self.words(mix)[:LONGEST_TEXT].strip(), changes=tuple(changes))

    def cost(self, mix: Mix, days: Sequence[date]) -> float:
        """Say what a mix costs over the days of the plan, in pounds."""
        return sum(option.cost(count, days) for option, count in zip(self.options, mix, strict=True))

    def words(self, mix: Mix) -> str:
        """Say a mix, such as ``3 step-down bed, 1 weekend slot``."""
        bought = [f"{count} {option.name}" for option, count in zip(self.options, mix, strict=True) if count]
        return ", ".join(bought) or "nothing"


def options_document(options: Options) -> dict[str, Any]:
    """Give the JSON document of options, without what is absent or a default."""
    said: dict[str, Any] = options.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"schema": OPTIONS_SCHEMA, **said}
