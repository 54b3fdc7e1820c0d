"""The server of a cluster: starts it, takes over a running one, stops it.

Whether it runs is told by a lock that all of the server's processes inherit. The kernel frees it
with the last of them, whatever killed them; a pid in a file may since belong to another process,
and the backends of a killed server may outlive it for a while.
"""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg2

from launcher import locks
from launcher.cluster import DATABASE, ROLE, Cluster, make_data
from launcher.errors import StartError, disk_full, from_output
from launcher.placement import PORT, SOCKET_NAME, Place

_RECOVERY_SECONDS = 300  # after a crash the journal is replayed before anyone is let in
_ADOPTION_SECONDS = 20
_REMAINS_SECONDS = 5
_SHUTDOWN_SECONDS = 60
_PAUSE = 0.05
_LONGEST_PAUSE = 0.4  # each attempt during a recovery is a line in the log
_FULL = 16 * 1024 * 1024  # bytes: PostgreSQL's journal grows by files of this size
_TAIL = 20_000  # bytes

# Small: the server shares two cores and a few GB with the site.
_SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A file for each day of the week, begun anew a week later.
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    # Statements and details hold people's names and addresses.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_HOPELESS = ("Peer authentication failed", "no pg_hba.conf entry", "does not exist")


def is_running(place: Place) -> bool:
    """Whether the cluster's server runs, be it still starting or stopping."""
    return _postmaster(place) is not None


def ensure(cluster: Cluster, alone: bool) -> None:
    """Returns when the server answers, which may have been running before.

    `alone` says that no other process needs it, so that a server which cannot be reached, or is
    of an older version, may be started anew. Raises StartError.
    """
    if is_running(cluster.place):
        trouble = _trouble(cluster, _ADOPTION_SECONDS)
        if not trouble:
            return
        if not alone:
            raise StartError(
                f"The running database in {cluster.place.base} cannot be used: {trouble}"
            )
        stop(cluster.place)
    start(cluster)


def start(cluster: Cluster) -> None:
    """Starts the server, makes its data directory if need be, and waits until it answers."""
    lock = _claim(cluster.place)
    try:
        make_data(cluster, lock)
        _remove_stale(cluster.place)
        messages = os.memfd_create("postgres")
        _launch(cluster, lock, messages)
    finally:
        # The server has inherited it, and with it the lock.
        os.close(lock)
    try:
        trouble = _trouble(cluster, _RECOVERY_SECONDS)
        if not _has_processes(cluster.place):
            raise _cause(cluster, messages)
        if trouble:
            raise StartError(f"The database in {cluster.place.base} cannot be used: {trouble}")
    finally:
        os.close(messages)


def stop(place: Place) -> None:
    """Ends the server and waits for it: transactions under way are rolled back, data is written."""
    for number, seconds in ((signal.SIGINT, _SHUTDOWN_SECONDS), (signal.SIGQUIT, _REMAINS_SECONDS)):
        pid = _awaited_postmaster(place)
        if pid is None:
            break
        _signal(pid, number)
        if _ended(place, seconds):
            return
    _end_remains(place)


def _launch(cluster: Cluster, lock: int, messages: int) -> None:
    """Starts the postmaster as nobody's child: a shell starts it in the background and ends.

    So it becomes no zombie whose number looks alive to the next server. What it says before its
    log is open goes into memory, for the disk may be full.
    """
    settings = {
        **_SETTINGS,
        "unix_socket_directories": f'"{cluster.place.sockets}"',
        "hba_file": str(cluster.hba),
        "ident_file": str(cluster.ident),
        "log_directory": str(cluster.place.log),
    }
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    subprocess.run(
        ["/bin/sh", "-c", '"$@" </dev/null &', "sh", *command],
        stdin=subprocess.DEVNULL,
        stdout=messages,
        stderr=messages,
        pass_fds=(lock,),
        check=True,
        **cluster.process(),
    )


def _trouble(cluster: Cluster, seconds: float) -> str:
    """Waits until the server lets us in; what hinders it, or nothing."""
    deadline = time.monotonic() + seconds
    pause = _PAUSE
    while True:
        try:
            return _mismatch(cluster)
        except psycopg2.OperationalError as error:
            trouble = str(error).strip()
        hopeless = any(words in trouble for words in _HOPELESS)
        if hopeless or time.monotonic() > deadline or not _has_processes(cluster.place):
            return trouble.splitlines()[0]
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _mismatch(cluster: Cluster) -> str:
    """Connects; says so where the server is not of the programs' version."""
    connection = psycopg2.connect(
        host=str(cluster.place.sockets), port=PORT, dbname=DATABASE, user=ROLE, connect_timeout=5
    )
    try:
        running = str(connection.get_parameter_status("server_version"))
    finally:
        connection.close()
    return "" if running == cluster.version else f"it is of PostgreSQL {running}."


def _claim(place: Place) -> int:
    """The descriptor of the server's lock, held: no process of an earlier server lives."""
    # A server whose data was deleted would, at its end, remove the socket of the new one.
    for pid in _working_in({f"{place.data} (deleted)"}):
        _signal(pid, signal.SIGKILL)
    _end_remains(place)
    descriptor = locks.open_file(place.server_lock)
    if locks.take_exclusive(descriptor, _REMAINS_SECONDS):
        return descriptor
    os.close(descriptor)
    raise StartError(
        f"The database in {place.base} is in use by a server that cannot be reached from here,"
        " perhaps in another container: stop that one first."
    )


def _end_remains(place: Place) -> None:
    """Waits for the backends of a killed server, and ends those that do not notice.

    Most end at once; one in the middle of a long query would work on.
    """
    for number in (signal.SIGQUIT, signal.SIGKILL):
        if _ended(place, _REMAINS_SECONDS):
            return
        for pid in _working_in({str(place.data), str(place.unfinished_data)}):
            _signal(pid, number)


def _remove_stale(place: Place) -> None:
    """Removes what a killed server left; the lock has shown that it is dead."""
    for path in (
        place.data / "postmaster.pid",
        place.sockets / SOCKET_NAME,
        place.sockets / f"{SOCKET_NAME}.lock",
    ):
        path.unlink(missing_ok=True)


def _has_processes(place: Place) -> bool:
    return locks.is_held(place.server_lock)


def _postmaster(place: Place) -> int | None:
    """The process number of the living server.

    The number in the file counts only where that process is a PostgreSQL which works in our data
    directory.
    """
    if not _has_processes(place):
        return None
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None
    return pid if _works_in(pid, {str(place.data)}) else None


def _awaited_postmaster(place: Place) -> int | None:
    """Like `_postmaster`, for a server that may just be starting."""
    deadline = time.monotonic() + 5
    while _has_processes(place) and time.monotonic() < deadline:
        if pid := _postmaster(place):
            return pid
        time.sleep(_PAUSE)
    return None


def _working_in(directories: set[str]) -> list[int]:
    """The processes of PostgreSQL whose working directory, so data directory, is one of these."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if _works_in(number, directories)]


def _works_in(pid: int, directories: set[str]) -> bool:
    try:
        program = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
        return Path(program).name == "postgres" and os.readlink(f"/proc/{pid}/cwd") in directories
    except OSError:
        return False  # it has ended, or is another user's


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _ended(place: Place, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _has_processes(place):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _cause(cluster: Cluster, messages: int) -> StartError:
    """Why the server ended, from what it said and from its newest log."""
    logs = sorted(cluster.place.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
    said = _end_of(logs[-1]) if logs else ""
    said += os.pread(messages, _TAIL, 0).decode(errors="replace")
    room = os.statvfs(cluster.place.base)
    if room.f_bavail * room.f_frsize < _FULL:
        return disk_full(cluster.place.base)
    return from_output(said, cluster.place.base)


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return file.read().decode(errors="replace")
