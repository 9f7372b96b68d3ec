"""An answer as tables for other programs: scenarios, figures and courses, as CSV files or Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from bedflow.compare import CourseChange, Stretch
from bedflow.domain import Plan
from bedflow.whatif import Answer, Lineage, Outcome
from bedflow_api.briefing.whatif import AS_IT_IS
from bedflow_api.doors import Refused
from bedflow_api.writing import or_refused, write_whole

Row = dict[str, Any]
Tables = Mapping[str, tuple[tuple[str, ...], list[Row]]]

SCENARIO_COLUMNS = (
    "scenario", "question", "objective", "bound", "gap", "status", "change", "open", "least", "most",
    "decided", "words", "patients_changed", "patients_changed_soon", "snapshot_sha256", "scenarios_sha256",
    "applied_sha256", "parent_sha256", "version",
)  # fmt: skip
FIGURE_COLUMNS = ("scenario", "figure", "base", "value", "change")
COURSE_COLUMNS = (
    "scenario", "patient", "expected", "how", "first_day", "soon", "waiting_days", "cost", "before", "after",
)  # fmt: skip

_FORMS = {
    **dict.fromkeys(
        ("objective", "bound", "gap", "change", "open", "least", "most", "base", "value", "cost"), "float64"
    ),
    **dict.fromkeys(("patients_changed", "patients_changed_soon", "waiting_days"), "int64"),
    **dict.fromkeys(("decided", "expected", "soon"), "bool_"),
}
"""How columns are kept in Parquet, whether they have a value or not; the others are text."""


def tables_of(answer: Answer) -> Tables:
    """Give the columns and rows of each table; every table is there, a row or none."""
    scenarios = [_base_row(answer), *(_scenario_row(outcome) for outcome in answer.outcomes)]
    return {
        "scenarios": (SCENARIO_COLUMNS, scenarios),
        "figures": (FIGURE_COLUMNS, [row for each in answer.outcomes for row in _figure_rows(each)]),
        "courses": (COURSE_COLUMNS, [row for each in answer.outcomes for row in _course_rows(each)]),
    }


def _base_row(answer: Answer) -> Row:
    return {"scenario": AS_IT_IS, **_plan_cells(answer.base), **_lineage_cells(answer.lineage)}


def _scenario_row(outcome: Outcome) -> Row:
    found = outcome.difference
    return {
        "scenario": outcome.name,
        "question": " ".join(each.question for each in outcome.applied.scenarios if each.question) or None,
        **_plan_cells(outcome.plan),
        **found.verdict.model_dump(include={"change", "open", "least", "most", "decided", "words"}),
        "patients_changed": len(found.changed),
        "patients_changed_soon": len(found.changed_soon),
        **_lineage_cells(outcome.applied.lineage),
    }


def _plan_cells(plan: Plan) -> Row:
    return {
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "status": plan.status.value,
    }


def _lineage_cells(lineage: Lineage) -> Row:
    return {
        "snapshot_sha256": lineage.snapshot_sha256,
        "scenarios_sha256": "|".join(mark.sha256 for mark in lineage.scenarios) or None,
        "applied_sha256": lineage.applied_sha256,
        "parent_sha256": lineage.parent,
        "version": lineage.version,
    }


def _figure_rows(outcome: Outcome) -> Iterator[Row]:
    for figure, (base, value, change) in outcome.difference.rows().items():
        yield {
            "scenario": outcome.name,
            "figure": figure,
            "base": float(base),
            "value": float(value),
            "change": float(change),
        }


def _course_rows(outcome: Outcome) -> Iterator[Row]:
    for course in outcome.difference.courses:
        yield {"scenario": outcome.name, **_course_cells(course)}


def _course_cells(course: CourseChange) -> Row:
    return {
        "patient": course.patient,
        "expected": course.expected,
        "how": course.how.value,
        "first_day": course.first_day.isoformat(),
        "soon": course.soon,
        "waiting_days": course.waiting_days,
        "cost": course.cost,
        "before": _stretches(course.before),
        "after": _stretches(course.after),
    }


def _stretches(stretches: Iterable[Stretch]) -> str:
    """Write a course in a cell: each unit with its first day."""
    return "|".join(f"{stretch.unit} {stretch.from_.isoformat()}" for stretch in stretches)


def write_csv_tables(tables: Tables, folder: Path) -> None:
    """Write each table as a CSV file into a folder, made if it is not there.

    Raises
    ------
    Refused
        When the folder cannot be written to.
    """
    or_refused(folder, lambda: folder.mkdir(exist_ok=True))
    for name, (columns, rows) in tables.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_whole(folder / f"{name}.csv", text.getvalue())


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


def write_parquet_tables(tables: Tables, folder: Path) -> None:
    """Write each table as a Parquet file into a folder, made if it is not there.

    Raises
    ------
    Refused
        When pyarrow is not installed or the folder cannot be written to.
    """
    parquet, arrow = parquet_writer()
    or_refused(folder, lambda: folder.mkdir(exist_ok=True))
    for name, (columns, rows) in tables.items():
        made = arrow.table({column: _filled(arrow, column, rows) for column in columns})
        target = folder / f"{name}.parquet"
        or_refused(target, lambda made=made, target=target: parquet.write_table(made, target))  # type: ignore[misc]


def _filled(arrow: Any, column: str, rows: Iterable[Row]) -> Any:
    form = getattr(arrow, _FORMS.get(column, "string"))()
    return arrow.array([row.get(column) for row in rows], type=form)
