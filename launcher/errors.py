"""What keeps the site from starting, said in one sentence."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_COMPLAINT = re.compile(r"(?:\b(?:FATAL|PANIC|ERROR|error): +|^postgres: )(?P<message>.*\S)")
_NO_SPACE = re.compile("No space left on device|Disk quota exceeded")


class StartError(Exception):
    """The site or its database cannot start; the message is one sentence that says what to do."""


def disk_full(directory: Path) -> StartError:
    """The error for a disk without room."""
    return StartError(f"The disk that holds {directory} is full: make room on it and start again.")


def from_output(output: str, directory: Path) -> StartError:
    """The error that the last complaint in a database program's output amounts to.

    `directory` is where the database lies: the sentence names it.
    """
    for line in reversed(output.splitlines()):
        if _NO_SPACE.search(line):
            return disk_full(directory)
        if complaint := _COMPLAINT.search(line):
            message = complaint["message"].rstrip(".")
            return StartError(f"The database in {directory} does not start: {message}.")
    return StartError(f"The database in {directory} does not start: look into {directory / 'log'}.")


@contextmanager
def told(directory: Path) -> Iterator[None]:
    """Turns an OSError of the block, which works below `directory`, into a StartError."""
    try:
        yield
    except OSError as error:
        raise _from_os(error, directory) from error


def _from_os(error: OSError, directory: Path) -> StartError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(directory)
    where = error.filename or directory
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}:
        return StartError(
            f"{where} cannot be used ({error.strerror}): set DATA_DIR to a directory that belongs"
            " to the user who starts the site."
        )
    return StartError(f"The database in {directory} cannot start: {where}: {error.strerror}.")
