"""``bedflow risk``: how sure the places and the moves of a plan are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.ingest import read_snapshot
from bedflow.risk import Chances, GroupBy, MoveOdds, PlaceOdds, Risk, assess
from bedflow_api.briefing.risk import LEVELS, RiskBriefing, brief_risk
from bedflow_api.briefing.words import counted
from bedflow_api.doors import bad_input_refused, say, say_json
from bedflow_api.exit_codes import DONE
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import check_plan_options, standing_plan, standing_plan_options
from bedflow_api.tables import printed, table_of

DECIMALS = 9

_HELP = """Say how sure a plan is: places free with 90, 70 and 50 %, and who takes the place of a move that
falls through.

Days and readiness are uncertain where the snapshot says so (days_p90, day_chances or confidence of a
phase); everybody else counts as certain. The chances are exact, not sampled, for patients who slip
independently of each other.

\b
Examples:
  bedflow risk district.json --plan plan.json
  bedflow risk district.json --plan plan.json --by setting --assume-flips
  bedflow risk district.json --effort 20 --poisson-arrivals     plan first, reproducibly
  bedflow risk district.json --plan plan.json --chance probable=0.8 --json

Exit codes: 0 done, 2 bad input.
"""


def _chances(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> Chances:
    """Read NAME=VALUE of each confidence."""
    known = [field.name for field in fields(Chances)]
    values: dict[str, float] = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in known:
            raise click.BadParameter(f"expected NAME=VALUE with a name of {', '.join(known)}")
        try:
            values[name] = float(value)
        except ValueError:
            raise click.BadParameter(f"{name} expects a number, such as {name}=0.8") from None
    try:
        return Chances(**values)
    except ValueError as refused:
        raise click.BadParameter(str(refused)) from None


@click.command(help=_HELP, short_help="How sure a plan is.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.option(
    "--by",
    type=click.Choice([by.value for by in GroupBy]),
    default=GroupBy.UNIT.value,
    show_default=True,
    help="What units are brought together by.",
)
@click.option(
    "--assume-flips",
    "assume",
    is_flag=True,
    help="Let known patients ready to leave acute care lose readiness too, where nothing is said of them.",
)
@click.option(
    "--poisson-arrivals",
    "poisson",
    is_flag=True,
    help="Let the number of forecast arrivals vary around its mean.",
)
@click.option(
    "--chance",
    "chances",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_chances,
    help="Chance of readiness on its day: definite, probable, possible or unsaid; repeatable.",
)
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@standing_plan_options
def command(
    snapshot: str,
    *,
    by: str,
    assume: bool,
    poisson: bool,
    chances: Chances,
    settings: tuple[str, ...],
    as_json: bool,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> int:
    """Say how sure a plan is."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        made = standing_plan(district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet)
    grouped = GroupBy(by)
    risk = assess(district, made, by=grouped, chances=chances, assume=assume, poisson=poisson)
    if as_json:
        held = {"by": by, "assume_flips": assume, "poisson_arrivals": poisson, "chances": asdict(chances)}
        say_json(held | _document(risk))
    else:
        say(printed(_sections(brief_risk(district, risk, by=grouped))))
    return DONE


def _document(risk: Risk) -> dict[str, Any]:
    groups = [
        {"group": group.group, "units": list(group.units), "days": [_night(night) for night in group.nights]}
        for group in risk.groups
    ]
    moves = [_move(move) for move in risk.moves]
    return {"patients": risk.patients, "unsure": risk.unsure, "groups": groups, "moves": moves}


def _night(night: PlaceOdds) -> dict[str, Any]:
    return {
        "date": night.date.isoformat(),
        "beds": night.beds,
        "surge": night.surge,
        "planned": night.planned,
        "expected": round(night.expected, DECIMALS),
        "free": {f"{level:.0%}": night.free_with(level) for level in LEVELS},
        "over_beds": round(night.over_beds, DECIMALS),
        "over_capacity": round(night.over_capacity, DECIMALS),
        "fewest": night.fewest,
        "chances": [round(chance, DECIMALS) for chance in night.chances],
    }


def _move(odds: MoveOdds) -> dict[str, Any]:
    # The price of a claim is left out: a patient's frailty could be told from it.
    claim = odds.fallback
    return odds.move.model_dump(mode="json", by_alias=True) | {
        "chance": round(odds.chance, DECIMALS),
        "definite": odds.definite,
        "fallback": None if claim is None else {"patient": claim.patient, "waits_in": claim.waits_in},
        "behind": asdict(odds.behind) | {"over": odds.behind.over},
    }


def _sections(briefing: RiskBriefing) -> Iterable[RenderableType]:
    yield Text.assemble(("How sure the plan is\n", "bold"), briefing.what_is_unsure)
    yield _places(briefing)
    yield from _moves(briefing)


def _places(briefing: RiskBriefing) -> RenderableType:
    table = table_of("Places free, and how sure they are", ("", "With"), numbers=briefing.days)
    for group in briefing.groups:
        for k, line in enumerate((*group.free, *group.over)):
            style = "" if k < len(group.free) else "yellow"
            table.add_row(group.name if k == 0 else "", line.what, *line.cells, style=style)
    legend = (
        "Below 0: so many places too few. over beds, over surge: chance of more people than beds, and than "
        "beds and surge places; left out where next to impossible."
    )
    return Group(table, Text(legend, style="dim"))


def _moves(briefing: RiskBriefing) -> Iterable[RenderableType]:
    if not briefing.moves:
        yield Text("No known patient changes unit today.", style="bold")
        return
    title = f"Today: {counted(len(briefing.moves), 'move')}, {briefing.definite} of them definite"
    table = table_of(title, ("Patient", "From", "To", "Chance", "If it falls through"))
    for move in briefing.moves:
        table.add_row(move.patient, move.origin, move.to, move.chance, move.otherwise)
    if briefing.later:
        table.caption = f"{counted(briefing.later, 'move')} of the next days with --json"
    yield table
