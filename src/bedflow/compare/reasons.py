"""Which reason stands behind each waiting day, so that days can be counted by reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bedflow.domain import Because, BecauseKind, Wait

_NONE_TOLD = Because(kind=BecauseKind.CHEAPER_TO_WAIT)


def behind_each_day(wait: Wait) -> Iterator[Because]:
    """Give what stood in the way on each day of a wait: one reason a day, the first that is about it."""
    for k in range(wait.days):
        day = wait.from_ + timedelta(days=k)
        held = [because for because in wait.because if _stands_on(because, day)]
        yield (held or list(wait.because) or [_NONE_TOLD])[0]


def reason_code(because: Because) -> str:
    """Give the code under which a day is counted: the delay reason of a date, or else the kind."""
    return because.reason or because.kind.value


def _stands_on(because: Because, day: date) -> bool:
    if because.date is None:
        return True
    return day < because.date if because.kind is BecauseKind.NOT_BEFORE else day == because.date
