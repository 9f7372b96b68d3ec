"""Tables for other programs, as CSV files or Parquet files in a folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from bedflow_api.doors import Refused
from bedflow_api.writing import or_refused, write_whole

TEXT, WHOLE, NUMBER, YES_OR_NO = "string", "int64", "float64", "bool_"
"""How a column is kept in Parquet, whether it has a value or not."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns, each with the form it is kept in, and a row or none.

    Attributes
    ----------
    columns
        Form of each column, in the order of the columns.
    rows
        Values by column; a column that is left out is empty.
    """

    columns: Mapping[str, str]
    rows: Sequence[Row]


Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where tables go; None: nowhere."""

    csv: Path | None = None
    parquet: Path | None = None


def checked_folders(*, csv: str | None = None, parquet: str | None = None) -> Folders:
    """Look at the folders tables will go to, and at what writes them, before any work is done.

    Raises
    ------
    click.UsageError
        When one is a file, or would be in a folder that is not there.
    Refused
        When Parquet is asked for and pyarrow is not installed.
    """
    if parquet is not None:
        parquet_writer()
    for folder in (csv, parquet):
        if folder is not None and Path(folder).exists() and not Path(folder).is_dir():
            raise click.UsageError(f"{folder} is a file; name a folder")
        if folder is not None and not Path(folder).parent.is_dir():
            raise click.UsageError(f"there is no folder {Path(folder).parent}; make it first")
    return Folders(None if csv is None else Path(csv), None if parquet is None else Path(parquet))


def parquet_writer() -> tuple[Any, Any]:
    """Give what writes Parquet, and what makes its tables.

    Raises
    ------
    Refused
        When it is not installed.
    """
    try:
        return import_module("pyarrow.parquet"), import_module("pyarrow")
    except ImportError:
        raise Refused(
            "Parquet files need pyarrow, which is not installed: pip install 'bedflow[parquet]', "
            "or use --csv, which has the same tables"
        ) from None


def csv_text(table: Table) -> str:
    """Write a table as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table.columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows)
    return text.getvalue()


def write_csv_tables(tables: Tables, folder: Path) -> None:
    """Write each table as a CSV file into a folder, made if it is not there.

    Raises
    ------
    Refused
        When the folder cannot be written to.
    """
    or_refused(folder, lambda: folder.mkdir(exist_ok=True))
    for name, table in tables.items():
        write_whole(folder / f"{name}.csv", csv_text(table))


def write_parquet_tables(tables: Tables, folder: Path) -> None:
    """Write each table as a Parquet file into a folder, made if it is not there.

    Raises
    ------
    Refused
        When pyarrow is not installed or the folder cannot be written to.
    """
    parquet, arrow = parquet_writer()
    or_refused(folder, lambda: folder.mkdir(exist_ok=True))
    for name, table in tables.items():
        made = arrow.table({column: _filled(arrow, column, table) for column in table.columns})
        target = folder / f"{name}.parquet"
        or_refused(target, lambda made=made, target=target: parquet.write_table(made, target))  # type: ignore[misc]


def _filled(arrow: Any, column: str, table: Table) -> Any:
    form = getattr(arrow, table.columns[column])()
    return arrow.array([row.get(column) for row in table.rows], type=form)
