"""Lets what concerns one thing happen one after the other, in every process."""

import hashlib

from django.db import connection


def hold(space: int, key: bytes) -> None:
    """Wait for, and hold until the transaction ends, the lock of a key (of PostgreSQL, advisory).

    `space` keeps the locks of one purpose apart from others. Two keys may share a lock (32 bits
    of their digest are looked at); then one only waits needlessly.
    """
    number = int.from_bytes(hashlib.sha256(key).digest()[:4], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, number])
