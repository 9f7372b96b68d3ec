"""Scenario packs: each runs, says what was published and where, and what is put in and what comes out."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from bedflow.check import check_plan
from bedflow.domain import Setting
from bedflow.ingest import BadInput
from bedflow.sample import sample_district
from bedflow.whatif import applied, what_if
from bedflow.whatif.pack import BUNDLED, Kind, Pack, bundled_packs, pack_of, read_pack
from bedflow.whatif.pack_answer import PackAnswer, asked_of_pack
from bedflow.whatif.pack_measures import WORDS, Measure
from bedflow_api.main import run

EXAMPLES = Path(__file__).parents[1] / "examples/scenarios"
NAMES = [
    "birmingham_stepdown",
    "carema_half_estate",
    "kaiser_skilled_nursing",
    "northumbria_hips",
    "seven_day_intake",
    "torbay_zones",
    "ward_closure",
    "winter_plus_10",
]
REDUCED = dict.fromkeys(NAMES, 24) | {"birmingham_stepdown": 36, "northumbria_hips": 36, "torbay_zones": 30}
ROUNDS = ["--effort", "2", "--quiet"]

OWN = """
name = "own"
title = "One place more at home"
[district]
beds = 24
[scenario]
name = "place"
[[scenario.changes]]
do = "add"
what = "beds"
of = {setting = "home_support"}
amount = 1
[[figures]]
what = "Acute bed-days"
kind = "outcome"
measure = "acute_bed_days"
"""


def _asked(name: str) -> PackAnswer:
    return asked_of_pack(read_pack(name), beds=REDUCED[name], effort=2)


def _values(found: PackAnswer) -> dict[Measure | None, tuple[float | None, float | None]]:
    return {beside.figure.measure: (beside.before, beside.after) for beside in found.figures}


def test_the_packs_of_the_issue_come_with_bedflow() -> None:
    assert [pack.name for pack in bundled_packs()] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_pack_runs_at_a_reduced_size_and_its_plans_keep_every_rule(name: str) -> None:
    found = _asked(name)
    outcome = found.answer.outcomes[0]
    assert check_plan(found.answer.snapshot, found.answer.base).ok
    assert check_plan(outcome.snapshot, outcome.plan).ok
    assert not outcome.applied.changes_nothing
    assert not outcome.applied.idle
    for beside in found.figures:
        if beside.figure.measure is not None:
            assert beside.before is not None
            assert beside.after is not None


@pytest.mark.parametrize("pack", bundled_packs(), ids=lambda pack: pack.name)
def test_pack_can_be_asked_at_its_own_size(pack: Pack) -> None:
    district = pack.made()
    assert applied(district, pack.scenario) != district
    assert sum(unit.setting is Setting.ACUTE for unit in district.units) >= 2


@pytest.mark.parametrize("pack", bundled_packs(), ids=lambda pack: pack.name)
def test_pack_says_what_the_model_cannot_show_and_has_an_outcome(pack: Pack) -> None:
    assert pack.cannot_show
    assert any(figure.kind is Kind.OUTCOME for figure in pack.figures)
    assert any(figure.kind is Kind.INPUT for figure in pack.figures)


@pytest.mark.parametrize("name", NAMES)
def test_inputs_are_the_same_whatever_the_plan(name: str) -> None:
    given = {Measure.ACUTE_BEDS, Measure.STEP_DOWN_BEDS, Measure.ZONES, Measure.TEAM_HOURS}
    given |= {Measure.DEMAND, Measure.STAY, Measure.WEEKEND_INTAKE}
    for figure in read_pack(name).figures:
        if figure.measure is not None:
            assert (figure.measure in given) is (figure.kind is Kind.INPUT)


def test_every_measure_has_its_words() -> None:
    assert set(WORDS) == set(Measure)


def test_joints_stay_seven_days_before_and_three_and_a_half_then() -> None:
    before, after = _values(_asked("northumbria_hips"))[Measure.STAY]
    assert before == 7
    assert after == pytest.approx(3.5)


def test_torbay_has_five_zones_and_carema_half_its_beds() -> None:
    assert _values(_asked("torbay_zones"))[Measure.ZONES] == (5, 5)
    before, after = _values(_asked("carema_half_estate"))[Measure.ACUTE_BEDS]
    assert (before, after) == (24, 12)


def test_two_wards_become_step_down_under_another_organisation() -> None:
    pack = read_pack("birmingham_stepdown")
    district = pack.made()
    handed = [unit for unit in applied(district, pack.scenario).units if unit.id in ("A010", "A011")]
    assert [unit.setting for unit in handed] == [Setting.STEP_DOWN] * 2
    assert {unit.organisation for unit in handed} == {"synthetic-community-trust"}
    assert sum(unit.beds_on(district.first_day) or 0 for unit in handed) == 48


def test_seven_days_are_the_weekdays_arrivals_at_weekends_too() -> None:
    pack = read_pack("seven_day_intake")
    for unit in applied(pack.made(), pack.scenario).units:
        if unit.setting is not Setting.ACUTE:
            assert len({unit.daily_intake_on(day) for day in pack.made().days}) == 1


def test_made_up_district_has_the_sites_zones_and_wards_asked_for() -> None:
    district = sample_district(beds=48, sites=2, zones=3, wards=4)
    acute = [unit for unit in district.units if unit.setting is Setting.ACUTE]
    assert len(acute) == 8
    assert len({unit.site for unit in acute}) == 2
    assert len({zone for unit in district.units for zone in unit.zones}) == 3
    with pytest.raises(ValueError, match="a zone for every site"):
        sample_district(beds=48, sites=2, zones=1)
    with pytest.raises(ValueError, match="2 beds for every zone and ward"):
        sample_district(beds=24, sites=1, wards=13)


def test_examples_hold_the_packs_of_the_package() -> None:
    texts = runpy.run_path(str(EXAMPLES / "regenerate.py"))["texts"]()
    assert {file.name: file.read_bytes() for file in EXAMPLES.glob("*.toml")} == texts


def test_published_figure_without_its_source_is_refused() -> None:
    unsourced = OWN.replace('measure = "acute_bed_days"', 'published = "7 days"')
    with pytest.raises(BadInput, match="expected published and source, both or neither"):
        pack_of(unsourced.encode(), file="own.toml")


def test_pack_file_with_unknown_measure_and_field_is_refused_in_one_report() -> None:
    wrong = OWN.replace('measure = "acute_bed_days"', 'measure = "happiness"\ncolour = "blue"')
    with pytest.raises(BadInput) as refused:
        pack_of(wrong.encode(), file="own.toml")
    assert len(refused.value.faults) == 2
    assert {fault.where for fault in refused.value.faults} == {"figures[0].measure", "figures[0].colour"}


def test_stay_of_a_stream_the_district_has_not_is_refused() -> None:
    wrong = OWN.replace('measure = "acute_bed_days"', 'measure = "stay"\nstreams = ["nobody"]')
    with pytest.raises(BadInput, match="expected streams of the district"):
        pack_of(wrong.encode(), file="own.toml").made()


def test_district_too_small_for_its_wards_is_refused() -> None:
    with pytest.raises(BadInput, match="expected more beds"):
        read_pack("birmingham_stepdown").made(beds=12)


def test_district_in_which_a_stream_would_be_split_by_sex_is_refused() -> None:
    with pytest.raises(BadInput, match="expected at most 120 beds"):
        read_pack("northumbria_hips").made(beds=121)


@pytest.mark.parametrize("name", ["northumbria_hips", "carema_half_estate"])
def test_all_planned_joints_are_one_stream_up_to_the_most_beds(name: str) -> None:
    pack = read_pack(name)
    joints = [each.id for each in pack.made(beds=pack.district.most_beds).arrivals if "joint" in each.id]
    assert joints == ["syn-zone-01-joint-male"]


def test_command_lists_the_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in NAMES)
    assert run(["pack", "--json"]) == 0
    assert [pack["name"] for pack in json.loads(capsys.readouterr().out)["packs"]] == NAMES


def test_command_prints_published_beside_modelled(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "northumbria_hips", "--beds", "36", *ROUNDS]) == 0
    said = capsys.readouterr().out
    row = next(line for line in said.splitlines() if "Stay for a hip" in line)
    assert "input" in row
    assert "7 (2007/08) to 3-4 (2009)" in row
    assert row.endswith("7    3.5")
    assert "no published figure" in said
    assert "What the model cannot show" in said
    assert "Sources" in said


def test_command_takes_a_file_and_gives_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    assert run(["pack", str(file), "--json", *ROUNDS]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "bedflow.pack-answer/1"
    (figure,) = document["figures"]
    assert figure["published"] is None
    assert figure["before"] == document["answer"]["base"]["measures"]["bed_days"]["acute"]


def test_written_pack_is_the_same_question_for_whatif(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pack", "winter_plus_10", "--beds", "24", "--write", str(tmp_path)]) == 0
    files = [str(tmp_path / f"winter_plus_10-{part}.json") for part in ("district", "scenario")]
    capsys.readouterr()
    assert run(["whatif", *files, "--json", *ROUNDS]) == 0
    asked = json.loads(capsys.readouterr().out)
    assert run(["pack", "winter_plus_10", "--beds", "24", "--json", *ROUNDS]) == 0
    assert json.loads(capsys.readouterr().out)["answer"]["outcomes"] == asked["outcomes"]


def test_unknown_pack_is_refused_with_the_names_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "torbay_zone"]) == 2
    said = capsys.readouterr().err
    assert "did you mean torbay_zones?" in said
    assert "carema_half_estate" in said


def test_bundled_packs_are_inside_the_package() -> None:
    assert {file.name for file in BUNDLED.iterdir()} == {f"{name}.toml" for name in NAMES}


def test_the_same_effort_gives_the_same_answer() -> None:
    pack = read_pack("ward_closure")
    first = asked_of_pack(pack, beds=24, effort=2)
    again = what_if(pack.made(beds=24), [pack.scenario], effort=2)
    assert [it.plan.objective for it in again.outcomes] == [it.plan.objective for it in first.answer.outcomes]
