"""The processes of a site by the work they do, to be killed."""

import os
import secrets
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.journeys.real_site import RealSite, wait_for

FINDING_SECONDS = 120


def postmaster(site: RealSite) -> list[int]:
    """The main process of PostgreSQL."""
    return _named(site, "bin/postgres -D")


def backend(site: RealSite) -> list[int]:
    """PostgreSQL's processes that serve a connection each."""
    return _named(site, "postgres: petitions petitions [local]")


def web_server(site: RealSite) -> list[int]:
    """The main process of granian."""
    found = _named(site, "-m granian")
    return [number for number in found if _parent(number) not in found]


def web_worker(site: RealSite) -> list[int]:
    """The processes of granian that answer."""
    found = _named(site, "-m granian")
    return [number for number in found if _parent(number) in found]


def mail_worker(site: RealSite) -> list[int]:
    """The worker of the outbox."""
    return _named(site, "manage.py worker")


def supervisor(site: RealSite) -> list[int]:
    """What starts granian and the worker of the outbox."""
    return _named(site, "-m launcher.supervisord")


Find = Callable[[RealSite], list[int]]
VICTIMS: list[Find] = [postmaster, backend, web_worker, web_server, mail_worker, supervisor]


def kill(site: RealSite, find: Find) -> None:
    """kill -9 for one of them, as soon as there is one."""
    found: list[int] = []
    wait_for(lambda: bool(found.extend(find(site)) or found), FINDING_SECONDS)
    with suppress(ProcessLookupError):
        os.kill(secrets.choice(found), signal.SIGKILL)


def _named(site: RealSite, mark: str) -> list[int]:
    return [number for number, command in site.processes().items() if mark in command]


def _parent(number: int) -> int:
    """The parent of a process; 0 where it has ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    return 0
