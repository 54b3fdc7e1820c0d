"""Keeps what a worker that runs in the tests' own process changes of how that process is stopped."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)


@contextmanager
def handlers_unchanged() -> Iterator[None]:
    """Put back afterwards what happens when this process is told to stop."""
    handlers = {number: signal.getsignal(number) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
