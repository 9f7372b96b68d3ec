"""``bedflow whatif``: scenarios beside the district as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bedflow.compare import certificate
from bedflow.domain import Plan, Scenario
from bedflow.ingest import BadInput, Fault, read_scenario, read_snapshot
from bedflow.waterfall import Progress
from bedflow.whatif import Answer, Outcome, scenario_document, what_if
from bedflow.whatif.answer import BASE_SECONDS, SCENARIO_SECONDS
from bedflow_api.answering import answer_sections
from bedflow_api.bars_picture import bars_svg
from bedflow_api.briefing.whatif import brief_answer
from bedflow_api.commands.diff import difference_document
from bedflow_api.doors import bad_input_refused, say, say_json, tell
from bedflow_api.exit_codes import DONE, STOPPED
from bedflow_api.interrupt import interruptible
from bedflow_api.policy_options import with_policy
from bedflow_api.progress_line import progress_told
from bedflow_api.standing_plan import above_zero, standing_plan
from bedflow_api.table_files import Folders, checked_folders, write_csv_tables, write_parquet_tables
from bedflow_api.tables import printed
from bedflow_api.whatif_page import answer_page
from bedflow_api.whatif_picture import changes_picture
from bedflow_api.whatif_rows import tables_of
from bedflow_api.writing import check_writable, write_whole

ANSWER_SCHEMA = "bedflow.answer/1"

_HELP = f"""Ask what if: the district under each SCENARIO beside the district as it is, on the same patients.

SCENARIO is a small TOML (or JSON) file of changes; bedflow schema scenario --reference lists them.
Several are laid side by side; a.toml+b.toml applies b after a. Each is planned on from the plan of the
district as it is: the one given with --plan, or one made first ({BASE_SECONDS:g} seconds).

\b
Examples:
  bedflow whatif district.json ward-7-closes.toml --plan plan.json
  bedflow whatif district.json closes.toml winter.toml closes.toml+winter.toml
  bedflow whatif district.json closes.toml --decide-within 60     go on until the difference is proven
  bedflow whatif district.json closes.toml --effort 20 --json     the same answer every time
  bedflow whatif district.json closes.toml --html answer.html --csv answer
  bedflow whatif district.json closes.toml --svg changes.svg

A difference smaller than what the two proofs leave open is called undecided.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""


@dataclass(frozen=True, slots=True)
class _Outputs:
    """Where the answer goes."""

    page_file: Path | None
    picture_file: Path | None
    folders: Folders
    as_json: bool


@click.command(help=_HELP, short_help="What if?")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--plan", "plan_file", metavar="PLAN", help="The plan of the district as it is.")
@click.option(
    "--time-limit",
    type=float,
    callback=above_zero,
    metavar="S",
    help=f"Seconds of planning for each scenario.  [default: {SCENARIO_SECONDS:g}]",
)
@click.option(
    "--effort",
    type=click.IntRange(1),
    metavar="N",
    help="Rounds of search for each plan instead of time: reproducible.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", default=0, help="Seed of the search.")
@click.option(
    "--decide-within",
    type=float,
    callback=above_zero,
    metavar="S",
    help="Seconds in all to go on with what is undecided; not reproducible.",
)
@click.option("--together", is_flag=True, help="One question: all scenarios, one after the other.")
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="Another price for this run; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@click.option("--csv", metavar="DIR", help="Write scenarios.csv, figures.csv and courses.csv into a folder.")
@click.option("--parquet", metavar="DIR", help="The same as Parquet files; needs pyarrow.")
@click.option("--html", metavar="FILE", help="Write a page with pictures, complete in one file.")
@click.option("--svg", metavar="FILE", help="Write the picture of what changes in cost and days waited.")
@click.option("--quiet", is_flag=True, help="Say nothing of the progress.")
def command(
    snapshot: str,
    *,
    scenarios: tuple[str, ...],
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    seed: int,
    decide_within: float | None,
    together: bool,
    settings: tuple[str, ...],
    as_json: bool,
    csv: str | None,
    parquet: str | None,
    html: str | None,
    svg: str | None,
    quiet: bool,
) -> int:
    """Ask what if."""
    if time_limit is not None and effort is not None:
        raise click.UsageError("--time-limit and --effort are two ways to stop; give one of them")
    if [snapshot, plan_file, *scenarios].count("-") > 1:
        raise click.UsageError("only one document can come from standard input")
    read = tuple(Path(file) for file in (snapshot, plan_file, *scenarios) if file and file != "-")
    outputs = _outputs(html=html, svg=svg, csv=csv, parquet=parquet, as_json=as_json, read=read)
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        questions = _questions(scenarios, together=together)
        base = None if plan_file is None else standing_plan(district, plan_file=plan_file)
        with interruptible() as interruption, _named_progress(quiet=quiet) as told:
            answer = what_if(
                district,
                questions,
                base=base,
                time_limit=time_limit or SCENARIO_SECONDS,
                base_seconds=max(BASE_SECONDS, time_limit or 0.0),
                effort=effort,
                seed=seed,
                decide_within=decide_within or 0.0,
                progress=told,
                interrupted=interruption.asked,
            )
    _give(answer, outputs)
    if interruption.asked():
        tell("Stopped: these are the best plans found so far.")
        return STOPPED
    return DONE


def _outputs(
    *,
    html: str | None,
    svg: str | None,
    csv: str | None,
    parquet: str | None,
    as_json: bool,
    read: tuple[Path, ...],
) -> _Outputs:
    """Look at what will be written to, and with what, before any work is done."""
    page_file = None if html is None else Path(html)
    if page_file is not None:
        check_writable(page_file, not_among=read)
    picture_file = None if svg is None else Path(svg)
    if picture_file is not None:
        check_writable(picture_file, not_among=read if page_file is None else (*read, page_file))
    return _Outputs(page_file, picture_file, checked_folders(csv=csv, parquet=parquet), as_json)


def _questions(given: Sequence[str], *, together: bool) -> list[tuple[Scenario, ...]]:
    """Read every file, or say of all of them at once what is wrong."""
    read: dict[str, Scenario] = {}
    faults: list[Fault] = []
    asked = [_files(each) for each in given]
    for file in dict.fromkeys(file for files in asked for file in files):
        try:
            read[file] = read_scenario(file)
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput(faults)
    questions = [tuple(read[file] for file in files) for files in asked]
    if together:
        return [tuple(scenario for question in questions for scenario in question)]
    return questions


def _files(given: str) -> list[str]:
    """Give the files of a question; a file whose own name has a + is one file."""
    is_one = given == "-" or "+" not in given or (given != "" and Path(given).exists())
    files = [given] if is_one else given.split("+")
    if "" in files:
        raise click.BadParameter(f"expected a file before and after each +: {given!r}", param_hint="SCENARIO")
    return files


@contextmanager
def _named_progress(*, quiet: bool) -> Iterator[Callable[[str, Progress], None]]:
    """Give something to tell what is being planned, and how it goes."""
    with progress_told(quiet=quiet) as told:
        yield lambda name, state: told(replace(state, stage=f"{name}: {state.stage}"))


def _give(answer: Answer, outputs: _Outputs) -> None:
    """Print and write the answer; when one of the places fails, the others still get it."""
    with ExitStack() as results:
        if outputs.folders.csv is not None:
            results.callback(write_csv_tables, tables_of(answer), outputs.folders.csv)
        if outputs.folders.parquet is not None:
            results.callback(write_parquet_tables, tables_of(answer), outputs.folders.parquet)
        if outputs.as_json:
            results.callback(say_json, answer_document(answer))
        if outputs.as_json and outputs.page_file is None and outputs.picture_file is None:
            return
        briefing = brief_answer(answer)
        if outputs.page_file is not None:
            results.callback(write_whole, outputs.page_file, answer_page(answer, briefing))
        if outputs.picture_file is not None:
            results.callback(write_whole, outputs.picture_file, bars_svg(changes_picture(briefing)))
        if not outputs.as_json:
            results.callback(say, printed(answer_sections(briefing)))


def answer_document(answer: Answer) -> dict[str, Any]:
    """Give an answer as JSON says it: the base, then each outcome beside it."""
    return {
        "schema": ANSWER_SCHEMA,
        "base": {
            "lineage": answer.lineage.model_dump(mode="json"),
            "certificate": _certificate(answer.base),
            "measures": answer.measures.model_dump(mode="json"),
        },
        "outcomes": [_outcome_document(outcome) for outcome in answer.outcomes],
    }


def _certificate(plan: Plan) -> dict[str, Any]:
    return certificate(plan).model_dump(mode="json")


def _outcome_document(outcome: Outcome) -> dict[str, Any]:
    found = difference_document(outcome.difference)
    found.pop("measures_before")
    found.pop("before")
    return {
        "name": outcome.name,
        "scenarios": [scenario_document(each) for each in outcome.applied.scenarios],
        "lineage": outcome.applied.lineage.model_dump(mode="json"),
        "notices": list(outcome.applied.notices()),
        **found,
    }
