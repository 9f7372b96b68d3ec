"""What every fact of a snapshot or plan has in common: frozen, strict, and described once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

LONGEST_TEXT = 200


class Fact(BaseModel):
    """A frozen value whose fields say their type, bounds, unit and meaning.

    JSON Schema, the columns of the CSV folder and the reference page are made from these fields.
    A field given as null counts as absent; a field nobody knows is bad input.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_enum_values=False, ser_json_inf_nan="constants"
    )

    @model_validator(mode="before")
    @classmethod
    def _null_means_absent(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return {name: value for name, value in given.items() if value is not None}
        return given


def _whole(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError("expected a whole number")
    if isinstance(given, float):
        if not given.is_integer():
            raise ValueError("expected a whole number")
        return int(given)
    return given


def _number(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError("expected a number")
    return given


def _text(given: Any) -> Any:
    if not isinstance(given, str):
        raise ValueError("expected text")
    if not given or given != given.strip() or not given.isprintable():
        raise ValueError("expected text without line breaks, control characters or outer spaces")
    return given


def _date(given: Any) -> Any:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if not isinstance(given, str) or len(given) != len("2026-11-23"):
        raise ValueError("expected a date like 2026-11-23")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError("expected a date like 2026-11-23") from None


def _moment(given: Any) -> Any:
    if isinstance(given, datetime):
        return given
    if not isinstance(given, str):
        raise ValueError("expected a time like 2026-11-23T08:00:00+00:00")
    try:
        return datetime.fromisoformat(given)
    except ValueError:
        raise ValueError("expected a time like 2026-11-23T08:00:00+00:00") from None


Whole = Annotated[int, BeforeValidator(_whole, json_schema_input_type=int), Field(ge=0, le=10**6)]
"""A whole number of people, places or days, 0 to a million."""

Positive = Annotated[int, BeforeValidator(_whole, json_schema_input_type=int), Field(ge=1, le=10**6)]
"""A whole number of at least 1."""

Amount = Annotated[
    float, BeforeValidator(_number, json_schema_input_type=float), Field(ge=0, le=1e9, allow_inf_nan=False)
]
"""A quantity that is never negative: hours, pounds, a mean."""

Signed = Annotated[
    float,
    BeforeValidator(_number, json_schema_input_type=float),
    Field(ge=-1e9, le=1e9, allow_inf_nan=False),
]
"""A number that may be below 0, such as what is taken away."""

Text = Annotated[
    str, BeforeValidator(_text, json_schema_input_type=str), Field(min_length=1, max_length=LONGEST_TEXT)
]
"""A short printable text, such as an id, a name or a code."""

Day = Annotated[date, BeforeValidator(_date, json_schema_input_type=date)]
"""A calendar date, written 2026-11-23."""

Moment = Annotated[
    datetime,
    BeforeValidator(_moment, json_schema_input_type=datetime),
    PlainSerializer(lambda moment: moment.isoformat(), return_type=str),
]
"""A moment, written 2026-11-23T08:00:00+00:00; without a zone it is the district's own clock."""


def fact(meaning: str, *, unit: str | None = None, **settings: Any) -> Any:
    """Describe a field: what it means and in which unit it is counted.

    Parameters
    ----------
    meaning
        One sentence in the hospital's words.
    unit
        What the number counts, such as "places" or "pounds a day".
    settings
        Whatever :func:`pydantic.Field` takes, such as ``default`` or ``ge``.
    """
    extra: dict[str, Any] = {} if unit is None else {"unit": unit}
    return Field(description=meaning, json_schema_extra=extra, **settings)
