"""Snapshot -> JSON file or CSV folder, whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bedflow.domain import CareNeeds, Fact, Snapshot
from bedflow.ingest import folder_files as files
from bedflow.ingest.cell import write_cell
from bedflow.ingest.folder_frame import frame_text


class FolderNotOurs(FileExistsError):  # noqa: N818
    """A folder that holds anything but a snapshot's files is not written over."""


def write_json(snapshot: Snapshot, path: str | Path) -> None:
    """Write a snapshot as a JSON document, replacing the file only when all is written.

    Parameters
    ----------
    path
        The file.
    """
    target = Path(path).resolve()
    neighbour = _neighbour(target)
    try:
        _write_document(neighbour, snapshot.to_document())
        neighbour.replace(target)
    finally:
        neighbour.unlink(missing_ok=True)


def write_folder(snapshot: Snapshot, path: str | Path) -> None:
    """Write a snapshot as a folder of CSV files, replacing the folder only when all is written.

    Parameters
    ----------
    path
        The folder; it may exist when it is empty or holds a snapshot and nothing else.

    Raises
    ------
    FolderNotOurs
        When the folder holds anything else.
    """
    target = Path(path).resolve()
    _refuse_foreign(target)
    neighbour = _neighbour(target)
    before = _neighbour(target)
    try:
        neighbour.mkdir(parents=True)
        _write_files(snapshot, neighbour)
        if target.exists():
            target.rename(before)
        neighbour.rename(target)
    except BaseException:
        if before.exists() and not target.exists():
            before.rename(target)
        raise
    finally:
        shutil.rmtree(neighbour, ignore_errors=True)
        if target.exists():
            shutil.rmtree(before, ignore_errors=True)


def _neighbour(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")


def _refuse_foreign(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise FolderNotOurs(f"{target.name} is a file; expected a new folder, or one with a snapshot in it")
    found = {entry.name for entry in target.iterdir()}
    if found and (files.FRAME not in found or not found <= set(files.FILES)):
        raise FolderNotOurs(f"{target.name} holds other files than a snapshot's; expected a new folder")


def _write_files(snapshot: Snapshot, folder: Path) -> None:
    (folder / files.FRAME).write_text(frame_text(snapshot), encoding="utf-8", newline="\n")
    _write_table(folder, files.UNITS, map(_cells, snapshot.units))
    _write_table(folder, files.TEAMS, map(_cells, snapshot.teams))
    _write_table(folder, files.PATIENTS, map(_cells, snapshot.patients))
    _write_table(folder, files.PHASES, _phase_rows(snapshot))
    _write_table(folder, files.ARRIVALS, map(_cells, snapshot.arrivals))
    _write_table(folder, files.OVERRIDE_ROWS, _override_rows(snapshot))
    _write_table(folder, files.LOCKS, _lock_rows(snapshot))
    if snapshot.previous_plan is not None:
        previous = snapshot.to_document()["previous_plan"]
        _write_document(folder / files.PREVIOUS_PLAN, previous)


def _write_document(path: Path, document: Mapping[str, Any]) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        json.dump(document, stream, ensure_ascii=False, indent=1, allow_nan=False)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())


def _write_table(folder: Path, table: files.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    written = list(rows)
    if table.optional and not written:
        return
    with (folder / table.file).open("x", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream, lineterminator="\n")
        sheet.writerow(table.columns)
        for row in written:
            sheet.writerow(write_cell(row.get(name), form) for name, form in table.columns.items())


def _cells(fact: Fact) -> dict[str, Any]:
    # Fields left to their defaults stay empty, so that a folder says no more than its snapshot.
    return {name: getattr(fact, name) for name in fact.model_fields_set}


def _phase_rows(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for patient in snapshot.patients:
        yield from _phases_of("patient", patient)
    for stream in snapshot.arrivals:
        yield from _phases_of("stream", stream)


def _phases_of(column: str, person: CareNeeds) -> Iterator[dict[str, Any]]:
    for order, phase in enumerate(person.phases, start=1):
        yield {column: person.id, "order": order, **_cells(phase)}


def _override_rows(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for kind, (entries, _) in files.OVERRIDES.items():
        for entry in getattr(snapshot, entries):
            for override in entry.overrides:
                yield {"kind": kind, "id": entry.id, **_cells(override)}


def _lock_rows(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for patient in snapshot.patients:
        for lock in patient.locks:
            yield {"patient": patient.id, **_cells(lock)}
