"""pydantic's errors -> our sentences about what was expected, never about what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from bedflow.domain import Fact
from bedflow.ingest.facts import field_at, fields_of
from bedflow.ingest.fault import Broken, Loc

_TAGS = frozenset({"number", "weekdays", "by_care_day", "[key]"})
"""Steps that pydantic adds for the forms of a field and that no document has."""

Context = Mapping[str, Any]


def _own(context: Context) -> str:
    return str(context["error"])


def _choice(context: Context) -> str:
    return "expected one of " + str(context["expected"]).replace("'", "").replace(" or ", ", ")


_SENTENCES: dict[str, Callable[[Context], str]] = {
    "missing": lambda _: "expected a value; the field is required",
    "value_error": _own,
    "enum": _choice,
    "literal_error": lambda context: f"expected {context['expected']}".replace("'", '"'),
    "greater_than_equal": lambda context: f"expected {context['ge']:g} or more",
    "less_than_equal": lambda context: f"expected at most {context['le']:,g}",
    "finite_number": lambda _: "expected a finite number",
    "string_too_long": lambda context: f"expected at most {context['max_length']} characters",
    "too_long": lambda context: f"expected at most {context['max_length']} characters",
    "string_too_short": lambda _: "expected text that is not empty",
    "string_unicode": lambda _: "expected text without broken characters",
    "string_type": lambda _: "expected text",
    "too_short": lambda _: "expected at least one entry",
    "tuple_type": lambda _: "expected a list, [ ... ]",
    "dict_type": lambda _: "expected an object, { ... }",
    "model_type": lambda _: "expected an object, { ... }",
    "model_attributes_type": lambda _: "expected an object, { ... }",
    "bool_type": lambda _: "expected true or false",
    "bool_parsing": lambda _: "expected true or false",
    "int_type": lambda _: "expected a whole number",
    "int_parsing": lambda _: "expected a whole number",
    "int_from_float": lambda _: "expected a whole number",
    "float_type": lambda _: "expected a number",
    "float_parsing": lambda _: "expected a number",
}


def broken_fields(error: ValidationError, *, root: type[Fact], document: Any) -> list[Broken]:
    """Say what each faulty field of a document should have been.

    Parameters
    ----------
    error
        What pydantic found.
    root
        The fact the whole document should be.
    document
        The document, used to tell its own keys from the steps pydantic adds.
    """
    found = []
    for each in error.errors(include_url=False, include_input=False):
        loc = _own_steps(each["loc"], document)
        if each["type"] == "too_short" and _value_at(document, loc):
            continue  # The list has entries; that they are faulty is told of each.
        if each["type"] == "extra_forbidden":
            found.append(Broken(loc, _unknown_field(root, loc)))
            continue
        sentence = _SENTENCES.get(each["type"])
        # A kind of error not foreseen here must not show pydantic's message: it may quote the value.
        told = "expected another kind of value" if sentence is None else sentence(each.get("ctx", {}))
        found.append(Broken(loc, told))
    return found


def _own_steps(loc: Loc, document: Any) -> Loc:
    steps: list[str | int] = []
    here = document
    for step in loc:
        inside = _step_into(here, step)
        if step in _TAGS and inside is _NOWHERE:
            continue
        steps.append(step)
        here = inside
    return tuple(steps)


_NOWHERE = object()


def _step_into(here: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return here[step] if isinstance(here, list | tuple) and step < len(here) else _NOWHERE
    return here.get(step, _NOWHERE) if isinstance(here, Mapping) else _NOWHERE


def _value_at(document: Any, loc: Loc) -> Any:
    here = document
    for step in loc:
        here = _step_into(here, step)
    return here


def _unknown_field(root: type[Fact], loc: Loc) -> str:
    model, name = field_at(root, loc)
    known = [] if model is None else list(fields_of(model))
    return f"expected a field that is known{nearest(str(name), known)}"


def nearest(name: str, known: list[str]) -> str:
    """Suggest the known name nearest to an unknown one, or list nothing when none is near.

    Parameters
    ----------
    name
        The name given.
    known
        The names there are.
    """
    close = get_close_matches(name[:100].lower(), known, n=1)
    return f"; did you mean {close[0]}?" if close else ""
