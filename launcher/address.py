"""The address at which the web server listens."""

import errno
import http.client
import socket
import time
from urllib.parse import urlsplit

from config.environment import Environment
from launcher.errors import StartError

_RELEASE_SECONDS = 5  # a program that was just killed may hold its port for a moment
_PAUSE = 0.2
_ANSWER_SECONDS = 2
_OK = 200
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not bound, called


def numeric(environment: Environment) -> str:
    """The number of the host, which is what the web server takes; of two, that of IPv4.

    Raises StartError where the name is unknown.
    """
    try:
        found = socket.getaddrinfo(environment.host, environment.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise StartError(
            f"HOST is {environment.host}, which is not the name of this machine: set HOST to one of"
            " its addresses."
        ) from error
    family_first = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return str(family_first[0][4][0])


def require_free(environment: Environment) -> None:
    """Returns if the site can listen at its address; raises StartError if not."""
    host = numeric(environment)
    deadline = time.monotonic() + _RELEASE_SECONDS
    while number := _refusal(host, environment.port):
        if number != errno.EADDRINUSE or time.monotonic() > deadline:
            raise _refused(number, environment)
        time.sleep(_PAUSE)


def answers(environment: Environment) -> bool:
    """Whether the web server answers."""
    host = numeric(environment)
    connection = http.client.HTTPConnection(
        _EVERYWHERE.get(host, host), environment.port, timeout=_ANSWER_SECONDS
    )
    try:
        connection.request(
            "GET", "/healthz", headers={"Host": urlsplit(environment.site_url).netloc}
        )
        return connection.getresponse().status == _OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refusal(host: str, port: int) -> int:
    """The number of the error with which the system refuses the address, or 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        # Connections of an earlier run that are still closing are no obstacle.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            return error.errno or errno.EIO
    return 0


def _refused(number: int, environment: Environment) -> StartError:
    host, port = environment.host, environment.port
    if number == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return StartError(
            f"Port {port} of {host} is busy: stop the other program, or start with PORT={other}"
            " make run."
        )
    if number == errno.EACCES:
        return StartError(
            f"Port {port} is reserved for root: start with PORT=8000, and let a proxy stand before"
            " it."
        )
    return StartError(
        f"HOST is {host}, which is not an address of this machine: set HOST to one that is."
    )
