"""Takes up again what a killed worker held.

A task that was running when its worker was killed stays marked as running for ever. Each worker
therefore holds an advisory lock on its own id for as long as it lives; a running task whose
worker's lock is free belongs to nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django_tasks_db.models import DBTaskResult

LOCK_SPACE = 0x6F757462  # "outb": keeps our advisory locks apart from others


@contextmanager
def alive(worker_id: str) -> Iterator[None]:
    """Hold the lock of a worker, on a connection of its own, while the block runs."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK_SPACE, worker_id])
        yield
    finally:
        own.close()


def requeue_abandoned() -> int:
    """Make every running task of a dead worker ready again; return how many there were.

    Such a task may have done its work already, so tasks must bear being run twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {DBTaskResult._meta.db_table}
               SET status = 'READY', started_at = NULL
             WHERE status = 'RUNNING'
               AND pg_try_advisory_xact_lock(%s, hashtext(worker_ids ->> -1))
            """,  # noqa: S608  (the name of a table, from its model)
            [LOCK_SPACE],
        )
        return int(cursor.rowcount)
