"""Which errors mean that the database cannot be used now."""

import psycopg2
import pytest
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError

from web.outages import tells_outage


def lost():
    """What a query raises whose server dies while it runs."""
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.DatabaseError(*error.args)
    return error


@pytest.mark.parametrize("error", [lost(), OperationalError("no"), InterfaceError("closed")])
def test_no_connection_and_a_lost_one_are_outages(error):
    assert tells_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        DatabaseError("no row was saved"),
        IntegrityError("twice"),
        DataError("long"),
        ValueError("x"),
    ],
)
def test_what_is_wrong_with_a_query_is_none(error):
    assert not tells_outage(error)
