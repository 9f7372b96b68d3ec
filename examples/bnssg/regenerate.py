"""Write snapshot.json beside this script: a real discharge-to-assess system, with made-up people.

The figures are published input of the IPACS model: BNSSG Integrated Care Board and the Universities of
Bath and Exeter, doi 10.5281/zenodo.7845908 (Bristol, North Somerset and South Gloucestershire, 2022;
costs of 2022/23). They are facts about nine queues. Every person is drawn by chance from them: nobody
in the snapshot exists. docs/examples/bnssg.md says how and why.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import Any

from bedflow.domain import LONGEST_HORIZON, WEEKDAYS
from bedflow.sample import document_text

Document = dict[str, Any]

AS_OF = "2026-11-23T08:00:00+00:00"
MONDAY = date(2026, 11, 23)
HORIZON_DAYS = 14
LOCALITIES = {"B": "bristol", "NS": "north-somerset", "SG": "south-gloucestershire"}
NAMES = {"B": "Bristol", "NS": "North Somerset", "SG": "South Gloucestershire"}
SETTING = {"P1": "home_support", "P2": "community_hospital", "P3": "care_home"}
COST_PER_DAY = {"P1": 125, "P2": 150, "P3": 164}
ACUTE_DELAY_COST_PER_DAY = 346
SURGE_PRICE = 0
"""The published queue in acute beds grows at the cost of a delayed day and no more."""
FIRST_VISITS, LAST_VISITS = 4, 1
VISITS_PER_PLACE = 2.5


@dataclass(frozen=True, slots=True)
class Node:
    """One pathway in one locality, as published.

    Parameters
    ----------
    capacity
        Caseload of P1, beds of P2 and P3.
    occupied
        People in service on the first day.
    waiting
        People waiting for it in acute beds on the first day.
    stay_median, mu, sigma
        The lognormal length of stay, in days.
    referrals
        Mean referrals Monday to Sunday.
    """

    pathway: str
    locality: str
    capacity: int
    occupied: int
    waiting: int
    stay_median: int
    mu: float
    sigma: float
    referrals: tuple[float, ...]

    @property
    def unit(self) -> str:
        """The unit that gives the node's care."""
        return f"{self.pathway}-{self.locality}"


NODES = (
    Node("P1", "B", 92, 92, 39, 9, 2.1972, 1.1807, (3.048, 6.907, 10.167, 8.929, 10.721, 12.605, 3.791)),
    Node("P1", "NS", 71, 71, 48, 5, 1.6094, 1.6242, (0.69, 4.721, 6.929, 6.643, 6.442, 5.81, 1.762)),
    Node("P1", "SG", 71, 71, 42, 5, 1.6094, 1.3282, (1.452, 5.791, 8.571, 8.405, 9.767, 8.605, 3.698)),
    Node("P2", "B", 102, 97, 31, 34, 3.5264, 0.6782, (1.881, 2.581, 4.19, 3.119, 3.744, 4.465, 1.535)),
    Node("P2", "NS", 28, 24, 15, 33, 3.4965, 0.5448, (0.238, 2.093, 3.786, 3.119, 3.14, 3.119, 0.929)),
    Node("P2", "SG", 61, 68, 12, 30, 3.4012, 0.5038, (0.452, 1.279, 3.0, 2.452, 3.233, 3.488, 1.116)),
    Node("P3", "B", 72, 77, 43, 50, 3.912, 0.5797, (0.738, 1.279, 1.929, 1.905, 2.628, 3.0, 2.186)),
    Node("P3", "NS", 39, 28, 12, 39, 3.6636, 0.5312, (0.024, 1.442, 1.548, 1.548, 1.605, 1.429, 0.071)),
    Node("P3", "SG", 37, 33, 11, 29, 3.3673, 0.4562, (0.762, 1.744, 3.119, 2.81, 3.14, 3.256, 1.419)),
)


def document() -> Document:
    """Make the snapshot; the same every time."""
    rng = Random("bnssg")
    return {
        "schema": "bedflow.snapshot/1",
        "as_of": AS_OF,
        "horizon_days": HORIZON_DAYS,
        "units": [*(_acute_unit(locality) for locality in LOCALITIES), *(_unit(node) for node in NODES)],
        "teams": [_visiting_team(node) for node in NODES if node.pathway == "P1"],
        "patients": [person for node in NODES for person in (*_in_service(node, rng), *_waiting(node, rng))],
        "arrivals": [_stream(node) for node in NODES],
        "policy": {"surge_bed": SURGE_PRICE},
    }


def text() -> str:
    """Write the snapshot as the committed file has it."""
    return document_text(document())


def _acute_unit(locality: str) -> Document:
    """Give the acute beds that the locality's waiting people hold, and room for the queue to grow."""
    nodes = [node for node in NODES if node.locality == locality]
    return {
        "id": f"ACUTE-{locality}",
        "name": f"Acute beds held by people waiting, {NAMES[locality]}",
        "setting": "acute",
        "site": LOCALITIES[locality],
        "beds": sum(node.waiting for node in nodes),
        "surge": math.ceil(sum(sum(node.referrals) for node in nodes) * HORIZON_DAYS / 7),
        "cost_per_day": ACUTE_DELAY_COST_PER_DAY,
    }


def _unit(node: Node) -> Document:
    where = LOCALITIES[node.locality]
    return {
        "id": node.unit,
        "name": f"{node.pathway} {NAMES[node.locality]}",
        "setting": SETTING[node.pathway],
        "beds": node.capacity,
        "zones" if node.pathway == "P1" else "near_zones": [where],
        "cost_per_day": COST_PER_DAY[node.pathway],
    }


def _visiting_team(node: Node) -> Document:
    return {
        "id": f"VISITS-{node.locality}",
        "name": f"Visiting team, {NAMES[node.locality]} (counted in visits)",
        "discipline": "visits",
        "units": [node.unit],
        "hours": node.capacity * VISITS_PER_PLACE,
    }


def _in_service(node: Node, rng: Random) -> Iterator[Document]:
    """Draw people in service: a stay that is met half way is a long one, and met anywhere in it."""
    long_stays = _stays(node.mu + node.sigma**2, node.sigma, count=node.occupied, rng=rng)
    shares_done = _spread(node.occupied, rng)
    people = zip(long_stays, shares_done, strict=True)
    for number, (stay, share_done) in enumerate(people, start=1):
        yield {
            "id": f"SYN-{node.unit}-{number:03d}",
            "unit": node.unit,
            **_person(node),
            "excluded_units": _kept_out(node, in_service=True),
            "phases": [_phase(node, stay=stay, done=int(stay * share_done))],
        }


def _waiting(node: Node, rng: Random) -> Iterator[Document]:
    """Draw people who wait in an acute bed; who was referred last has waited least."""
    stays = _stays(node.mu, node.sigma, count=node.waiting, rng=rng)
    for number, (stay, waited) in enumerate(zip(stays, _days_waited(node), strict=True), start=1):
        yield {
            "id": f"SYN-{node.unit}-W{number:03d}",
            "unit": f"ACUTE-{node.locality}",
            **_person(node),
            "waiting_days": waited,
            "excluded_units": _kept_out(node),
            "phases": [_phase(node, stay=stay)],
        }


def _stream(node: Node) -> Document:
    return {
        "id": f"SYN-{node.unit}",
        **_person(node),
        "excluded_units": _kept_out(node),
        "per_day": dict(zip(WEEKDAYS, node.referrals, strict=True)),
        "phases": [_phase(node, stay=node.stay_median)],
    }


def _person(node: Node) -> Document:
    return {"zone": LOCALITIES[node.locality], "site": LOCALITIES[node.locality]}


def _kept_out(node: Node, *, in_service: bool = False) -> list[str]:
    """Name the units that would break the pathway: those of the others, and for people in service,
    those of other localities.
    """
    others = [other for other in NODES if other.pathway in {"P2", "P3"} and other is not node]
    return [other.unit for other in others if in_service or other.pathway != node.pathway]


def _phase(node: Node, *, stay: int, done: int = 0) -> Document:
    phase: Document = {"setting": SETTING[node.pathway], "days": stay - done}
    if node.pathway == "P1":
        last_told = min(stay, done + LONGEST_HORIZON)
        phase["hours"] = {"visits": [_visits(day, stay=stay) for day in range(done, last_told)]}
    return phase


def _visits(day: int, *, stay: int) -> float:
    """Give the visits on a day of the stay, falling evenly from the first day to the last."""
    if stay == 1:
        return float(FIRST_VISITS)
    return round(FIRST_VISITS - (FIRST_VISITS - LAST_VISITS) * day / (stay - 1), 2)


def _stays(mu: float, sigma: float, *, count: int, rng: Random) -> list[int]:
    """Draw whole-day stays of a lognormal, spread evenly over it so that few people show its shape."""
    normal = NormalDist(mu, sigma)
    return [max(1, round(math.exp(normal.inv_cdf(share)))) for share in _spread(count, rng)]


def _spread(count: int, rng: Random) -> list[float]:
    """Draw numbers between 0 and 1, one in each of so many equal parts, in an order of chance."""
    shares = [(part + 0.01 + 0.98 * rng.random()) / count for part in range(count)]
    rng.shuffle(shares)
    return shares


def _days_waited(node: Node) -> list[int]:
    """Say how long each has waited if the queue is served in order of referral.

    Going back from the Sunday before, the referrals of each day joined the queue until it is as long
    as it is.
    """
    waited: list[int] = []
    joined, days_back = 0.0, 0
    while len(waited) < node.waiting:
        days_back += 1
        joined += node.referrals[(MONDAY - timedelta(days=days_back)).weekday()]
        waited += [days_back] * (min(node.waiting, int(joined + 0.5)) - len(waited))
    return waited


if __name__ == "__main__":
    Path(__file__).with_name("snapshot.json").write_bytes(text().encode())
