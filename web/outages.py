"""Which errors mean that the database cannot be used now."""

from django.db import DatabaseError, InterfaceError, OperationalError


def tells_outage(error: BaseException) -> bool:
    """Whether it is what the driver raises when it has no connection, or loses it.

    Where the server dies in the middle of a query, psycopg2 has no code for it and raises the
    class of all errors itself; what is wrong with a query or its data is always a subclass. Of
    that class are errors of Django's own too, which no error of the driver has caused.
    """
    lost = type(error) is DatabaseError and error.__cause__ is not None
    return lost or isinstance(error, OperationalError | InterfaceError)
