"""Small districts of every kind: by seed, for long reproducible runs, and for Hypothesis to shrink.

Numbers have few decimals so that the oracle can be exact. Nothing that the model page calls bad
input comes out: a patient without a valid course is left out, a lock nobody can obey is lifted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from bedflow.domain import Snapshot
from tests.oracle_district import District

Document = dict[str, Any]

ACUTE, STEP_DOWN, COMMUNITY, CARE_HOME, HOME = SETTINGS = (
    "acute",
    "step_down",
    "community_hospital",
    "care_home",
    "home_support",
)
UNBROKEN = (CARE_HOME, HOME)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("north", "south")
SITES = ("GENERAL", "ROYAL")
SPECIALTIES = ("elderly_care", "orthopaedics")
CAPABILITIES = ("oxygen", "dementia")
DISCIPLINES = ("nursing", "therapy")
MORNINGS = (
    "2026-11-23T08:00:00+00:00",
    "2026-10-23T08:00:00+01:00",  # clocks go back on the Sunday
    "2026-03-27T08:00:00+00:00",  # and forward
    "2026-07-01T00:15:00+01:00",  # still June in Greenwich
    "2026-12-30T17:30:00+00:00",
    "2028-02-27T08:00:00",  # a leap year, on the district's own clock
)
COSTS = {ACUTE: 400.0, STEP_DOWN: 300.0, COMMUNITY: 260.5, CARE_HOME: 140.0, HOME: 95.25}
PRICES = (
    "harm_base", "harm_frailty", "wait_growth", "wait_growth_max", "over_placement", "outlier", "distance",
    "not_preferred", "transfer", "replan", "surge_bed", "over_capacity", "isolation_breach", "overtime_hour",
)  # fmt: skip
TABLES: tuple[Document, ...] = (
    {"delivers": {COMMUNITY: [ACUTE, STEP_DOWN, COMMUNITY]}},
    {"delivers": {HOME: [CARE_HOME, HOME]}},
    {"idle": {HOME: list(SETTINGS)}},
    {"idle": {CARE_HOME: [ACUTE, STEP_DOWN, COMMUNITY, CARE_HOME]}},
    {"safe": {COMMUNITY: [ACUTE, COMMUNITY]}},
    {
        "safe": {STEP_DOWN: [ACUTE, STEP_DOWN, COMMUNITY]},
        "delivers": {STEP_DOWN: [ACUTE, STEP_DOWN, COMMUNITY]},
        "idle": {STEP_DOWN: [ACUTE, STEP_DOWN, COMMUNITY]},
    },
)
"""Other tables that still let everybody wait: what is safe without one's own care may be waited in."""


@dataclass(frozen=True)
class Knobs:
    """How large and how odd a district is; 0 switches a feature off, so that shrinking makes it plain.

    Parameters
    ----------
    patients, units, days
        How many of each; units and days at least 1. Patients without a valid course are left out.
    teams
        How many at most: one with nothing left to serve is left out.
    streams
        How many forecast streams; each makes a person every two days or so.
    locks, limits, matching, pricing, odd_phases, previous
        How often, 0 to 1, locks, odd limits, placement conditions, other prices, phases in odd
        order and a previous plan come.
    """

    patients: int = 8
    units: int = 6
    days: int = 7
    teams: int = 4
    streams: int = 1
    locks: float = 0.25
    limits: float = 0.4
    matching: float = 0.3
    pricing: float = 0.4
    odd_phases: float = 0.2
    previous: float = 0.3


class _Maker:
    """Draws one district."""

    def __init__(self, seed: int, knobs: Knobs) -> None:
        self.random = Random(seed)
        self.knobs = knobs
        self.as_of = self.random.choice(MORNINGS)
        self.first = datetime.fromisoformat(self.as_of).date()
        self.horizon = knobs.days
        self.tables = self.random.choice(TABLES) if self.sometimes(knobs.pricing / 3) else {}
        self.units: list[Document] = []

    def sometimes(self, share: float) -> bool:
        return self.random.random() < share

    def day(self, earliest: int, latest: int) -> str:
        return self._on(self.random.randint(earliest, latest)).isoformat()

    def _on(self, t: int) -> date:
        return self.first + timedelta(days=t)

    def some(self, names: Sequence[str]) -> list[str]:
        return sorted(self.random.sample(names, self.random.randint(1, len(names))))

    def pattern(self, numbers: Sequence[float]) -> Any:
        if not self.sometimes(self.knobs.limits / 3):
            return self.random.choice(numbers)
        return {day: self.random.choice(numbers) for day in WEEK}

    def document(self) -> Document:
        self._make_units()
        teams = self._make_teams()
        patients = [self._patient(f"P{k}") for k in range(self.knobs.patients)]
        document = {
            "schema": "bedflow.snapshot/1",
            "as_of": self.as_of,
            "horizon_days": self.horizon,
            "units": self.units,
            "teams": teams,
            "patients": patients,
            "arrivals": [self._stream(k) for k in range(self.knobs.streams)],
            "policy": self._policy(),
        }
        if self.sometimes(self.knobs.previous):
            document["previous_plan"] = self._previous(patients)
        return document

    # ---- units and teams

    def _make_units(self) -> None:
        # The first ward takes anybody, so that nobody is without a place.
        ward = self._unit("U0", ACUTE)
        for condition in ("site", "zones", "sex"):
            ward.pop(condition, None)
        self.units = [{**ward, "capabilities": list(CAPABILITIES)}]
        for k in range(1, self.knobs.units):
            self.units.append(self._unit(f"U{k}", self.random.choice(SETTINGS)))

    def _unit(self, name: str, setting: str) -> Document:
        unit: Document = {
            "id": name,
            "setting": setting,
            "beds": self.pattern([0, 1, 1, 2, 2, 3, 4]),
            "cost_per_day": COSTS[setting] + self.random.choice([0.0, 0.0, -20.0, 12.5, 30.0]),
            "capabilities": [need for need in CAPABILITIES if self.sometimes(0.6)],
        }
        limits, matching = self.knobs.limits, self.knobs.matching
        if self.sometimes(limits):
            unit["surge"] = self.pattern([0, 1, 2])
        if self.sometimes(limits):
            unit["isolation_beds"] = self.pattern([0, 1, 1, 2])
        if setting != ACUTE and self.sometimes(limits):
            unit["daily_intake"] = self.pattern([0, 1, 1, 2])
        if setting == ACUTE and self.sometimes(matching):
            unit["site"] = self.random.choice(SITES)
        for names, pool in (("specialties", SPECIALTIES), ("near_zones", ZONES), ("zones", ZONES)):
            if self.sometimes(matching):
                unit[names] = self.some(pool)
        if self.sometimes(matching / 2):
            unit["sex"] = self.random.choice(["female", "male"])
        if self.sometimes(limits):
            unit["overrides"] = self._unit_overrides(setting)
        return unit

    def _unit_overrides(self, setting: str) -> list[Document]:
        overrides = []
        for t in sorted(
            self.random.sample(range(self.horizon), self.random.randint(1, min(2, self.horizon)))
        ):
            names = ["beds", "surge", "isolation_beds", *(["daily_intake"] if setting != ACUTE else [])]
            limits = {name: self.random.choice([0, 0, 1, 2]) for name in self.some(names)}
            overrides.append({"date": self._on(t).isoformat(), **limits})
        return overrides

    def _make_teams(self) -> list[Document]:
        teams, served = [], set()
        for k in range(self.knobs.teams):
            discipline = self.random.choice(DISCIPLINES)
            free = [unit["id"] for unit in self.units if (unit["id"], discipline) not in served]
            if not free:
                continue
            units = self.some(free)
            served |= {(unit, discipline) for unit in units}
            team: Document = {"id": f"T{k}", "discipline": discipline, "units": units}
            team["hours"] = self.pattern([0, 0.5, 1, 1.5, 2, 2.75, 4])
            if self.sometimes(0.5):
                team["overtime"] = self.pattern([0, 0.5, 1.25, 2])
            if self.sometimes(self.knobs.limits):
                team["overrides"] = [self._team_override()]
            teams.append(team)
        return teams

    def _team_override(self) -> Document:
        override: Document = {"date": self.day(0, self.horizon - 1)}
        for name in self.some(["hours", "overtime"]):
            override[name] = self.random.choice([0, 0.5, 1, 3])
        return override

    # ---- patients

    def _patient(self, name: str) -> Document:
        patient: Document = {"id": name}
        place: str | None = None
        if self.sometimes(0.25):
            patient["arrives"] = self.day(0, self.horizon - 1)
        else:
            unit = self.random.choice(self.units)
            patient["unit"], place = unit["id"], unit["setting"]
        patient["phases"] = self._phases(place)
        patient.update(self._needs())
        if self.sometimes(0.3):
            patient["waiting_days"] = self.random.choice([1, 4, 19, 30])
        if self.sometimes(self.knobs.locks):
            earliest = 0 if "unit" in patient else (date.fromisoformat(patient["arrives"]) - self.first).days
            dates = {self.day(earliest, self.horizon - 1) for _ in range(self.random.randint(1, 2))}
            ids = [unit["id"] for unit in self.units]
            patient["locks"] = [{"date": day, "unit": self.random.choice(ids)} for day in sorted(dates)]
        return patient

    def _needs(self) -> Document:
        draw, often = self.random, self.knobs.matching
        needs: Document = {}
        ids = [unit["id"] for unit in self.units]
        if self.sometimes(0.5):
            needs["frailty"] = draw.randint(1, 9)
        if self.sometimes(0.2):
            needs["harm_per_day"] = draw.choice([0, 75.5, 400])
        if self.sometimes(often):
            needs["isolation"] = True
        choices = (("sex", ("female", "male")), ("zone", (*ZONES, "far")), ("site", SITES))
        for field, values in (*choices, ("specialty", (*SPECIALTIES, "general_medicine"))):
            if self.sometimes(0.7):
                needs[field] = draw.choice(values)
        if self.sometimes(often):
            needs["needs"] = self.some(CAPABILITIES)
        if self.sometimes(often):
            needs["preferred_units"] = self.some(ids)[:2]
        if len(ids) > 1 and self.sometimes(often / 2):
            needs["excluded_units"] = self.some(ids[1:])[:2]
        return needs

    def _phases(self, place: str | None) -> list[Document]:
        draw = self.random
        settings = [draw.choice(SETTINGS) for _ in range(draw.randint(1, 3))]
        if not self.sometimes(self.knobs.odd_phases):
            highest = 0 if place is None else SETTINGS.index(place)
            settings = sorted((s for s in settings if SETTINGS.index(s) >= highest), key=SETTINGS.index)
            settings = settings or [HOME if place is None else place]
            if place is not None and (place in UNBROKEN or self.sometimes(0.4)) and settings[0] != place:
                settings = [place, *settings]
        phases = [self._phase(setting) for setting in settings]
        for k, phase in enumerate(phases):
            before = phases[k - 1]["setting"] if k else place
            # Care under way at home or in a care home cannot be put off.
            under_way = before in UNBROKEN and (k == 0 or before == phase["setting"])
            if not under_way and self.sometimes(0.25):
                phase["not_before"], phase["reason"] = self.day(-1, self.horizon), "IF02"
        if self.sometimes(0.35):
            phases[-1].pop("days")
        return phases

    def _phase(self, setting: str) -> Document:
        draw = self.random
        phase: Document = {"setting": setting, "days": draw.choice([1, 1, 2, 2, 3, 4, 9])}
        for discipline in DISCIPLINES:
            if self.knobs.teams and self.sometimes(0.5):
                number, by_day = (
                    draw.choice([0, 0.25, 0.5, 1, 1.3]),
                    [draw.choice([0, 0.5, 1, 2]) for _ in "ab"],
                )
                phase.setdefault("hours", {})[discipline] = by_day if self.sometimes(0.3) else number
            if self.knobs.teams and self.sometimes(0.2):
                phase.setdefault("start_hours", {})[discipline] = draw.choice([0.5, 1, 1.75])
        return phase

    def _stream(self, k: int) -> Document:
        per_day = self.pattern([0.1, 0.3, 0.5, 0.5, 0.7])
        stream = {"id": f"S{k}", "per_day": per_day, "phases": self._phases(None), **self._needs()}
        if self.sometimes(0.3):
            stream["overrides"] = [{"date": self.day(0, self.horizon - 1), "per_day": 1.5}]
        return stream

    # ---- prices and the plan that stands

    def _policy(self) -> Document:
        policy: Document = {name: dict(table) for name, table in self.tables.items()}
        if self.sometimes(self.knobs.pricing):
            for name in self.some(PRICES)[:6]:
                high = [0.1, 0.5, 1.5] if name.startswith("wait_growth") else [1, 12.5, 150, 900]
                policy[name] = self.random.choice([0, *high])
            if self.sometimes(0.4):
                policy["wait_weight"] = {
                    s: self.random.choice([0, 0.25, 1, 1.5]) for s in self.some(SETTINGS)
                }
        return policy

    def _previous(self, patients: Sequence[Mapping[str, Any]]) -> Document:
        shift, length = self.random.choice([-1, -1, 0, -2]), self.random.randint(1, self.horizon + 1)
        places = [None, *(unit["id"] for unit in self.units)]
        names = [patient["id"] for patient in patients if self.sometimes(0.8)]
        names.append(f"forecast/S0/{self.first.isoformat()}/1")
        courses = [
            {"patient": name, "units": (units := [self.random.choice(places) for _ in range(length)]),
             "care": [None if unit is None else True for unit in units]}
            for name in names
        ]  # fmt: skip
        days = [self._on(shift + t).isoformat() for t in range(length)]
        return {"schema": "bedflow.plan/1", "days": days, "courses": courses}


def _without_bad_input(document: Document) -> Document:
    """Lift locks that no course can obey, then leave out patients and streams without any course."""
    for _ in range(2):
        district = District(Snapshot.from_document(document))
        lost = {person.id for person in district.people if not district.has_course(person)}
        lost_streams = {name.split("/")[1] for name in lost if name.startswith("forecast/")}
        document = {
            **document,
            "patients": [
                {key: value for key, value in patient.items() if key != "locks" or patient["id"] not in lost}
                for patient in document["patients"]
                if patient["id"] not in lost or "locks" in patient
            ],
            "arrivals": [stream for stream in document["arrivals"] if stream["id"] not in lost_streams],
        }
    return document


def make_district(seed: int, knobs: Knobs) -> Snapshot:
    """Make a small district of given size and oddness."""
    return Snapshot.from_document(_without_bad_input(_Maker(seed, knobs).document()))


def random_district(seed: int, **most: Any) -> Snapshot:
    """Make the small district of a seed; ``most`` are fields of :class:`Knobs`, sizes being upper limits."""
    random, knobs = Random(seed), Knobs(**most)
    sizes = {
        "patients": random.randint(min(1, knobs.patients), knobs.patients),
        "units": random.randint(min(2, knobs.units), knobs.units),
        "days": random.randint(min(2, knobs.days), knobs.days) if random.random() < 0.95 else 1,
        "teams": random.randint(0, knobs.teams),
        "streams": random.randint(0, knobs.streams),
    }
    return make_district(seed, replace(knobs, **sizes))


@st.composite
def districts(
    draw: st.DrawFn, max_patients: int = 10, max_units: int = 6, max_days: int = 7, max_teams: int = 4
) -> Snapshot:
    """Small districts; shrinks towards few patients, units and days, and no oddities."""
    odd = st.sampled_from([0.0, 0.3, 0.7])
    knobs = Knobs(
        patients=draw(st.integers(1, max_patients)),
        units=draw(st.integers(1, max_units)),
        days=draw(st.integers(1, max_days)),
        teams=draw(st.integers(0, max_teams)),
        streams=draw(st.integers(0, 1)),
        locks=draw(odd),
        limits=draw(odd),
        matching=draw(odd),
        pricing=draw(odd),
        odd_phases=draw(odd),
        previous=draw(odd),
    )
    return make_district(draw(st.integers(0, 2**32 - 1)), knobs)
