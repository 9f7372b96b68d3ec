"""``bedflow decide``: people's decisions, and the plan made again around them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.decide import Again, again, decisions_document, decisions_of, read_decisions
from bedflow.domain import Decision, DecisionKind, Plan, Snapshot
from bedflow.domain.delay_reason import reason_wording
from bedflow.ingest import read_snapshot
from bedflow_api.briefing.differing import brief_difference
from bedflow_api.briefing.words import counted, day_words, pounds
from bedflow_api.commands.diff import difference_document
from bedflow_api.differing import difference_sections
from bedflow_api.doors import bad_input_refused, json_text, say, say_json
from bedflow_api.exit_codes import DONE
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import check_plan_options, standing_plan, standing_plan_options
from bedflow_api.tables import printed
from bedflow_api.writing import check_writable, write_whole

LOOK = 1.0

_HELP = f"""Accept, lock or refuse what a plan proposes, and plan again around it.

DECISIONS is a JSON or TOML file; single decisions can be given as options instead. Whoever the decisions
do not touch is left alone, unless changing somebody else's course saves enough (--worth). For {LOOK:g} second
it is then seen what planning everybody freely would save beyond.

\b
Examples:
  bedflow decide district.json --plan plan.json --lock P-102=A1@2026-11-24 --by "site manager"
  bedflow decide district.json --plan plan.json --refuse P-102=C1 --by family --reason IF08
  bedflow decide district.json --plan plan.json decisions.toml -o decided.json --plan-out again.json
  bedflow decide district.json --plan plan.json --accept P-101 --by matron --record decisions.json

The snapshot written carries the decisions' locks, exclusions and dates, and the old plan as the one that
stood; who decided what, when and why is kept in the record (--record), which is added to.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""


@dataclass(frozen=True, slots=True)
class _Outputs:
    """Where the results go."""

    snapshot: Path | None
    plan: Path | None
    record: Path | None


def _not_negative(_context: click.Context, _option: click.Parameter, amount: float | None) -> float | None:
    if amount is not None and not 0 <= amount < 1e9:
        raise click.BadParameter("expected a number of 0 or more")
    return amount


@click.command(help=_HELP, short_help="Decide, and plan again.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("decisions", metavar="[DECISIONS]", required=False)
@click.option("--accept", metavar="P", multiple=True, help="The planned moves of days 0 to 2 happen.")
@click.option("--lock", metavar="P=UNIT@DATE", multiple=True, help="In a unit on a date.")
@click.option("--refuse", metavar="P=UNIT", multiple=True, help="Not that unit.")
@click.option("--not-before", metavar="P=DATE", multiple=True, help="The next move not before a date.")
@click.option("--stays", metavar="P", multiple=True, help="Where the patient is now, today.")
@click.option("--by", metavar="NAME", help="Who decides what is given as options.")
@click.option("--reason", "reasons", metavar="CODE", multiple=True, help="A reason for them, such as IF08.")
@click.option("--text", metavar="TEXT", help="A reason for them in words; goes to the record only.")
@click.option("-o", "--output", metavar="FILE", help="Write the snapshot as decided (JSON).")
@click.option("--plan-out", metavar="FILE", help="Write the new plan (JSON).")
@click.option("--record", metavar="FILE", help="Add the decisions to a record (JSON).")
@click.option(
    "--worth",
    type=float,
    callback=_not_negative,
    metavar="POUNDS",
    help="What changing one more patient's course has to save.  [default: the policy's replan, three times]",
)
@click.option("--freely", is_flag=True, help="Let everybody be changed; takes the seconds of --look.")
@click.option(
    "--look",
    type=float,
    callback=_not_negative,
    default=LOOK,
    show_default=True,
    metavar="S",
    help="Seconds to see what planning everybody freely would save; 0: do not look.",
)
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--show-details", is_flag=True, help="Show the reasons given in words.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
@standing_plan_options
def command(
    snapshot: str,
    decisions: str | None,
    *,
    output: str | None,
    plan_out: str | None,
    record: str | None,
    worth: float | None,
    freely: bool,
    look: float,
    settings: tuple[str, ...],
    show_details: bool,
    as_json: bool,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
    **given: Any,
) -> int:
    """Decide, and plan again."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    if decisions == "-" and "-" in (snapshot, plan_file):
        raise click.UsageError("only one document can come from standard input")
    if freely and look == 0:
        raise click.UsageError("--freely needs time; give --look some seconds")
    outputs = _outputs(snapshot, decisions, plan_file, output=output, plan_out=plan_out, record=record)
    with bad_input_refused(as_json=as_json):
        made = _decisions(decisions, given)
        recorded = _recorded(outputs.record)
        district = with_policy(read_snapshot(snapshot), settings)
        standing = standing_plan(
            district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet
        )
        began = time.perf_counter()
        replanned = again(
            district, standing, made, freely=freely, look=look, worth=worth, name=_name(decisions, given)
        )
        seconds = time.perf_counter() - began
    _write(outputs, replanned, (*recorded, *made))
    if as_json:
        say_json(_document(replanned, made, show_details=show_details))
    else:
        before = district, standing
        say(
            printed(_sections(replanned, made, before, seconds=seconds, look=look, show_details=show_details))
        )
    return DONE


def _outputs(
    snapshot: str,
    decisions: str | None,
    plan_file: str | None,
    *,
    output: str | None,
    plan_out: str | None,
    record: str | None,
) -> _Outputs:
    """Look at every place that will be written to before any work is done."""
    taken = [Path(each) for each in (snapshot, decisions, plan_file) if each not in (None, "-")]
    places: list[Path | None] = []
    for given in (output, plan_out, record):
        place = None if given is None else Path(given)
        if place is not None:
            check_writable(place, not_among=tuple(taken))
            taken.append(place)
        places.append(place)
    return _Outputs(*places)


def _write(outputs: _Outputs, replanned: Again, decisions: Sequence[Decision]) -> None:
    if outputs.snapshot is not None:
        write_whole(outputs.snapshot, json_text(replanned.snapshot.to_document()))
    if outputs.plan is not None:
        write_whole(outputs.plan, json_text(replanned.plan.model_dump(mode="json", by_alias=True)))
    if outputs.record is not None:
        write_whole(outputs.record, json_text(decisions_document(decisions)))


def _recorded(record: Path | None) -> tuple[Decision, ...]:
    """Read the record that will be added to; none yet is an empty one."""
    return () if record is None or not record.exists() else read_decisions(record)


def _name(decisions: str | None, given: dict[str, Any]) -> str:
    """Say what messages call the decisions: the file, the options, or both one after the other."""
    if decisions is None:
        return "options"
    file = "standard input" if decisions == "-" else Path(decisions).name
    return f"{file} and options" if any(given[option] for option in _OPTIONS) else file


_OPTIONS = ("accept", "lock", "refuse", "not_before", "stays")


def _decisions(file: str | None, given: dict[str, Any]) -> tuple[Decision, ...]:
    """Read the decisions of the file, then those of the options in the order of the help."""
    quick = [_quick(option, text) for option in _OPTIONS for text in given[option]]
    if file is None and not quick:
        raise click.UsageError("nothing is decided; name a file of decisions, or give --lock, --refuse, ...")
    if quick and given["by"] is None:
        raise click.UsageError("--by is missing: every decision is somebody's")
    if not quick and any(given[option] for option in ("by", "reasons", "text")):
        raise click.UsageError("--by, --reason and --text are for decisions given as options")
    read = () if file is None else read_decisions(file)
    signed = {"by": given["by"], "at": datetime.now(UTC).isoformat(timespec="seconds")}
    why = {"reasons": list(given["reasons"]), "text": given["text"]}
    document = {"decisions": [{**entry, **signed, **why} for entry in quick]}
    return (*read, *decisions_of(document, name="options"))


def _quick(option: str, text: str) -> dict[str, str]:
    """Read one decision given as an option."""
    hint = f"'--{option.replace('_', '-')}'"
    if option in ("accept", "stays"):
        return {"kind": "accept" if option == "accept" else "stay", "patient": text}
    patient, equals, rest = text.rpartition("=")
    if not (patient and equals and rest):
        form = {"lock": "P=UNIT@DATE", "refuse": "P=UNIT", "not_before": "P=DATE"}[option]
        raise click.BadParameter(f"expected {form}", param_hint=hint)
    if option == "refuse":
        return {"kind": "refuse", "patient": patient, "unit": rest}
    unit, at, day = rest.rpartition("@")
    if option == "lock" and not (unit and at):
        raise click.BadParameter("expected P=UNIT@DATE, such as P-102=A1@2026-11-24", param_hint=hint)
    try:
        date.fromisoformat(day)
    except ValueError:
        raise click.BadParameter("expected a date like 2026-11-24", param_hint=hint) from None
    if option == "lock":
        return {"kind": "lock", "patient": patient, "unit": unit, "date": day}
    return {"kind": "not_before", "patient": patient, "date": rest}


def _document(replanned: Again, decisions: Sequence[Decision], *, show_details: bool) -> dict[str, Any]:
    told = decisions_document(decisions)["decisions"]
    if not show_details:
        told = [{name: value for name, value in each.items() if name != "text"} for each in told]
    free = replanned.free
    return {
        "decisions": told,
        "seconds": replanned.plan.seconds,
        "free": None
        if free is None
        else {"objective": free.objective, "changed": free.changed, "gain": replanned.further_gain},
        "difference": difference_document(replanned.difference),
    }


def _sections(
    replanned: Again,
    decisions: Sequence[Decision],
    before: tuple[Snapshot, Plan],
    *,
    seconds: float,
    look: float,
    show_details: bool,
) -> Iterable[RenderableType]:
    names = {unit.id: unit.label for unit in replanned.snapshot.units}
    told = [Text(f"  {_said(each, names, show_details=show_details)}") for each in decisions]
    yield Group(Text(f"Decided: {counted(len(decisions), 'decision')}", style="bold"), *told)
    after = replanned.snapshot, replanned.plan
    yield from difference_sections(brief_difference(replanned.difference, before=before, after=after))
    yield Text(_how_it_was_planned(replanned, seconds=seconds, look=look), style="dim")


def _how_it_was_planned(replanned: Again, *, seconds: float, look: float) -> str:
    free = replanned.free
    if free is None:
        return f"Planned again in {seconds:.1f} s, leaving alone whom the decisions do not touch."
    if replanned.plan.objective <= free.objective:
        return f"Planning everybody freely for {look:g} s saves nothing beyond."
    return (
        f"Planning everybody freely for {look:g} s would save {pounds(replanned.further_gain)} beyond and "
        f"give {counted(free.changed, 'patient')} another course; --freely does that."
    )


def _said(decision: Decision, names: dict[str, str], *, show_details: bool) -> str:
    unit = names.get(decision.unit or "", decision.unit or "")
    day = "" if decision.date is None else day_words(decision.date)
    until = "" if decision.until is None else f" to {day_words(decision.until)}"
    what = {
        DecisionKind.ACCEPT: f"moves as planned{f' on {day}' if day else ''}",
        DecisionKind.LOCK: f"in {unit} on {day}",
        DecisionKind.REFUSE: f"not {unit}",
        DecisionKind.NOT_BEFORE: f"not before {day}",
        DecisionKind.STAY: f"stays {day or 'today'}{until}",
        DecisionKind.NOTE: "a note",
    }[decision.kind]
    why = "; ".join(reason_wording(code) for code in decision.reasons)
    line = f"{decision.patient}: {what} ({decision.by}{f': {why}' if why else ''})"
    return f"{line} - {decision.text}" if show_details and decision.text else line
