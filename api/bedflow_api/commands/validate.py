"""``bedflow validate``: all faults of a snapshot at once."""

from __future__ import annotations

import click

from bedflow.domain import Snapshot
from bedflow.ingest import notices_of, read_snapshot
from bedflow_api.briefing.words import counted
from bedflow_api.doors import bad_input_refused, say, say_json

_HELP = """Read a snapshot and list all its faults at once, each with its place and what was expected.

SNAPSHOT is a .json file, a folder of CSV files, or - for standard input. Notices, such as an arrival
after the horizon that is left out, are no faults.

\b
Examples:
  bedflow validate district.json
  bedflow validate district/          the same as a folder of CSV files
  cat district.json | bedflow validate - --json

Exit codes: 0 sound, 2 at least one fault.
"""


@click.command(help=_HELP, short_help="List the faults of a snapshot.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def command(snapshot: str, *, as_json: bool) -> None:
    """List the faults of a snapshot."""
    with bad_input_refused(as_json=as_json):
        sound = read_snapshot(snapshot)
    notices = notices_of(sound)
    if as_json:
        told = [{"where": it.where, "notice": it.sentence, "id": it.id} for it in notices]
        say_json({"ok": True, "faults": [], "notices": told, "sha256": sound.sha256})
        return
    lines = [f"Sound: {_contents(sound)}."]
    lines += [f"Notice: {notice}" for notice in notices]
    say("\n".join(lines) + "\n")


def _contents(snapshot: Snapshot) -> str:
    return ", ".join(
        (
            counted(len(snapshot.patients), "patient"),
            counted(len(snapshot.arrivals), "forecast stream"),
            counted(len(snapshot.units), "unit"),
            counted(len(snapshot.teams), "team"),
            counted(snapshot.horizon_days, "day"),
        )
    )
