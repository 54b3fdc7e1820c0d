"""Tasks for the tests of the outbox."""

from django.db import connection, transaction
from django_tasks import task


@task()
def write(signature_id: int, attempt: int = 0) -> int:
    """Do nothing, and say for whom."""
    return signature_id


@task()
def fail() -> None:
    """Break."""
    raise ValueError("broken")


@task()
def lose_the_database() -> None:
    """Have the server end the connection in the middle of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
