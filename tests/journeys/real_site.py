"""The site as `make run` starts it once everything is installed: real processes, a real server."""

import email.policy
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings

START_SECONDS = 120
STOP_SECONDS = 60
PATIENCE_SECONDS = 30
PAUSE_SECONDS = 0.05
GREETING = "Ctrl-C stops it."
LINK = re.compile(r"https?://\S+/signatures/(\w+)/\S+")


class RealSite:
    """A site with a DATA_DIR and a port of its own, through all its lives.

    `variables` stand in its environment besides.
    """

    def __init__(self, directory: Path, **variables: str) -> None:
        self.data_dir = directory / "data"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._output = directory / "output"
        self._launcher: subprocess.Popen[bytes] | None = None
        self._variables = variables
        self._read: set[str] = set()
        self._links: dict[str, dict[str, str]] = {}

    # --- Its life

    def start(self) -> None:
        """Start it, and return once it says that it runs."""
        greeted = self.output.count(GREETING)
        with self._output.open("ab") as output:
            self._launcher = subprocess.Popen(
                [sys.executable, "-m", "launcher", "run"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        launcher = self._launcher
        wait_for(
            lambda: self.output.count(GREETING) > greeted or launcher.poll() is not None,
            START_SECONDS,
        )
        assert launcher.poll() is None, self.output

    def start_in_vain(self, **other: str) -> tuple[int, str]:
        """Start another one beside it; its exit code, and what it complains about."""
        done = subprocess.run(
            [sys.executable, "-m", "launcher", "run"],
            cwd=settings.BASE_DIR,
            env=self.environment | other,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        return done.returncode, done.stderr

    def stop(self) -> int:
        """SIGTERM, as a service manager sends it; the exit code."""
        assert self._launcher
        self._launcher.terminate()
        return self._launcher.wait(STOP_SECONDS)

    def kill(self) -> None:
        """kill -9 for each of its processes, until none is left that could start another."""
        while numbers := self.processes():
            # Stopped first, so that none of them sees another one dead and says so.
            for which in (signal.SIGSTOP, signal.SIGKILL):
                for number in numbers:
                    _signal(number, which)
            if self._launcher:
                self._launcher.wait()

    def freeze_worker(self) -> None:
        """Keep the worker from doing any more work, until `thaw_worker`."""
        _signal(self._worker(), signal.SIGSTOP)

    def thaw_worker(self) -> None:
        """Let the worker go on."""
        _signal(self._worker(), signal.SIGCONT)

    def processes(self) -> dict[int, str]:
        """Its living processes, those of the database included, with their command lines."""
        numbers = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
        found = {number: self._command(number) for number in numbers if number != os.getpid()}
        return {number: command for number, command in found.items() if command is not None}

    @property
    def output(self) -> str:
        """What it has said so far."""
        return self._output.read_text() if self._output.exists() else ""

    # --- What it answers

    def request(
        self, method: str, path: str, *, client: str = "", port: int = 0, **form: str
    ) -> tuple[int, str]:
        """The status and the body of an answer; a status of 0 where there is none.

        `client` is the address that a proxy would tell, `port` that of a process beside the site.
        """
        connection = http.client.HTTPConnection(
            "127.0.0.1", port or self.port, timeout=PATIENCE_SECONDS
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        if client:
            headers["X-Forwarded-For"] = client
        try:
            connection.request(method, path, urlencode(form) or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def supporters(self, path: str) -> int:
        """The number at `<path>count.json`."""
        return int(json.loads(self.request("GET", f"{path}count.json")[1])["supporters"])

    # --- What it has done

    def mailed(self, address: str) -> dict[str, str]:
        """The paths of the links that an address was mailed, by purpose, the newest ones."""
        folder = self.data_dir / "mail"
        for path in sorted(path for path in folder.glob("*.eml") if path.name not in self._read):
            receiver, links = read_mail(path.read_bytes())
            self._links[receiver] = self._links.get(receiver, {}) | links
            self._read.add(path.name)
        return self._links.get(address, {})

    def manage(self, *command: str) -> str:
        """What a command of `manage.py` prints beside the running site; it must not fail."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=True,
        ).stdout

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        return {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            **self._variables,
        }

    def _worker(self) -> int:
        numbers = [n for n, command in self.processes().items() if "manage.py worker" in command]
        assert len(numbers) == 1
        return numbers[0]

    def _command(self, number: int) -> str | None:
        """The command line of a process, if it is one of this site."""
        entry, mark = Path(f"/proc/{number}"), os.fsencode(self.data_dir)
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes()
            # PostgreSQL writes over its environment, but works in its data directory.
            told = command + (entry / "environ").read_bytes() + os.readlink(entry / "cwd").encode()
            if mark in told:
                return command.replace(b"\0", b" ").decode(errors="replace")
        return None


def read_mail(content: bytes) -> tuple[str, dict[str, str]]:
    """Whom a mail is for, and the paths of its links, by purpose."""
    message = BytesParser(policy=email.policy.default).parsebytes(content)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    links = {link[1]: urlsplit(link[0]).path for link in LINK.finditer(text)}
    return str(message["To"]), links


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as the condition holds; fail where it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(PAUSE_SECONDS)


def _signal(number: int, which: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, which)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])
