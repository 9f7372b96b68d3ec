"""JSON -> folder -> JSON loses nothing."""

import json
import re
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedflow.domain import Setting
from bedflow.ingest import read_document, read_snapshot, write_folder, write_json

MONDAY = date(2026, 11, 23)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CONTRACT = Path(__file__).parents[2] / "shared" / "design" / "contract.md"

# Marks that the cells themselves use, quotes and commas, and letters beyond ASCII.
texts = st.text(alphabet="ab1|\\=[],;\"' é林#-", min_size=1, max_size=6).map(str.strip).filter(bool)
lists = st.lists(texts, max_size=3)
wholes = st.integers(0, 50)
amounts = st.one_of(
    st.integers(0, 30), st.floats(0, 1e9, allow_nan=False), st.sampled_from([0.1, 1e-7, 2.50])
)
dates = st.integers(0, 6).map(lambda t: (MONDAY + timedelta(days=t)).isoformat())


def patterns(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(numbers, st.fixed_dictionaries(dict.fromkeys(WEEKDAYS, numbers)))


hours = st.dictionaries(texts, st.one_of(amounts, st.lists(amounts, min_size=1, max_size=3)), max_size=3)


def overrides(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    one = st.fixed_dictionaries({"date": dates}, optional=fields)
    return st.lists(one, max_size=2, unique_by=lambda override: override["date"])


means = st.lists(
    st.fixed_dictionaries({"date": dates, "per_day": wholes}), max_size=2, unique_by=lambda mean: mean["date"]
)
phases = st.builds(
    lambda told, last: [*told, last],
    st.lists(
        st.fixed_dictionaries(
            {"setting": st.sampled_from(["acute", "step_down"]), "days": st.integers(1, 9)},
            optional={
                "hours": hours,
                "start_hours": st.dictionaries(texts, amounts, max_size=2),
                "reason": texts,
            },
        ),
        max_size=2,
    ),
    st.fixed_dictionaries(
        {"setting": st.sampled_from(["community_hospital", "home_support"])},
        optional={"days": st.one_of(st.none(), st.integers(1, 9)), "not_before": dates, "hours": hours},
    ),
)
person = {
    "sex": st.sampled_from(["female", "male", None]),
    "age": st.integers(0, 130),
    "zone": texts,
    "specialty": texts,
    "frailty": st.integers(1, 9),
    "isolation": st.booleans(),
    "harm_per_day": st.one_of(st.none(), amounts),
    "preferred_units": st.lists(st.sampled_from(["A|1", "C"]), max_size=2),
    "excluded_units": st.lists(st.just("C"), max_size=1),
    "destination": texts,
    "admitted": dates,
}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    unit = {
        "surge": patterns(wholes),
        "isolation_beds": patterns(wholes),
        "name": texts,
        "organisation": texts,
    }
    unit |= {"specialties": lists, "near_zones": lists, "capabilities": lists}
    unit |= {"overrides": overrides(beds=wholes, surge=wholes, isolation_beds=st.one_of(st.none(), wholes))}
    team = {
        "name": texts,
        "overtime": patterns(amounts),
        "overrides": overrides(hours=amounts, overtime=amounts),
    }
    units = [
        {"id": name, "setting": setting, "beds": draw(patterns(wholes)), "cost_per_day": draw(amounts)}
        | draw(st.fixed_dictionaries({}, optional=unit))
        for name, setting in (("A|1", "acute"), ("C", "community_hospital"))
    ]
    units[1] |= draw(st.fixed_dictionaries({}, optional={"daily_intake": patterns(wholes)}))
    teams = [
        {"id": name, "discipline": name, "units": draw(st.sampled_from([["A|1"], ["A|1", "C"], []]))}
        | {"hours": draw(patterns(amounts))}
        | draw(st.fixed_dictionaries({}, optional=team))
        for name in draw(st.lists(texts, max_size=2, unique=True))
    ]
    patients = []
    for name in draw(st.lists(texts, max_size=3, unique=True)):
        told = {"id": name, "phases": draw(phases), **draw(st.fixed_dictionaries({}, optional=person))}
        here = draw(st.booleans())
        told |= {"unit": "A|1"} if here else {"arrives": draw(dates)}
        if here and draw(st.booleans()):
            told |= {"locks": [{"date": MONDAY.isoformat(), "unit": "A|1"}], "waiting_days": draw(wholes)}
        patients.append(told)
    streams = [
        {"id": name, "phases": draw(phases), "per_day": draw(patterns(st.sampled_from([0, 0.5, 0.1, 3])))}
        | draw(st.fixed_dictionaries({}, optional=person | {"overrides": means}))
        for name in draw(st.lists(texts, max_size=2, unique=True))
    ]
    policy = st.fixed_dictionaries(
        {},
        optional={
            "transfer": amounts,
            "wait_weight": st.dictionaries(st.sampled_from(list(map(str, Setting))), amounts, max_size=2),
            "delivers": st.just({"care_home": ["care_home", "community_hospital"], "acute": ["acute"]}),
        },
    )
    previous = {
        "schema": "bedflow.plan/1",
        "days": [MONDAY.isoformat()],
        "courses": [{"patient": draw(texts), "units": [draw(st.sampled_from(["A|1", None]))]}],
        "objective": draw(amounts),
    }
    return {
        "schema": "bedflow.snapshot/1",
        "as_of": draw(st.sampled_from(["2026-11-23T08:00:00+00:00", "2026-11-23T08:00:00.5", "2026-11-23"])),
        "horizon_days": draw(st.integers(1, 28)),
        "units": units,
        "teams": teams,
        "patients": patients,
        "arrivals": streams,
        "policy": draw(policy),
        "previous_plan": draw(st.sampled_from([None, previous])),
    }


@settings(max_examples=150, deadline=None)
@given(documents())
def test_json_to_folder_to_json_is_the_same_snapshot(document):
    snapshot = read_document(document)
    with tempfile.TemporaryDirectory() as place:
        write_folder(snapshot, Path(place) / "folder")
        from_folder = read_snapshot(Path(place) / "folder")
        write_json(from_folder, Path(place) / "again.json")
        assert from_folder == snapshot
        assert read_snapshot(Path(place) / "again.json") == snapshot


@pytest.mark.skipif(not CONTRACT.exists(), reason="the design pages are not beside this checkout")
def test_example_of_the_contract_makes_the_round_trip(tmp_path):
    example = re.search(r"```json\n(.*?)```", CONTRACT.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    document = json.loads(example.group(1))
    ward = {"id": "A03", "setting": "acute", "site": "GENERAL", "beds": 20, "cost_per_day": 400}
    home = {"id": "H01", "setting": "home_support", "beds": 20, "cost_per_day": 50}
    snapshot = read_document({**document, "units": [*document["units"], ward, home]})
    write_folder(snapshot, tmp_path / "folder")
    assert read_snapshot(tmp_path / "folder") == snapshot
