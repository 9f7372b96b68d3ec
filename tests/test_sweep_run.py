"""Every piece of work is done once, whoever is lost on the way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bedflow.whatif.sweep_run import WorkersLost, carry_out
from bedflow.whatif.sweep_workers import IN_PROCESS, Crew, Workers, processes

TASKS = {f"k{number}": number for number in range(6)}


def square(number: int) -> int:
    return number * number


def die_once(folder: Path, number: int) -> int:
    mark = folder / "died"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(number)


def fail(number: int) -> int:
    raise ValueError("no such number")


def done_by(workers: Workers, work: Callable[[int], int] = square) -> list[tuple[str, int]]:
    done: list[tuple[str, int]] = []
    complete = carry_out(
        work,
        TASKS,
        workers=workers,
        finished=lambda key, result: done.append((key, result)),
        stopping=lambda: False,
    )
    assert complete
    return done


def test_in_process_everything_is_done_in_order() -> None:
    assert done_by(IN_PROCESS) == [(key, number**2) for key, number in TASKS.items()]


def test_killed_process_loses_no_result_and_repeats_none(tmp_path: Path) -> None:
    done = done_by(processes(2), partial(die_once, tmp_path))
    assert sorted(done) == [(key, number**2) for key, number in TASKS.items()]
    assert (tmp_path / "died").exists()


def test_processes_come_down_with_what_they_were_told_to_compute_with() -> None:
    before = os.environ.get("OMP_NUM_THREADS")
    with processes(1).opened() as crew:
        assert crew.executor.submit(os.getenv, "OMP_NUM_THREADS").result() == "1"
    assert os.environ.get("OMP_NUM_THREADS") == before


def test_failure_of_the_work_is_no_lost_worker() -> None:
    with pytest.raises(ValueError, match="no such number"):
        done_by(IN_PROCESS, fail)


class _Dying(Executor):
    """Does so many pieces of work, then is broken for good."""

    def __init__(self, lives: int) -> None:
        self.lives = lives

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.lives == 0:
            future.set_exception(BrokenExecutor("gone"))
        else:
            self.lives -= 1
            future.set_result(fn(*args, **kwargs))
        return future


def dying(lives: list[int]) -> Workers:
    """Give executors that last for so many pieces of work, one after the other."""

    @contextmanager
    def opened() -> Iterator[Crew]:
        yield Crew(_Dying(lives.pop(0)), at_once=2)

    return Workers(opened)


def test_lost_workers_are_replaced_as_long_as_something_gets_done() -> None:
    lives = [1, 1, 1, 0, 0, 1, 1, 9]
    assert sorted(done_by(dying(lives))) == [(key, number**2) for key, number in TASKS.items()]
    assert lives == []


def test_workers_lost_again_and_again_are_given_up() -> None:
    lives = [1, 0, 0, 0, 9]
    with pytest.raises(WorkersLost, match="3 times in a row"):
        done_by(dying(lives))
    assert lives == [9]


def test_nothing_is_begun_when_it_is_time_to_stop() -> None:
    done: list[str] = []
    complete = carry_out(
        square,
        TASKS,
        workers=IN_PROCESS,
        finished=lambda key, _: done.append(key),
        stopping=lambda: len(done) == 2,
    )
    assert (complete, done) == (False, ["k0", "k1"])


def test_second_ctrl_c_ends_the_processes_at_once() -> None:
    def interrupt(_key: str, _result: int) -> None:
        raise KeyboardInterrupt

    tasks = {"quick": 0.0, "slow": 60.0}
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        carry_out(
            time.sleep,
            tasks,
            workers=processes(2),
            finished=interrupt,
            stopping=lambda: False,
        )
    assert time.monotonic() - began < 30
