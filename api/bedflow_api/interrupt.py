"""Ctrl-C during planning: the first asks for the best plan so far, the second stops at once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = b"\nStopping with the best plan so far; press Ctrl-C again to stop at once.\n"


class Interruption:
    """Whether the user has asked to stop; pass :meth:`asked` to the planner."""

    def __init__(self, saying: bytes) -> None:
        self._asked = False
        self._saying = saying

    def asked(self) -> bool:
        """Say whether the user has asked to stop."""
        return self._asked

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Take a Ctrl-C.

        Raises
        ------
        KeyboardInterrupt
            The second time.
        """
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        # A signal may come in the middle of a print, which must not be entered twice: no print here.
        os.write(sys.stderr.fileno(), self._saying)


@contextmanager
def interruptible(saying: bytes = STOPPING) -> Iterator[Interruption]:
    """Take Ctrl-C for the time of planning.

    Parameters
    ----------
    saying
        What the first one is answered with.
    """
    interruption = Interruption(saying)
    before = signal.signal(signal.SIGINT, interruption.ask)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, before)
