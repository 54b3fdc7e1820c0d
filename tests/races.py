"""Real connections that write at the same time: two in an order that a test decides, or many."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")

PATIENCE_SECONDS = 10


def meanwhile(write: Callable[[], Result]) -> "Future[Result]":
    """Begin `write` on a connection of its own, and return once it waits for a lock of ours."""
    begun: Future[int] = Future()
    started = start(write, begun)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _waits_for_us(begun.result(PATIENCE_SECONDS)):
        assert not started.done(), "nothing had to wait"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return started


def start(write: Callable[[], Result], begun: "Future[int] | None" = None) -> "Future[Result]":
    """Begin `write` in another thread, on a connection of its own that is closed in the end.

    `begun` receives the process id of that connection's server.
    """

    def run() -> Result:
        try:
            if begun is not None:
                begun.set_result(_server_process())
            return write()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(max_workers=1)
    started = pool.submit(run)
    pool.shutdown(wait=False)
    return started


def at_once(works: Sequence[Callable[[], Result]], seconds: int = 60) -> list[Result]:
    """Do every work in a thread with a connection of its own, all at once; return the results."""
    begin = Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result:
        try:
            connection.ensure_connection()
            begin.wait(30)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works, timeout=seconds))


def _server_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _waits_for_us(process: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() = ANY (pg_blocking_pids(%s))", [process])
        return cursor.fetchone()[0]
