"""Half a body is no form: a connection that breaks must not sign, nor save half a story."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.exceptions import BadRequest

Environ = dict[str, Any]
LONGEST_NUMBER = 20  # digits; Python reads no number of more than 4,300

Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def said_length(environ: Environ) -> int | None:
    """How many bytes a request says that its body has, none where it says nothing; None for what is
    no number. One of more digits than any body needs is only told as larger than every limit."""
    said = environ.get("CONTENT_LENGTH") or "0"
    if not (said.isascii() and said.isdigit()):
        return None
    return int(said) if len(said) <= LONGEST_NUMBER else 10**LONGEST_NUMBER


class Readable(Protocol):
    """What WSGI calls `wsgi.input`."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or fewer where there are no more."""


class WholeBody:
    """A body of a known length, which ends in an error where it is cut short.

    The server gives what has come as if it were all (WSGI knows no other end); Django would read
    a form from it.
    """

    def __init__(self, stream: Readable, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all that are left. Raises BadRequest where they do not come."""
        wanted = self._left if size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            piece = self._stream.read(wanted)
            if not piece:
                raise BadRequest("the body is shorter than was said")
            pieces.append(piece)
            wanted -= len(piece)
            self._left -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Nobody asks for a line of a form; Django wants to be able to."""
        raise NotImplementedError


def whole_bodies_only(application: Application) -> Application:
    """An application that never reads a part of a body as if it were the whole."""

    def checked(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if length := said_length(environ):
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], length)
        return application(environ, start_response)

    return checked
