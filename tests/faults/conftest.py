"""A real site behind a proxy, with a mailbox or a mail server of its own."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.mail_server import MailServer
from tests.journeys.real_site import RealSite

BEHIND_PROXY = {"TRUSTED_PROXIES": "127.0.0.0/8"}

StartSite = Callable[..., RealSite]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count as deselected, what needs a disk of its own where none can be mounted."""
    for_root = [item for item in items if item.get_closest_marker("needs_root")]
    if for_root and not can_mount():
        items[:] = [item for item in items if item not in for_root]
        config.hook.pytest_deselected(items=for_root)


def can_mount() -> bool:
    """Whether this machine lets us mount a file system; root of a container may not."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as name:
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", name], check=False).returncode:
            return False
        subprocess.run(["umount", name], check=True)
    return True


@pytest.fixture
def scene() -> Iterator[ExitStack]:
    """What a test adds to it ends with the test, the last thing first."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def directory(scene: ExitStack) -> Path:
    """A directory through which the user of the database passes."""
    path = Path(scene.enter_context(tempfile.TemporaryDirectory(prefix="petitions-faults-")))
    path.chmod(0o711)
    return path


@pytest.fixture
def mail_server(scene: ExitStack) -> MailServer:
    """A mail server of good will."""
    server = MailServer()
    scene.callback(server.close)
    return server


@pytest.fixture
def start_site(scene: ExitStack) -> StartSite:
    """A function: start a site in a directory, with further variables in its environment."""

    def start(directory: Path, **variables: str) -> RealSite:
        site = RealSite(directory, **BEHIND_PROXY, **variables)
        scene.callback(site.kill)
        site.start()
        return site

    return start
