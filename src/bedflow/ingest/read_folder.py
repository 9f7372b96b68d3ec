"""CSV folder -> Snapshot."""

from __future__ import annotations

from pathlib import Path

from bedflow.domain import Snapshot
from bedflow.ingest.fault import BadInput
from bedflow.ingest.folder_document import FolderDocument
from bedflow.ingest.folder_place import FolderPlaces
from bedflow.ingest.snapshot_document import examine


def read_folder(folder: Path) -> Snapshot:
    """Read a snapshot of a folder of CSV files.

    Parameters
    ----------
    folder
        The folder, with ``snapshot.toml`` in it.

    Raises
    ------
    BadInput
        With every fault of every file.
    """
    reading = FolderDocument(folder)
    snapshot, broken = examine(reading.document, heard=reading.heard)
    places = FolderPlaces(reading.document, reading.rows_of)
    told = [(places.order(each.loc), places.fault(each)) for each in broken]
    told += reading.faults
    if told or snapshot is None:
        raise BadInput(fault for _, fault in sorted(told, key=lambda each: each[0]))
    return snapshot
