"""Runs the web server and the worker under supervisord, which starts them again when they die.

supervisord is a child, not a part of the launcher: it closes every file it does not know, our
locks among them. It has a session of its own, so that Ctrl-C reaches the launcher alone and the
order of stopping is ours. It dies with the launcher, and its children with it.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from config.environment import PROJECT_DIR, Environment
from launcher import address, child, placement, terminal
from launcher.errors import StartError

WEB_WORKERS = 2
WEB_THREADS = 2
# HTTP/1.1 alone, which is what proxies speak to it; HTTP/2 would only be more to attack.
GRANIAN = [
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
    *("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS)),
]
"""The web server, but for where it listens and what it serves."""
GRACE_SECONDS = 10  # for the requests under way

_CONFIGURATION = Path(__file__).with_name("supervisord.conf")
_STOP_SECONDS = 45
_PAUSE = 0.1
_MARK = "SUPERVISED_FROM"  # in the environment of all that supervisord starts


class Supervised:
    """supervisord with the two programs; one life of the site."""

    def __init__(self, environment: Environment) -> None:
        """Makes the directory of its log; nothing runs before `keep`."""
        self.directory = directory(environment)
        placement.make_directories(self.directory)
        self.commands = {
            "SITE_WEB": shlex.join(child.command(*_web(environment))),
            "SITE_WORKER": shlex.join(child.command(sys.executable, "manage.py", "worker")),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """Starts supervisord where it does not run, however often it has died.

        Raises StartError where a program that it left behind does not end.
        """
        if self.process and self.process.poll() is None:
            return
        await_end(self.directory)
        self._start()

    def stop(self) -> None:
        """Ends the worker, the web server and supervisord, and waits for them."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> None:
        reading, writing = os.pipe()
        self.process = subprocess.Popen(
            child.command(sys.executable, "-m", "launcher.supervisord", *self._options()),
            cwd=PROJECT_DIR,
            env={**os.environ, **self.commands, _MARK: str(self.directory)},
            stdin=subprocess.DEVNULL,
            # A pipe even where our own output is a terminal, a file or a socket: supervisord
            # opens it by its name in /dev/fd, which not all of these can be.
            stdout=writing,
            stderr=writing,
            start_new_session=True,
        )
        os.close(writing)
        terminal.relay(reading)

    def _options(self) -> list[str]:
        return [
            *("--configuration", str(_CONFIGURATION)),
            *("--logfile", str(self.directory / "supervisord.log")),
            *("--pidfile", str(self.directory / "supervisord.pid")),
            *("--childlogdir", str(self.directory)),
        ]


def directory(environment: Environment) -> Path:
    """Where supervisord keeps its log and its process number."""
    return environment.data_dir / "supervisor"


def await_end(place: Path) -> None:
    """Waits until the programs of a killed launcher, or supervisord, have ended.

    The kernel has told them to, and they may still be finishing a request. Raises StartError.
    """
    for number, seconds in ((0, 20), (signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        for pid in _remains(place) if number else ():
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while _remains(place) and time.monotonic() < deadline:
            time.sleep(_PAUSE)
    if remains := _remains(place):
        raise StartError(f"Process {min(remains)} of an earlier run does not end: kill it.")


def _web(environment: Environment) -> list[str]:
    return [
        *GRANIAN,
        *("--host", address.numeric(environment), "--port", str(environment.port)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", str(GRACE_SECONDS), "--log-level", "warning"),
        "config.wsgi:application",
    ]


def _remains(place: Path) -> list[int]:
    """The living processes that were started from this directory, found by their mark."""
    mark = os.fsencode(f"{_MARK}={place}")
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _has_mark(entry, mark)]


def _has_mark(entry: Path, mark: bytes) -> bool:
    try:
        return mark in (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return False  # it has ended, or is another user's
