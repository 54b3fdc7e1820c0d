"""Lets what concerns one network or one address happen one after the other, in every process."""

from django.db import connection

NETWORK, ADDRESS = 0x6E657477, 0x61646472  # "netw", "addr": keeps our locks apart from others


def hold(space: int, key: bytes) -> None:
    """Wait for, and hold until the transaction ends, the lock of a key.

    Two keys may share a lock (32 bits of it are looked at); then one only waits needlessly.
    """
    number = int.from_bytes(key[:4], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, number])
