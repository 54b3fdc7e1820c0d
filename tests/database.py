"""Gives the tests a PostgreSQL of their own, unless `DATABASE_URL` names one.

Loaded as a plugin before Django reads its settings. Data, keys and mail of the tests live in a
temporary directory that is removed in the end.
"""

import os
from contextlib import ExitStack

import pytest

from launcher import postgres, temporary

_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the server; workers of a parallel run find it in the environment they inherit."""
    if "PETITIONS_TEST_DIR" in os.environ:
        return
    names = ["HOST", "PORT", "SITE_URL", "EMAIL_URL", "TRUSTED_PROXIES", "SECRET_KEY", "DEBUG"]
    for name in [*names, "REQUIRE_2FA"]:
        os.environ.pop(name, None)
    data_dir = _stack.enter_context(temporary.data_dir("petitions-test-"))
    os.environ["PETITIONS_TEST_DIR"] = os.environ["DATA_DIR"] = str(data_dir)
    if "DATABASE_URL" not in os.environ:
        _stack.enter_context(postgres.running(data_dir))


def pytest_unconfigure() -> None:
    """Stop the server."""
    _stack.close()
