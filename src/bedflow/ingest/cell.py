"""The cells of a CSV folder: values that a spreadsheet user can read and edit, and back without loss."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel

from bedflow.domain import WEEKDAYS
from bedflow.ingest.facts import Form

_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?", re.ASCII)


def read_cell(text: str, form: Form) -> Any:
    """Read a cell that is not empty.

    A cell that is not of the column's form comes back as the text it is: the check of the fields
    then says what was expected there.

    Parameters
    ----------
    text
        The cell without outer spaces.
    form
        The form of the column.
    """
    return _READERS[form](text)


def write_cell(value: Any, form: Form) -> str:
    """Write a value of a field as a cell; None is empty.

    Parameters
    ----------
    value
        The value of the field.
    form
        The form of the column.
    """
    return "" if value is None else _WRITERS[form](value)


def _read_number(text: str) -> Any:
    if not _NUMBER.fullmatch(text):
        return text
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def _read_truth(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text)


def _read_list(text: str) -> list[str]:
    return [_unescaped(part).strip() for part in _split(text, "|")]


def _read_numbers(text: str) -> Any:
    numbers = [_read_number(part) for part in text.split()]
    return text if any(isinstance(number, str) for number in numbers) else numbers


def _read_pattern(text: str) -> Any:
    numbers = _read_numbers(text)
    if isinstance(numbers, str):
        return text
    if len(numbers) == len(WEEKDAYS):
        return dict(zip(WEEKDAYS, numbers, strict=True))
    return numbers[0] if len(numbers) == 1 else text


def _read_hours(text: str) -> Any:
    hours: dict[str, Any] = {}
    for part in _split(text, "|"):
        name, *amounts = _split(part, "=")
        discipline = _unescaped(name).strip()
        amount = _read_amounts(amounts[0].strip()) if len(amounts) == 1 else None
        if amount is None or not discipline or discipline in hours:
            return text
        hours[discipline] = amount
    return hours


def _read_amounts(text: str) -> Any:
    """Read one number, or a list by care day; a list of one stands in square brackets."""
    listed = text.startswith("[") and text.endswith("]")
    numbers = [_read_number(part) for part in text.strip("[]").split()]
    if not numbers or any(isinstance(number, str) for number in numbers):
        return None
    return numbers if listed or len(numbers) > 1 else numbers[0]


def _write_text(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_number(value: Any) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _write_truth(value: Any) -> str:
    return "true" if value else "false"


def _write_list(value: Iterable[Any]) -> str:
    return "|".join(_escaped(_write_text(each)) for each in value)


def _write_numbers(value: Iterable[Any]) -> str:
    return " ".join(_write_number(each) for each in value)


def _write_pattern(value: Any) -> str:
    if isinstance(value, BaseModel):
        return _write_numbers(getattr(value, day) for day in WEEKDAYS)
    return _write_number(value)


def _write_hours(value: Mapping[str, Any]) -> str:
    return "|".join(f"{_escaped(name)}={_write_amounts(amount)}" for name, amount in value.items())


def _write_amounts(value: Any) -> str:
    if not isinstance(value, tuple):
        return _write_number(value)
    written = _write_numbers(value)
    return f"[{written}]" if len(value) == 1 else written


def _escaped(text: str) -> str:
    return re.sub(r"([\\|=])", r"\\\1", text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _split(text: str, mark: str) -> Iterator[str]:
    """Split at a mark that no backslash stands before."""
    part, escaped = "", False
    for character in text:
        if character == mark and not escaped:
            yield part
            part = ""
            continue
        part += character
        escaped = character == "\\" and not escaped
    yield part


_READERS: dict[Form, Callable[[str], Any]] = {
    Form.TEXT: lambda text: text,
    Form.NUMBER: _read_number,
    Form.TRUTH: _read_truth,
    Form.LIST: _read_list,
    Form.NUMBERS: _read_numbers,
    Form.PATTERN: _read_pattern,
    Form.HOURS: _read_hours,
}

_WRITERS: dict[Form, Callable[[Any], str]] = {
    Form.TEXT: _write_text,
    Form.NUMBER: _write_number,
    Form.TRUTH: _write_truth,
    Form.LIST: _write_list,
    Form.NUMBERS: _write_numbers,
    Form.PATTERN: _write_pattern,
    Form.HOURS: _write_hours,
}
