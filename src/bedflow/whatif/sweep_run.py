"""Every piece of work done once, whoever is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import TypeVar

from bedflow.whatif.sweep_workers import Crew, Workers

K = TypeVar("K", bound=Hashable)
W = TypeVar("W")
R = TypeVar("R")

POLL_SECONDS = 0.2
MOST_FRUITLESS = 3
"""How often in a row all workers may be lost without any point done before that is taken as a fault."""


class WorkersLost(RuntimeError):  # noqa: N818
    """Workers were lost again and again; what was done is kept."""


def carry_out(
    work: Callable[[W], R],
    tasks: Mapping[K, W],
    *,
    workers: Workers,
    finished: Callable[[K, R], None],
    stopping: Callable[[], bool],
) -> bool:
    """Do every task on an executor and hand over each result when it is there; True when all are done.

    When a worker is lost the executor is opened again and what is missing is given to it anew. When it
    is time to stop, what is being worked on is still finished and handed over.

    Parameters
    ----------
    work
        What is done with a task, where the executor's workers can find it by name.
    tasks
        The tasks in the order in which they are begun, each with its key.
    finished
        Takes the key and the result of each task, in the order in which they are done.
    stopping
        Asked before each task whether to begin no more.

    Raises
    ------
    WorkersLost
        When the workers were lost three times in a row without any task done.
    """
    missing = dict(tasks)
    fruitless = 0

    def hand_over(key: K, result: R) -> None:
        finished(key, result)
        del missing[key]

    while missing and not stopping():
        before = len(missing)
        try:
            with workers.opened() as crew:
                _with_one_crew(crew, work, dict(missing), hand_over, stopping)
        except workers.lost as lost:
            fruitless = fruitless + 1 if len(missing) == before else 0
            if fruitless == MOST_FRUITLESS:
                raise WorkersLost(
                    f"the workers were lost {MOST_FRUITLESS} times in a row without any point done; "
                    "is there enough memory? Fewer workers need less"
                ) from lost
    return not missing


def _with_one_crew(
    crew: Crew,
    work: Callable[[W], R],
    tasks: Mapping[K, W],
    hand_over: Callable[[K, R], None],
    stopping: Callable[[], bool],
) -> None:
    running: dict[Future[R], K] = {}
    ahead = iter(tasks.items())
    while True:
        while len(running) < crew.at_once and not stopping():
            entry = next(ahead, None)
            if entry is None:
                break
            running[crew.executor.submit(work, entry[1])] = entry[0]
        if not running:
            return
        done, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        if stopping():
            _give_up_waiting(running)
        # What is done is kept before a lost worker ends this crew.
        for future in sorted(done, key=_has_failed):
            key = running.pop(future, None)
            if key is not None:
                hand_over(key, future.result())


def _give_up_waiting(running: dict[Future[R], K]) -> None:
    """Take back what nobody has begun."""
    for future in list(running):
        if future.cancel():
            del running[future]


def _has_failed(future: Future[R]) -> bool:
    try:
        return future.exception() is not None
    except CancelledError:
        return True
