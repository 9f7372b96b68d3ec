"""Forecast streams of a synthetic district: who is expected, zone by zone, on each day of the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from bedflow.domain import WEEKDAYS
from bedflow.sample import care, tables
from bedflow.sample.layout import Zone

Document = dict[str, Any]

BOTH_SEXES_FROM = 1.0
"""Streams of at least so many people a day are split by sex."""


def forecast(rng: Random, zone: Zone) -> Iterator[Document]:
    """Forecast the arrivals of a zone: one stream for each kind of patient, two where there are many."""
    a_day = zone.beds * tables.FORECAST_PER_100_BEDS / 100
    for number, profile in enumerate(tables.PROFILES):
        mean = a_day * profile.per_mille / 1000
        sexes = ("female", "male") if mean >= BOTH_SEXES_FROM else (("female", "male")[number % 2],)
        for sex in sexes:
            yield _stream(rng, profile, zone, sex=sex, mean=mean / len(sexes))


def _stream(rng: Random, profile: tables.Profile, zone: Zone, *, sex: str, mean: float) -> Document:
    week = tables.PLANNED_WEEK if profile.planned else tables.EMERGENCY_WEEK
    own = rng.randrange(88, 113)
    per_day = [int(mean * own * share / 10 + 0.5) / 1000 for share in week]
    stream: Document = {
        "id": f"{zone.id}-{profile.name}-{sex}",
        "site": zone.site,
        "zone": zone.id,
        "sex": sex,
        "age": profile.age,
        "specialty": profile.specialty,
        "frailty": profile.frailty,
        "per_day": dict(zip(WEEKDAYS, per_day, strict=True)),
        "phases": care.course(rng, profile.pathway, acute_days=profile.acute_days),
    }
    if profile.pathway == "P3":
        stream["needs"] = ["dementia"]
    return stream


def busier_on(stream: Document, day: date, *, first_day: date) -> Document:
    """Give the stream a busier date, by half, such as a cold snap brings."""
    on = first_day + (day - first_day if day > first_day else timedelta(days=1))
    mean = stream["per_day"][WEEKDAYS[on.weekday()]]
    return {**stream, "overrides": [{"date": on.isoformat(), "per_day": int(mean * 1500 + 0.5) / 1000}]}
