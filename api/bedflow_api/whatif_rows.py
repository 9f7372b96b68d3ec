"""An answer as tables for other programs: scenarios, figures and courses, as CSV files or Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bedflow.compare import CourseChange, Stretch
from bedflow.domain import Plan
from bedflow.whatif import Answer, Lineage, Outcome
from bedflow_api.briefing.whatif import AS_IT_IS
from bedflow_api.table_files import NUMBER, TEXT, WHOLE, YES_OR_NO, Table, Tables

Row = dict[str, Any]

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
        ("objective", "bound", "gap", "change", "open", "least", "most", "base", "value", "cost"), NUMBER
    ),
    **dict.fromkeys(("patients_changed", "patients_changed_soon", "waiting_days"), WHOLE),
    **dict.fromkeys(("decided", "expected", "soon"), YES_OR_NO),
}
"""The columns that are not text."""


def tables_of(answer: Answer) -> Tables:
    """Give the columns and rows of each table; every table is there, a row or none."""
    scenarios = [_base_row(answer), *(_scenario_row(outcome) for outcome in answer.outcomes)]
    return {
        "scenarios": _table(SCENARIO_COLUMNS, scenarios),
        "figures": _table(FIGURE_COLUMNS, [row for each in answer.outcomes for row in _figure_rows(each)]),
        "courses": _table(COURSE_COLUMNS, [row for each in answer.outcomes for row in _course_rows(each)]),
    }


def _table(columns: Iterable[str], rows: list[Row]) -> Table:
    return Table({column: _FORMS.get(column, TEXT) for column in columns}, rows)


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
