"""Money to the penny: amounts become whole pence, and parts that are rounded still add up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TypeVar

Name = TypeVar("Name")

PENCE = 100


def exact(pounds: float) -> Decimal:
    """Give an amount as the decimal it is written as, not its binary neighbour."""
    return Decimal(repr(pounds))


def pence(pounds: float | Decimal) -> int:
    """Round an amount of pounds to whole pence, half a penny up."""
    amount = pounds if isinstance(pounds, Decimal) else exact(pounds)
    return int((amount * PENCE).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def shared_out(total: int, parts: Mapping[Name, Decimal]) -> dict[Name, int]:
    """Round the parts of a total to pence so that they add up to it.

    Every part is cut to whole pence; the pennies left over go to the parts that lost most by it.

    Parameters
    ----------
    total
        Pence.
    parts
        Pounds; together the total, but for its rounding.
    """
    whole = {
        name: int((amount * PENCE).to_integral_value(rounding=ROUND_FLOOR)) for name, amount in parts.items()
    }
    lost = sorted(parts, key=lambda name: whole[name] - parts[name] * PENCE)
    missing = total - sum(whole.values())
    step = 1 if missing > 0 else -1
    # Parts measured with the last digits of a float may even come out a penny above the total.
    takers = lost if missing > 0 else lost[::-1]
    for turn in range(abs(missing)):
        whole[takers[turn % len(takers)]] += step
    return whole
