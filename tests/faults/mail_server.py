"""A mail server that keeps what it takes, and has moods."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum

from tests.journeys.real_site import free_port, read_mail

PATIENCE_SECONDS = 60


class Mood(Enum):
    """How it treats those who bring mail."""

    WELL = "takes everything"
    REFUSING = "refuses connections"
    BUSY = "answers 421"
    HANGING = "never answers"
    DROPPING = "drops the line after DATA, when it has got the whole mail"


class MailServer:
    """An SMTP server on this machine (RFC 5321), for as long as it is open."""

    def __init__(self) -> None:
        self.port = free_port()
        self.refused = 0
        self.taken = 0
        self._links: dict[str, dict[str, str]] = {}
        self._changed = threading.Event()
        self._server: _Server | None = None
        self.mood = Mood.REFUSING
        self.turn(Mood.WELL)

    @property
    def url(self) -> str:
        """The `EMAIL_URL` of a site that sends its mail here."""
        return f"smtp://127.0.0.1:{self.port}"

    def turn(self, mood: Mood) -> None:
        """Be of another mood, towards those who are being served too."""
        self.mood = mood
        self._changed.set()
        self._changed = threading.Event()
        if mood is Mood.REFUSING:
            self._close()
        elif self._server is None:
            self._open()

    def close(self) -> None:
        """End."""
        self.turn(Mood.REFUSING)

    def mailed(self, receiver: str) -> dict[str, str]:
        """The paths of the links that an address was mailed, by purpose, the newest ones."""
        return self._links.get(receiver, {})

    def await_change(self) -> None:
        """Return when the mood has changed."""
        self._changed.wait(PATIENCE_SECONDS)

    def take(self, content: bytes) -> None:
        """Keep the links of a mail."""
        receiver, links = read_mail(content)
        self._links[receiver] = self._links.get(receiver, {}) | links
        self.taken += 1

    def _open(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), _Session)
        self._server.mail_server = self
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _close(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    mail_server: MailServer


class _Session(socketserver.StreamRequestHandler):
    """One connection: from the greeting to its end."""

    server: _Server
    timeout = PATIENCE_SECONDS

    def handle(self) -> None:
        """Serve it."""
        with suppress(OSError):
            if self._is_welcome():
                self._say("220 ready")
                for command in self._commands():
                    if not self._obey(command):
                        break

    def _is_welcome(self) -> bool:
        mood = self.server.mail_server.mood
        if mood is Mood.BUSY:
            self.server.mail_server.refused += 1
            self._say("421 busy")
        if mood is Mood.HANGING:
            self.server.mail_server.refused += 1
            self.server.mail_server.await_change()
        return mood in (Mood.WELL, Mood.DROPPING)

    def _commands(self) -> Iterator[str]:
        while line := self.rfile.readline():
            yield line[:4].decode().strip().upper()

    def _obey(self, command: str) -> bool:
        """Answer a command; whether to go on."""
        if command != "DATA":
            self._say("221 bye" if command == "QUIT" else "250 ok")
            return command != "QUIT"
        self._say("354 go on")
        content = b"".join(iter(self._line, b".\r\n"))
        if self.server.mail_server.mood is not Mood.WELL:
            self.server.mail_server.refused += 1
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.server.mail_server.take(content)
        self._say("250 taken")
        return True

    def _line(self) -> bytes:
        line = self.rfile.readline()
        if not line:
            raise ConnectionError
        return line[1:] if line.startswith(b"..") else line

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
