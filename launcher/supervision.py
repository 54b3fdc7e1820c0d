"""Runs the web server and the worker under supervisord, which starts them again when they die.

supervisord is a child, not a part of the launcher: it closes every file it does not know, our
locks among them. It has a session of its own, so that Ctrl-C reaches the launcher alone and the
order of stopping is ours. It dies with the launcher, and its children with it.
"""

# ruff: noqa: S603 - the commands are the project's own

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
WEB_THREADS = 4
GRACE_SECONDS = 10  # for the requests under way
WEB_STOP_SECONDS = 15
WORKER_STOP_SECONDS = 20

_STOP_SECONDS = 45
_CRASHES = 5
_CRASH_PERIOD = 60  # seconds
_PAUSE = 0.1
_MARK = "SUPERVISED_FROM"  # in the environment of all that supervisord starts

_PROGRAM = """\
[program:{name}]
command={command}
directory={directory}
autorestart=true
startsecs=2
startretries=60
stopsignal=TERM
stopwaitsecs={stop_seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
"""


class Supervised:
    """supervisord with the two programs; one life of the site."""

    def __init__(self, environment: Environment) -> None:
        """Writes the configuration; nothing runs before `keep`."""
        self.directory = environment.data_dir / "supervisor"
        placement.make_directories(self.directory)
        self.config = self.directory / "supervisord.conf"
        self.config.write_text(configuration(environment))
        self.process: subprocess.Popen[bytes] | None = None
        self.crashes: list[float] = []

    def keep(self) -> None:
        """Starts supervisord where it does not run.

        Raises StartError where it dies again and again.
        """
        if self.process and self.process.poll() is None:
            return
        if self.process:
            self._count_crash()
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
            child.command(sys.executable, "-m", "supervisor.supervisord", *self._options()),
            cwd=PROJECT_DIR,
            env={**os.environ, _MARK: str(self.directory)},
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
        options = ["--configuration", str(self.config), "--nodaemon", "--silent"]
        options += ["--logfile", str(self.directory / "supervisord.log"), "--logfile_backups=1"]
        options += ["--logfile_maxbytes=1MB", "--pidfile", str(self.directory / "supervisord.pid")]
        return [*options, "--childlogdir", str(self.directory)]

    def _count_crash(self) -> None:
        now = time.monotonic()
        self.crashes = [crash for crash in self.crashes if now - crash < _CRASH_PERIOD] + [now]
        if len(self.crashes) > _CRASHES:
            raise StartError(
                f"The site's processes do not stay alive: look into {self.directory / 'supervisord.log'}."
            )


def configuration(environment: Environment) -> str:
    """supervisord's configuration: no control port, two programs."""
    python = sys.executable
    web = [python, "-m", "granian", "--interface", "wsgi", "--host", address.numeric(environment)]
    web += ["--port", str(environment.port), "--workers", str(WEB_WORKERS)]
    web += ["--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--no-ws"]
    web += ["--respawn-interval", "0.5", "--workers-kill-timeout", str(GRACE_SECONDS)]
    web += ["--log-level", "warning", "config.wsgi:application"]
    worker = [python, str(PROJECT_DIR / "manage.py"), "worker"]
    return "\n".join(
        [
            "[supervisord]",
            "",
            _program("web", web, WEB_STOP_SECONDS),
            _program("worker", worker, WORKER_STOP_SECONDS),
        ]
    )


def await_end(directory: Path) -> None:
    """Waits until the programs of a killed launcher, or supervisord, have ended.

    The kernel has told them to, and they may still be finishing a request. Raises StartError.
    """
    for number, seconds in ((0, 20), (signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        for pid in _remains(directory) if number else ():
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while _remains(directory) and time.monotonic() < deadline:
            time.sleep(_PAUSE)
    if remains := _remains(directory):
        raise StartError(f"Process {min(remains)} of an earlier run does not end: kill it.")


def _program(name: str, command: list[str], stop_seconds: int) -> str:
    return _PROGRAM.format(
        name=name,
        command=_escaped(shlex.join(child.command(*command))),
        directory=_escaped(str(PROJECT_DIR)),
        stop_seconds=stop_seconds,
    )


def _escaped(value: str) -> str:
    """The value as the configuration writes it, where % begins a placeholder."""
    return value.replace("%", "%%")


def _remains(directory: Path) -> list[int]:
    """The living processes that were started from this directory, found by their mark."""
    mark = f"{_MARK}={directory}".encode()
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _has_mark(entry, mark)]


def _has_mark(entry: Path, mark: bytes) -> bool:
    try:
        return mark in (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return False  # it has ended, or is another user's
