"""``bedflow plan``: where the plan goes, what stops it, and which prices hold."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from bedflow.domain import Plan, Snapshot
from bedflow.ingest import BadInput
from bedflow.waterfall import Progress
from bedflow_api.commands import plan as command
from bedflow_api.main import run
from bedflow_api.policy_options import with_policy
from bedflow_api.progress_line import progress_words
from tests import bed_meeting

CALM = {key: value for key, value in bed_meeting.SNAPSHOT.items() if key != "arrivals"}
"""The bed meeting without forecasts, which is planned at once."""


@pytest.fixture
def district(tmp_path: Path) -> Path:
    path = tmp_path / "district.json"
    path.write_text(json.dumps(CALM), encoding="utf-8")
    return path


def _files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_plan_prints_tables_and_progress_apart(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(district), "--effort", "1"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Plan for Mon 23 Nov 2026 to Wed 25 Nov\n")
    assert "gap" in said.err


def test_json_is_one_document_on_standard_output(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(district), "--effort", "1", "--json", "--quiet"]) == 0
    said = capsys.readouterr()
    assert Plan.model_validate_json(said.out).horizon_days == 3
    assert said.err == ""


def test_plan_written_passes_the_check(district: Path, tmp_path: Path) -> None:
    made = tmp_path / "plan.json"
    assert run(["plan", str(district), "--effort", "1", "-o", str(made), "--quiet"]) == 0
    assert run(["check", str(district), str(made)]) == 0


def test_same_effort_and_seed_give_the_same_plan(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plans = []
    for _ in range(2):
        assert run(["plan", str(district), "--effort", "1", "--seed", "4", "--json", "--quiet"]) == 0
        plans.append({**json.loads(capsys.readouterr().out), "seconds": None})
    assert plans[0] == plans[1]


def test_page_and_plan_are_written_beside_the_tables(district: Path, tmp_path: Path) -> None:
    page, made = tmp_path / "plan.html", tmp_path / "plan.json"
    assert run(["plan", str(district), "--effort", "1", "--html", str(page), "-o", str(made), "--quiet"]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert _files(tmp_path) == {"district.json", "plan.html", "plan.json"}


def test_nothing_is_written_on_bad_input(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.json"
    faulty.write_text(json.dumps(CALM | {"horizon_days": 0}), encoding="utf-8")
    outputs = ["-o", str(tmp_path / "plan.json"), "--html", str(tmp_path / "plan.html")]
    assert run(["plan", str(faulty), *outputs]) == 2
    assert _files(tmp_path) == {"faulty.json"}


@pytest.mark.parametrize("output", ["missing/plan.json", ".", "district.json"])
def test_place_that_cannot_be_written_is_told_before_planning(
    output: str, district: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "plan_district", _never)
    before = district.read_bytes()
    assert run(["plan", str(district), "-o", str(district.parent / output)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert district.read_bytes() == before


def test_plan_and_page_cannot_be_the_same_file(district: Path, tmp_path: Path) -> None:
    both = str(tmp_path / "both")
    assert run(["plan", str(district), "-o", both, "--html", both]) == 2
    assert _files(tmp_path) == {"district.json"}


def test_failure_of_one_output_spares_the_others(
    district: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "plan_district", _removing(tmp_path / "gone"))
    (tmp_path / "gone").mkdir()
    outputs = ["-o", str(tmp_path / "gone" / "plan.json"), "--html", str(tmp_path / "plan.html")]
    assert run(["plan", str(district), *outputs, "--quiet"]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert _files(tmp_path) == {"district.json", "plan.html"}


def test_ctrl_c_gives_the_best_plan_so_far(
    district: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "plan_district", _interrupted(times=1))
    assert run(["plan", str(district)]) == 3
    said = capfd.readouterr()
    assert said.out.startswith("Plan for Mon 23 Nov 2026")
    assert "best plan found so far" in said.err


def test_second_ctrl_c_stops_at_once(
    district: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "plan_district", _interrupted(times=2))
    assert run(["plan", str(district), "-o", str(district.parent / "plan.json")]) == 3
    assert capfd.readouterr().out == ""
    assert _files(district.parent) == {"district.json"}


def test_ctrl_c_of_a_shell_ends_a_long_run_with_a_checked_plan(tmp_path: Path) -> None:
    assert run(["sample", "--beds", "60", "-o", str(tmp_path / "d.json")]) == 0
    code = "from bedflow_api.main import main; main()"
    arguments = ["plan", str(tmp_path / "d.json"), "--time-limit", "100", "-o", str(tmp_path / "p.json")]
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        while "gap" not in (running.stderr.readline() or "gap"):
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert running.returncode == 3
    assert run(["check", str(tmp_path / "d.json"), str(tmp_path / "p.json")]) == 0


def test_price_set_for_a_run_replaces_that_of_the_snapshot() -> None:
    set_for_run = with_policy(
        bed_meeting.snapshot(), ["transfer=80", "wait_weight.acute=1.2", "idle.acute=acute"]
    )
    assert set_for_run.policy.transfer == 80
    assert set_for_run.policy.wait_weight["acute"] == 1.2  # type: ignore[index]
    assert set_for_run.policy.wait_weight["step_down"] == 0.6  # type: ignore[index]
    assert set_for_run.sha256 != bed_meeting.snapshot().sha256


def test_plan_of_set_prices_is_checked_with_the_same_prices(district: Path, tmp_path: Path) -> None:
    made = str(tmp_path / "plan.json")
    assert run(["plan", str(district), "--effort", "1", "-o", made, "--quiet", "--set", "transfer=80"]) == 0
    assert run(["check", str(district), made]) == 1
    assert run(["check", str(district), made, "--set", "transfer=80"]) == 0


def test_no_setting_leaves_the_snapshot_as_it_is() -> None:
    snapshot = bed_meeting.snapshot()
    assert with_policy(snapshot, []) is snapshot


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("transfr=3", "did you mean transfer?"),
        ("transfer", "NAME=VALUE"),
        ("transfer=dear", "expects a number"),
        ("transfer.acute=3", "no parts"),
        ("wait_weight=3", "wait_weight.acute"),
        ("wait_weight.ward=3", "wait_weight.acute"),
    ],
)
def test_unknown_price_is_bad_input(setting: str, told: str) -> None:
    with pytest.raises(click.BadParameter, match=told):
        with_policy(bed_meeting.snapshot(), [setting])


@pytest.mark.parametrize("setting", ["transfer=-1", "transfer=nan", "idle.acute=ward"])
def test_price_the_policy_does_not_take_is_bad_input(setting: str) -> None:
    with pytest.raises(BadInput, match="--set"):
        with_policy(bed_meeting.snapshot(), [setting])


def test_progress_says_total_bound_and_gap_once_they_are_known() -> None:
    early = Progress(seconds=0.5, stage="reading kernels", objective=None, bound=None, gap=None)
    assert progress_words(early, 0.5) == "   0.5 s  reading kernels"
    later = Progress(seconds=2.0, stage="plans", objective=1_160.0, bound=1_150.0, gap=0.0087)
    assert progress_words(later, 2.0) == "   2.0 s  plans  total 1,160  at least 1,150  gap 0.87 %"


def _never(*_: Any, **__: Any) -> Plan:
    raise AssertionError("planned although nothing could be written")


def _removing(folder: Path) -> Callable[..., Plan]:
    def planned(snapshot: Snapshot, **_: Any) -> Plan:
        folder.rmdir()
        return bed_meeting.plan(snapshot_sha256=snapshot.sha256)

    return planned


def _interrupted(*, times: int) -> Callable[..., Plan]:
    def planned(_snapshot: Snapshot, *, interrupted: Callable[[], bool], **_: Any) -> Plan:
        for _signal in range(times):
            os.kill(os.getpid(), signal.SIGINT)
        assert interrupted()
        return bed_meeting.plan()

    return planned
