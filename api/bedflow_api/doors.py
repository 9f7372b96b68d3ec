"""What every command does at its door: refuse bad input in one report, and print results."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from bedflow.ingest import BadInput
from bedflow_api.exit_codes import BAD_INPUT


class Refused(click.ClickException):
    """Input or output that cannot be used; nothing has been written."""

    exit_code = BAD_INPUT


@contextmanager
def bad_input_refused(*, as_json: bool = False) -> Iterator[None]:
    """Turn bad input into its report, on standard error.

    Parameters
    ----------
    as_json
        Whether the faults are also the one JSON document on standard output.

    Raises
    ------
    Refused
        With all faults.
    """
    try:
        yield
    except BadInput as bad:
        if as_json:
            say_json({"ok": False, "faults": faults_of(bad)})
        raise Refused(str(bad)) from None


def faults_of(bad: BadInput) -> list[dict[str, str | None]]:
    """Give the faults as JSON says them."""
    return [
        {
            "file": fault.file,
            "where": fault.where,
            "field": fault.field,
            "expected": fault.expected,
            "id": fault.id,
        }
        for fault in bad.faults
    ]


def say(text: str) -> None:
    """Print a result on standard output; a reader who has seen enough (``| head``) is no error."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    _say_bytes(text.encode(encoding, errors="replace"))


def say_json(document: Any) -> None:
    """Print the one JSON document of a command, in UTF-8 whatever the terminal speaks."""
    _say_bytes(json_text(document).encode())


def json_text(document: Any) -> str:
    """Write a document the way every file and every output of bedflow has it."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def tell(text: str) -> None:
    """Say something beside the results, on standard error; nobody has to listen."""
    with suppress(BrokenPipeError):
        click.echo(text, err=True)


def _say_bytes(text: bytes) -> None:
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        _say_no_more()
    except OSError as failed:
        _say_no_more()
        raise Refused(f"standard output cannot be written: {failed.strerror or failed}") from None


def _say_no_more() -> None:
    # What is left of the output goes nowhere, so that closing the stream at exit does not fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
