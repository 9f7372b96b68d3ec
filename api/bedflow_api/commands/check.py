"""``bedflow check``: a plan recomputed by the rules alone."""

from __future__ import annotations

import click

from bedflow.check import Report, check_plan
from bedflow.ingest import read_plan, read_snapshot
from bedflow_api.briefing.words import counted
from bedflow_api.doors import bad_input_refused, say, say_json
from bedflow_api.exit_codes import CHECK_FAILED, DONE
from bedflow_api.policy_options import with_policy

_HELP = """Recompute a plan by the rules alone and print each broken rule and each figure that differs.

The checker shares no code with the planner. A plan made with --set is checked with the same --set.

\b
Examples:
  bedflow check district.json plan.json
  bedflow check district/ plan.json --json

Exit codes: 0 nothing found, 1 something found, 2 bad input.
"""


@click.command(help=_HELP, short_help="Recompute a plan.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("plan", metavar="PLAN")
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def command(snapshot: str, plan: str, *, settings: tuple[str, ...], as_json: bool) -> int:
    """Recompute a plan."""
    if snapshot == plan == "-":
        raise click.UsageError("only one of SNAPSHOT and PLAN can come from standard input")
    with bad_input_refused(as_json=as_json):
        report = check_plan(with_policy(read_snapshot(snapshot), settings), read_plan(plan))
    if as_json:
        say_json(_document(report))
    else:
        say(_text(report))
    return DONE if report.ok else CHECK_FAILED


def _document(report: Report) -> dict[str, object]:
    findings = [{"rule": it.rule, "where": it.where, "message": it.message} for it in report.findings]
    return {
        "ok": report.ok,
        "findings": findings,
        "objective": report.objective,
        "breakdown": report.breakdown.model_dump(mode="json"),
    }


def _text(report: Report) -> str:
    total = f"The total, recomputed, is {report.objective:,.2f}."
    if report.ok:
        return f"The plan keeps every rule. {total}\n"
    found = f"{counted(len(report.findings), 'finding')}. {total}"
    return "\n".join([*(str(finding) for finding in report.findings), found]) + "\n"
