"""One wait of one patient: where, for what, what binds on each day, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bedflow.domain import Setting
from bedflow.explain.why_reading import Reading
from bedflow.explain.why_reasons import Reason, reasons_of
from bedflow.itinerary import Stay, phase_next
from bedflow.waits import waiting_runs


@dataclass(frozen=True, slots=True)
class Onward:
    """What follows a wait.

    Attributes
    ----------
    moves
        Whether the patient changes unit; if not, care goes on where they are.
    care
        Whether the care waited for goes forward there; if not, they wait there on.
    begins
        Whether that care has not gone forward before.
    """

    unit: str
    date: date
    moves: bool
    care: bool
    begins: bool


@dataclass(frozen=True, slots=True)
class Waited:
    """A run of waiting days in one unit for one phase.

    Attributes
    ----------
    days
        The waiting days.
    unit
        Where the patient waits.
    care
        Setting of the phase waited for.
    reasons
        What binds; every day is in at least one of them.
    onward
        What follows; None when the wait lasts to the end of the plan.
    """

    days: tuple[date, ...]
    unit: str
    care: Setting
    reasons: tuple[Reason, ...]
    onward: Onward | None


def waits_in(reading: Reading, patient: str) -> Iterator[Waited]:
    """Give each wait of a patient, in order."""
    stays = reading.stays[patient]
    for run in waiting_runs(stays):
        phase, care_day = phase_next(reading.compiled.patients[run[0].job], run[0].done)
        yield Waited(
            days=tuple(reading.snapshot.days[stay.day] for stay in run),
            unit=reading.snapshot.units[run[0].unit].id,
            care=phase.setting,
            reasons=reasons_of(reading, run),
            onward=_onward(reading, run[-1], stays, begins=care_day == 0),
        )


def _onward(reading: Reading, last: Stay, stays: Sequence[Stay], *, begins: bool) -> Onward | None:
    following = next((stay for stay in stays if stay.day == last.day + 1), None)
    if following is None:
        return None
    return Onward(
        unit=reading.snapshot.units[following.unit].id,
        date=reading.snapshot.days[following.day],
        moves=following.moves_in,
        care=following.care,
        begins=begins,
    )
