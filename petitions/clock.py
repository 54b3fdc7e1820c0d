"""The database's clock: the one that every process of the site shares."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """What time it is, by the database; for whatever a wrong clock of a machine must not decide."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (now,) = cursor.fetchone()
    moment: datetime = now
    return moment
