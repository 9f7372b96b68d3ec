"""What the facts say about themselves: the fields of a place, and how a cell of a column is written."""

from __future__ import annotations

from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from bedflow.domain import Fact
from bedflow.ingest.fault import Loc


class Form(Enum):
    """How a field is written in a cell of a CSV file; NESTED fields have a file of their own."""

    TEXT = "text"
    NUMBER = "a number"
    TRUTH = "true or false"
    LIST = "texts separated by |"
    NUMBERS = "numbers separated by spaces"
    PATTERN = "one number, or seven for mon to sun separated by spaces"
    HOURS = "hours by discipline, such as physiotherapy=0.6|reablement=2 2 1.5 1"
    NESTED = "rows of another file"


def fields_of(model: type[Fact]) -> dict[str, Any]:
    """Give the fields of a fact by the name they have in documents."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def fact_within(annotation: Any) -> type[Fact] | None:
    """Give the kind of fact that a field holds, alone, in a list or as one of its forms."""
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        return annotation
    return next((found for part in get_args(annotation) if (found := fact_within(part))), None)


def form_of(annotation: Any) -> Form:
    """Say how a field with this type is written in a cell."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return form_of(get_args(annotation)[0])
    if origin is tuple:
        if fact_within(annotation):
            return Form.NESTED
        return Form.NUMBERS if form_of(get_args(annotation)[0]) is Form.NUMBER else Form.LIST
    if origin is dict:
        return Form.HOURS
    if origin in (Union, UnionType):
        forms = {form_of(part) for part in get_args(annotation) if part is not type(None)}
        return Form.PATTERN if Form.PATTERN in forms else forms.pop()
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        return Form.PATTERN
    if annotation is bool:
        return Form.TRUTH
    return Form.NUMBER if annotation in (int, float) else Form.TEXT


def columns_of(model: type[Fact]) -> dict[str, Form]:
    """Give the columns in which a kind of fact is written, in the order of its fields."""
    forms = {name: form_of(field.annotation) for name, field in fields_of(model).items()}
    return {name: form for name, form in forms.items() if form is not Form.NESTED}


def required_of(model: type[Fact]) -> frozenset[str]:
    """Give the fields of a fact that have no default."""
    return frozenset(name for name, field in fields_of(model).items() if field.is_required())


def field_at(root: type[Fact], loc: Loc) -> tuple[type[Fact] | None, str | None]:
    """Give the innermost fact that a place lies in, and the name of its field there.

    Parameters
    ----------
    root
        The fact of the whole document.
    loc
        The place; a key of a mapping belongs to the field that holds the mapping.
    """
    holder: type[Fact] | None = None
    within: type[Fact] | None = root
    field: str | None = None
    for step in loc:
        if isinstance(step, int) or within is None:
            continue
        holder, field = within, step
        known = fields_of(within).get(step)
        within = None if known is None else fact_within(known.annotation)
    return holder, field
