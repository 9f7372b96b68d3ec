"""A forecast stream: people expected but not known, made into whole patients day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Annotated

from pydantic import AfterValidator

from bedflow.domain.fact import Amount, Day, Fact, fact
from bedflow.domain.patient import CareNeeds, Patient
from bedflow.domain.weekday import AmountByWeekday, AmountPattern, amount_on

FORECAST_PREFIX = "forecast/"

MOST_PER_DAY = 10_000
"""Most arrivals a day a stream may forecast: more is a slip of the pen, and would fill the memory."""


def _within_reason(per_day: float | AmountByWeekday) -> float | AmountByWeekday:
    given = list(dict(per_day).values()) if isinstance(per_day, AmountByWeekday) else [per_day]
    if max(given) > MOST_PER_DAY:
        raise ValueError(f"expected at most {MOST_PER_DAY:,} arrivals a day")
    return per_day


PerDay = Annotated[AmountPattern, AfterValidator(_within_reason)]


class StreamOverride(Fact):
    """Another mean on one date."""

    date: Day = fact("The date on which this mean holds")
    per_day: Annotated[Amount, fact("", le=MOST_PER_DAY)] = fact(
        "Expected arrivals on that date", unit="people"
    )


class ForecastStream(CareNeeds):
    """Expected arrivals with typical needs; may carry any patient field but where, when and locks."""

    per_day: PerDay = fact("Expected arrivals a day", unit="people a day")
    overrides: tuple[StreamOverride, ...] = fact("Other means on single dates", default=())

    def mean_on(self, day: date) -> float:
        """Give the expected arrivals on a date."""
        given = [override.per_day for override in self.overrides if override.date == day]
        return given[-1] if given else amount_on(self.per_day, day)

    def patients(self, days: Sequence[date]) -> Iterator[Patient]:
        """Make the whole patients of the horizon by cumulative rounding.

        The means are summed exactly as the decimals written, so that half a person is never
        lost or won to binary fractions.
        """
        needs = {name: getattr(self, name) for name in CareNeeds.model_fields if name != "id"}
        total, made = Decimal(0), 0
        for day in days:
            total += Decimal(repr(self.mean_on(day)))
            due = int((total + Decimal("0.5")).to_integral_value(rounding=ROUND_FLOOR)) - made
            made += due
            for k in range(1, due + 1):
                yield Patient.model_construct(
                    id=f"{FORECAST_PREFIX}{self.id}/{day.isoformat()}/{k}",
                    arrives=day,
                    unit=None,
                    waiting_days=0,
                    locks=(),
                    **needs,
                )
