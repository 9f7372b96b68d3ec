"""A folder of CSV files as a spreadsheet user leaves it: read kindly, its faults told by file and row."""

from pathlib import Path

import pytest

from bedflow.ingest import BadInput, FolderNotOurs, read_document, read_snapshot, write_folder, write_json

FILES = {
    "snapshot.toml": "as_of = 2026-11-23T08:00:00\nhorizon_days = 7\n\n[policy]\ntransfer = 50\n",
    "units.csv": "id,setting,beds,cost_per_day,capabilities,daily_intake\n"
    "A,acute,10,400,oxygen|dementia,\nH,home_support,5,50,,2 2 2 2 2 0 0\n",
    "teams.csv": "id,discipline,units,hours\nT,nursing,H,8.5\n",
    "patients.csv": "id,unit,arrives,needs,isolation,frailty\nP1,A,,oxygen,TRUE,6\nP2,,2026-11-24,,,\n",
    "phases.csv": "patient,order,setting,days,hours,start_hours\n"
    "P1,2,home_support,,nursing=2 1|therapy=0.5,nursing=1\nP1,1,acute,2,,\nP2,1,acute,3,,\n",
}

OPTIONAL = {
    "arrivals.csv": "id,per_day\nS,1 1 1 1 1 0.5 0.5\n",
    "overrides.csv": "kind,id,date,beds,hours,per_day\nunit,A,2026-11-24,9,,\nteam,T,2026-11-25,,4,\n",
    "locks.csv": "patient,date,unit\nP1,2026-11-24,A\n",
}


def folder_of(path: Path, **changes: str) -> Path:
    """Write the files, with other text for some: ``units="..."`` stands for units.csv."""
    named = {f"{name}.csv" if name != "frame" else "snapshot.toml": text for name, text in changes.items()}
    for name, text in {**FILES, **named}.items():
        (path / name).write_text(text, encoding="utf-8", newline="")
    return path


def faults_of(folder: Path) -> list[tuple[str, str | None, str]]:
    with pytest.raises(BadInput) as caught:
        read_snapshot(folder)
    return [(fault.where, fault.field, fault.expected) for fault in caught.value.faults]


def test_folder_says_what_the_document_says(tmp_path):
    phases = FILES["phases.csv"].replace("patient,", "patient,stream,").replace("\nP", "\nP")
    lines = phases.splitlines()
    rows = [lines[0], *(line.replace(",", ",,", 1) for line in lines[1:]), ",S,1,acute,4,,"]
    told = read_snapshot(
        folder_of(
            tmp_path,
            phases="\n".join(rows),
            **{name.removesuffix(".csv"): text for name, text in OPTIONAL.items()},
        )
    )
    assert told == read_document(
        {
            "schema": "bedflow.snapshot/1",
            "as_of": "2026-11-23T08:00:00",
            "horizon_days": 7,
            "policy": {"transfer": 50},
            "units": [
                {
                    "id": "A",
                    "setting": "acute",
                    "beds": 10,
                    "cost_per_day": 400,
                    "capabilities": ["oxygen", "dementia"],
                    "overrides": [{"date": "2026-11-24", "beds": 9}],
                },
                {
                    "id": "H",
                    "setting": "home_support",
                    "beds": 5,
                    "cost_per_day": 50,
                    "daily_intake": {"mon": 2, "tue": 2, "wed": 2, "thu": 2, "fri": 2, "sat": 0, "sun": 0},
                },
            ],
            "teams": [
                {
                    "id": "T",
                    "discipline": "nursing",
                    "units": ["H"],
                    "hours": 8.5,
                    "overrides": [{"date": "2026-11-25", "hours": 4}],
                }
            ],
            "patients": [
                {
                    "id": "P1",
                    "unit": "A",
                    "needs": ["oxygen"],
                    "isolation": True,
                    "frailty": 6,
                    "locks": [{"date": "2026-11-24", "unit": "A"}],
                    "phases": [
                        {"setting": "acute", "days": 2},
                        {
                            "setting": "home_support",
                            "hours": {"nursing": [2, 1], "therapy": 0.5},
                            "start_hours": {"nursing": 1},
                        },
                    ],
                },
                {"id": "P2", "arrives": "2026-11-24", "phases": [{"setting": "acute", "days": 3}]},
            ],
            "arrivals": [
                {
                    "id": "S",
                    "per_day": {"mon": 1, "tue": 1, "wed": 1, "thu": 1, "fri": 1, "sat": 0.5, "sun": 0.5},
                    "phases": [{"setting": "acute", "days": 4}],
                }
            ],
        }
    )


def test_what_spreadsheets_do_to_a_file_is_no_fault(tmp_path):
    units = FILES["units.csv"].replace("\n", "\r\n").replace("A,acute", "\r\n,,,,,\r\n A , acute ")
    plain = read_snapshot(folder_of(tmp_path))
    (tmp_path / "units.csv").write_bytes(b"\xef\xbb\xbf" + units.replace("400,", "400.0,").encode())
    assert read_snapshot(tmp_path) == plain


def test_columns_may_come_in_any_order(tmp_path):
    plain = read_snapshot(folder_of(tmp_path))
    assert read_snapshot(folder_of(tmp_path, teams="hours,units,id,discipline\n8.5,H,T,nursing\n")) == plain


ROWS = {
    "bad number": (
        {"units": FILES["units.csv"].replace("10,", "ten,")},
        "units.csv row 2",
        "beds",
        "one number",
    ),
    "six of seven days": (
        {"units": FILES["units.csv"].replace("2 2 2 2 2 0 0", "2 2 2 2 2 0")},
        "units.csv row 3",
        "daily_intake",
        "seven for mon to sun",
    ),
    "unknown column": (
        {"teams": "id,discipline,units,hours,overtme\nT,nursing,H,8,\n"},
        "teams.csv row 1",
        "overtme",
        "did you mean overtime?",
    ),
    "missing column": (
        {"teams": "id,discipline,units\nT,nursing,H\n"},
        "teams.csv row 1",
        "hours",
        "named hours",
    ),
    "column twice": (
        {"teams": "id,discipline,units,hours,hours\nT,nursing,H,8,8\n"},
        "teams.csv row 1",
        "hours",
        "once",
    ),
    "short row": ({"teams": "id,discipline,units,hours\nT,nursing,H\n"}, "teams.csv row 2", None, "4 cells"),
    "long row": (
        {"teams": "id,discipline,units,hours\nT,nursing,H,8,9\n"},
        "teams.csv row 2",
        None,
        "4 cells",
    ),
    "short row of a unit others name": (
        {"units": FILES["units.csv"].replace("H,home_support,5,50,,2 2 2 2 2 0 0", "H,home_support,5")},
        "units.csv row 3",
        None,
        "6 cells",
    ),
    "quotes in disorder": (
        {"teams": 'id,discipline,units,hours\n"T"x,nursing,H,8\n'},
        "teams.csv row 2",
        None,
        "quotes",
    ),
    "no header": ({"teams": ""}, "teams.csv row 1", None, "names of the columns"),
    "unknown unit": (
        {"teams": "id,discipline,units,hours\nT,nursing,H|X,8\n"},
        "teams.csv row 2",
        "units",
        "entry 2: expected the id of a unit",
    ),
    "hours in disorder": (
        {"phases": FILES["phases.csv"].replace("nursing=2 1|", "nursing 2|")},
        "phases.csv row 2",
        "hours",
        "physiotherapy=0.6",
    ),
    "negative hours": (
        {"phases": FILES["phases.csv"].replace("nursing=2 1|", "nursing=2 -1|")},
        "phases.csv row 2",
        "hours",
        "nursing, entry 2: expected 0 or more",
    ),
    "phase of nobody": (
        {"phases": FILES["phases.csv"] + "P9,1,acute,1,,\n"},
        "phases.csv row 5",
        "patient",
        "id of a patient in patients.csv",
    ),
    "order twice": (
        {"phases": FILES["phases.csv"].replace("P1,2,", "P1,1,")},
        "phases.csv row 3",
        "order",
        "order of its own",
    ),
    "no order": (
        {"phases": FILES["phases.csv"].replace("P2,1,", "P2,,")},
        "phases.csv row 4",
        "order",
        "empty",
    ),
    "no phases": (
        {"phases": FILES["phases.csv"].replace("P2,1,acute,3,,\n", "")},
        "patients.csv row 3",
        "phases",
        "a row of phases.csv",
    ),
    "yes for true": (
        {"patients": FILES["patients.csv"].replace("TRUE", "yes")},
        "patients.csv row 2",
        "isolation",
        "true",
    ),
    "id left out": (
        {"patients": FILES["patients.csv"] + ",A,,,,\n"},
        "patients.csv row 4",
        "id",
        "required",
    ),
    "kind of override": (
        {"overrides": "kind,id,date,beds\nward,A,2026-11-24,9\n"},
        "overrides.csv row 2",
        "kind",
        "one of unit, team, stream",
    ),
    "override of nothing": (
        {"overrides": "kind,id,date,beds\nunit,X,2026-11-24,9\n"},
        "overrides.csv row 2",
        "id",
        "id of a unit in units.csv",
    ),
    "beds of a team": (
        {"overrides": "kind,id,date,beds\nteam,T,2026-11-24,9\n"},
        "overrides.csv row 2",
        "beds",
        "a field that is known",
    ),
    "lock of nobody": (
        {"locks": "patient,date,unit\nP9,2026-11-24,A\n"},
        "locks.csv row 2",
        "patient",
        "id of a patient",
    ),
    "lock nobody can obey": (
        {"locks": "patient,date,unit\nP1,2026-11-23,A\nP1,2026-11-24,H\n"},
        "locks.csv row 3",
        None,
        "a course can obey",
    ),
    "price unknown": (
        {"frame": FILES["snapshot.toml"].replace("transfer", "tranfer")},
        "snapshot.toml policy.tranfer",
        "tranfer",
        "did you mean transfer?",
    ),
    "toml in disorder": ({"frame": "as_of = \n"}, "", None, "at line 1"),
    "units in the frame": (
        {"frame": "units = []\n" + FILES["snapshot.toml"]},
        "snapshot.toml units",
        "units",
        "own",
    ),
}


@pytest.mark.parametrize("kind", ROWS)
def test_fault_is_told_once_with_file_row_and_column(kind: str, tmp_path):
    changes, where, field, expected = ROWS[kind]
    (told,) = faults_of(folder_of(tmp_path, **changes))
    assert told[:2] == (where, field)
    assert expected in told[2]


def test_faults_of_all_files_come_in_one_report(tmp_path):
    folder = folder_of(
        tmp_path,
        units=FILES["units.csv"].replace("10,", "-1,"),
        patients=FILES["patients.csv"].replace(",6", ",0"),
        locks="patient,date,unit\nP1,24/11/2026,A\n",
    )
    (folder / "teams.csv").unlink()
    assert [where for where, _, _ in faults_of(folder)] == [
        "units.csv row 2",
        "",
        "patients.csv row 2",
        "locks.csv row 2",
    ]


def test_fault_of_a_row_names_the_patient(tmp_path):
    with pytest.raises(BadInput) as caught:
        read_snapshot(folder_of(tmp_path, patients=FILES["patients.csv"].replace(",6", ",0")))
    assert [str(fault) for fault in caught.value.faults] == [
        "patients.csv row 2 (P1), frailty: expected 1 or more"
    ]


def test_folder_that_is_not_a_snapshots_is_not_written_over(tmp_path):
    snapshot = read_snapshot(folder_of(tmp_path))
    (tmp_path / "minutes.txt").write_text("keep me")
    with pytest.raises(FolderNotOurs):
        write_folder(snapshot, tmp_path)
    assert (tmp_path / "minutes.txt").read_text() == "keep me"


def test_folder_of_a_snapshot_is_replaced_whole(tmp_path):
    target = tmp_path / "district"
    target.mkdir()
    snapshot = read_snapshot(folder_of(target, locks=OPTIONAL["locks.csv"]))
    write_folder(snapshot.model_copy(update={"patients": snapshot.patients[1:]}), target)
    assert not (target / "locks.csv").exists()
    assert len(read_snapshot(target).patients) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["district"]


def test_failed_writing_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "s.json"
    target.write_text("before")
    (tmp_path / "folder").mkdir()
    snapshot = read_snapshot(folder_of(tmp_path / "folder"))

    def full_disk(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_json(snapshot, target)
    assert target.read_text() == "before"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder", "s.json"]
