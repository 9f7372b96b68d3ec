"""Where compiled kernels are kept from run to run.

numba keeps a compiled function as long as the file that defines it is unchanged, and does not look
at the files of the functions it calls. Kernels here call each other across files, so each version
of the sources as a whole gets a folder of its own; nothing stale is ever run.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import llvmlite.binding
import numba

COMPILED = "compiled"

NUMBA: Any = numba.config
"""numba's settings, which have no types."""


def _cache_home() -> Path:
    """Give the user's folder for things that can be made again."""
    if given := os.environ.get("BEDFLOW_CACHE_DIR"):
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME") or (Path.home() / ".cache")
    return Path(home) / "bedflow"


def fingerprint(sources: Path) -> str:
    """Tell a folder of sources from any other: by text, place and time, and by the machine they run on."""
    machine = f"{numba.__version__} {sys.version_info[:2]} {llvmlite.binding.get_host_cpu_name()}"
    digest = hashlib.sha256(machine.encode())
    for source in sorted(sources.resolve().glob("*.py")):
        # numba looks at a source's path and time too, so the same text elsewhere is compiled anew.
        digest.update(f"{source} {source.stat().st_mtime_ns}".encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


FOLDER = _cache_home() / f"kernels-{fingerprint(Path(__file__).parent)}"
"""Folder of the kernels of this version."""


@contextmanager
def kept_in_own_folder() -> Iterator[None]:
    """Let numba keep the kernels defined inside in our folder, and others where they were."""
    before = NUMBA.CACHE_DIR
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        NUMBA.CACHE_DIR = str(FOLDER)
    except OSError:
        # No folder to write to: numba keeps kernels where it can, or compiles anew each time.
        NUMBA.CACHE_DIR = before
    try:
        yield
    finally:
        NUMBA.CACHE_DIR = before


def are_compiled() -> bool:
    """Say whether this version's kernels were compiled in an earlier run."""
    return (FOLDER / COMPILED).exists()


def note_compiled() -> None:
    """Remember that the kernels are compiled; without a folder to write to, they are not kept."""
    if FOLDER.is_dir() and os.access(FOLDER, os.W_OK):
        (FOLDER / COMPILED).touch()
