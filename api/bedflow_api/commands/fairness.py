"""``bedflow fairness``: who waits and who is moved, the plan beside first come first served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.domain import Plan
from bedflow.fairness import Fairness, PersonByPerson, fairness
from bedflow.ingest import read_snapshot
from bedflow.status_quo import status_quo
from bedflow_api.briefing.fairness import FairnessBriefing, GroupRow, GroupTable, brief_fairness
from bedflow_api.briefing.words import certificate_words, pounds
from bedflow_api.doors import bad_input_refused, json_text, say, say_json
from bedflow_api.exit_codes import DONE
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import check_plan_options, standing_plan, standing_plan_options
from bedflow_api.tables import printed, table_of
from bedflow_api.writing import check_writable, write_whole

_HELP = """Show who waits and who is moved: the plan beside what would happen first come first served.

Waits by zone, pathway, age, sex and frailty, moves, and whoever waits longest with the reason. Groups
of fewer than five people are counted with another, and figures about one to four people are left out,
so that nobody is picked out; patients are named by their id alone.

\b
Examples:
  bedflow fairness district.json --plan plan.json
  bedflow fairness district.json --effort 20               plan first, reproducibly
  bedflow fairness district.json --plan plan.json --json
  bedflow fairness district.json --plan plan.json -o first-come.json

Exit codes: 0 done, 2 bad input.
"""


@click.command(help=_HELP, short_help="Who waits and who is moved.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@click.option(
    "-o", "--output", metavar="FILE", help="Write the plan that is first come first served (JSON) to a file."
)
@standing_plan_options
def command(
    snapshot: str,
    *,
    settings: tuple[str, ...],
    as_json: bool,
    output: str | None,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> int:
    """Show who waits and who is moved."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    if output is not None:
        read = (Path(file) for file in (snapshot, plan_file) if file not in (None, "-"))
        check_writable(Path(output), not_among=tuple(read))
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        made = standing_plan(district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet)
    usual = status_quo(district, beside=made)
    found = fairness(district, made, beside=usual)
    if output is not None:
        write_whole(Path(output), json_text(usual.model_dump(mode="json", by_alias=True)))
    if as_json:
        say_json(_document(found, made, usual))
    else:
        say(printed(_sections(brief_fairness(district, found), made, usual)))
    return DONE


def _document(found: Fairness, made: Plan, usual: Plan) -> dict[str, Any]:
    document = asdict(found)
    for name, ledger, of_plan in (("plan", found.plan, made), ("beside", found.beside, usual)):
        document[name] |= {
            "longest": _longest_document(ledger),
            "objective": of_plan.objective,
            "bound": of_plan.bound,
        }
    return document


def _longest_document(ledger: PersonByPerson | None) -> dict[str, Any] | None:
    if ledger is None or ledger.longest is None:
        return None
    longest = ledger.longest
    waits = [wait.model_dump(mode="json", by_alias=True) for wait in longest.waits]
    return {
        "patient": longest.patient,
        "so_far": longest.so_far,
        "planned": longest.planned,
        "waits": waits,
    }


def _sections(briefing: FairnessBriefing, made: Plan, usual: Plan) -> Iterable[RenderableType]:
    yield Text.assemble(
        ("Who waits, who is moved: the plan beside first come first served\n", "bold"),
        f"{briefing.counted_people}\n",
        f"The plan comes to {pounds(made.objective)} and is {certificate_words(made)}; "
        f"first come first served comes to {pounds(usual.objective)}.\n",
        "Each cell is plan/first come. - is not told: it is, or would give away, a figure about one to "
        "four people.",
    )
    yield _groups("Everybody", (briefing.everybody,), ())
    for table in briefing.tables:
        yield _groups_of(table)
    yield _moves(briefing)
    for longest in briefing.longest:
        title = f"Waits longest. {longest.where}: {longest.patient}, {longest.days}"
        yield Group(Text(title, style="bold"), *(Text(f"  {it}") for it in longest.sentences))


def _groups_of(table: GroupTable) -> RenderableType:
    if not table.rows:
        return Group(Text(table.title, style="bold"), *(Text(f"  {it}") for it in table.sentences))
    return _groups(table.title, table.rows, table.sentences)


def _groups(title: str, rows: tuple[GroupRow, ...], sentences: tuple[str, ...]) -> RenderableType:
    numbers = ("People", "Wait, %", "Days each", "Ratio", "Median", "Over 3, %", "Over 7, %")
    table = table_of(title, ("Group",), numbers=numbers)
    for row in rows:
        table.add_row(
            row.name,
            str(row.people),
            _pair(row.waiting),
            _pair(row.mean_days),
            row.ratio,
            _pair(row.median_days),
            _pair(row.over_3),
            _pair(row.over_7),
        )
    return Group(table, *(Text(sentence, style="dim") for sentence in sentences))


def _moves(briefing: FairnessBriefing) -> RenderableType:
    table = table_of("Moves", ("Known people",), numbers=("Plan", "First come"))
    for row in briefing.moves:
        table.add_row(row.what, *row.figures)
    most = ", ".join(briefing.most_moved)
    return Group(table, Text(f"Moved most in the plan: {most or 'nobody more than once'}."))


def _pair(figures: tuple[str, str]) -> str:
    return "/".join(figures)
