"""A DATA_DIR that the database's user can reach, and other processes that use it."""

# ruff: noqa: S108 - a directory of its own is made there

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from launcher import placement
from tests.launcher.processes import begin_holding, connect, end_servers_below


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count as deselected, what is only so for root where somebody else runs it."""
    if os.geteuid() == 0:
        return
    for_root = [item for item in items if item.get_closest_marker("needs_root")]
    items[:] = [item for item in items if item not in for_root]
    config.hook.pytest_deselected(items=for_root)


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that any user may pass through, unlike pytest's own; no server survives it."""
    with tempfile.TemporaryDirectory(prefix="ccwp-", dir=quick_directory()) as name:
        path = Path(name)
        path.chmod(0o711)
        monkeypatch.setattr(placement, "SYSTEM_DIR", path / "system")
        yield path
        end_servers_below(path)


def quick_directory() -> str:
    """Memory where there is enough of it: a third of the time goes into waiting for disks."""
    with suppress(OSError):
        memory = os.statvfs("/dev/shm")
        roomy = memory.f_bavail * memory.f_frsize > 1024**3
        if roomy and not memory.f_flag & os.ST_NOEXEC:
            return "/dev/shm"
    return "/tmp"


@pytest.fixture
def data_dir(scratch: Path) -> Path:
    """Where nothing has been started yet."""
    return scratch / "data"


@pytest.fixture
def query(data_dir: Path) -> Callable[..., list[tuple[object, ...]]]:
    """Runs one statement in the database of `data_dir`, and returns its rows."""

    def run(statement: str, **other: str) -> list[tuple[object, ...]]:
        connection = connect(data_dir, **other)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    return run


@pytest.fixture
def hold(data_dir: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts another process that needs the server, and returns once it runs."""
    started: list[subprocess.Popen[str]] = []

    def start(other: Path | None = None) -> subprocess.Popen[str]:
        process = begin_holding(other or data_dir)
        started.append(process)
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
