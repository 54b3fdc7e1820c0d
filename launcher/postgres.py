"""The embedded PostgreSQL: runs for as long as some process needs it.

Any number of processes may need it at once, say the site and a shell. Each holds a shared lock;
whoever leaves last stops the server. Locks vanish with their processes, so kill -9 leaves at most
a server that the next one takes over.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import cluster as clusters
from launcher import locks, placement, server
from launcher.cluster import Cluster
from launcher.errors import StartError, told

__all__ = ["StartError", "connection", "is_running", "revive", "running"]

_START_SECONDS = 600  # the longest that another process may need to start or stop the server


def connection(data_dir: Path) -> dict[str, str]:
    """Django's settings for the database of `data_dir`, whether it runs or not."""
    return {
        "HOST": str(placement.find(data_dir.resolve()).sockets),
        "NAME": clusters.DATABASE,
        "USER": clusters.ROLE,
        "PASSWORD": "",
        "PORT": placement.PORT,
    }


def is_running(data_dir: Path) -> bool:
    """Whether the server of `data_dir` runs, whoever started it."""
    return server.is_running(placement.find(data_dir.resolve()))


@contextmanager
def running(data_dir: Path) -> Iterator[None]:
    """Keeps the server of `data_dir` running during the block.

    Raises StartError before the block where it cannot be started.
    """
    data_dir = data_dir.resolve()
    with _starting_lock(data_dir) as starting:
        with _held(starting, data_dir):
            cluster = _prepare(data_dir)
            users = locks.open_file(cluster.place.users_lock)
        try:
            with _held(starting, data_dir):
                _enter(cluster, users)
            yield
        finally:
            _leave(cluster, users, starting)


def revive(data_dir: Path) -> None:
    """Starts the server again where it has died; for a process that is inside `running`.

    Raises StartError where that fails, and may then be tried again.
    """
    data_dir = data_dir.resolve()
    if is_running(data_dir):
        return
    with _starting_lock(data_dir) as starting, _held(starting, data_dir):
        server.ensure(_prepare(data_dir), alone=False)


def _enter(cluster: Cluster, users: int) -> None:
    """Takes this process's lock as a user of the server, and sees that the server runs."""
    alone = locks.take_exclusive(users)
    # Nobody can come between: all of this happens under the lock on starting.
    locks.take_shared(users)
    server.ensure(cluster, alone)


def _leave(cluster: Cluster, users: int, starting: int) -> None:
    """Gives up this process's lock, and stops the server where nobody else needs it."""
    try:
        with locks.held(starting, _START_SECONDS):
            if locks.take_exclusive(users):
                server.stop(cluster.place)
    except locks.Busy:
        pass  # whoever is starting needs the server
    finally:
        os.close(users)


def _prepare(data_dir: Path) -> Cluster:
    """The cluster of `data_dir`, with directories; the lock on starting is held."""
    if placement.is_forsaken(data_dir):
        place = placement.find(data_dir)
        server.stop(place)
        placement.lay_aside(place)
    return clusters.prepare(data_dir)


@contextmanager
def _starting_lock(data_dir: Path) -> Iterator[int]:
    """The descriptor of the lock under which servers are started and stopped, not yet held."""
    with told(data_dir):
        placement.make_directories(data_dir)
        descriptor = locks.open_file(data_dir / "postgres-start.lock")
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _held(starting: int, data_dir: Path) -> Iterator[None]:
    """Holds the lock on starting, and turns what the system refuses into a StartError."""
    try:
        with told(data_dir), locks.held(starting, _START_SECONDS):
            yield
    except locks.Busy as error:
        raise StartError(
            f"Another process has been starting or stopping the database in {data_dir} for"
            f" {_START_SECONDS} seconds: end that one first."
        ) from error
