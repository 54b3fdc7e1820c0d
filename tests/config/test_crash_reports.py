"""What `SENTRY_DSN` is told of a crash: where it was, and nothing of who met it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import PROJECT_DIR

TOKEN, EMAIL = "AAAAAAAAAAH0b3BzZWNyZXQ-_x", "rosa@example.org"


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """All that would be sent of one crash on a supporter's page."""
    variables = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "CRASH_PATH": f"/failing/signatures/manage/{TOKEN}/",
        "CRASH_EMAIL": EMAIL,
        "SENTRY_DSN": "https://key@127.0.0.1:1/1",
    }
    script = Path(__file__).with_name("crash.py").relative_to(PROJECT_DIR)
    module = ".".join(script.with_suffix("").parts)
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=PROJECT_DIR,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stderr.splitlines()[-1])


def test_tell_of_the_crash(reports):
    (report,) = reports
    assert report["exception"]["values"][0]["type"] == "ValueError"
    assert report["transaction"] == "/failing/signatures/manage/{token}/"


@pytest.mark.parametrize("secret", [TOKEN, EMAIL, "203.0.113.7"])
def test_tell_nothing_of_the_supporter(reports, secret):
    assert secret not in json.dumps(reports)
