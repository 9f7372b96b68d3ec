"""A sweep through a Dask cluster comes to the same; without Dask the command says what is missing."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from bedflow_api.main import run
from tests import paper

INSTALLED = importlib.util.find_spec("distributed") is not None


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    going = paper.phase("home_support")
    units = [paper.WARD, {**paper.HOME, "daily_intake": 1}]
    district = paper.district(3, units, [paper.ann("W", going), paper.bob("W", going)])
    (tmp_path / "district.json").write_text(json.dumps(district.to_document()), encoding="utf-8")
    efforts = ["--effort", "20", "--base-effort", "20", "--json", "--quiet"]
    return ["sweep", str(tmp_path / "district.json"), "--add", "daily_intake of H=0,1@30", *efforts]


@pytest.mark.skipif(INSTALLED, reason="Dask is installed")
def test_missing_dask_is_told_with_how_to_install_it(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--scheduler", "tcp://127.0.0.1:8786"]) == 2
    assert "pip install 'bedflow[dask]'" in capsys.readouterr().err


@pytest.mark.skipif(not INSTALLED, reason="needs the extra dask")
@pytest.mark.filterwarnings("ignore")
def test_cluster_comes_to_the_same_as_this_process(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    distributed = importlib.import_module("distributed")
    assert run(command) == 0
    here = json.loads(capsys.readouterr().out)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        assert run([*command, "--scheduler", cluster.scheduler_address]) == 0
    there = json.loads(capsys.readouterr().out)
    assert there["points"] == here["points"]
