"""Where the database lies: long paths, closed directories, other people's directories."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from launcher import binaries, placement, postgres, temporary
from tests.launcher.processes import Hold, Query

needs_root = pytest.mark.needs_root  # only root runs the server as another user


@pytest.fixture
def closed(scratch: Path) -> Path:
    """A directory such as `/root`."""
    path = scratch / "closed"
    path.mkdir(mode=0o700)
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_database_lies_in_data_dir_and_only_its_user_sees_it(data_dir: Path) -> None:
    with postgres.running(data_dir):
        place = placement.find(data_dir)
        user = placement.owner(place)

    assert place.base == data_dir / "postgres"
    assert not mode(data_dir) & 0o066
    assert {mode(path) for path in (place.data, place.sockets, place.log)} == {0o700}
    assert {path.stat().st_uid for path in (place.data, place.sockets)} == {user.pw_uid}
    assert user.pw_uid != 0


@pytest.mark.parametrize("name", ["x" * 150, "a, b", 'it\'s "odd" $HOME %d ñ'])
def test_any_path_will_do(scratch: Path, name: str) -> None:
    data_dir = scratch / name
    sockets = Path(postgres.connection(data_dir)["HOST"])
    try:
        with postgres.running(data_dir):
            assert (sockets / placement.SOCKET_NAME).is_socket()
            assert len(os.fsencode(sockets / placement.SOCKET_NAME)) <= 107
    finally:
        if sockets.parent == placement.SHORT_DIR:
            shutil.rmtree(sockets)


def test_socket_directory_that_somebody_else_made_is_refused(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = scratch / ("x" * 150)
    monkeypatch.setattr(placement, "SHORT_DIR", scratch)
    trap = scratch / "trap"
    trap.mkdir()
    placement.find(data_dir).sockets.symlink_to(trap)

    with (
        pytest.raises(postgres.StartError, match="was made by another user"),
        postgres.running(data_dir),
    ):
        pass


@needs_root
def test_database_of_a_closed_directory_lies_elsewhere(closed: Path) -> None:
    data_dir = closed / "clone" / ".data"
    before = postgres.connection(data_dir)

    with postgres.running(data_dir):
        during = postgres.connection(data_dir)
    place = placement.find(data_dir)

    assert mode(closed) == 0o700
    assert before == during == postgres.connection(data_dir)
    assert place.base.parent == placement.SYSTEM_DIR
    assert str(place.base) in (data_dir / placement.NOTE_NAME).read_text()
    assert not (data_dir / "postgres").exists()


@needs_root
def test_programs_that_the_user_cannot_reach_are_copied(
    data_dir: Path, closed: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = closed / "site-packages"
    installed = binaries._installed()
    for name in (binaries.PACKAGE, f"{binaries.PACKAGE}.libs"):
        shutil.copytree(installed / name, packages / name, ignore=binaries._NOT_NEEDED)
    monkeypatch.setattr(binaries, "_installed", lambda: packages)

    with postgres.running(data_dir):
        version = query("SHOW server_version")
        programs = binaries.directory()

    assert version
    assert programs.is_relative_to(placement.SYSTEM_DIR)
    assert placement.closed_directory(programs) is None
    assert mode(closed) == 0o700


@needs_root
def test_opening_the_directory_later_does_not_lose_the_database(closed: Path) -> None:
    data_dir = closed / ".data"
    with postgres.running(data_dir):
        before = placement.find(data_dir)

    closed.chmod(0o755)

    assert placement.find(data_dir) == before


@needs_root
def test_closing_the_directory_later_is_told(closed: Path) -> None:
    data_dir = closed / ".data"
    closed.chmod(0o711)
    with postgres.running(data_dir):
        pass
    closed.chmod(0o700)

    with (
        pytest.raises(postgres.StartError, match=f"chmod o\\+x {closed}"),
        postgres.running(data_dir),
    ):
        pass


@needs_root
def test_moved_data_dir_keeps_its_database_and_a_copy_gets_none(closed: Path) -> None:
    first, moved, copy = closed / "first", closed / "moved", closed / "copy"
    with postgres.running(first):
        place = placement.find(first)

    first.rename(moved)
    with postgres.running(moved):
        assert placement.find(moved) == place
    shutil.copytree(moved, copy)

    with pytest.raises(postgres.StartError, match="is a copy of"), postgres.running(copy):
        pass


@needs_root
def test_deleted_data_dir_begins_anew_and_the_old_database_is_kept(
    closed: Path, hold: Hold
) -> None:
    data_dir = closed / "data"
    left = hold(data_dir)
    left.kill()
    left.wait()
    shutil.rmtree(data_dir)

    with postgres.running(data_dir):
        base = placement.find(data_dir).base

    assert base.exists()
    kept = [
        path for path in placement.SYSTEM_DIR.iterdir() if path.name.startswith(f"{base.name}.")
    ]
    assert [path / "data" for path in kept if (path / "data").exists()]


@needs_root
def test_lost_database_is_told(closed: Path) -> None:
    data_dir = closed / "data"
    with postgres.running(data_dir):
        pass
    shutil.rmtree(placement.find(data_dir).base)

    with (
        pytest.raises(postgres.StartError, match="which is gone: restore it"),
        postgres.running(data_dir),
    ):
        pass


@needs_root
def test_database_restored_by_root_is_given_to_its_user(data_dir: Path) -> None:
    with postgres.running(data_dir):
        place = placement.find(data_dir)
    for path in (place.data, *place.data.rglob("*")):
        os.chown(path, 0, 0)
    place.data.chmod(0o755)

    with postgres.running(data_dir):
        assert place.data.stat().st_uid == placement.owner(place).pw_uid != 0


@needs_root
def test_without_useradd_nobody_serves(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placement, "SYSTEM_USER", "no-such-user-here")
    monkeypatch.setattr(placement.shutil, "which", lambda *_, **__: None)

    with postgres.running(data_dir):
        place = placement.find(data_dir)

    assert placement.owner(place).pw_name == "nobody"


def test_file_in_the_place_of_data_dir_is_told(scratch: Path) -> None:
    (scratch / "file").write_text("")

    with (
        pytest.raises(postgres.StartError, match=r"cannot be used .*: set DATA_DIR"),
        postgres.running(scratch / "file" / "data"),
    ):
        pass


def test_data_dir_that_cannot_be_written_is_told(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # /proc refuses even root.
    with pytest.raises(postgres.StartError, match="cannot"), postgres.running(Path("/proc/ccwp")):
        pass


def test_temporary_database_leaves_nothing() -> None:
    with temporary.data_dir("ccwp-") as directory, postgres.running(directory):
        base = placement.find(directory).base
        assert base.exists()

    assert not directory.exists()
    assert not base.exists()
