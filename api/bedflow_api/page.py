"""The plan as one page that is complete in one file and asks nothing of any host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from bedflow_api.briefing import Briefing
from bedflow_api.briefing.brief import Cost, Headline
from bedflow_api.briefing.closer import CloserLook, Held, Help, Told
from bedflow_api.briefing.fairness import FairnessBriefing, GroupRow
from bedflow_api.briefing.movements import Today, Traffic
from bedflow_api.briefing.places import HourRow, PlaceRow
from bedflow_api.briefing.risk import RiskBriefing
from bedflow_api.briefing.waiting import ReasonCount, Waiter
from bedflow_api.briefing.words import SETTING_WORDS, counted, day_words, hours, pounds
from bedflow_api.pictures import (
    LARGE,
    SMALL,
    GroupPicture,
    Picture,
    groups_picture,
    hours_picture,
    places_picture,
)

R = TypeVar("R", PlaceRow, HourRow)

TEMPLATE = "plan.html"
MOST_OPEN = 24
"""A group of more pictures than this starts folded."""

FIRST_WAITERS = 20


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The units of one setting: a picture of each, and the table behind them."""

    name: str
    note: str
    is_open: bool
    pictures: tuple[Picture, ...]
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True, slots=True)
class HourGroup:
    """The teams of one discipline: a picture of each, and the table behind them."""

    name: str
    note: str
    is_open: bool
    pictures: tuple[Picture, ...]
    rows: tuple[HourRow, ...]


@dataclass(frozen=True, slots=True)
class ReasonBar:
    """A reason with its bars, in per cent of the longest."""

    count: ReasonCount
    known_width: float
    expected_width: float


@dataclass(frozen=True, slots=True)
class FairnessSection:
    """Who waits and who is moved, with a picture of each way of telling people apart."""

    words: FairnessBriefing
    pictures: tuple[GroupPicture, ...]
    rows: tuple[tuple[str, tuple[GroupRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Exactly what the template of the plan's page uses."""

    headline: Headline
    alerts: tuple[str, ...]
    today: Today
    traffic: tuple[Traffic, ...]
    setting_pictures: tuple[Picture, ...]
    settings: tuple[PlaceRow, ...]
    place_groups: tuple[PlaceGroup, ...]
    hour_groups: tuple[HourGroup, ...]
    reasons: tuple[ReasonBar, ...]
    waiters: tuple[Waiter, ...]
    more_waiters: tuple[Waiter, ...]
    told: tuple[Told, ...]
    helps: tuple[Help, ...] | None
    held: tuple[Held, ...] | None
    more_held: int
    risk: RiskBriefing | None
    fairness: FairnessSection | None
    costs: tuple[Cost, ...]


def page(briefing: Briefing, closer: CloserLook | None = None) -> str:
    """Write the page of a plan.

    Parameters
    ----------
    closer
        A closer look, for the sections that take one; they are left out without.
    """
    context = page_context(briefing, closer)
    values = {each.name: getattr(context, each.name) for each in fields(context)}
    return environment().get_template(TEMPLATE).render(values)


def page_context(briefing: Briefing, closer: CloserLook | None = None) -> PlanPage:
    """Lay out a briefing, and a closer look, for the page."""
    return PlanPage(
        headline=briefing.headline,
        alerts=briefing.alerts,
        today=briefing.today,
        traffic=briefing.traffic,
        setting_pictures=tuple(places_picture(row, LARGE) for row in briefing.settings),
        settings=briefing.settings,
        place_groups=_place_groups(briefing.units),
        hour_groups=_hour_groups(briefing.teams),
        reasons=_reason_bars(briefing.reasons),
        waiters=briefing.waiters[:FIRST_WAITERS],
        more_waiters=briefing.waiters[FIRST_WAITERS:],
        told=() if closer is None else closer.told,
        helps=None if closer is None else closer.helps,
        held=None if closer is None else closer.held,
        more_held=0 if closer is None else closer.more_held,
        risk=None if closer is None else closer.risk,
        fairness=None if closer is None else _fairness_section(closer.fairness),
        costs=briefing.costs,
    )


def environment() -> Environment:
    """Give the templates, with everything escaped and nothing undefined let through."""
    templates = Environment(
        loader=PackageLoader("bedflow_api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"pounds": pounds, "day": day_words, "hours": hours, "counted": counted}
    return templates


def _place_groups(units: Sequence[PlaceRow]) -> tuple[PlaceGroup, ...]:
    return tuple(
        PlaceGroup(
            name=name,
            note=_place_note(rows),
            is_open=len(rows) <= MOST_OPEN,
            pictures=tuple(places_picture(row, SMALL) for row in rows),
            rows=rows,
        )
        for name, rows in _grouped(units, "all units", lambda row: SETTING_WORDS[row.setting])
    )


def _hour_groups(teams: Sequence[HourRow]) -> tuple[HourGroup, ...]:
    return tuple(
        HourGroup(
            name=name,
            note=f"{counted(len(rows), 'team')}, {hours(sum(row.overtime for row in rows))} h overtime",
            is_open=len(rows) <= MOST_OPEN,
            pictures=tuple(hours_picture(row, SMALL) for row in rows),
            rows=rows,
        )
        for name, rows in _grouped(teams, "all teams", lambda row: row.discipline)
    )


def _place_note(rows: Sequence[PlaceRow]) -> str:
    over = sum(row.worst_over > 0 for row in rows)
    return f"{counted(len(rows), 'unit')}, {over or 'none'} with people beyond beds and surge places"


def _grouped(
    rows: Sequence[R], all_of_them: str, name: Callable[[R], str]
) -> Iterator[tuple[str, tuple[R, ...]]]:
    """Fold what is many by name; what is few stays in one group."""
    if rows and len(rows) <= MOST_OPEN:
        yield all_of_them, tuple(rows)
        return
    for group_name, group in groupby(rows, key=name):
        yield group_name, tuple(group)


def _reason_bars(counts: Sequence[ReasonCount]) -> tuple[ReasonBar, ...]:
    longest = max((count.all_days for count in counts), default=1)
    return tuple(
        ReasonBar(count, 100 * count.days / longest, 100 * count.expected_days / longest) for count in counts
    )


def _fairness_section(words: FairnessBriefing) -> FairnessSection:
    told = [table for table in words.tables if table.rows]
    days = [figure for table in told for row in table.rows for figure in (row.plan_days, row.first_come_days)]
    most = max((figure for figure in days if figure is not None), default=0.0)
    return FairnessSection(
        words=words,
        pictures=tuple(groups_picture(table, most=most) for table in told),
        rows=(("Everybody", (words.everybody,)), *((table.title, table.rows) for table in told)),
    )
