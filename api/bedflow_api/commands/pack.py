"""``bedflow pack``: questions from real systems, with what was published beside the model's answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.domain import Snapshot
from bedflow.ingest import write_json
from bedflow.sample import FEWEST_BEDS
from bedflow.waterfall import Progress
from bedflow.whatif import scenario_document
from bedflow.whatif.answer import BASE_SECONDS, SCENARIO_SECONDS
from bedflow.whatif.pack import NO_FIGURE, Pack, bundled_packs, read_pack
from bedflow.whatif.pack_answer import Beside, PackAnswer, asked_of_pack
from bedflow.whatif.pack_measures import WORDS
from bedflow_api.briefing.whatif import AS_IT_IS, brief_answer
from bedflow_api.briefing.words import counted, hours
from bedflow_api.commands.sample import MOST_BEDS
from bedflow_api.commands.whatif import answer_document
from bedflow_api.doors import bad_input_refused, json_text, say, say_json, tell
from bedflow_api.exit_codes import DONE, STOPPED
from bedflow_api.interrupt import interruptible
from bedflow_api.progress_line import progress_told
from bedflow_api.standing_plan import above_zero
from bedflow_api.tables import printed, table_of
from bedflow_api.writing import or_refused, write_whole

PACK_ANSWER_SCHEMA = "bedflow.pack-answer/1"
NOT_MODELLED = "not in the model"

_HELP = f"""Ask a question from a real system, and print what was published beside the model's answer.

Without NAME the packs that come with bedflow are listed. NAME is one of them, or a .toml file of a pack.
Each is asked in a district made for it, of made-up people; --beds makes it another size. A figure is an
input (put into the model: agreement shows nothing) or an outcome (what the plan comes to).

\b
Examples:
  bedflow pack
  bedflow pack torbay_zones
  bedflow pack ward_closure --beds 60 --effort 20      smaller, and the same answer every time
  bedflow pack winter_plus_10 --decide-within 60       go on until the difference is proven
  bedflow pack torbay_zones --write here               district and scenario, for bedflow whatif

Planning takes {BASE_SECONDS:g} seconds for the district as it is and {SCENARIO_SECONDS:g} for the question.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""


@click.command(help=_HELP, short_help="Published figures beside the model's.")
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--beds", type=click.IntRange(FEWEST_BEDS, MOST_BEDS), metavar="N", help="Acute beds, for another size."
)
@click.option(
    "--time-limit",
    type=float,
    callback=above_zero,
    metavar="S",
    help=f"Seconds of planning for the question.  [default: {SCENARIO_SECONDS:g}]",
)
@click.option(
    "--effort",
    type=click.IntRange(1),
    metavar="N",
    help="Rounds of search for each plan instead of time: reproducible.",
)
@click.option(
    "--decide-within",
    type=float,
    callback=above_zero,
    metavar="S",
    help="Seconds in all to go on with what is undecided.",
)
@click.option("--write", "folder", metavar="DIR", help="Write district and scenario there; plan nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@click.option("--quiet", is_flag=True, help="Say nothing of the progress.")
def command(
    name: str | None,
    *,
    beds: int | None,
    time_limit: float | None,
    effort: int | None,
    decide_within: float | None,
    folder: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """List the packs, or ask one."""
    if time_limit is not None and effort is not None:
        raise click.UsageError("--time-limit and --effort are two ways to stop; give one of them")
    if name is None:
        _list(as_json=as_json)
        return DONE
    with bad_input_refused(as_json=as_json):
        pack = read_pack(name)
        if folder is not None:
            _write(pack, pack.made(beds=beds), Path(folder))
            return DONE
        with interruptible() as interruption, _named_progress(quiet=quiet) as told:
            found = asked_of_pack(
                pack,
                beds=beds,
                time_limit=time_limit or SCENARIO_SECONDS,
                base_seconds=max(BASE_SECONDS, time_limit or 0.0),
                effort=effort,
                decide_within=decide_within or 0.0,
                progress=told,
                interrupted=interruption.asked,
            )
    if as_json:
        say_json(_document(found))
    else:
        say(printed(_sections(found)))
    if interruption.asked():
        tell("Stopped: these are the best plans found so far.")
        return STOPPED
    return DONE


@contextmanager
def _named_progress(*, quiet: bool) -> Iterator[Callable[[str, Progress], None]]:
    """Give something to tell what is being planned, and how it goes."""
    with progress_told(quiet=quiet) as told:
        yield lambda name, state: told(replace(state, stage=f"{name}: {state.stage}"))


def _list(*, as_json: bool) -> None:
    packs = bundled_packs()
    if as_json:
        say_json({"packs": [_pack_document(pack) for pack in packs]})
        return
    table = table_of("Scenario packs", ("Name", "What"), numbers=("Acute beds",))
    for pack in packs:
        table.add_row(pack.name, pack.title, f"{pack.district.beds:,}")
    say(printed([Group(table, Text("bedflow pack NAME asks one of them.", style="dim"))]))


def _write(pack: Pack, district: Snapshot, folder: Path) -> None:
    """Write the district and the scenario, so that the question can be changed and asked with ``whatif``."""
    or_refused(folder, lambda: folder.mkdir(parents=True, exist_ok=True))
    snapshot, scenario = folder / f"{pack.name}-district.json", folder / f"{pack.name}-scenario.json"
    or_refused(snapshot, lambda: write_json(district, snapshot))
    write_whole(scenario, json_text(scenario_document(pack.scenario)))
    tell(f"Wrote {snapshot} and {scenario}: bedflow whatif {snapshot} {scenario}")


def _pack_document(pack: Pack) -> dict[str, Any]:
    return pack.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def _document(found: PackAnswer) -> dict[str, Any]:
    pack = found.pack
    return {
        "schema": PACK_ANSWER_SCHEMA,
        "name": pack.name,
        "title": pack.title,
        "district": pack.district.model_dump(mode="json", exclude_none=True),
        "figures": [_figure_document(beside) for beside in found.figures],
        "cannot_show": list(pack.cannot_show),
        "answer": answer_document(found.answer),
    }


def _figure_document(beside: Beside) -> dict[str, Any]:
    figure = beside.figure
    return {
        "what": figure.what,
        "kind": figure.kind.value,
        "published": figure.published,
        "source": figure.source,
        "measure": None if figure.measure is None else figure.measure.value,
        "counts": None if figure.measure is None else WORDS[figure.measure],
        "before": beside.before,
        "after": beside.after,
    }


def _sections(found: PackAnswer) -> Iterator[RenderableType]:
    pack, words = found.pack, brief_answer(found.answer)
    yield Text.assemble((pack.title, "bold"), f"\nIn {_district_words(found)}.")
    yield Group(
        Text(f"{AS_IT_IS}: total {words.base_total}, {words.base_certificate}"),
        *(
            line
            for each in words.scenarios
            for line in (Text(each.name + ": " + each.verdict), *_said(each.questions))
        ),
        *(Text(f"  {notice}", style="yellow") for each in words.scenarios for notice in each.notices),
    )
    table = table_of(
        "Published beside modelled", ("What", "In the model", "Published"), numbers=("As it is", "Then")
    )
    for beside in found.figures:
        figure = beside.figure
        table.add_row(figure.what, figure.kind.value, figure.published or NO_FIGURE, *_values(beside))
    legend = "input: put into the model, so that agreement shows nothing   outcome: what the plans come to"
    yield Group(table, Text(legend, style="dim"))
    sources = dict.fromkeys(beside.figure.source for beside in found.figures if beside.figure.source)
    if sources:
        yield Group(Text("Sources", style="bold"), *(Text(f"  {source}") for source in sources))
    if pack.cannot_show:
        yield Group(
            Text("What the model cannot show", style="bold"),
            *(Text(f"  {each}") for each in pack.cannot_show),
        )


def _said(questions: tuple[str, ...]) -> Iterator[Text]:
    for question in questions:
        yield Text(f"  {question}", style="dim")


def _district_words(found: PackAnswer) -> str:
    """Say the size of the district that was planned: places there are, by the base."""
    district = found.answer.snapshot
    acute = [unit for unit in district.units if unit.setting.value == "acute"]
    beds = sum(unit.beds_on(district.first_day) or 0 for unit in acute)
    zones = {zone for unit in district.units for zone in unit.zones}
    return (
        f"a made-up district: {counted(beds, 'acute bed')} in {counted(len(acute), 'ward')}, "
        f"{counted(len(zones), 'zone')}, {counted(len(district.patients), 'patient')}"
    )


def _values(beside: Beside) -> tuple[str, str]:
    if beside.figure.measure is None:
        return NOT_MODELLED, ""
    return _value(beside.before), _value(beside.after)


def _value(amount: float | None) -> str:
    if amount is None:
        return "-"
    return f"{amount:,.0f}" if float(amount).is_integer() else hours(amount)
