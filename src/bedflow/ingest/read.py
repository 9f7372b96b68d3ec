"""Any source -> Snapshot or Plan."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from bedflow.domain import Plan, Snapshot
from bedflow.ingest.fault import BadInput, whole_file
from bedflow.ingest.folder_files import FRAME
from bedflow.ingest.json_text import STANDARD_INPUT, impurities, parse, read_bytes, read_standard_input
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.read_folder import read_folder
from bedflow.ingest.sentence import broken_fields
from bedflow.ingest.snapshot_document import in_order, read_document


def read_snapshot(source: str | Path) -> Snapshot:
    """Read a snapshot of a JSON file, a folder of CSV files, or standard input.

    Parameters
    ----------
    source
        A JSON file, a folder with ``snapshot.toml`` in it, or ``-`` for JSON on standard input.

    Raises
    ------
    BadInput
        With every fault found, in the order of the file.
    """
    path = Path(source)
    if str(source) != STANDARD_INPUT and _is_folder(path):
        if not _exists(path / FRAME):
            raise whole_file(str(source), f"expected a JSON file, or a folder with {FRAME} in it")
        return read_folder(path)
    content, name = _content(source)
    return read_document(parse(content, file=name), name=name)


def read_plan(source: str | Path) -> Plan:
    """Read a plan document of a JSON file or standard input.

    Parameters
    ----------
    source
        A JSON file, or ``-`` for standard input.

    Raises
    ------
    BadInput
        With every fault found, in the order of the file.
    """
    content, name = _content(source)
    document = parse(content, file=name)
    broken, hopeless = impurities(document)
    if not hopeless:
        try:
            plan = Plan.model_validate(document)
        except ValidationError as error:
            broken += broken_fields(error, root=Plan, document=document)
        else:
            if not broken:
                return plan
    first = {each.loc: each for each in reversed(broken)}
    raise BadInput(in_order(first.values(), JsonPlaces(name, document, root=Plan)))


def _content(source: str | Path) -> tuple[bytes, str]:
    if str(source) == STANDARD_INPUT:
        return read_standard_input(), "standard input"
    path = Path(source)
    return read_bytes(path, file=path.name or str(source)), path.name or str(source)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False  # Told when it is read.


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
