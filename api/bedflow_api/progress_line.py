"""How planning goes, on standard error: a line that moves on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner

from bedflow.domain import OPTIMAL_GAP
from bedflow.waterfall import Progress
from bedflow_api.briefing.words import percent_at_most, pounds
from bedflow_api.doors import tell

PLAIN_EVERY_SECONDS = 10.0


class Teller(Protocol):
    """Anything that is told how planning goes."""

    def __call__(self, progress: Progress) -> None:
        """Take note of the state of planning."""


@contextmanager
def progress_told(*, quiet: bool) -> Iterator[Teller]:
    """Give something to tell progress to, fit for where standard error goes."""
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    if quiet:
        yield _nobody
    elif console.is_terminal:
        line = _MovingLine()
        with Live(line, console=console, refresh_per_second=8, transient=True):
            yield line
    else:
        yield _PlainLines()


def progress_words(progress: Progress, seconds: float) -> str:
    """Say how planning goes in one line.

    Parameters
    ----------
    seconds
        Time since planning began.
    """
    parts = [f"{seconds:6.1f} s", progress.stage]
    if progress.objective is not None:
        parts.append(f"total {pounds(progress.objective)}")
    if progress.bound is not None:
        parts.append(f"at least {pounds(progress.bound)}")
    if progress.gap is not None:
        proven_best = progress.gap <= OPTIMAL_GAP
        parts.append("proven best" if proven_best else f"gap {percent_at_most(progress.gap)}")
    return "  ".join(parts)


def _nobody(progress: Progress) -> None:
    """Tell nobody."""


class _PlainLines:
    """A line at each new stage, and now and then between."""

    def __init__(self) -> None:
        self._stage = ""
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.stage == self._stage and progress.seconds - self._told_at < PLAIN_EVERY_SECONDS:
            return
        self._stage, self._told_at = progress.stage, progress.seconds
        tell(progress_words(progress, progress.seconds))


class _MovingLine:
    """The latest state, with the time running on while a long stage says nothing."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._latest = Progress(seconds=0.0, stage="starting", objective=None, bound=None, gap=None)
        self._spinner = Spinner("dots")

    def __call__(self, progress: Progress) -> None:
        self._latest = progress

    def __rich__(self) -> Spinner:
        self._spinner.update(text=progress_words(self._latest, time.monotonic() - self._began))
        return self._spinner
