"""The reference page of the checker says what the code holds, and the checker stands alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import bedflow.check
from bedflow.check import Finding, reference_table

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "checks.md"
MODULES = sorted(Path(bedflow.check.__file__).parent.glob("*.py"))


def test_reference_page_lists_every_rule_as_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(f"## The rules\n\n{reference_table()}")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_checker_shares_no_code_with_what_makes_plans(module: Path) -> None:
    imported: set[str] = set()
    for statement in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(statement, ast.ImportFrom):
            imported.add(statement.module or "")
        elif isinstance(statement, ast.Import):
            imported |= {name.name for name in statement.names}
    strangers = {
        name
        for name in imported
        if name.split(".")[0] not in sys.stdlib_module_names
        and name != "bedflow.domain"
        and not name.startswith("bedflow.check")
    }
    assert strangers == set()


def test_finding_names_a_rule_of_the_catalogue() -> None:
    with pytest.raises(ValueError, match="no rule"):
        Finding("beds", "A", "too many")
