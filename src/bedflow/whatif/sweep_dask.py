"""Points planned on a Dask cluster, through its own client executor.

Importing this needs the extra ``dask``: ``pip install 'bedflow[dask]'``. The workers need the same bedflow.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager
from functools import partial

from distributed import Client
from distributed.scheduler import KilledWorker

from bedflow.whatif.sweep_workers import Crew, Workers

SECONDS_TO_ANSWER = 30


class NobodyAnswers(ConnectionError):  # noqa: N818
    """No scheduler at the address, or one without workers."""


def dask_cluster(address: str) -> Workers:
    """Give the workers of a cluster.

    Parameters
    ----------
    address
        Where its scheduler listens, such as ``tcp://10.0.0.7:8786``.
    """
    return Workers(partial(_cluster, address), lost=(BrokenExecutor, CancelledError, KilledWorker))


@contextmanager
def _cluster(address: str) -> Iterator[Crew]:
    with _client(address) as client:
        threads = sum(client.nthreads().values())
        executor = client.get_executor()
        try:
            yield Crew(executor, at_once=threads + 1)
        except BaseException:
            executor.shutdown(wait=False)
            raise
        executor.shutdown(wait=True)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError):
        raise NobodyAnswers(f"no Dask scheduler answers at {address}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        except TimeoutError:
            raise NobodyAnswers(f"the Dask scheduler at {address} has no workers") from None
        yield client
