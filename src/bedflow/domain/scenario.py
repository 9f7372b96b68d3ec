"""A scenario: what if the district were another, as a short list of changes to a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, model_validator

from bedflow.domain.fact import Amount, Day, Fact, Signed, Text, fact
from bedflow.domain.setting import Setting
from bedflow.domain.team import Team
from bedflow.domain.unit import Unit

SCENARIO_SCHEMA = "bedflow.scenario/1"


class ChangeKind(StrEnum):
    """What a change does."""

    SET = "set"
    ADD = "add"
    SCALE = "scale"
    REDESIGNATE = "redesignate"
    CLOSE = "close"
    OPEN = "open"
    NEW = "new"
    REMOVE = "remove"


class Lever(StrEnum):
    """What is set, added to or scaled."""

    BEDS = "beds"
    SURGE = "surge"
    ISOLATION_BEDS = "isolation_beds"
    DAILY_INTAKE = "daily_intake"
    COST_PER_DAY = "cost_per_day"
    HOURS = "hours"
    OVERTIME = "overtime"
    DEMAND = "demand"
    STAYS = "stays"
    POLICY = "policy"


class Weekday(StrEnum):
    """A day of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


UNIT_LEVERS = frozenset({Lever.BEDS, Lever.SURGE, Lever.ISOLATION_BEDS, Lever.DAILY_INTAKE})
"""Whole numbers of a unit, each with a limit for every date."""

TEAM_LEVERS = frozenset({Lever.HOURS, Lever.OVERTIME})

DATED_LEVERS = UNIT_LEVERS | TEAM_LEVERS | {Lever.DEMAND}
"""What may be another number on some dates only."""


def _listed(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


Names = Annotated[tuple[Text, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
"""One name, or a list of names."""

Settings = Annotated[
    tuple[Setting, ...], BeforeValidator(_listed, json_schema_input_type=Setting | list[Setting])
]


class Target(Fact):
    """What a change is about: whatever fits every field given, any name of a list fitting."""

    unit: Names = fact("Units by id; of teams, those that serve one of them", default=())
    team: Names = fact("Teams by id", default=())
    setting: Settings = fact("Settings of units; of stays, the setting of the care", default=())
    site: Names = fact("Sites of units; of demand and stays, the patients' acute site", default=())
    zone: Names = fact(
        "Zones that units serve or are near to; of demand and stays, where people live", default=()
    )
    organisation: Names = fact("Organisations that run the units or employ the teams", default=())
    discipline: Names = fact("Disciplines of teams", default=())
    stream: Names = fact("Forecast streams by id", default=())
    specialty: Names = fact("Specialties of patients and streams", default=())

    @property
    def given(self) -> frozenset[str]:
        """The fields that say something."""
        return frozenset(name for name in type(self).model_fields if getattr(self, name))


_OF_UNITS = frozenset({"unit", "setting", "site", "zone", "organisation"})
_OF_TEAMS = _OF_UNITS | {"team", "discipline"}
_OF_DEMAND = frozenset({"stream", "specialty", "zone", "site"})
_OF_STAYS = _OF_DEMAND | {"setting"}

_DATES = ("from", "to", "weekdays")
_KIND_FIELDS: dict[ChangeKind, frozenset[str]] = {
    ChangeKind.SET: frozenset({"what", "of", "amount", "name", "settings", *_DATES}),
    ChangeKind.ADD: frozenset({"what", "of", "amount", "name", *_DATES}),
    ChangeKind.SCALE: frozenset({"what", "of", "amount", "name", *_DATES}),
    ChangeKind.REDESIGNATE: frozenset({"of", "setting", "organisation", "cost_per_day"}),
    ChangeKind.CLOSE: frozenset({"of", *_DATES}),
    ChangeKind.OPEN: frozenset({"of", "amount", *_DATES}),
    ChangeKind.NEW: frozenset({"unit", "team"}),
    ChangeKind.REMOVE: frozenset({"of"}),
}
"""The fields each kind of change takes."""

_LEVER_KINDS = frozenset({ChangeKind.SET, ChangeKind.ADD, ChangeKind.SCALE})


class Change(Fact):
    """One change of a district.

    ``set``, ``add`` and ``scale`` are about ``what``; a unit can be given another designation
    (``redesignate``), be closed (``close``) and opened (``open``); a unit or team can be ``new``,
    given whole, or taken away (``remove``).
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_enum_values=False,
        ser_json_inf_nan="constants",
        populate_by_name=True,
    )

    do: ChangeKind = fact("What the change does")
    what: Lever | None = fact("What is set, added to or scaled", default=None)
    of: Target = fact("Of which units, teams, streams or stays; absent: of all", default=Target())
    amount: Signed | None = fact(
        "The number to set, to add (below 0: to take away) or to multiply by; of open, the beds",
        default=None,
    )
    from_: Day | None = fact("First date; absent: from day 0", default=None, alias="from")
    to: Day | None = fact("Last date; absent: to the end of the horizon", default=None)
    weekdays: tuple[Weekday, ...] = fact("Days of the week; absent: all", default=())
    name: Text | None = fact("Name of the policy, such as surge_bed or wait_weight.acute", default=None)
    settings: Settings = fact("Settings, of a policy that is a table, such as idle.acute", default=())
    setting: Setting | None = fact("Setting the units become", default=None)
    organisation: Text | None = fact("Organisation that runs the units from now on", default=None)
    cost_per_day: Amount | None = fact(
        "Cost of a person in the units for a day from now on", unit="pounds a day", default=None
    )
    unit: Unit | None = fact("The new unit, with all its fields", default=None)
    team: Team | None = fact("The new team, with all its fields", default=None)

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Change:
        told = list(_not_fitting(self))
        if told:
            raise ValueError("; ".join(told))
        return self

    @property
    def given(self) -> frozenset[str]:
        """The fields that say something, by the names they have in documents."""
        fields = {field.alias or name: getattr(self, name) for name, field in type(self).model_fields.items()}
        said = {
            name for name, value in fields.items() if value not in (None, ()) and name not in ("do", "of")
        }
        return frozenset(said | ({"of"} if self.of.given else set()))

    def is_on(self, day: date) -> bool:
        """Say whether the change is about a date."""
        return (
            (self.from_ is None or day >= self.from_)
            and (self.to is None or day <= self.to)
            and (not self.weekdays or tuple(Weekday)[day.weekday()] in self.weekdays)
        )


class Scenario(Fact):
    """What if: changes to a snapshot, made in their order."""

    schema_: Literal["bedflow.scenario/1"] = fact(
        "Format of the document", default=SCENARIO_SCHEMA, alias="schema"
    )
    name: Text = fact("Short name, shown beside the results")
    question: Text | None = fact("The question in words", default=None)
    source: Text | None = fact("Where the idea or its figures come from", default=None)
    changes: tuple[Change, ...] = fact("The changes, in order; none: the district as it is", default=())

    @property
    def title(self) -> str:
        """The question, or else the name."""
        return self.question or self.name


def _not_fitting(change: Change) -> Iterator[str]:
    """Say what a change lacks, and what it has that its kind does not take."""
    kind, given = change.do, change.given
    for field in sorted(given - _KIND_FIELDS[kind]):
        yield f"expected no {field}; {kind.value} does not take it"
    if kind in _LEVER_KINDS:
        yield from _lever_faults(change)
    elif kind is ChangeKind.NEW:
        if (change.unit is None) is (change.team is None):
            yield "expected either unit or team, given whole"
    elif not change.of.given:
        yield f"expected of: {kind.value} needs to know which"
    if kind in (ChangeKind.REDESIGNATE, ChangeKind.CLOSE, ChangeKind.OPEN):
        yield from _wrong_target(change.of, _OF_UNITS, kind.value)
    if kind is ChangeKind.REMOVE:
        yield from _wrong_target(change.of, _OF_TEAMS, kind.value)
    if kind is ChangeKind.REDESIGNATE and not given & {"setting", "organisation"}:
        yield "expected setting or organisation; redesignate needs one of them"
    if kind is ChangeKind.OPEN and change.amount is not None:
        yield from _not_whole(change.amount, least=1)
    if change.from_ is not None and change.to is not None and change.to < change.from_:
        yield "expected to on or after from"


def _lever_faults(change: Change) -> Iterator[str]:
    kind, what = change.do, change.what
    if what is None:
        yield f"expected what; {kind.value} needs it"
        return
    is_table = what is Lever.POLICY and bool(change.settings)
    if change.amount is None and not is_table:
        yield f"expected amount; {kind.value} needs it"
    if change.settings and (
        what is not Lever.POLICY or kind is not ChangeKind.SET or change.amount is not None
    ):
        yield "expected settings only to set a policy that is a table, instead of amount"
    if (what is Lever.POLICY) is (change.name is None):
        told = (
            "expected name; policy needs it" if change.name is None else "expected no name; it is of policy"
        )
        yield told
    if what not in DATED_LEVERS and change.given & set(_DATES):
        yield f"expected no dates; {what.value} cannot change within the horizon"
    yield from _wrong_target(change.of, _TARGETS[what], what.value)
    yield from _amount_faults(change, what)


_TARGETS: dict[Lever, frozenset[str]] = {
    **dict.fromkeys((*UNIT_LEVERS, Lever.COST_PER_DAY), _OF_UNITS),
    **dict.fromkeys(TEAM_LEVERS, _OF_TEAMS),
    Lever.DEMAND: _OF_DEMAND,
    Lever.STAYS: _OF_STAYS,
    Lever.POLICY: frozenset(),
}


def _amount_faults(change: Change, what: Lever) -> Iterator[str]:
    amount = change.amount
    if amount is None:
        return
    if change.do is not ChangeKind.ADD and amount < 0:
        yield "expected an amount of 0 or more; only add takes one below 0"
    if what in UNIT_LEVERS and change.do is not ChangeKind.SCALE:
        yield from _not_whole(amount)
    if what is Lever.STAYS and change.do is not ChangeKind.ADD and amount <= 0:
        yield "expected an amount above 0; care takes at least a day"


def _not_whole(amount: float, *, least: int | None = None) -> Iterator[str]:
    if not float(amount).is_integer():
        yield "expected a whole number as amount"
    elif least is not None and amount < least:
        yield f"expected an amount of at least {least}"


def _wrong_target(target: Target, takes: frozenset[str], subject: str) -> Iterator[str]:
    for field in sorted(target.given - takes):
        named = ", ".join(name for name in Target.model_fields if name in takes) or "nothing"
        yield f"expected no of.{field}; {subject} is told apart by {named}"
