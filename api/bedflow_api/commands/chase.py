"""``bedflow chase``: whose blocker to clear first, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.domain.delay_reason import reason_wording
from bedflow.explain.chase import WITH_OTHERS, Chase, chase_list
from bedflow.ingest import read_snapshot
from bedflow_api.briefing.outcomes import gains_words, outcome_document, sure_words
from bedflow_api.briefing.words import counted, day_words, pounds
from bedflow_api.doors import bad_input_refused, say, say_json, tell
from bedflow_api.exit_codes import DONE, STOPPED
from bedflow_api.interrupt import interruptible
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import check_plan_options, standing_plan, standing_plan_options
from bedflow_api.tables import printed, table_of
from bedflow_api.trials_line import trials_told

_HELP = f"""Show whose blocker to clear first: what an earlier date would release, and for whom.

For everybody whom a date (not_before, with its delay reason) holds in the plan: what a day earlier and
what clearing it this morning would release, by planning again. The patient alone is planned exactly,
everybody else as planned; for the first {WITH_OTHERS} those around are planned again too. Ordered by acute
bed-days released, then waiting days, then pounds.

\b
Examples:
  bedflow chase district.json --plan plan.json
  bedflow chase district.json --plan plan.json --top 20
  bedflow chase district.json --effort 20 --json      plan first, reproducibly

Ctrl-C ends with what is known so far.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""

NO_REASON = "No reason recorded"
NO_OWNER = "whoever recorded it"


@click.command(help=_HELP, short_help="Whose blocker to clear first.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.option(
    "--top",
    type=click.IntRange(1, 1000),
    default=WITH_OTHERS,
    show_default=True,
    metavar="N",
    help="How many to show, and to plan again with those around.",
)
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@standing_plan_options
def command(
    snapshot: str,
    *,
    top: int,
    settings: tuple[str, ...],
    as_json: bool,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> int:
    """Show whose blocker to clear first."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        made = standing_plan(district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet)
    with interruptible() as interruption, trials_told("earlier dates", quiet=quiet) as told:
        found = chase_list(district, made, top=top, told=told, interrupted=interruption.asked)
    if as_json:
        say_json({"chase": [_document(chase) for chase in found]})
    else:
        say(printed(_sections(found, top)))
    if interruption.asked():
        tell("Stopped: this is what is known so far.")
        return STOPPED
    return DONE


def _sections(found: Sequence[Chase], top: int) -> Iterable[RenderableType]:
    if not found:
        yield Text("Nobody is held by a date in this plan.")
        return
    releasing = [chase for chase in found if _releases(chase)]
    if releasing:
        yield _table(releasing[:top])
        yield _who(releasing[:top])
    if len(releasing) > top:
        more = counted(len(releasing) - top, "date")
        yield Text(f"And {more} more would release something; --top shows them.")
    if idle := len(found) - len(releasing):
        yield Text(
            f"{counted(idle, 'date')} would release nothing by clearing earlier: something else stands in "
            "the way as long."
        )


def _releases(chase: Chase) -> bool:
    return chase.best.pounds > 0


def _table(found: Sequence[Chase]) -> RenderableType:
    table = table_of(
        "Whom to chase for: what clearing it this morning would release",
        ("", "Patient", "Waits for"),
        numbers=("Not before", "Acute days", "Waiting", "Pounds", "Proven", "A day earlier"),
    )
    for number, chase in enumerate(found, 1):
        table.add_row(
            str(number),
            chase.hold.patient,
            chase.hold.reason or "-",
            day_words(chase.hold.not_before),
            str(chase.best.acute_days),
            str(chase.best.waiting_days),
            pounds(chase.best.pounds),
            sure_words(chase.best),
            pounds(chase.day_earlier.pounds),
        )
    return table


def _who(found: Sequence[Chase]) -> RenderableType:
    lines = []
    for number, chase in enumerate(found, 1):
        reason = NO_REASON if chase.hold.reason is None else reason_wording(chase.hold.reason)
        lines.append(Text(f"  {number}  {reason}. Ask: {chase.hold.owner or NO_OWNER}."))
        lines.append(Text(f"     Gains: {gains_words(chase.best)}.", style="dim"))
    return Group(Text("Whom to ask, and who gains", style="bold"), *lines)


def _document(chase: Chase) -> dict[str, Any]:
    hold, others = chase.hold, chase.with_others
    return {
        "patient": hold.patient,
        "phase": hold.phase,
        "for": hold.setting.value,
        "in": list(hold.units),
        "not_before": hold.not_before.isoformat(),
        "days_held": len(hold.dates),
        "reason": hold.reason,
        "wording": None if hold.reason is None else reason_wording(hold.reason),
        "owner": hold.owner,
        "day_earlier": outcome_document(chase.day_earlier),
        "cleared": outcome_document(chase.cleared),
        "with_others": None if others is None else outcome_document(others),
    }
