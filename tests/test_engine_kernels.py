"""Compiled kernels are found again for the same sources in the same place, and for no others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import bedflow_solver
from bedflow_solver.kernels import fingerprint

SOURCES = Path(bedflow_solver.__file__).parent


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_same_sources_in_the_same_place_are_the_same() -> None:
    assert fingerprint(SOURCES) == fingerprint(SOURCES)


def test_a_second_checkout_compiles_its_own_kernels(tmp_path: Path) -> None:
    assert fingerprint(copied(tmp_path)) != fingerprint(SOURCES)


def test_a_changed_or_touched_source_is_compiled_anew(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = fingerprint(folder)
    os.utime(folder / "course.py", (0, 0))
    touched = fingerprint(folder)
    (folder / "course.py").write_text("changed = True", encoding="utf-8")
    assert len({before, touched, fingerprint(folder)}) == 3
