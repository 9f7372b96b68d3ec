"""How a list of trials goes, on the line that also says how planning goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bedflow.waterfall import Progress
from bedflow_api.progress_line import progress_told

EVERY_SECONDS = 2.0


@contextmanager
def trials_told(what: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Give something to tell how many trials are done and how many there are.

    Parameters
    ----------
    what
        What is being tried, such as "holds".
    """
    began, said = time.monotonic(), -EVERY_SECONDS
    with progress_told(quiet=quiet) as told:

        def tell_trial(done: int, of: int) -> None:
            nonlocal said
            seconds = time.monotonic() - began
            if seconds - said >= EVERY_SECONDS:
                said = seconds
                told(Progress(seconds, f"trying {what}: {done} of {of} done"))

        yield tell_trial
