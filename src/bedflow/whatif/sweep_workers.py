"""Who plans the points of a sweep: this process, processes beside it, or whoever an executor speaks for."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Settings under which a process computes on one core, so that as many run as there are cores."""


@dataclass(frozen=True, slots=True)
class Crew:
    """An executor that is open, and how many points it works on at once."""

    executor: Executor
    at_once: int


@dataclass(frozen=True, slots=True)
class Workers:
    """A way to open an executor, again when its workers are lost.

    Parameters
    ----------
    opened
        Opens an executor for as long as a ``with`` lasts; after an error nothing goes on working.
    lost
        The exceptions with which a future says that its worker is gone, not that its work failed.
    """

    opened: Callable[[], AbstractContextManager[Crew]]
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)


class InProcess(Executor):
    """An executor that does the work when it is given, in this process."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do a piece of work now; a Ctrl-C goes through to the caller."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as failed:  # noqa: BLE001  an executor gives whatever failed to who asks for it
            future.set_exception(failed)
        return future


@contextmanager
def _in_process() -> Iterator[Crew]:
    yield Crew(InProcess(), at_once=1)


IN_PROCESS = Workers(_in_process)
"""One point after the other, here."""


def processes(count: int) -> Workers:
    """Give so many processes on this machine, of one thread each."""
    return Workers(partial(_processes, count))


@contextmanager
def _processes(count: int) -> Iterator[Crew]:
    children = set(active_children())
    with _one_thread_each():
        # Spawned, not forked: a fork copies whatever state compiled kernels and solvers are in.
        pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
        try:
            # One point more than there are workers is ready, so that nobody idles while a result is kept.
            yield Crew(pool, at_once=count + 1)
        except BaseException:
            for child in set(active_children()) - children:
                child.kill()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _begin() -> None:
    """Begin a worker: Ctrl-C is the caller's to take, and a worker does not outlive who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        # Nobody is left to give a result to, and nothing is half written: only the parent writes.
        os._exit(1)
