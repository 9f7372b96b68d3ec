"""A hand-made plan in words: what it breaks, what it costs and why, who is where otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bedflow.compare import Measures
from bedflow.domain import Breakdown, Snapshot, Status
from bedflow.ingest.read_hand_plan import HandForm
from bedflow.score import Score
from bedflow_api.briefing.differing import ChangedCourse, brief_difference
from bedflow_api.briefing.words import (
    COMPONENT_WORDS,
    SETTING_WORDS,
    counted,
    day_words,
    percent_at_most,
    pounds,
)

HALF = 0.5
"""Amounts that round to no pound and no day are not shown."""

FORM_WORDS: dict[HandForm, str] = {
    HandForm.PLAN: "an edited plan",
    HandForm.MOVES: "a list of moves",
    HandForm.TABLE: "a course table",
}


@dataclass(frozen=True, slots=True)
class ScoredFigure:
    """One figure of the proposed plan, the hand-made one and the best around its fixes."""

    what: str
    proposed: str
    hand: str
    change: str
    rest: str


@dataclass(frozen=True, slots=True)
class ScoreBriefing:
    """What is said of a hand-made plan."""

    headline: str
    fixed: str
    broken: tuple[str, ...]
    clashes: tuple[str, ...]
    unkept: tuple[str, ...]
    costs: tuple[ScoredFigure, ...]
    days: tuple[ScoredFigure, ...]
    verdict: tuple[str, ...]
    courses: tuple[ChangedCourse, ...]
    others: tuple[ChangedCourse, ...]


def brief_score(found: Score, snapshot: Snapshot) -> ScoreBriefing:
    """Put a score into words."""
    hand, rest = (snapshot, found.hand), (snapshot, found.rest)
    without = snapshot, found.without
    fixed = {fix.patient for fix in found.fixes}
    against = brief_difference(found.against_proposed, before=(snapshot, found.proposed), after=hand)
    around = brief_difference(found.around_choices, before=without, after=rest)
    return ScoreBriefing(
        headline=_headline(found),
        fixed=_fixed(found),
        broken=tuple(str(each) for each in found.broken),
        clashes=tuple(str(each) for each in found.clashes),
        unkept=tuple(_unkept(found, snapshot)),
        costs=tuple(_costs(found)),
        days=tuple(_days(found)),
        verdict=tuple(_verdict(found)),
        courses=against.courses,
        others=tuple(each for each in around.courses if each.patient not in fixed),
    )


def _headline(found: Score) -> str:
    if found.whole:
        return f"Your plan, {FORM_WORDS[found.form]} of everybody"
    return f"Your plan, {FORM_WORDS[found.form]}; who is not named is where the proposed plan has them"


def _fixed(found: Score) -> str:
    if not found.fixes:
        return "It fixes nobody: every course is the proposed one."
    names = [fix.patient for fix in found.fixes]
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return f"It fixes {counted(len(names), 'patient')}: {shown}."


def _unkept(found: Score, snapshot: Snapshot) -> Iterator[str]:
    """Say for each patient from when what cannot be kept, and why; days for one reason together."""
    names = {unit.id: unit.label for unit in snapshot.units}
    for fix in found.fixes:
        told: dict[tuple[str, str], list[str]] = {}
        for each in fix.unkept:
            told.setdefault((each.unit, each.because), []).append(day_words(each.date))
        for (unit, because), days in told.items():
            when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
            yield f"{fix.patient}: {names[unit]} on {when} ({because})"


def _costs(found: Score) -> Iterator[ScoredFigure]:
    plans = found.proposed, found.hand, found.rest
    for component in Breakdown.model_fields:
        amounts = tuple(float(getattr(each.breakdown, component)) for each in plans)
        if any(abs(amount) >= HALF for amount in amounts):
            yield _figure(COMPONENT_WORDS[component], *amounts)
    yield _figure("Total", *(each.objective for each in plans))


def _days(found: Score) -> Iterator[ScoredFigure]:
    rows = (
        _day_rows(found.against_proposed.measures_before),
        _day_rows(found.against_proposed.measures_after),
        _day_rows(found.around_choices.measures_after),
    )
    for what in rows[0]:
        amounts = tuple(each[what] for each in rows)
        if any(amount >= HALF for amount in amounts):
            yield _figure(what, *amounts)


def _day_rows(measured: Measures) -> dict[str, float]:
    rows: dict[str, float] = {}
    for setting, days in measured.bed_days.items():
        rows[f"Days in {SETTING_WORDS[setting]}"] = days
    for setting, days in measured.waiting_days.items():
        rows[f"Days waited in {SETTING_WORDS[setting]}"] = days
    rows["People who wait"] = measured.people_waiting
    rows["Changes of unit"] = measured.moves
    rows["Surge place-days"] = measured.surge_days
    rows["Place-days beyond beds and surge"] = measured.over_days
    return rows


def _figure(what: str, proposed: float, hand: float, rest: float) -> ScoredFigure:
    change = hand - proposed
    said = "0" if abs(change) < HALF else f"{'+' if change > 0 else ''}{pounds(change)}"
    return ScoredFigure(what, pounds(proposed), pounds(hand), said, pounds(rest))


def _verdict(found: Score) -> Iterator[str]:
    more = _more(found.hand.objective - found.proposed.objective)
    yield f"Your plan comes to {more} the proposed one{_as_it_stands(found)}."
    if not found.fixes:
        return
    yield _choices(found)
    left = found.left_on_the_table
    if left >= HALF:
        yield f"{pounds(left)} is left on the table: the rest, planned again around your choices, saves that."
    elif left > -HALF:
        yield "Nothing more was found to save around your choices."
    else:
        yield f"As written it would be {pounds(-left)} below the best found around what can be kept."
    if found.without.objective < found.proposed.objective - HALF:
        gain = pounds(found.proposed.objective - found.without.objective)
        yield f"Searching on without your choices saves {gain} against the proposed plan."
    if found.rest_proof.status is not Status.OPTIMAL:
        share = percent_at_most(found.rest_proof.gap)
        yield f"The plan around your choices is at most {share} from the best there is around them (proven)."


def _as_it_stands(found: Score) -> str:
    if found.broken:
        return ", but it cannot be done as it stands"
    return ", but beside the others it needs more than there is" if found.clashes else ""


def _more(amount: float) -> str:
    if abs(amount) < HALF:
        return "the same total as"
    return f"{pounds(abs(amount))} {'more' if amount > 0 else 'less'} than"


def _choices(found: Score) -> str:
    """Say what the choices cost; at best nothing, since whatever keeps to them could be had without them."""
    kept = "Your choices" if found.ok else "Those of your choices that can be kept"
    choices = found.choices
    least, most = pounds(max(0.0, choices.least)), pounds(max(0.0, choices.most))
    if choices.change < -HALF:
        said = f"{kept} cost nothing that could be seen: a search as long without them found nothing better"
        return f"{said}. They cost at most {most} (proven)."
    said = f"{kept} come to {_more(choices.change)} the best found without them"
    return f"{said} (proven)." if choices.open < HALF else f"{said}; between {least} and {most} is proven."
