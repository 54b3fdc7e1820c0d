"""Says things to whoever started the site, without ever waiting for them to be read.

A terminal that was paused with Ctrl-S, or a pipe that nobody empties, must not stop the site:
what finds no room is dropped.
"""

import os
import select
from threading import Thread

_PATIENCE = 0.2  # seconds
_PIECE = 4096  # bytes; a pipe that is writable has room for as many (PIPE_BUF)
_STDOUT = 1
_STDERR = 2


def say(text: str) -> None:
    """Writes a line to standard output."""
    _write(_STDOUT, f"{text}\n".encode(), _PATIENCE)


def complain(text: str) -> None:
    """Writes a line to standard error."""
    _write(_STDERR, f"{text}\n".encode(), _PATIENCE)


def relay(source: int) -> None:
    """Copies to standard output what comes out of a pipe, until its other end closes."""
    Thread(target=_copy, args=(source,), daemon=True, name="relay").start()


def _copy(source: int) -> None:
    patience = _PATIENCE
    with open(source, "rb", buffering=0) as file:
        while data := file.read(16 * _PIECE):
            patience = _PATIENCE if _write(_STDOUT, data, patience) else 0


def _write(descriptor: int, data: bytes, patience: float) -> bool:
    """Whether there was room for all of it, waiting `patience` seconds for each piece."""
    for start in range(0, len(data), _PIECE):
        try:
            if not select.select([], [descriptor], [], patience)[1]:
                return False
            os.write(descriptor, data[start : start + _PIECE])
        except OSError:
            return False  # the reader is gone
    return True
