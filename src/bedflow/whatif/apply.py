"""A snapshot and scenarios -> another snapshot, held against everything a snapshot must keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bedflow.domain import Change, ChangeKind, Lever, Scenario, Snapshot, Unit
from bedflow.ingest import BadInput, Fault
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.snapshot_document import examine, in_order
from bedflow.whatif.apply_limits import (
    as_before,
    closed,
    limits_changed,
    opened,
    stream_as_before,
    team_as_before,
)
from bedflow.whatif.apply_people import stays_changed
from bedflow.whatif.apply_policy import policy_changed
from bedflow.whatif.apply_units import cost_changed, introduced, redesignated, removed
from bedflow.whatif.choose import NotPossible
from bedflow.whatif.lineage import Lineage, lineage_of
from bedflow.whatif.scenario import Given, as_scenarios, joined_name


@dataclass(frozen=True, slots=True)
class Applied:
    """A district with scenarios applied.

    Attributes
    ----------
    snapshot
        The district that comes of it; the very one given, when nothing changes.
    scenarios
        The scenarios, in order.
    lineage
        Where it comes from.
    idle
        Changes that change nothing, by the name of their scenario and their number in it.
    """

    snapshot: Snapshot
    scenarios: tuple[Scenario, ...]
    lineage: Lineage
    idle: tuple[tuple[str, int], ...] = ()
    changes_nothing: bool = False

    @property
    def name(self) -> str:
        """The scenarios' names."""
        return joined_name(self.scenarios)

    def notices(self) -> Iterator[str]:
        """Say what changes nothing."""
        if self.changes_nothing:
            yield f"{self.name}: changes nothing; the district stays as it is"
            return
        for name, number in self.idle:
            yield f"{name}: changes[{number}] changes nothing"


def applied(snapshot: Snapshot, scenarios: Given) -> Snapshot:
    """Give the district of one scenario, or of several one after the other.

    Parameters
    ----------
    snapshot
        A snapshot without faults.
    scenarios
        A scenario, or several in the order in which they are applied.

    Raises
    ------
    BadInput
        With every name that leads nowhere, every change that cannot be, and whatever a snapshot
        must keep that the changed one does not.
    """
    return apply_scenarios(snapshot, scenarios).snapshot


def apply_scenarios(snapshot: Snapshot, scenarios: Given, *, parent: Snapshot | None = None) -> Applied:
    """Apply scenarios one after the other, and remember where the result comes from.

    Parameters
    ----------
    snapshot
        A snapshot without faults.
    scenarios
        A scenario, or several in the order in which they are applied.
    parent
        The district whose plan the result will be compared with, for the lineage.

    Raises
    ------
    BadInput
        With all faults.
    """
    given = as_scenarios(scenarios)
    walk = _Walk(snapshot, {unit.id: unit for unit in snapshot.units})
    for scenario in given:
        walk.apply(scenario)
    if walk.faults:
        raise BadInput(walk.faults)
    made = _settled(walk.snapshot, snapshot)
    if made is not snapshot:
        _check(made, joined_name(given))
    return Applied(
        snapshot=made,
        scenarios=given,
        lineage=lineage_of(snapshot, given, made, parent=parent),
        idle=tuple(walk.idle),
        changes_nothing=made is snapshot and any(scenario.changes for scenario in given),
    )


@dataclass(slots=True)
class _Walk:
    """A district on its way through scenarios."""

    snapshot: Snapshot
    origin: dict[str, Unit]
    faults: list[Fault] = field(default_factory=list)
    idle: list[tuple[str, int]] = field(default_factory=list)

    def apply(self, scenario: Scenario) -> None:
        for number, change in enumerate(scenario.changes):
            try:
                after = _changed(self.snapshot, change, self.origin)
            except NotPossible as told:
                self.faults += _faults(told, scenario.name, number)
                continue
            if after == self.snapshot:
                self.idle.append((scenario.name, number))
            elif change.unit is not None:
                self.origin[change.unit.id] = change.unit
            self.snapshot = after


def _changed(snapshot: Snapshot, change: Change, origin: Mapping[str, Unit]) -> Snapshot:
    """Make one change."""
    match change.do:
        case ChangeKind.REDESIGNATE:
            return redesignated(snapshot, change)
        case ChangeKind.CLOSE:
            return closed(snapshot, change)
        case ChangeKind.OPEN:
            return opened(snapshot, change, origin=origin)
        case ChangeKind.NEW:
            return introduced(snapshot, change)
        case ChangeKind.REMOVE:
            return removed(snapshot, change)
    match change.what:
        case Lever.COST_PER_DAY:
            return cost_changed(snapshot, change)
        case Lever.STAYS:
            return stays_changed(snapshot, change)
        case Lever.POLICY:
            return policy_changed(snapshot, change)
        case _:
            return limits_changed(snapshot, change)


def _faults(told: NotPossible, name: str, number: int) -> Iterator[Fault]:
    for wrong in told.wrong:
        where = f"changes[{number}]" + (f".{wrong.field}" if wrong.field else "")
        yield Fault(name, where, wrong.field, wrong.expected, kind="scenario")


def _settled(made: Snapshot, first: Snapshot) -> Snapshot:
    """Give what is as it was the very form it had, so that going back leads back to the same snapshot."""
    days = first.days
    units = {unit.id: unit for unit in first.units}
    teams = {team.id: team for team in first.teams}
    streams = {stream.id: stream for stream in first.arrivals}
    update = {
        "units": tuple(as_before(it, units.get(it.id, it), days) for it in made.units),
        "teams": tuple(team_as_before(it, teams.get(it.id, it), days) for it in made.teams),
        "arrivals": tuple(stream_as_before(it, streams.get(it.id, it), days) for it in made.arrivals),
    }
    settled = made.model_copy(update=update)
    return first if settled == first else settled


def _check(snapshot: Snapshot, name: str) -> None:
    """Hold the district against everything a snapshot must keep, as if read from a file."""
    document = snapshot.to_document()
    _, broken = examine(document)
    if broken:
        raise BadInput(in_order(broken, JsonPlaces(f"{name}, applied", document, root=Snapshot)))
