"""``bedflow explain``: where a patient goes and when, and why they wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.compile import planned_patients
from bedflow.domain import Plan, Snapshot
from bedflow.explain.why import Leg, WaitTold, Why, why, whys
from bedflow.ingest import BadInput, Fault, read_snapshot
from bedflow_api.briefing.changing import Changing, changing
from bedflow_api.briefing.names import Names, is_forecast
from bedflow_api.briefing.words import CARE_WORDS, counted, day_words
from bedflow_api.doors import bad_input_refused, say, say_json
from bedflow_api.exit_codes import DONE
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import check_plan_options, standing_plan, standing_plan_options
from bedflow_api.tables import printed, table_of

_HELP = """Say where patients go and when, and for each wait what binds on which days.

Without PATIENT: everybody who waits, the longest wait first. With the id of a PATIENT: their whole
course, and each wait in a sentence for a relative and in one for a manager; then for a manager why not
today (the smallest change of limits that would move them, proved by planning again) and up to five
alternatives with who would make way. What is said to a relative names no other patient.

\b
Examples:
  bedflow explain district.json --plan plan.json
  bedflow explain district.json P00017 --plan plan.json
  bedflow explain district.json P00017 --plan plan.json --for relative
  bedflow explain district.json P00017 --plan plan.json --quick    the whole district is not planned again
  bedflow explain district.json --effort 20 --json        plan first, reproducibly

Exit codes: 0 done, 2 bad input.
"""

MANAGER, RELATIVE = "manager", "relative"

_HEADINGS = {RELATIVE: "For a relative", MANAGER: "For a manager"}


@dataclass(frozen=True)
class Asked:
    """A question about one patient: the district and its plan, why, and whom the answer is for."""

    snapshot: Snapshot
    plan: Plan
    why: Why
    audience: str | None
    quick: bool = False

    @cached_property
    def changing(self) -> Changing | None:
        """What would change their day; a relative is not told, for it speaks of others."""
        if self.audience == RELATIVE:
            return None
        return changing(self.snapshot, self.plan, self.why.patient, freely=not self.quick)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whom the answer is for; a relative first when nobody was named."""
        return (RELATIVE, MANAGER) if self.audience is None else (self.audience,)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is said of one patient: as text, and as the entries of the JSON document."""

    text: Callable[[Asked], Iterable[RenderableType]]
    document: Callable[[Asked], Mapping[str, Any]]


@click.command(help=_HELP, short_help="Why a patient waits.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("patient", metavar="[PATIENT]", required=False)
@click.option(
    "--for",
    "audience",
    type=click.Choice([RELATIVE, MANAGER]),
    help="Whose sentence to give.  [default: both for a PATIENT, manager for the list]",
)
@click.option(
    "--quick", is_flag=True, help="Do not plan the whole district again to see who else a change would help."
)
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
@standing_plan_options
def command(
    snapshot: str,
    patient: str | None,
    *,
    audience: str | None,
    quick: bool,
    settings: tuple[str, ...],
    as_json: bool,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> int:
    """Say why."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        if patient is not None:
            _check_known(district, patient, source=snapshot)
        made = standing_plan(district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet)
    if patient is None:
        _tell_all(district, made, audience=audience or MANAGER, as_json=as_json)
    else:
        asked = Asked(district, made, why(district, made, patient=patient), audience, quick)
        _tell_one(asked, as_json=as_json)
    return DONE


def _check_known(district: Snapshot, patient: str, *, source: str) -> None:
    """Refuse an id nobody planned has, before any time is spent on planning."""
    if any(each.id == patient for each in planned_patients(district)):
        return
    name = "standard input" if source == "-" else Path(source).name or source
    later = any(each.id == patient for each in district.patients)
    why_not = f"{patient} arrives after its last day" if later else f"nobody is called {patient}"
    expected = f"expected PATIENT to be somebody in it who is planned; {why_not}"
    raise BadInput([Fault(file=name, where="", field=None, expected=expected)])


def _tell_all(district: Snapshot, made: Plan, *, audience: str, as_json: bool) -> None:
    waiting = [each for each in whys(district, made) if each.waits]
    waiting.sort(key=lambda each: (-(each.days + each.days_so_far), each.patient))
    if as_json:
        say_json({"waiting": [_why_document(each) for each in waiting]})
    else:
        say(printed(_list(waiting, audience)))


def _list(waiting: Sequence[Why], audience: str) -> Iterable[RenderableType]:
    known = [each for each in waiting if not is_forecast(each.patient)]
    if not known:
        yield Text("Nobody in a unit or known to arrive waits in this plan.")
    else:
        title = f"Who waits and why: {counted(len(known), 'patient')}, the longest wait first"
        table = table_of(title, ("Patient", "So far", "Plan", "Why"))
        for each in known:
            table.add_row(each.patient, str(each.days_so_far), str(each.days), _longest(each, audience))
        yield table
    if expected := len(waiting) - len(known):
        yield Text(f"And {counted(expected, 'person', 'people')} expected by forecast; --json has them.")


def _longest(each: Why, audience: str) -> str:
    if each.longest is None:
        return ""
    more = len(each.waits) - 1
    others = f" And {counted(more, 'other wait')}." if more else ""
    return _sentence(each.longest, audience) + others


def _tell_one(asked: Asked, *, as_json: bool) -> None:
    if as_json:
        say_json({name: entry for section in SECTIONS for name, entry in section.document(asked).items()})
    else:
        say(printed(part for section in SECTIONS for part in section.text(asked)))


def _course(asked: Asked) -> Iterable[RenderableType]:
    """Give the whole course in runs of days."""
    names, told = Names.of(asked.snapshot), asked.why
    table = table_of(f"{told.patient}: {_next(told, names)}", ("Days", "Unit", "What"))
    for leg in told.course:
        what = "care" if leg.care else "waits for"
        table.add_row(_span(leg), names.unit(leg.unit), f"{what}: {CARE_WORDS[leg.phase]}")
    if told.leaves is not None:
        table.add_row(day_words(told.leaves), "leaves", "")
    yield table


def _next(told: Why, names: Names) -> str:
    move = told.next_move
    if move is not None:
        return f"goes to {names.unit(move.unit)} on {day_words(move.since)}"
    if told.leaves is not None:
        return f"stays until {day_words(told.leaves)}"
    return "stays for the whole plan"


def _span(leg: Leg) -> str:
    first = day_words(leg.since)
    return first if leg.since == leg.until else f"{first} to {day_words(leg.until)}"


def _reasons(asked: Asked) -> Iterable[RenderableType]:
    """Say why, wait by wait, to each audience in its words."""
    if not asked.why.waits:
        yield Text("No waiting day in this plan.")
    for audience in asked.audiences if asked.why.waits else ():
        sentences = [Text(f"  {_sentence(each, audience)}") for each in asked.why.waits]
        yield Group(Text(_HEADINGS[audience], style="bold"), *sentences)


def _sentence(told: WaitTold, audience: str) -> str:
    return told.relative if audience == RELATIVE else told.manager


def _why_document(told: Why) -> dict[str, Any]:
    return {
        "patient": told.patient,
        "days_so_far": told.days_so_far,
        "days": told.days,
        "leaves": _plain(told.leaves),
        "course": _plain([asdict(leg) for leg in told.course]),
        "waits": [
            {**_plain(asdict(each.wait)), RELATIVE: each.relative, MANAGER: each.manager}
            for each in told.waits
        ],
    }


def _plain(value: Any) -> Any:
    """Give what JSON can say: dates as text, and nothing that is absent."""
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items() if entry not in (None, (), "")}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def _no_entries(_asked: Asked) -> Mapping[str, Any]:
    return {}


def _why_not_today(asked: Asked) -> Iterable[RenderableType]:
    """Say what would move the patient today."""
    if asked.changing is not None:
        sentences = [Text(f"  {sentence}") for sentence in asked.changing.sentences]
        yield Group(Text("Why not today", style="bold"), *sentences)


def _alternatives(asked: Asked) -> Iterable[RenderableType]:
    """Give other units and days, the cheapest first."""
    if asked.changing is None:
        return
    table = table_of("Alternatives", ("Unit", "Day", "Who makes way"), numbers=("Costs more",))
    for row in asked.changing.rows:
        table.add_row(row.unit, row.day, row.who or "nobody", row.extra)
    yield table if asked.changing.rows else Text("No other unit or day is possible.")


def _changing_document(asked: Asked) -> Mapping[str, Any]:
    return {} if asked.changing is None else asked.changing.document


SECTIONS: tuple[Section, ...] = (
    Section(_course, lambda asked: _why_document(asked.why)),
    Section(_reasons, _no_entries),
    Section(_why_not_today, _changing_document),
    Section(_alternatives, _no_entries),
)
"""What is said of one patient, in order."""
