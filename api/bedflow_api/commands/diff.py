"""``bedflow diff``: two plans side by side."""

from __future__ import annotations

from typing import Any

import click

from bedflow.compare import Difference, difference
from bedflow.ingest import read_snapshot
from bedflow_api.briefing.differing import brief_difference
from bedflow_api.differing import difference_sections
from bedflow_api.doors import bad_input_refused, say, say_json
from bedflow_api.exit_codes import DONE
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import standing_plan
from bedflow_api.tables import printed

_HELP = """Lay two plans side by side: who moves otherwise and why, what it comes to, what is proven.

PLAN and PLAN2 are plans of SNAPSHOT; with --after, PLAN2 is a plan of that other snapshot, in which
units, teams, patients, prices and the morning may differ. A change of the total that is smaller than
what the two proofs leave open is called undecided.

\b
Examples:
  bedflow diff district.json plan.json better.json
  bedflow diff district.json plan.json closed-plan.json --after closed.json
  bedflow diff yesterday.json plan.json today-plan.json --after today.json --json

Exit codes: 0 done, 2 bad input.
"""


@click.command(help=_HELP, short_help="Two plans side by side.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("plan", metavar="PLAN")
@click.argument("plan2", metavar="PLAN2")
@click.option("--after", metavar="SNAPSHOT2", help="The snapshot of PLAN2, where it is another.")
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy both plans were made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def command(
    snapshot: str, plan: str, plan2: str, *, after: str | None, settings: tuple[str, ...], as_json: bool
) -> int:
    """Lay two plans side by side."""
    if [snapshot, plan, plan2, after].count("-") > 1:
        raise click.UsageError("only one document can come from standard input")
    with bad_input_refused(as_json=as_json):
        first = with_policy(read_snapshot(snapshot), settings)
        second = first if after is None else with_policy(read_snapshot(after), settings)
        before = first, standing_plan(first, plan_file=plan)
        later = second, standing_plan(second, plan_file=plan2)
    found = difference(*before, *later)
    if as_json:
        say_json(difference_document(found))
    else:
        say(printed(difference_sections(brief_difference(found, before=before, after=later))))
    return DONE


def difference_document(found: Difference) -> dict[str, Any]:
    """Give a difference as JSON says it, the summary first."""
    return {
        "decided": found.decided,
        "words": found.words,
        "changed": len(found.changed),
        "changed_soon": len(found.changed_soon),
        **found.model_dump(mode="json", by_alias=True),
    }
