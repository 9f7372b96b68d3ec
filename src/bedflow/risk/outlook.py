"""People against places with their chances, for each group of units and each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bedflow.domain import Snapshot, Unit
from bedflow.risk.counts import Floats, how_many, with_arrivals
from bedflow.risk.expected import arrivals_each_stands_for
from bedflow.risk.places import GroupBy, GroupOdds, PlaceOdds
from bedflow.risk.whereabouts import Ints, Whereabouts


def place_odds(
    where: Whereabouts, *, by: GroupBy = GroupBy.UNIT, poisson: bool = False
) -> tuple[GroupOdds, ...]:
    """Give the exact distribution of people in each group of units on each day.

    Patients slip independently of each other: each is in a group with the chance of their own chain, so
    that the number of people is a Poisson binomial. What makes many slip together (an outbreak, a team
    that fails) is not in it: it makes bad days worse and good days better than told here.

    Parameters
    ----------
    by
        What units are brought together by.
    poisson
        Whether the number of forecast arrivals is uncertain too: Poisson around the mean of the stream
        instead of the whole patients the plan counts on. Each arrival then takes the course, and the
        chances, of the forecast patient it is counted with.
    """
    groups = _groups(where.snapshot, by)
    number = {name: k for k, name in enumerate(groups)}
    # The last entry is for -1, where somebody has no unit.
    group_of = np.array([number[_name(unit, by)] for unit in where.snapshot.units] + [-1], np.int64)
    people = _people(where, group_of, len(groups), poisson=poisson)
    return tuple(
        GroupOdds(
            name, tuple(unit.id for unit in units), _nights(where.snapshot, units, people, number[name])
        )
        for name, units in groups.items()
    )


def _groups(snapshot: Snapshot, by: GroupBy) -> Mapping[str | None, list[Unit]]:
    groups: dict[str | None, list[Unit]] = {}
    for unit in snapshot.units:
        groups.setdefault(_name(unit, by), []).append(unit)
    if by is GroupBy.SETTING:
        return dict(sorted(groups.items(), key=lambda entry: entry[1][0].setting.level))
    return groups


def _name(unit: Unit, by: GroupBy) -> str | None:
    if by is GroupBy.SETTING:
        return unit.setting.value
    return unit.id if by is GroupBy.UNIT else unit.site


@dataclass(frozen=True)
class _People:
    """Who may be in each group.

    Attributes
    ----------
    planned, sure
        People by the plan, and those certain to be there. Shape (groups, days).
    group, chance
        A row for each group somebody unsure may be in; shapes (rows,) and (rows, days).
    mean
        Expected arrivals of whom nobody is known. Shape (groups, days).
    """

    planned: Ints
    sure: Ints
    group: Ints
    chance: Floats
    mean: Floats


def _people(where: Whereabouts, group_of: Ints, groups: int, *, poisson: bool) -> _People:
    stands_for = arrivals_each_stands_for(where.snapshot) if poisson else {}
    arrivals = np.array([stands_for.get(patient.id, 0.0) for patient in where.patients])
    expected = np.array([patient.id in stands_for for patient in where.patients], np.bool_)
    sure = np.ones(len(where.patients), np.bool_)
    sure[where.unsure] = False
    planned = group_of[where.planned]
    person, group, chance = _by_group(where, group_of)
    known = ~expected[person]
    mean = _count(planned, groups, weight=arrivals * sure)
    np.add.at(mean, group[~known], chance[~known] * arrivals[person[~known], None])
    return _People(
        planned=np.rint(_count(planned, groups, weight=np.ones(len(sure)))).astype(np.int64),
        sure=np.rint(_count(planned, groups, weight=(sure & ~expected).astype(float))).astype(np.int64),
        group=group[known],
        chance=chance[known],
        mean=mean,
    )


def _count(planned: Ints, groups: int, *, weight: Floats) -> Floats:
    """Add people up where the plan has them. Shape (groups, days)."""
    counted: Floats = np.zeros((groups, planned.shape[1]))
    for day in range(planned.shape[1]):
        here = planned[:, day] >= 0
        counted[:, day] = np.bincount(planned[here, day], weights=weight[here], minlength=groups)
    return counted


def _by_group(where: Whereabouts, group_of: Ints) -> tuple[Ints, Ints, Floats]:
    """Bring the units each unsure patient may be in together by group: position, group, chance by day."""
    slot_group = group_of[where.slots]
    rows, slots = np.nonzero(slot_group >= 0)
    keys, row_of = np.unique(slot_group[rows, slots] * len(where.unsure) + rows, return_inverse=True)
    chance: Floats = np.zeros((keys.size, where.planned.shape[1]))
    np.add.at(chance, row_of, where.chance[rows, slots])
    unsure = max(1, len(where.unsure))
    return where.unsure[keys % unsure], keys // unsure, np.minimum(chance, 1.0)


def _nights(snapshot: Snapshot, units: Sequence[Unit], people: _People, group: int) -> tuple[PlaceOdds, ...]:
    chances = how_many(people.chance[people.group == group])
    if people.mean[group].any():
        chances = with_arrivals(chances, people.mean[group])
    return tuple(
        PlaceOdds(
            date=date,
            beds=sum(unit.beds_on(date) for unit in units),
            surge=sum(unit.surge_on(date) for unit in units),
            planned=int(people.planned[group, day]),
            fewest=int(people.sure[group, day]),
            chances=tuple(chances[day].tolist()),
        )
        for day, date in enumerate(snapshot.days)
    )
