"""Runs a command that ends with its parent: `python -m launcher.child -- COMMAND…`.

Without it the children of a launcher that was killed would go on, and hold the port.
"""

import ctypes
import os
import signal
import sys
from multiprocessing import parent_process

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent() -> None:
    """Has the kernel send this process SIGTERM as soon as its parent is gone.

    It outlives exec, not fork, so that every process that shall do so calls it. Where the kernel
    is not Linux, nothing happens.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        # It was gone before the kernel knew that we care.
        os.kill(os.getpid(), signal.SIGTERM)


def command(*arguments: str) -> list[str]:
    """The command line that runs `arguments` as a process that dies with its parent.

    Isolated, so that it works from any directory.
    """
    return [sys.executable, "-I", __file__, "--", *arguments]


def main() -> None:
    """Becomes the command after `--`."""
    if sys.argv[1:2] != ["--"] or len(sys.argv) < 3:
        sys.exit("usage: python -m launcher.child -- COMMAND…")
    die_with_parent()
    try:
        os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606
    except OSError as error:
        sys.exit(f"{sys.argv[2]} cannot be run: {error.strerror}.")


if __name__ == "__main__":
    main()
