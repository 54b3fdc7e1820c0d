"""Processes around a database: those that need it, the server itself, and how to end them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg2

from launcher import placement, postgres, server

PROJECT_DIR = Path(__file__).resolve().parents[2]

Query = Callable[..., list[tuple[object, ...]]]
Hold = Callable[..., "subprocess.Popen[str]"]

HOLD = """
import sys
from pathlib import Path
from launcher import placement, postgres
placement.SYSTEM_DIR = Path(sys.argv[2])
with postgres.running(Path(sys.argv[1])):
    print("up", flush=True)
    sys.stdin.read()
"""


def begin_holding(data_dir: Path) -> subprocess.Popen[str]:
    """A process that is about to need the server, until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir), str(placement.SYSTEM_DIR)],
        cwd=PROJECT_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def connect(data_dir: Path, **other: str) -> "psycopg2.extensions.connection":
    """A connection as Django makes it."""
    settings = postgres.connection(data_dir)
    return psycopg2.connect(
        **{
            "host": settings["HOST"],
            "port": settings["PORT"],
            "dbname": settings["NAME"],
            "user": settings["USER"],
            **other,
        }
    )


def postmaster(data_dir: Path) -> int:
    """The process number of the running server."""
    file = placement.find(data_dir).data / "postmaster.pid"
    return int(file.read_text().splitlines()[0])


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def kill(pid: int) -> None:
    """kill -9."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def end_servers_below(path: Path) -> None:
    """Ends what a failed test left."""
    for lock in path.rglob("server.lock"):
        server.stop(placement.Place(base=lock.parent, sockets=lock.parent / "socket"))
