"""A small project in the place of the site, which the launcher runs as it would run that."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.launcher.processes import PROJECT_DIR, eventually

MANAGE = """
import os, signal, sys, time
if sys.argv[1] == "prepare":
    print("prepared")
    sys.exit(int(os.environ.get("PREPARE_CODE", "0")))
def end(*_):  # may come in the middle of the print below, where another would not do
    os.write(1, b"worker ends\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("worker begins", os.getpid(), flush=True)
while True:
    time.sleep(1)
"""

WSGI = """
import os, sys
from launcher.child import die_with_parent
die_with_parent()
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/flood":
        for _ in range(20_000):
            print("x" * 99, flush=True)
    return [f"{os.getpid()} {os.getppid()}".encode()]
"""


@dataclass
class Project:
    """A project's directory, with the processes that were started from it."""

    directory: Path
    data_dir: Path
    port: int
    started: list["subprocess.Popen[str]"] = field(default_factory=list)

    def environment(self, **other: str) -> dict[str, str]:
        """What the launcher finds in its environment."""
        return {
            "PATH": os.defpath,
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            **other,
        }

    def start(self, *before: str, output: int | None = None) -> "subprocess.Popen[str]":
        """Begins a run in a session of its own, as a terminal gives it one."""
        with (self.directory / "output").open("a") as file:
            process = subprocess.Popen(
                [*before, sys.executable, "-m", "launcher", "run"],
                cwd=self.directory,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output or file,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def run(self, *arguments: str, **other: str) -> "subprocess.CompletedProcess[str]":
        """Runs the launcher to its end."""
        return subprocess.run(
            [sys.executable, "-m", "launcher", *arguments],
            cwd=self.directory,
            env=self.environment(**other),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def output(self) -> str:
        """What the runs have said so far."""
        return (self.directory / "output").read_text()

    def get(self, path: str = "/healthz") -> tuple[int, int]:
        """The process that answers, and its parent; zeros where none does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            one, other = connection.getresponse().read().split()
            return int(one), int(other)
        except (OSError, ValueError, http.client.HTTPException):
            return 0, 0
        finally:
            connection.close()

    def answers(self) -> bool:
        """Whether the web server answers."""
        return self.get() != (0, 0)

    def greetings(self) -> int:
        """How many runs have come up."""
        return self.output.count("Ctrl-C stops it.")

    def workers(self) -> list[int]:
        """The process numbers of the background workers so far, in order."""
        lines = self.output.splitlines()
        return [int(line.split()[-1]) for line in lines if line.startswith("worker begins")]

    def remains(self) -> list[str]:
        """The command lines of the processes that live and have to do with this project."""
        mark = os.fsencode(self.directory)
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                text = (entry / "cmdline").read_bytes()
                if mark in text + (entry / "environ").read_bytes() and entry.name != str(
                    os.getpid()
                ):
                    found.append(text.replace(b"\0", b" ").decode())
        return found


@contextmanager
def project(directory: Path) -> Iterator[Project]:
    """Makes a project, and in the end kills whatever of it still lives."""
    (directory / "config").mkdir(parents=True)
    shutil.copy(PROJECT_DIR / "config" / "environment.py", directory / "config")
    (directory / "config" / "__init__.py").touch()
    (directory / "config" / "wsgi.py").write_text(WSGI)
    (directory / "manage.py").write_text(MANAGE)
    (directory / "launcher").symlink_to(PROJECT_DIR / "launcher")
    made = Project(directory, directory / ".data", free_port())
    try:
        yield made
    finally:
        for process in made.started:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in made.started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.communicate()
        eventually(lambda: not made.remains())


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])
