"""Planning again from a plan that stands: after a lock, a closure, a lost team, an arrival."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedflow.check import check_plan
from bedflow.domain import Lock, Patient, Plan, Snapshot, TeamOverride, UnitOverride
from bedflow.ingest import write_json
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from bedflow_api.main import run
from tests.districts import random_district
from tests.oracle import best_plan, raises_of


@pytest.fixture(scope="module")
def town() -> Snapshot:
    return sample_district(beds=60)


@pytest.fixture(scope="module")
def standing(town: Snapshot) -> Plan:
    return plan(town, effort=20)


def with_lock(town: Snapshot, standing: Plan) -> Snapshot:
    """Keep the first person to move today where they are."""
    move = next(move for move in standing.moves if move.from_ is not None)
    stays = Lock(date=town.first_day, unit=str(move.from_))
    patients = tuple(
        one.model_copy(update={"locks": (stays,)}) if one.id == move.patient else one for one in town.patients
    )
    return town.model_copy(update={"patients": patients})


def with_closure(town: Snapshot, _standing: Plan) -> Snapshot:
    closed = tuple(UnitOverride(date=day, beds=0, surge=0) for day in town.days[3:])
    last = town.units[-1].model_copy(update={"overrides": closed})
    return town.model_copy(update={"units": (*town.units[:-1], last)})


def with_lost_team(town: Snapshot, _standing: Plan) -> Snapshot:
    lost = tuple(TeamOverride(date=day, hours=0, overtime=0) for day in town.days[1:4])
    first = town.teams[0].model_copy(update={"overrides": lost})
    return town.model_copy(update={"teams": (first, *town.teams[1:])})


def with_arrival(town: Snapshot, _standing: Plan) -> Snapshot:
    source = town.arrivals[0]
    new = Patient(id="SYN-NEW", arrives=town.days[1], specialty=source.specialty, phases=source.phases)
    return town.model_copy(update={"patients": (*town.patients, new)})


def a_day_later(town: Snapshot, _standing: Plan) -> Snapshot:
    return town.model_copy(update={"horizon_days": town.horizon_days - 1})


CHANGES = [with_lock, with_closure, with_lost_team, with_arrival, a_day_later]


@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_made_again_keeps_every_rule_and_is_no_worse_than_from_nothing(
    change: object, town: Snapshot, standing: Plan
) -> None:
    changed = change(town, standing)  # type: ignore[operator]
    again = plan(changed, effort=12, standing=standing)
    assert check_plan(changed, again).ok
    assert again.objective <= plan(changed, effort=12).objective * 1.005


def test_nothing_changed_and_little_work_gives_the_standing_plan_or_a_better_one(
    town: Snapshot, standing: Plan
) -> None:
    again = plan(town, effort=1, standing=standing)
    assert again.objective <= standing.objective + 0.01
    # Prices carried over are rounded to pence, which may cost the bound a little.
    assert again.bound >= standing.bound * 0.99


@pytest.mark.parametrize("seed", range(40, 60))
def test_a_plan_of_another_district_misleads_nobody(seed: int) -> None:
    stranger = plan(random_district(seed + 1), effort=5)
    snapshot = random_district(seed)
    made = plan(snapshot, effort=100, standing=stranger)
    assert check_plan(snapshot, made).ok
    assert made.objective == pytest.approx(best_plan(snapshot, raises_of(made, snapshot)).objective, abs=0.01)


def test_the_command_line_goes_on_from_a_plan_file(
    tmp_path: Path, town: Snapshot, standing: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    write_json(town, tmp_path / "town.json")
    (tmp_path / "plan.json").write_text(standing.model_dump_json(by_alias=True), encoding="utf-8")
    files = [str(tmp_path / "town.json"), "--from", str(tmp_path / "plan.json")]
    assert run(["plan", *files, "--effort", "1", "--json", "--quiet"]) == 0
    again = Plan.model_validate_json(capsys.readouterr().out)
    assert again.objective <= standing.objective + 0.01
