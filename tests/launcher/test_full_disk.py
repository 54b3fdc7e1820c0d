"""A full disk is told as such, and passes once there is room."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from launcher import postgres
from launcher.errors import from_output
from tests.launcher.processes import connect, end_servers_below

CRAFTED = """\
2026-01-01 00:00:00 UTC [1] LOG:  starting PostgreSQL 18.6
2026-01-01 00:00:00 UTC [1] FATAL:  could not write to file "x": No space left on device
2026-01-01 00:00:00 UTC [1] LOG:  database system is shut down
"""


@pytest.fixture
def small_disk(scratch: Path) -> Iterator[Path | None]:
    """A file system of 64 MB; None where the machine lets nobody mount one."""
    path = scratch / "disk"
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m,mode=0711", "tmpfs", str(path)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield path if mounted else None
    finally:
        if mounted:
            end_servers_below(path)
            subprocess.run(["umount", "--lazy", str(path)], check=True)


def fill(directory: Path) -> Path:
    """Takes all the room that is left."""
    path = directory / "filling"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    return path


def test_full_disk_is_told_and_data_is_kept(small_disk: Path | None) -> None:
    if small_disk is None:
        assert "is full: make room" in str(from_output(CRAFTED, Path("/data")))
        return
    data_dir = small_disk / "data"
    with postgres.running(data_dir):
        connection = connect(data_dir)
        connection.cursor().execute("CREATE TABLE kept AS SELECT 7 AS n")
        connection.commit()
        connection.close()
    filling = fill(small_disk)

    with (
        pytest.raises(postgres.StartError, match=r"^The disk that holds .* is full: make room"),
        postgres.running(data_dir),
    ):
        pass

    filling.unlink()
    with postgres.running(data_dir):
        cursor = connect(data_dir).cursor()
        cursor.execute("SELECT n FROM kept")
        assert cursor.fetchall() == [(7,)]


def test_first_start_on_a_full_disk_is_told(small_disk: Path | None) -> None:
    if small_disk is None:
        assert "is full: make room" in str(
            from_output("initdb: error: No space left on device", Path("/"))
        )
        return
    filling = fill(small_disk)
    data_dir = small_disk / "data"

    with (
        pytest.raises(postgres.StartError, match=r"^The disk that holds .* is full: make room"),
        postgres.running(data_dir),
    ):
        pass

    filling.unlink()
    with postgres.running(data_dir):
        assert postgres.is_running(data_dir)


def test_the_last_complaint_is_the_sentence() -> None:
    output = CRAFTED.replace("No space left on device", "Read-only file system")

    assert str(from_output(output, Path("/data"))) == (
        'The database in /data does not start: could not write to file "x": Read-only file system.'
    )
