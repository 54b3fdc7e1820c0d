"""Where the embedded database lies on the disk, and as which user it runs.

Normally it lies in `DATA_DIR/postgres`. Started by root, the server runs as another user
(PostgreSQL refuses to be root), who may be unable to enter DATA_DIR, say below `/root`. No
directory is opened for it: the database then lies below `SYSTEM_DIR`, and a note in DATA_DIR
tells where.
"""

import contextlib
import hashlib
import logging
import os
import pwd
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import StartError

SYSTEM_DIR = Path("/var/lib/ccwp-petitions")
SYSTEM_USER = "ccwp-petitions"
SHORT_DIR = Path("/tmp")  # noqa: S108 - what is made there is checked for its owner
PORT = "5432"
SOCKET_NAME = f".s.PGSQL.{PORT}"
NOTE_NAME = "postgres-place.txt"
BELONGS_NAME = "data-dir.txt"

logger = logging.getLogger(__name__)

_LONGEST_SOCKET = 107  # bytes: struct sockaddr_un, less its final zero
_PASSABLE = 0o711


@dataclass(frozen=True)
class Place:
    """The directories of one embedded database."""

    base: Path
    sockets: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.base / "data"

    @property
    def unfinished_data(self) -> Path:
        """A data directory in the making."""
        return self.base / "data.new"

    @property
    def log(self) -> Path:
        """The directory of the server's log, a file for each day of the week."""
        return self.base / "log"

    @property
    def users_lock(self) -> Path:
        """Held, shared, by each process that needs the server."""
        return self.base / "users.lock"

    @property
    def server_lock(self) -> Path:
        """Held by each of the server's own processes, so as long as one lives."""
        return self.base / "server.lock"


def find(data_dir: Path) -> Place:
    """The place of the database of `data_dir`; changes nothing.

    Every process must come to the same answer, before the first start and after it: so a note
    or an existing directory counts more than the modes of the directories above.
    """
    base = data_dir / "postgres"
    noted = _noted(data_dir)
    if noted:
        base = noted
    elif is_root() and not base.exists() and closed_directory(data_dir):
        base = SYSTEM_DIR / _digest(data_dir)
    return Place(base=base, sockets=_sockets(base))


def make(data_dir: Path) -> Place:
    """Makes `data_dir` and the directory of its database, and returns the latter's place.

    Raises StartError where the database cannot lie there, and OSError.
    """
    make_directories(data_dir)
    place = find(data_dir)
    if place.base.parent == data_dir:
        _require_passable(place.base)
    else:
        _move_out(data_dir, place)
    make_directories(place.base)
    return place


def is_forsaken(data_dir: Path) -> bool:
    """Whether a database lies where that of `data_dir` would, but is of one that was deleted.

    Its keys are gone with it, and whoever deletes DATA_DIR wants to begin anew.
    """
    place = find(data_dir)
    outside = place.base.parent != data_dir
    return outside and place.data.exists() and not (data_dir / NOTE_NAME).exists()


def lay_aside(place: Place) -> None:
    """Keeps a forsaken database under another name; its server does not run."""
    aside = Path(f"{place.base}.{time.strftime('%Y%m%d-%H%M%S')}")
    place.base.rename(aside)
    logger.warning("The database of a deleted DATA_DIR is kept in %s.", aside)


def make_directories(path: Path) -> None:
    """Makes the directory and those above it that are missing.

    They are private; where root makes them other users may pass through, for the database's
    user must, but not look around. Directories that exist keep their mode.
    """
    missing = [directory for directory in (path, *path.parents) if not directory.exists()]
    for directory in reversed(missing):
        try:
            directory.mkdir()
        except FileExistsError:
            continue
        directory.chmod(_PASSABLE if is_root() else 0o700)


def make_private(directory: Path, owner: pwd.struct_passwd) -> None:
    """Makes a directory for `owner` alone.

    Raises StartError where somebody else made it: with its name known beforehand, anyone on
    the machine could have laid a trap below `/tmp`.
    """
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner.pw_uid, os.geteuid()}:
        raise StartError(f"{directory} was made by another user: have it removed, and start again.")
    if found.st_uid != owner.pw_uid:
        os.chown(directory, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) != 0o700:
        directory.chmod(0o700)


def owner(place: Place) -> pwd.struct_passwd:
    """The user as whom the server of `place` runs, who owns its data.

    Anyone but root is that user. For root it is whoever owns the data already, else a system
    user of its own. `nobody` would do, but is shared by services that have nothing to do with
    each other: each could read the others' files and end their processes. It serves where
    useradd is missing.
    """
    if not is_root():
        return _entry(os.geteuid())
    try:
        return pwd.getpwuid(_owning_uid(place.data))
    except (FileNotFoundError, KeyError):
        return _system_user()


def is_system_user(user: pwd.struct_passwd) -> bool:
    """Whether this user exists to run servers, and is no person."""
    return user.pw_name in {SYSTEM_USER, "nobody"}


def is_root() -> bool:
    """Whether this process runs as root."""
    return os.geteuid() == 0


def closed_directory(path: Path) -> Path | None:
    """The nearest directory, `path` or above it, that other users cannot pass through."""
    for directory in (path, *path.parents):
        if directory.exists() and not directory.stat().st_mode & stat.S_IXOTH:
            return directory
    return None


def _noted(data_dir: Path) -> Path | None:
    try:
        text = (data_dir / NOTE_NAME).read_text()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Path(text.splitlines()[0])


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _sockets(base: Path) -> Path:
    near = base / "socket"
    # In the name of a host and in the server's settings a comma separates.
    if len(os.fsencode(near / SOCKET_NAME)) > _LONGEST_SOCKET or set(str(near)) & set(',"'):
        return SHORT_DIR / f"ccwp-petitions-{_digest(base)}"
    return near


def _require_passable(base: Path) -> None:
    closed = closed_directory(base.parent) if is_root() else None
    if closed:
        raise StartError(
            f"The database's user cannot reach {base}: allow others to pass with `chmod o+x"
            f" {closed}`, or move DATA_DIR."
        )


def _move_out(data_dir: Path, place: Place) -> None:
    """Makes a place outside of `data_dir`, and the note about it."""
    note = data_dir / NOTE_NAME
    if note.exists():
        _require_own(data_dir, place)
        return
    make_directories(place.base)
    (place.base / BELONGS_NAME).write_text(f"{data_dir}\n")
    half = note.with_suffix(".new")
    half.write_text(
        f"{place.base}\n\nThe database lies there, because its user cannot enter this directory."
        "\nA backup needs both.\n"
    )
    half.rename(note)
    logger.warning("The database lies in %s: its user cannot enter %s.", place.base, data_dir)


def _require_own(data_dir: Path, place: Place) -> None:
    note = data_dir / NOTE_NAME
    if not place.base.exists():
        raise StartError(
            f"The database of {data_dir} lay in {place.base}, which is gone: restore it from a"
            f" backup, or delete {note} to begin with an empty one."
        )
    belongs = place.base / BELONGS_NAME
    other = Path(belongs.read_text().strip())
    if other == data_dir:
        return
    if _noted(other) == place.base:
        raise StartError(
            f"{data_dir} is a copy of {other} and must not share its database: delete {note} to"
            " begin with an empty one."
        )
    belongs.write_text(f"{data_dir}\n")


def _owning_uid(data: Path) -> int:
    """The owner of the data; what root restored from a backup is given to the system user."""
    uid = data.stat().st_uid
    if uid:
        return uid
    user = _system_user()
    for directory, _, names in os.walk(data):
        for path in (Path(directory), *(Path(directory, name) for name in names)):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    data.chmod(0o700)
    return user.pw_uid


def _entry(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise StartError(
            f"The user with the number {uid} has no name in /etc/passwd, which PostgreSQL needs:"
            " start as another user, or set DATABASE_URL."
        ) from error


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        subprocess.run(
            [
                useradd,
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir=/nonexistent",
                "--shell=/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    for name in (SYSTEM_USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StartError(
        "PostgreSQL must not run as root, and no other user could be made: start the site as an"
        " ordinary user."
    )
