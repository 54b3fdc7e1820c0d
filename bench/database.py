"""A database of its own for what is measured, so that no row of anybody's is touched."""

import os
import subprocess
import sys

from launcher import temporary


def beside_new_database(module: str, *arguments: str, site_url: str) -> int:
    """Run a module while a new, embedded database does, under the bench's settings; its exit code."""
    with temporary.data_dir("petitions-bench-") as folder:
        environment = os.environ | {
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "SITE_URL": site_url,
            "TRUSTED_PROXIES": "127.0.0.1/32",  # so that the load may come from many networks
        }
        inner = [sys.executable, "-m", module, *arguments]
        command = [sys.executable, "-m", "launcher", "database", "--", *inner]
        return subprocess.run(command, env=environment, check=False).returncode
