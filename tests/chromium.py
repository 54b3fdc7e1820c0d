"""Finds a Chromium for the browser tests, or installs one by the system's package manager."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",  # the only way to run as root; the tests open no page but their own
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find() -> str | None:
    """The path of a Chromium that is there, or None; `CHROMIUM` names one by hand."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium where this user may."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": sys.stderr}
    subprocess.run([apt, "update", "-qq"], check=False, **quiet)
    subprocess.run(
        [apt, "install", "-qq", "--yes", "--no-install-recommends", "chromium", "fonts-noto-core"],
        check=False,
        **quiet,
    )


def main() -> int:
    """Make sure that there is one; say so and fail where there can be none."""
    if find() is None:
        install()
    if find() is None:
        sys.stderr.write(
            "The browser tests need Chromium. Install it (on Debian: apt install chromium), or"
            " name one with CHROMIUM=/path/to/chromium.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
