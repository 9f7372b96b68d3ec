"""``bedflow score``: a plan made by hand, checked, costed, and the rest planned around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.check import Finding
from bedflow.compare import CourseChange
from bedflow.domain import Breakdown, Plan, Snapshot
from bedflow.ingest import BadInput, Fault, read_snapshot
from bedflow.ingest.read_hand_plan import Named, not_fixable
from bedflow.ingest.read_hand_rows import read_hand_plan
from bedflow.score import Fix, Score, score
from bedflow_api.briefing.differing import ChangedCourse
from bedflow_api.briefing.scoring import ScoreBriefing, ScoredFigure, brief_score
from bedflow_api.briefing.words import counted
from bedflow_api.doors import bad_input_refused, json_text, say, say_json, tell
from bedflow_api.exit_codes import CHECK_FAILED, DONE, STOPPED
from bedflow_api.interrupt import interruptible
from bedflow_api.policy_options import with_policy
from bedflow_api.progress_line import progress_told
from bedflow_api.standing_plan import SECONDS, check_plan_options, standing_plan, standing_plan_options
from bedflow_api.tables import printed, table_of
from bedflow_api.writing import check_writable, write_whole

MOST_ROWS = 20
"""Patients printed at most; the JSON has all."""

_HELP = """Score a plan made by hand: check it, cost it beside the proposed one, plan the rest around it.

HANDPLAN is an edited plan document (.json, or - for standard input), or a CSV file: of moves, with the
columns patient, date, unit (`stays` for a unit), or a course table, with a column patient and one for
each date. A plan of everybody fixes those whose course differs from the proposed one, and those named
by --fix or in its list `fixed`; a CSV file of some patients fixes all it names. Care days that are not
marked are filled in the cheapest way.

\b
Examples:
  bedflow score district.json moves.csv --plan plan.json
  bedflow score district.json edited.json --plan plan.json -o rest.json
  bedflow score district.json edited.json --plan plan.json --fix P-101 --json

--time-limit or --effort says how long the rest is planned, and the proposed plan where none is given.
-o writes the best plan found around your choices, a plan of SNAPSHOT like any other.

Exit codes: 0 done, 1 the hand-made plan breaks a rule, 2 bad input, 3 stopped by the user.
"""


@click.command(help=_HELP, short_help="Score a hand-made plan.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("handplan", metavar="HANDPLAN")
@click.option("--fix", "also", metavar="P", multiple=True, help="Hold a patient to the plan, changed or not.")
@click.option("-o", "--output", metavar="FILE", help="Write the best plan around it (JSON).")
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="The policy the proposed plan is made with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
@standing_plan_options
def command(
    snapshot: str,
    handplan: str,
    *,
    also: tuple[str, ...],
    output: str | None,
    settings: tuple[str, ...],
    as_json: bool,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> int:
    """Score a hand-made plan."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    if [snapshot, handplan, plan_file].count("-") > 1:
        raise click.UsageError("only one document can come from standard input")
    target = None if output is None else Path(output)
    if target is not None:
        read = (Path(each) for each in (snapshot, handplan, plan_file) if each not in (None, "-"))
        check_writable(target, not_among=tuple(read))
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        hand = read_hand_plan(handplan, district)
        _refuse_unknown(also, district)
        proposed = standing_plan(
            district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet
        )
    with interruptible() as interruption, progress_told(quiet=quiet) as told:
        found = score(
            district,
            hand,
            proposed,
            also=also,
            time_limit=(time_limit or SECONDS) if effort is None else None,
            effort=effort,
            progress=told,
            interrupted=interruption.asked,
        )
    if target is not None:
        write_whole(target, json_text(found.rest.model_dump(mode="json", by_alias=True)))
    if as_json:
        say_json(score_document(found))
    else:
        say(printed(_sections(brief_score(found, district))))
    if interruption.asked():
        tell("Stopped; the rest is the best plan found so far.")
        return STOPPED
    return DONE if found.ok else CHECK_FAILED


def _refuse_unknown(also: Sequence[str], district: Snapshot) -> None:
    named = Named.of(district)
    wrong = [told for patient in also if (told := not_fixable(patient, named)) is not None]
    if wrong:
        raise BadInput(Fault("options", "--fix", None, told) for told in wrong)


def score_document(found: Score) -> dict[str, Any]:
    """Give a score as JSON says it, the summary first."""
    fixed = {fix.patient for fix in found.fixes}
    against, around = found.against_proposed, found.around_choices
    plans = {"proposed": found.proposed, "hand": found.hand, "rest": found.rest, "without": found.without}
    return {
        "ok": found.ok,
        "form": found.form.value,
        "whole": found.whole,
        "change": found.hand.objective - found.proposed.objective,
        "choices": found.choices.model_dump(mode="json"),
        "left_on_the_table": found.left_on_the_table,
        "rest_proof": found.rest_proof.model_dump(mode="json"),
        "broken": [_finding(each) for each in found.broken],
        "clashes": [_finding(each) for each in found.clashes],
        "fixes": [_fix(fix) for fix in found.fixes],
        "costs": {name: _costs(plan) for name, plan in plans.items()},
        "measures": {
            "proposed": against.measures_before.model_dump(mode="json"),
            "hand": against.measures_after.model_dump(mode="json"),
            "rest": around.measures_after.model_dump(mode="json"),
        },
        "courses": [_course(change) for change in against.courses],
        "others": [
            change.model_dump(mode="json", by_alias=True)
            for change in around.courses
            if change.patient not in fixed
        ],
    }


def _costs(plan: Plan) -> dict[str, float]:
    amounts = {name: getattr(plan.breakdown, name) for name in Breakdown.model_fields}
    return {**amounts, "total": plan.objective}


def _finding(each: Finding) -> dict[str, str]:
    return {"rule": each.rule, "where": each.where, "message": each.message}


def _fix(fix: Fix) -> dict[str, Any]:
    kept = [{"date": day.isoformat(), "unit": unit} for day, unit in fix.kept]
    unkept = [
        {"date": each.date.isoformat(), "unit": each.unit, "rule": each.rule, "because": each.because}
        for each in fix.unkept
    ]
    return {"patient": fix.patient, "kept": kept, "unkept": unkept}


def _course(change: CourseChange) -> dict[str, Any]:
    # A person's choice has the causes they had; none that could be read off the two plans.
    return change.model_dump(mode="json", by_alias=True, exclude={"because"})


def _sections(briefing: ScoreBriefing) -> Iterable[RenderableType]:
    yield Group(Text(briefing.headline, style="bold"), Text(briefing.fixed))
    for title, sentences, style in (
        ("It breaks rules, and is costed as far as it can be", briefing.broken, "bold red"),
        (
            "Beside the others, where the proposed plan has them, it needs more than there is",
            briefing.clashes,
            "bold",
        ),
        ("Of your choices these cannot be kept", briefing.unkept, "bold red"),
    ):
        if sentences:
            yield _list(title, sentences, style=style)
    yield _figures("What it costs, in pounds-equivalent", "Component", briefing.costs)
    yield _figures("Days and people", "Figure", briefing.days)
    yield Group(*(Text(sentence) for sentence in briefing.verdict))
    yield from _courses("Where your plan has people otherwise", ("Proposed", "Yours"), briefing.courses)
    headings = ("Without your choices", "Around them")
    yield from _courses(
        "Where the best plan around your choices has others otherwise", headings, briefing.others
    )


def _list(title: str, sentences: Sequence[str], *, style: str) -> RenderableType:
    shown = [Text(f"  {sentence}") for sentence in sentences[:MOST_ROWS]]
    if len(sentences) > MOST_ROWS:
        shown.append(Text(f"  and {len(sentences) - MOST_ROWS} more, with --json", style="dim"))
    return Group(Text(title, style=style), *shown)


def _figures(title: str, heading: str, figures: Sequence[ScoredFigure]) -> RenderableType:
    table = table_of(title, (heading,), numbers=("Proposed", "Yours", "Change", "Best around yours"))
    for figure in figures:
        style = "bold" if figure.what == "Total" else None
        table.add_row(figure.what, figure.proposed, figure.hand, figure.change, figure.rest, style=style)
    return table


def _courses(
    title: str, headings: tuple[str, str], courses: Sequence[ChangedCourse]
) -> Iterable[RenderableType]:
    if not courses:
        return
    table = table_of(
        f"{title}: {counted(len(courses), 'patient')}", ("Patient", *headings), numbers=("Waits",)
    )
    for course in courses[:MOST_ROWS]:
        table.add_row(course.patient, course.before, course.after, course.waits)
    if len(courses) > MOST_ROWS:
        table.caption = f"and {counted(len(courses) - MOST_ROWS, 'patient')} more, with --json"
    yield table
