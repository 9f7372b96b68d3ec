"""Exact distributions against thrown dice: 100,000 throws, for groups of 1 to 600 patients."""

from __future__ import annotations

import math
import time
from random import Random
from typing import Any

import numpy as np
import pytest

from bedflow.domain import Plan, Snapshot
from bedflow.risk import GroupBy, GroupOdds, assess
from bedflow.risk.outlook import place_odds
from bedflow.risk.stretches import Beliefs
from bedflow.risk.whereabouts import whereabouts
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from tests.paper import COMMUNITY, HOME, STEP, WARD, district, person, phase
from tests.risk_slips import Counts, Dice, planned

THROWS = 100_000
ONE_IN = 1e9
SAMPLING = math.sqrt(math.log(2 * ONE_IN) / (2 * THROWS))
"""Dvoretzky, Kiefer, Wolfowitz, Massart: sampling alone differs by more than this once in so many times."""

NIGHTS = 6
SURENESS = ("definite", "probable", "possible", None)


def _said(rng: Random, days: int) -> dict[str, Any]:
    kind = rng.randrange(4)
    if kind == 0:
        return {"days_p90": days + rng.randrange(1, 6)}
    if kind == 1:
        return {"day_chances": [round(rng.random() / 5, 2) for _ in range(rng.randrange(1, 5))]}
    return {"confidence": rng.choice(SURENESS)} if kind == 2 else {}


def _somebody(rng: Random, number: int) -> tuple[dict[str, Any], str]:
    """Make up a patient and a course: a ward, perhaps a wait, perhaps rehabilitation, and home."""
    acute, rehabilitation, wait = rng.randrange(1, 4), rng.randrange(1, 3), rng.randrange(3)
    first = phase("acute", acute, **_said(rng, acute))
    second = phase("community_hospital", rehabilitation, **_said(rng, rehabilitation))
    home = phase("home_support", rng.choice([2, None]), confidence=rng.choice(SURENESS))
    if number % 3 == 0:
        phases, nights = [first, home], ["W"] * acute + ["(W)"] * wait + ["H"] * (home["days"] or NIGHTS)
    elif number % 3 == 1:
        pause = ["(K)"] if rehabilitation > 1 else []
        nights = (
            ["W"] * acute + ["K", *pause] + ["K"] * (rehabilitation - 1) + ["H"] * (home["days"] or NIGHTS)
        )
        phases = [first, second, home]
    else:
        phases = [home, phase("home_support", 3)] if home["days"] else [home]
        nights = ["(W)"] * wait + ["(S)"] * (number % 2) + ["H"] * (5 if home["days"] else NIGHTS)
    course = (nights + ["-"] * NIGHTS)[:NIGHTS]
    return person(f"p{number}", *phases, unit="W"), " ".join(course)


def _crowd(people: int, seed: int) -> tuple[Snapshot, Plan]:
    rng = Random(seed)
    made = [_somebody(rng, number) for number in range(people)]
    snapshot = district(NIGHTS, [WARD, STEP, COMMUNITY, HOME], [patient for patient, _ in made])
    return snapshot, planned(snapshot, {patient["id"]: course for patient, course in made})


def _odds(snapshot: Snapshot, standing: Plan) -> dict[str | None, GroupOdds]:
    where = whereabouts(snapshot, standing, beliefs=Beliefs())
    return {group.group: group for group in place_odds(where, by=GroupBy.UNIT)}


def _differs(exact: GroupOdds, thrown: Counts) -> float:
    """Give the largest difference of the two cumulative distributions on any night."""
    worst = 0.0
    for t, night in enumerate(exact.nights):
        most = max(int(thrown[:, t].max()), night.fewest + len(night.chances))
        seen = np.cumsum(np.bincount(thrown[:, t], minlength=most + 1)) / len(thrown)
        told = np.zeros(most + 1)
        told[night.fewest : night.fewest + len(night.chances)] = night.chances
        worst = max(worst, float(np.abs(seen - np.cumsum(told)).max()))
    return worst


@pytest.mark.parametrize(("people", "seed"), [(1, 1), (1, 2), (1, 3), (2, 4), (9, 5), (60, 6), (600, 7)])
def test_exact_distribution_is_what_the_dice_show(people: int, seed: int) -> None:
    snapshot, standing = _crowd(people, seed)
    thrown = Dice(snapshot, standing, THROWS, seed=seed).counts()
    for unit, exact in _odds(snapshot, standing).items():
        assert _differs(exact, thrown[str(unit)]) < SAMPLING


def test_dice_tell_a_slip_of_one_night_apart() -> None:
    """The comparison is worth something: with other chances than the dice it fails."""
    snapshot, standing = _crowd(60, 6)
    other = snapshot.model_copy(
        update={
            "patients": tuple(one.model_copy(update={"phases": one.phases[:1]}) for one in snapshot.patients)
        }
    )
    thrown = Dice(snapshot, standing, 10_000, seed=6).counts()
    assert _differs(_odds(other, standing)["H"], thrown["H"]) > 10 * SAMPLING


def test_nobody_is_lost_or_doubled_on_any_night() -> None:
    snapshot, standing = _crowd(60, 8)
    thrown = Dice(snapshot, standing, 2_000, seed=8).counts()
    assert (sum(thrown.values()) <= 60).all()
    where = whereabouts(snapshot, standing, beliefs=Beliefs())
    assert where.chance.sum(axis=1).max() <= 1 + 1e-12
    assert where.chance.min() >= 0


def test_district_takes_less_than_a_fifth_of_a_second() -> None:
    snapshot = sample_district(beds=120, seed=3)
    standing = plan(snapshot, effort=1)
    best = math.inf
    for _ in range(3):
        begin = time.process_time()
        where = whereabouts(snapshot, standing, beliefs=Beliefs(assume=True))
        place_odds(where, poisson=True)
        best = min(best, time.process_time() - begin)
    assert len(where.unsure) > 50
    assert best < 0.2
    assert assess(snapshot, standing, assume=True).unsure == len(where.unsure)
