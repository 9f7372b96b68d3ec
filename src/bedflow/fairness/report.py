"""Who waits and who is moved in a plan, and under the status quo beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bedflow.compile import planned_patients
from bedflow.domain import FORECAST_PREFIX, Patient, Plan, Snapshot
from bedflow.fairness.groups import By, grouped, is_settled
from bedflow.fairness.longest import LongestWaiter, longest_waiter
from bedflow.fairness.moves import MovesLedger, moves_ledger
from bedflow.fairness.saying import Says, paired_difference
from bedflow.fairness.waiting import Days, Waits, waiting_days, waits_of_groups

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Group:
    """People alike in one thing: their waits in the plan, and in the one beside it.

    Attributes
    ----------
    ratio
        Mean waiting days in the plan over those in the one beside it; None where either is not told
        or nobody waits there.
    against_beside
        Whether these people wait more or fewer days in the plan than in the one beside it, where the
        numbers are large enough to say; None without another plan.
    """

    name: str
    people: int
    plan: Waits
    beside: Waits | None
    ratio: float | None
    against_beside: Says | None


@dataclass(frozen=True, slots=True)
class Table:
    """Everybody, told apart by one thing; no groups where there are not two of five people."""

    by: By
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class PersonByPerson:
    """What one plan does to people one by one: its moves, and its longest waiter."""

    moves: MovesLedger
    longest: LongestWaiter | None


@dataclass(frozen=True, slots=True)
class Fairness:
    """Who waits and who is moved.

    Attributes
    ----------
    people
        Known people who could wait; the groups are of these.
    settled
        Known people who cannot: all their care to come is at home or in the care home they are in.
    expected
        People of forecast streams, who are in no group.
    everybody
        All who could wait, as one group.
    tables
        The same people by zone, pathway, age, sex and frailty.
    plan, beside
        Moves and longest waiter of each plan.
    """

    people: int
    settled: int
    expected: int
    everybody: Group
    tables: tuple[Table, ...]
    plan: PersonByPerson
    beside: PersonByPerson | None


def fairness(snapshot: Snapshot, plan: Plan, *, beside: Plan | None = None) -> Fairness:
    """Say who waits and who is moved in a plan, by zone, pathway, age, sex and frailty.

    Groups of fewer than five people are counted with another, and figures about one to four people
    are left out, so that nobody is picked out. Whether a difference can be trusted is said beside it;
    that a group waits more often says nothing yet of why.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    beside
        Another one to hold it against, such as :func:`bedflow.status_quo.status_quo`.
    """
    everybody = planned_patients(snapshot)
    known = [patient for patient in everybody if not patient.id.startswith(FORECAST_PREFIX)]
    units = {unit.id: unit for unit in snapshot.units}
    people = [patient for patient in known if not is_settled(patient, units)]
    planned = waiting_days(plan)
    otherwise = None if beside is None else waiting_days(beside)
    return Fairness(
        people=len(people),
        settled=len(known) - len(people),
        expected=len(everybody) - len(known),
        everybody=_groups([(EVERYBODY, people)], planned, otherwise)[0],
        tables=tuple(Table(by, _groups(grouped(people, by), planned, otherwise)) for by in By),
        plan=_person_by_person(snapshot, plan),
        beside=None if beside is None else _person_by_person(snapshot, beside),
    )


def _person_by_person(snapshot: Snapshot, plan: Plan) -> PersonByPerson:
    return PersonByPerson(moves_ledger(snapshot, plan), longest_waiter(snapshot, plan))


def _groups(
    named: Sequence[tuple[str, Sequence[Patient]]], planned: Days, otherwise: Days | None
) -> tuple[Group, ...]:
    groups = [people for _, people in named]
    waits = waits_of_groups(groups, planned)
    if otherwise is None:
        return tuple(
            Group(name, len(people), mine, None, None, None)
            for (name, people), mine in zip(named, waits, strict=True)
        )
    pairs = zip(named, waits, waits_of_groups(groups, otherwise), strict=True)
    return tuple(
        Group(name, len(people), mine, theirs, *_held_against(people, mine, theirs, planned, otherwise))
        for (name, people), mine, theirs in pairs
    )


def _held_against(
    people: Sequence[Patient], mine: Waits, theirs: Waits, planned: Days, otherwise: Days
) -> tuple[float | None, Says]:
    """Give the ratio of mean days, and whether it is one to trust; neither where a figure is not told."""
    if mine.mean_days is None or theirs.mean_days is None:
        return None, Says.CANNOT_SAY
    days, other_days = ([of_plan[patient.id] for patient in people] for of_plan in (planned, otherwise))
    ratio = mine.mean_days / theirs.mean_days if theirs.mean_days else None
    return ratio, paired_difference(days, other_days)
