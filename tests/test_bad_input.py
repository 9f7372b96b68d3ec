"""Every kind of bad input is told with its exact place, all at once, and with nobody's data."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedflow.ingest import BadInput, read_document, read_plan, read_snapshot

SECRET = "Zaphod-Secret"
DOCUMENT: dict[str, Any] = {
    "schema": "bedflow.snapshot/1",
    "as_of": "2026-11-23T08:00:00+00:00",
    "horizon_days": 14,
    "units": [
        {"id": "A", "setting": "acute", "beds": 10, "cost_per_day": 400, "sex": "female"},
        {"id": "C", "setting": "community_hospital", "beds": 5, "cost_per_day": 200},
        {"id": "N", "setting": "care_home", "beds": 5, "cost_per_day": 120},
        {"id": "H", "setting": "home_support", "beds": 5, "cost_per_day": 50},
    ],
    "teams": [{"id": "T", "discipline": "nursing", "units": ["H"], "hours": 8}],
    "patients": [
        {"id": "P1", "unit": "A", "sex": "female", "destination": SECRET, "phases": [{"setting": "acute"}]},
        {
            "id": "P2",
            "unit": "C",
            "sex": "female",
            "phases": [
                {"setting": "community_hospital", "days": 3, "hours": {"nursing": [1, 2]}},
                {"setting": "home_support", "days": 5},
            ],
        },
    ],
    "arrivals": [{"id": "S", "sex": "female", "per_day": 1, "phases": [{"setting": "acute", "days": 4}]}],
    "policy": {"transfer": 60},
}

Change = Callable[[dict[str, Any]], Any]


def changed(change: Change) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def faults_of(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        read_document(document, name="s.json")
    return [(fault.where, fault.expected) for fault in caught.value.faults]


def second(**fields: Any) -> Change:
    return lambda d: d["patients"][1].update(fields)


def phase(k: int, **fields: Any) -> Change:
    return lambda d: d["patients"][1]["phases"][k].update(fields)


def unit(k: int, **fields: Any) -> Change:
    return lambda d: d["units"][k].update(fields)


KINDS: dict[str, tuple[Change, str, str]] = {
    "no schema": (lambda d: d.pop("schema"), "schema", "required"),
    "other schema": (lambda d: d.update(schema="x/2"), "schema", '"bedflow.snapshot/1"'),
    "no time": (lambda d: d.pop("as_of"), "as_of", "required"),
    "wrong time": (lambda d: d.update(as_of="yesterday"), "as_of", "2026-11-23T08:00:00"),
    "end of time": (lambda d: d.update(as_of="9999-12-31T08:00:00"), "as_of", "before the year 9999"),
    "horizon too long": (lambda d: d.update(horizon_days=29), "horizon_days", "at most 28"),
    "horizon as text": (lambda d: d.update(horizon_days="14"), "horizon_days", "whole number"),
    "unknown field": (lambda d: d.update(patient=[]), "patient", "did you mean patients?"),
    "misspelt field": (second(fraility=4), "patients[1].fraility", "did you mean frailty?"),
    "units no list": (lambda d: d.update(units={}), "units", "list"),
    "entry no object": (lambda d: d["teams"].append(7), "teams[1]", "object"),
    "setting unknown": (
        phase(0, setting="asylum"),
        "patients[1].phases[0].setting",
        "one of acute, step_down",
    ),
    "negative beds": (unit(1, beds=-1), "units[1].beds", "0 or more"),
    "half a bed": (unit(1, beds=1.5), "units[1].beds", "whole number"),
    "beds as text": (unit(1, beds="ten"), "units[1].beds", "whole number"),
    "pattern without tuesday": (
        unit(1, beds=dict.fromkeys(("mon", "wed", "thu", "fri", "sat", "sun"), 1)),
        "units[1].beds.tue",
        "required",
    ),
    "not a number": (unit(1, cost_per_day=float("nan")), "units[1].cost_per_day", "finite"),
    "huge number": (unit(1, cost_per_day=10**400), "units[1].cost_per_day", "at most"),
    "truth as number": (second(isolation=1), "patients[1].isolation", "true or false"),
    "frailty ten": (second(frailty=10), "patients[1].frailty", "at most 9"),
    "id empty": (second(id=""), "patients[1].id", "text"),
    "id too long": (second(id="x" * 201), "patients[1].id", "at most 200 characters"),
    "id with line break": (second(id="a\nb"), "patients[1].id", "without line breaks"),
    "broken characters": (second(zone="\ud800"), "patients[1].zone", "broken characters"),
    "sex unknown": (second(sex="f"), "patients[1].sex", "female, male"),
    "date of the wrong form": (second(admitted="23/11/2026"), "patients[1].admitted", "like 2026-11-23"),
    "no phases": (second(phases=[]), "patients[1].phases", "at least one"),
    "no days": (phase(1, days=0), "patients[1].phases[1].days", "1 or more"),
    "open phase before the last": (phase(0, days=None), "patients[1].phases[0].days", "only the last"),
    "no hours in the list": (
        phase(0, hours={"nursing": []}),
        "patients[1].phases[0].hours.nursing",
        "one entry",
    ),
    "negative hours in the list": (
        phase(0, hours={"nursing": [1, -1]}),
        "patients[1].phases[0].hours.nursing[1]",
        "0 or more",
    ),
    "policy key unknown": (lambda d: d.update(policy={"transfers": 1}), "policy.transfers", "transfer?"),
    "policy setting unknown": (
        lambda d: d.update(policy={"wait_weight": {"hospice": 1}}),
        "policy.wait_weight.hospice",
        "one of acute",
    ),
    "unit and arrives": (second(arrives="2026-11-24"), "patients[1].arrives", "not both"),
    "neither unit nor arrives": (second(unit=None), "patients[1].unit", "expected unit, or arrives"),
    "arrives yesterday": (second(unit=None, arrives="2026-11-22"), "patients[1].arrives", "day 0 or later"),
    "unit unknown": (second(unit="X"), "patients[1].unit", "id of a unit"),
    "preferred unit unknown": (
        second(preferred_units=["C", "X"]),
        "patients[1].preferred_units[1]",
        "id of a unit",
    ),
    "excluded unit unknown": (second(excluded_units=["X"]), "patients[1].excluded_units[0]", "id of a unit"),
    "team of no unit": (lambda d: d["teams"][0]["units"].append("X"), "teams[0].units[1]", "id of a unit"),
    "lock of no unit": (
        second(locks=[{"date": "2026-11-24", "unit": "X"}]),
        "patients[1].locks[0].unit",
        "id of a unit",
    ),
    "unit twice": (lambda d: d["units"].append(d["units"][1]), "units[4].id", "earlier unit"),
    "patient twice": (second(id="P1"), "patients[1].id", "earlier patient"),
    "stream twice": (lambda d: d["arrivals"].append(d["arrivals"][0]), "arrivals[1].id", "earlier stream"),
    "two teams": (
        lambda d: d["teams"].append({"id": "U", "discipline": "nursing", "units": ["H"], "hours": 1}),
        "teams[1].units[0]",
        "one team for a unit and discipline",
    ),
    "override twice": (
        unit(1, overrides=[{"date": "2026-11-24", "beds": 1}, {"date": "2026-11-24", "surge": 1}]),
        "units[1].overrides[1].date",
        "one override a date",
    ),
    "intake of an acute unit": (unit(0, daily_intake=3), "units[0].daily_intake", "front door"),
    "intake of an acute unit on a date": (
        unit(0, overrides=[{"date": "2026-11-24", "daily_intake": 0}]),
        "units[0].overrides[0].daily_intake",
        "front door",
    ),
    "forecast name": (
        second(id="forecast/S/2026-11-24/1"),
        "patients[1].id",
        "does not begin with forecast/",
    ),
    "forecast of a city": (
        lambda d: d["arrivals"][0].update(per_day=10_001),
        "arrivals[0].per_day",
        "10,000",
    ),
    "forecasts of a city": (
        lambda d: d["arrivals"][0].update(per_day=9_000),
        "arrivals[0].per_day",
        "100,000 forecast patients",
    ),
    "care at home put off": (
        second(unit="H", phases=[{"setting": "home_support", "days": 2, "not_before": "2026-11-25"}]),
        "patients[1].phases[0].not_before",
        "already going on",
    ),
    "second care at home put off": (
        lambda d: d["patients"][1]["phases"].append({"setting": "home_support", "not_before": "2026-11-30"}),
        "patients[1].phases[2].not_before",
        "already going on",
    ),
    "arrives with no ward open to them": (
        second(unit=None, arrives="2026-11-24", sex="male"),
        "patients[1].phases",
        "acute unit",
    ),
    "forecast with no ward open to them": (
        lambda d: d["arrivals"][0].pop("sex"),
        "arrivals[0].phases",
        "acute unit",
    ),
    "home care ends and no ward is open": (
        second(
            unit="H",
            sex="male",
            phases=[{"setting": "home_support", "days": 13}, {"setting": "community_hospital"}],
        ),
        "patients[1].phases",
        "acute unit",
    ),
    "lock before arrival": (
        second(unit=None, arrives="2026-11-25", locks=[{"date": "2026-11-24", "unit": "C"}]),
        "patients[1].locks[0].date",
        "on or after",
    ),
    "two locks on a date": (
        second(locks=[{"date": "2026-11-24", "unit": "C"}, {"date": "2026-11-24", "unit": "A"}]),
        "patients[1].locks[1].unit",
        "one unit a date",
    ),
    "lock in an unsafe place": (
        second(locks=[{"date": "2026-11-23", "unit": "C"}, {"date": "2026-11-24", "unit": "H"}]),
        "patients[1].locks[1]",
        "a course can obey",
    ),
    "lock where nobody waits": (
        second(
            phases=[{"setting": "home_support", "not_before": "2026-11-28"}],
            locks=[{"date": "2026-11-24", "unit": "H"}],
        ),
        "patients[1].locks[0]",
        "a course can obey",
    ),
    "nowhere to wait": (
        lambda d: d.update(policy={"idle": {"acute": []}}),
        "policy.idle.acute",
        "can wait for acute care",
    ),
    "previous course too short": (
        lambda d: d.update(
            previous_plan={
                "schema": "bedflow.plan/1",
                "days": ["2026-11-22", "2026-11-23"],
                "courses": [{"patient": "P1", "units": ["A"]}],
            }
        ),
        "previous_plan.courses[0].units",
        "2 days",
    ),
}


def test_the_document_without_a_change_is_good():
    assert read_document(DOCUMENT).horizon_days == 14


@pytest.mark.parametrize("kind", KINDS)
def test_fault_is_told_once_with_its_exact_place(kind: str):
    change, where, expected = KINDS[kind]
    (told,) = faults_of(changed(change))
    assert told[0] == where
    assert expected in told[1]


@pytest.mark.parametrize("kind", KINDS)
def test_report_tells_nothing_of_anybody_but_the_id(kind: str):
    with pytest.raises(BadInput) as caught:
        read_document(changed(KINDS[kind][0]), name="s.json")
    report = str(caught.value)
    for found in (SECRET, "asylum", "23/11/2026", "yesterday", '"f"', "1.5", "10001"):
        assert found not in report
    named = {fault.patient for fault in caught.value.faults}
    assert "P1" not in named or KINDS[kind][1].startswith(("patients[0]", "patients[1].id"))


def test_faults_of_all_kinds_come_in_one_report_in_the_order_of_the_file():
    def change(document: dict[str, Any]) -> None:
        document["units"][1]["beds"] = -1
        document["teams"][0]["units"].append("X")
        document["patients"][0]["phases"][0]["days"] = 0
        document["patients"][1].update(sex="male", unit=None, arrives="2026-11-24")
        document["arrivals"][0]["per_day"] = "some"

    assert [where for where, _ in faults_of(changed(change))] == [
        "units[1].beds",
        "teams[0].units[1]",
        "patients[0].phases[0].days",
        "patients[1].phases",
        "arrivals[0].per_day",
    ]


def test_faulty_unit_is_still_a_unit_for_those_in_it():
    assert [where for where, _ in faults_of(changed(unit(1, beds="ten")))] == ["units[1].beds"]


def test_patient_beyond_an_unreadable_unit_is_not_called_lost():
    assert [where for where, _ in faults_of(changed(unit(1, id=None)))] == ["units[1].id"]


def test_fault_names_the_patient_and_reads_as_one_line():
    with pytest.raises(BadInput) as caught:
        read_document(changed(phase(1, days=0)), name="s.json")
    (fault,) = caught.value.faults
    assert (fault.patient, fault.field, fault.file) == ("P2", "days", "s.json")
    assert str(fault) == "s.json: patients[1] (P2).phases[1].days: expected 1 or more"


def test_id_that_may_be_an_nhs_number_is_not_repeated():
    with pytest.raises(BadInput) as caught:
        read_document(changed(second(id="943 476 5919", frailty=0)))
    assert "943" not in str(caught.value)


def test_ten_thousand_faults_are_all_told():
    patients = [
        {"id": f"P{k}", "unit": "A", "frailty": 0, "phases": [{"setting": "acute"}]} for k in range(10_000)
    ]
    assert len(faults_of({**DOCUMENT, "patients": patients})) == 10_000


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.just(10**400),
    st.just("\ud800"),
    st.just("2026-11-24"),
    st.just({"mon": 1}),
    st.just({"number": [1]}),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=2)), max_size=2),
)


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(below for step, inner in steps for below in paths_in(inner, (*path, step)))]


def report_on(document: dict[str, Any]) -> str:
    try:
        read_document(document)
    except BadInput as error:
        return str(error)
    return ""


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(paths_in(DOCUMENT)[1:]), JUNK)
def test_anything_anywhere_is_read_or_is_bad_input(path: tuple[Any, ...], junk: Any):
    document = copy.deepcopy(DOCUMENT)
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = copy.deepcopy(junk)
    assert "another kind of value" not in report_on(document)


WHOLE_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n", "the file is empty"),
    "no json": (b"bed", "line 1, column 1"),
    "cut off": (b'{"schema": ', "line 1"),
    "list": (b"[]", "object"),
    "binary": (bytes(range(256)), "UTF-8"),
    "utf-16": ("{}".encode("utf-16"), "UTF-8"),
    "deep": (b"[" * 1_000_000, "nesting"),
    "deep but readable": (b'{"x":' * 100 + b"1" + b"}" * 100, "nesting"),
    "too long a number": (b'{"x":' + b"9" * 5000 + b"}", "numbers of at most"),
    "long list": (b'{"patients":[' + b"1," * 100_000 + b"1]}", "100,000 entries"),
    "field twice": (b'{"as_of": 1, "as_of": 2}', "the field once"),
    "infinity": (b'{"policy": {"transfer": Infinity}}', "finite number"),
    "overflow": (b'{"policy": {"transfer": 1e999}}', "finite number"),
}


@pytest.mark.parametrize("kind", WHOLE_FILES)
def test_file_that_is_no_document_is_told_without_a_traceback(kind: str, tmp_path):
    content, expected = WHOLE_FILES[kind]
    path = tmp_path / "s.json"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"s\.json") as caught:
        read_snapshot(path)
    assert expected in str(caught.value)


def test_fifty_megabytes_of_nonsense_are_one_fault(tmp_path):
    path = tmp_path / "s.json"
    path.write_bytes(b"\x00" * 50_000_000)
    with pytest.raises(BadInput) as caught:
        read_snapshot(path)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("name", ["missing.json", "a\x00b", "x" * 5000])
def test_missing_file_is_one_fault(name: str, tmp_path):
    with pytest.raises(BadInput) as caught:
        read_snapshot(tmp_path / name)
    assert len(caught.value.faults) == 1


def test_folder_without_snapshot_toml_is_one_fault(tmp_path):
    with pytest.raises(BadInput, match=r"snapshot\.toml"):
        read_snapshot(tmp_path)


def test_faults_of_a_plan_are_told_the_same_way(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(
        json.dumps({"schema": "bedflow.plan/1", "days": ["x"], "courses": [{"patient": 1, "units": []}]})
    )
    with pytest.raises(BadInput) as caught:
        read_plan(path)
    told = [fault.where for fault in caught.value.faults]
    assert told[:2] == ["days[0]", "courses[0].patient"]
    assert "gap" in told
