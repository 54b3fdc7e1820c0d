"""Half a body is no form: a connection that breaks must not sign, nor save half a story."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.exceptions import BadRequest

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


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
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdigit():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length[:20]))
        return application(environ, start_response)

    return checked
