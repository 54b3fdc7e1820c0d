"""A database server that is not ours: `DATABASE_URL`."""

import psycopg2

from config.environment import Environment
from launcher.errors import StartError

_CONNECT_SECONDS = 5
_REASONS = {
    "password authentication failed": "it refuses the user name or the password",
    "no password supplied": "it wants a password",
    "could not translate host name": "no such host is known",
    "Connection refused": "nothing answers there",
    "timeout expired": "nothing answers there",
    "no pg_hba.conf entry": "it lets in nobody from this machine",
    "does not exist": "it has no such database or user",
}


def require_reachable(environment: Environment) -> None:
    """Returns if the server of `DATABASE_URL` lets us in.

    Raises StartError, which tells host and port but never user or password.
    """
    try:
        found = environment.database() or {}
        options = found.get("OPTIONS") or {}
        host, port = found.get("HOST") or "localhost", found.get("PORT") or 5432
    except ValueError:
        raise StartError(
            "DATABASE_URL cannot be read: it must look like"
            " postgres://user:password@host:5432/name, with special characters of the password"
            " written as %xx."
        ) from None
    try:
        psycopg2.connect(
            host=host,
            port=port,
            user=found.get("USER") or None,
            password=found.get("PASSWORD") or None,
            dbname=found.get("NAME") or None,
            **{"connect_timeout": _CONNECT_SECONDS, **options},
        ).close()
    except psycopg2.Error as error:
        raise StartError(
            f"The database server of DATABASE_URL, {host} port {port}, cannot be used:"
            f" {_reason(error)}."
        ) from None


def _reason(error: psycopg2.Error) -> str:
    text = str(error)
    return next((said for part, said in _REASONS.items() if part in text), "it does not let us in")
