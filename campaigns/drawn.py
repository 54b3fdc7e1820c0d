"""Files that are made of others and can be made anew at any time: made once, one at a time, kept
beside the uploads, and removed by `sweep` when nothing leads to them any more.
"""

import fcntl
import os
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

SPARED_SECONDS = 60
"""How young a file is that a sweep leaves alone: somebody may just be making it."""


def folder() -> Path:
    """Where they lie; nobody but the site may read them."""
    found = Path(settings.MEDIA_ROOT) / "drawn"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The file of that name; `make` makes it the first time that it is asked for.

    Whoever else wants one made on this machine waits meanwhile, so that many visitors cannot make
    it work on many at the same time.
    """
    path = folder() / name
    if found := _read(path):
        return found
    with _alone():
        if found := _read(path):
            return found
        content = make()
        _write(path, content)
    return content


def sweep(current: Container[str], now: float | None = None) -> int:
    """Remove the files that are not among the current ones; return how many."""
    number, latest = 0, (now or time.time()) - SPARED_SECONDS
    for path in folder().iterdir():
        if path.suffix and path.name not in current and path.stat().st_mtime < latest:
            path.unlink(missing_ok=True)
            number += 1
    return number


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _write(path: Path, content: bytes) -> None:
    """Write a file whole: who reads it meanwhile finds all of it or nothing."""
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process or thread of this machine makes a file."""
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
