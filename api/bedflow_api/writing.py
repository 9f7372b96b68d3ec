"""Files come into being whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bedflow_api.doors import Refused


def check_writable(path: Path, *, not_among: tuple[Path, ...] = ()) -> None:
    """Say before the work begins that a file could not be written after it.

    Parameters
    ----------
    not_among
        The files that are read, or written for something else.

    Raises
    ------
    Refused
        With what is in the way.
    """
    folder = path.parent
    if path.is_dir():
        raise Refused(f"{path} is a folder; name a file")
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}; make it first")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise Refused(f"{path} cannot be written; choose another place or ask for the right to write there")
    if path.resolve() in {other.resolve() for other in not_among}:
        raise Refused(f"{path} is already the name of another file of this command; choose another")


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that a reader finds the old one or the new one, never half of it.

    Raises
    ------
    Refused
        When it cannot be written.
    """
    if path.exists() and not path.is_file():
        # A device or a pipe cannot be replaced, only written to.
        or_refused(path, lambda: path.write_text(text, encoding="utf-8"))
        return
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        or_refused(path, lambda: part.write_text(text, encoding="utf-8"))
        or_refused(path, lambda: part.replace(target))
    finally:
        part.unlink(missing_ok=True)


def or_refused(path: Path, act: Callable[[], object]) -> None:
    """Do something that writes, and say in a sentence why it cannot be done.

    Raises
    ------
    Refused
        When the system, or what is already there, does not allow it.
    """
    try:
        act()
    except OSError as failed:
        raise Refused(f"{path} cannot be written: {failed.strerror or failed}") from None
