"""The command line: what it prints, writes and answers, as a shell sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Plan
from bedflow.sample import sample_district
from bedflow_api.main import COMMANDS, run
from tests import bed_meeting


@pytest.fixture
def district(tmp_path: Path) -> Path:
    path = tmp_path / "district.json"
    path.write_text(json.dumps(bed_meeting.SNAPSHOT), encoding="utf-8")
    return path


def _shell(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from bedflow_api.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


def test_help_needs_neither_numbers_nor_models() -> None:
    code = (
        "import sys, bedflow_api.main as m; m.run(['--help']); "
        "sys.exit(bool({'numpy', 'pydantic', 'numba', 'rich', 'jinja2', 'bedflow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"  {name} " in said and line in said for name, (_, line) in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_teaches_by_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    said = capsys.readouterr().out
    assert "Example" in said
    assert f"bedflow {name}" in said


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("bedflow ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["plot"],
        ["plan"],
        ["plan", "x.json", "--effort", "1", "--time-limit", "1"],
        ["plan", "x.json", "--time-limit", "nan"],
        ["plan", "x.json", "--gap", "nan"],
        ["check", "-", "-"],
        ["sample", "--beds", "1", "-o", "x.json"],
        ["schema", "ward"],
    ],
)
def test_wrong_usage_is_bad_input(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err


def test_missing_snapshot_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = _shell("plan", str(tmp_path / "missing.json"))
    assert done.returncode == 2
    assert "missing.json" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_validate_says_what_a_sound_snapshot_holds(
    district: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", str(district)]) == 0
    assert capsys.readouterr().out == "Sound: 4 patients, 1 forecast stream, 2 units, 1 team, 3 days.\n"


def test_validate_tells_all_faults_as_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty = tmp_path / "faulty.json"
    faulty.write_text(json.dumps(bed_meeting.SNAPSHOT | {"horizon_days": 99, "wards": []}), encoding="utf-8")
    assert run(["validate", str(faulty), "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert {fault["where"] for fault in said["faults"]} == {"horizon_days", "wards"}


def test_sample_writes_the_district_of_its_seed(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    assert run(["sample", "--beds", "24", "--seed", "3", "-o", str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8")) == sample_district(beds=24, seed=3).to_document()
    assert [each.name for each in tmp_path.iterdir()] == ["made.json"]


def test_sample_folder_reads_as_the_same_district(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sample", "--beds", "24", "-o", str(tmp_path / "made")]) == 0
    assert run(["sample", "--beds", "24", "-o", str(tmp_path / "made.json")]) == 0
    capsys.readouterr()
    assert run(["validate", str(tmp_path / "made")]) == run(["validate", str(tmp_path / "made.json")]) == 0
    folder, file = capsys.readouterr().out.splitlines()
    assert folder == file


def test_sample_never_writes_over_a_folder_with_other_things_in_it(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert run(["sample", "--beds", "24", "-o", str(tmp_path)]) == 2
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_sample_can_be_piped_into_another_command() -> None:
    made = _shell("sample", "--beds", "24", "-o", "-")
    assert made.returncode == 0
    assert _shell("validate", "-", input=made.stdout).returncode == 0


@pytest.mark.parametrize("document", ["snapshot", "plan"])
def test_schema_is_one_json_document(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", document]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == document.capitalize()


def test_reference_is_the_committed_page(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[1] / "docs" / "reference" / "snapshot.md"
    assert run(["schema", "snapshot", "--reference"]) == 0
    assert capsys.readouterr().out == page.read_text(encoding="utf-8")


def test_check_fails_on_a_plan_that_breaks_rules(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(bed_meeting.plan().model_dump_json(by_alias=True), encoding="utf-8")
    assert run(["check", str(district), str(path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert {"rule", "where", "message"} == set(said["findings"][0])


def test_reader_who_has_seen_enough_is_no_error() -> None:
    command = f'"{sys.executable}" -c "from bedflow_api.main import main; main()" schema snapshot'
    piped = f"set -o pipefail; {command} | head -n 1"
    done = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")


def test_plan_model_round_trips_through_the_printed_document() -> None:
    printed = json.dumps(bed_meeting.plan().model_dump(mode="json", by_alias=True))
    assert Plan.model_validate_json(printed) == bed_meeting.plan()
