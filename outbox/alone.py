"""Lets a piece of work be done in one place at a time, whatever becomes of the others."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK_SPACE = 0x616C6F6E  # "alon": keeps our advisory locks apart from others


@contextmanager
def alone(work: str) -> Iterator[bool]:
    """Whether nobody else does this work; nobody else may begin it while the block runs.

    The lock is held on a connection of its own, so that it outlives every transaction of the
    block, and not the process.
    """
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK_SPACE, work])
            (is_alone,) = cursor.fetchone()
        yield bool(is_alone)
    finally:
        own.close()
