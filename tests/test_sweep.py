"""A sweep: every point of a grid once, the same wherever it is planned, and what the frontier says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Breakdown, Snapshot
from bedflow.ingest import BadInput
from bedflow.whatif.frontier import frontiers
from bedflow.whatif.grid import Grid, Point
from bedflow.whatif.results_file import read_results
from bedflow.whatif.sweep import Sweep, Swept, sweep
from bedflow.whatif.sweep_figures import Figures
from bedflow.whatif.sweep_point import Effort, OtherVersion, packed, plan_point, task_of
from bedflow.whatif.sweep_reading import fact_of, read_grid
from bedflow.whatif.sweep_shorthand import NotALever, lever_document
from bedflow.whatif.sweep_workers import processes
from tests import paper

PROOF = Effort(base=100, point=100)
HOURS = {
    "name": "hours",
    "values": [0, 2, 4],
    "price": 45,
    "changes": [{"do": "add", "what": "hours", "of": {"team": "T"}, "amount": 1}],
}
SLOTS = {
    "name": "slots",
    "values": [0, 1],
    "price": 30,
    "changes": [{"do": "add", "what": "daily_intake", "of": {"unit": "H"}, "amount": 1}],
}


def grid(*levers: dict[str, Any]) -> Grid:
    return fact_of({"levers": levers}, Grid, name="grid")


def queue() -> Snapshot:
    """Make a ward with four people, of whom one a day may go home, each with two of four hours of nursing."""
    going = paper.phase("home_support", nursing=2)
    people = [paper.person(f"p{number}", going, unit="W") for number in range(4)]
    return paper.district(3, [paper.WARD, {**paper.HOME, "daily_intake": 1}], people, teams=[paper.team(4)])


def shown(found: Sweep) -> list[tuple[str, float, Figures | None]]:
    return [(swept.point.words, swept.capacity_cost, swept.figures) for swept in found.points]


def test_each_point_is_planned_with_its_changes_and_priced_for_the_days_of_the_plan() -> None:
    found = sweep(queue(), grid(HOURS, SLOTS), effort=PROOF)
    assert found.complete
    words, costs, figures = zip(*shown(found), strict=True)
    assert words[:3] == ("hours 0, slots 0", "hours 0, slots 1", "hours 2, slots 0")
    assert costs == (0, 90, 270, 360, 540, 630)
    # With eight hours and two slots a day two go home today and two tomorrow: two waiting days.
    assert figures[-1] is not None
    assert (figures[-1].waiting_days, figures[-1].people_waiting, figures[-1].longest_wait) == (2, 2, 1)
    assert figures[-1].objective == 4 * 60 + 2 * 300 + 2 * (400 + 180 + 200)


def test_sweep_goes_on_from_its_file_and_comes_to_the_same(tmp_path: Path) -> None:
    whole = sweep(queue(), grid(HOURS, SLOTS), effort=PROOF)
    file = tmp_path / "points.jsonl"
    done: list[int] = []
    first = sweep(
        queue(),
        grid(HOURS, SLOTS),
        effort=PROOF,
        results=file,
        told=lambda number, _: done.append(number),
        interrupted=lambda: done[-1] >= 2,
    )
    assert (len(first.points), first.complete, first.planned) == (2, False, 2)
    # As after a power cut: half a line at the end.
    file.write_bytes(file.read_bytes() + b'{"schema":"bedflow.sweep/1","key":"ab')
    rest = sweep(queue(), grid(HOURS, SLOTS), effort=PROOF, results=file)
    assert (rest.complete, rest.planned) == (True, 4)
    assert shown(rest) == shown(whole)
    again = sweep(queue(), grid(HOURS, SLOTS), effort=PROOF, results=file)
    assert (again.complete, again.planned) == (True, 0)
    assert shown(again) == shown(whole)


def test_processes_come_to_the_same_as_this_process(tmp_path: Path) -> None:
    here = sweep(queue(), grid(HOURS), effort=PROOF, results=tmp_path / "here.jsonl")
    beside = sweep(
        queue(), grid(HOURS), effort=PROOF, results=tmp_path / "beside.jsonl", workers=processes(2)
    )
    assert shown(beside) == shown(here)
    kept = [read_results(tmp_path / name) for name in ("here.jsonl", "beside.jsonl")]
    assert {key: one.figures for key, one in kept[0].items()} == {
        key: one.figures for key, one in kept[1].items()
    }


def test_results_of_another_effort_or_price_are_not_taken(tmp_path: Path) -> None:
    file = tmp_path / "points.jsonl"
    sweep(queue(), grid(HOURS), effort=PROOF, results=file)
    dearer = queue().model_copy(update={"policy": queue().policy.model_copy(update={"transfer": 61.0})})
    assert sweep(queue(), grid(HOURS), effort=replace(PROOF, point=99), results=file).planned == 3
    assert sweep(dearer, grid(HOURS), effort=PROOF, results=file).planned == 3
    # A lever's price and name are no part of the question that was planned.
    renamed = {**HOURS, "name": "nurse hours", "price": 60}
    assert sweep(queue(), grid(renamed), effort=PROOF, results=file).planned == 0


def test_no_time_no_points() -> None:
    found = sweep(queue(), grid(HOURS), effort=PROOF, time_limit=0)
    assert (found.points, found.complete) == ((), False)
    assert frontiers(found) == ()


def test_sweep_cut_short_has_gone_through_a_coarser_grid() -> None:
    five = {**HOURS, "values": [0, 1, 2, 3, 4]}
    order = [point.levels for point in grid(five, SLOTS).coarse_first()]
    assert {levels[0][1] for levels in order[:4]} == {0, 4}
    assert {levels[0][1] for levels in order[4:6]} == {2}
    assert len(order) == len(set(order)) == 10


def test_worker_with_another_bedflow_refuses() -> None:
    district, standing = packed(queue().to_document()), packed({})
    task = task_of(
        district, standing, grid(HOURS).scenario(Point((("hours", 0.0),))), effort=PROOF, since=None
    )
    with pytest.raises(OtherVersion, match="another version"):
        plan_point(replace(task, version="0.0.1"))


def test_point_that_cannot_be_is_told_and_the_others_are_planned(tmp_path: Path) -> None:
    # Ann must go back to a ward: to W or V. Without either there is nowhere for her.
    back = paper.ann("H", paper.phase("acute", 2))
    district = paper.district(2, [paper.WARD, paper.unit("V", "acute"), paper.HOME], [back])
    wards = [
        {"name": f"without {ward}", "values": [0, 1], "changes": [{"do": "remove", "of": {"unit": ward}}]}
        for ward in ("W", "V")
    ]
    file = tmp_path / "points.jsonl"
    for _ in range(2):
        found = sweep(district, grid(*wards), effort=PROOF, results=file)
        assert found.complete
        assert [swept.refused is None for swept in found.points] == [True, True, True, False]
        assert "acute" in str(found.points[-1].refused)
        assert len(found.possible) == 3


def made(hours: float, plan_total: float, *, waiting: int = 0, bound: float | None = None) -> Swept:
    figures = Figures(
        objective=plan_total, bound=plan_total if bound is None else bound, gap=0, people_waiting=waiting,
        waiting_days=waiting, acute_waiting_days=0, longest_wait=0, mean_wait=0, surge_days=0, over_days=0,
        isolation_breaches=0, acute_bed_days=0, moves=0, left=0, team_hours=0, overtime_hours=0,
        cost=Breakdown(), by_organisation={},
    )  # fmt: skip
    return Swept(Point((("hours", hours),)), hours * 100, figures)


def swept_hours(*points: Swept) -> Sweep:
    values = [swept.point.levels[0][1] for swept in points]
    return Sweep(grid({**HOURS, "values": values}), points, complete=True, planned=len(points))


def test_least_cost_capacity_leaves_a_few_people_waiting() -> None:
    points = [
        made(0, 1000, waiting=9), made(1, 600, waiting=5), made(2, 400, waiting=2), made(3, 350, waiting=1),
        made(4, 340, waiting=0),
    ]  # fmt: skip
    [frontier] = frontiers(swept_hours(*points))
    # Both: 1000, 700, 600, 650, 740. Below the line from 1000 to 340: 0, 235, 270, 155, 0.
    assert frontier.least is points[2]
    assert frontier.knee is points[2]
    assert frontier.fewest_waits is points[4]
    assert frontier.cost_of_fewest_waits == 140
    assert frontier.undecided == ()


def test_what_the_gaps_leave_open_is_said() -> None:
    points = [made(0, 700, bound=690), made(1, 590, bound=560), made(2, 495, bound=480)]
    [frontier] = frontiers(swept_hours(*points))
    # Both: 700, 690, 695; at least 690, 660, 680.
    assert frontier.least is points[1]
    assert frontier.undecided == (points[2],)


def test_capacity_that_saves_nothing_is_not_on_the_frontier_and_a_straight_line_has_no_knee() -> None:
    points = [made(0, 900), made(1, 800), made(2, 850), made(3, 600)]
    [frontier] = frontiers(swept_hours(*points))
    assert frontier.best == (points[0], points[1], points[3])
    assert frontier.knee is None


def test_levers_without_a_price_are_conditions() -> None:
    demand = {"name": "stays", "values": [1, 2], "changes": [{"do": "scale", "what": "stays", "amount": 1}]}
    found = sweep(queue(), grid(HOURS, demand), effort=PROOF)
    assert [frontier.conditions for frontier in frontiers(found)] == [(("stays", 1.0),), (("stays", 2.0),)]
    assert [len(frontier.points) for frontier in frontiers(found)] == [3, 3]


@pytest.mark.parametrize(
    ("lever", "told"),
    [
        ({**HOURS, "values": []}, "expected at least one entry"),
        ({**HOURS, "values": [1, 1]}, "expected each value once"),
        ({**HOURS, "values": [-1, 0]}, "values from 0 on"),
        ({**SLOTS, "values": [0.5]}, "0.5 is none"),
        ({**HOURS, "changes": [{"do": "scale", "what": "hours", "amount": 1}]}, "expected a price only of"),
        ({**HOURS, "cost": 4}, "expected a field that is known"),
        ({**HOURS, "changes": [{"do": "add", "what": "bed", "amount": 1}]}, "expected one of"),
    ],
)
def test_lever_that_cannot_be_is_refused(lever: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        grid(lever)


def test_lever_for_a_team_that_is_not_there_is_bad_input() -> None:
    nobody = {**HOURS, "changes": [{"do": "add", "what": "hours", "of": {"team": "X"}, "amount": 1}]}
    with pytest.raises(BadInput, match="hours"):
        sweep(queue(), grid(nobody), effort=PROOF)


def test_grid_is_read_from_toml(tmp_path: Path) -> None:
    (tmp_path / "grid.toml").write_text(
        'question = "How many hours?"\n[[levers]]\nname = "hours"\nvalues = [0, 2, 4]\nprice = 45\n'
        'changes = [{do = "add", what = "hours", of = {team = "T"}, amount = 1}]\n',
        encoding="utf-8",
    )
    assert read_grid(tmp_path / "grid.toml").levers == grid(HOURS).levers


def test_lever_in_one_line_is_the_lever_in_a_file() -> None:
    short = lever_document("hours of T=0,2,4@45", queue(), do="add")
    assert grid({**short, "name": "hours"}) == grid(HOURS)


@pytest.mark.parametrize("line", ["hours of X=0,1", "hours of T", "hours of T=one", "hours of T=1@dear", ""])
def test_line_that_is_no_lever_is_refused(line: str) -> None:
    with pytest.raises(NotALever, match="expected"):
        lever_document(line, queue(), do="add")
