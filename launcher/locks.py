"""Advisory locks on files (flock): they vanish with the processes that hold them."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.05


class Busy(Exception):
    """Another process has held the lock for the whole time that was allowed."""


def open_file(path: Path) -> int:
    """A descriptor of the lock file, which is made if need be; the caller closes it.

    Opened for reading only: a lock needs no more, and so a file that root made still serves
    its directory's owner. Programs started later do not inherit it.
    """
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)


def take_shared(descriptor: int) -> None:
    """Takes (or falls back to) the shared lock, waiting for it."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def take_exclusive(descriptor: int, seconds: float = 0) -> bool:
    """Whether the exclusive lock could be had within `seconds`.

    The attempt gives up a shared lock that the descriptor held: callers hold another lock
    meanwhile.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)


def is_held(path: Path) -> bool:
    """Whether some process holds the exclusive lock on the file."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def held(descriptor: int, seconds: float) -> Iterator[None]:
    """Holds the exclusive lock during the block.

    Raises Busy where it cannot be had within `seconds`.
    """
    if not take_exclusive(descriptor, seconds):
        raise Busy
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
