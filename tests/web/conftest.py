"""A database that cannot be reached."""

import pytest
from django.db import connection

NOBODY_LISTENS = {"HOST": "127.0.0.1", "PORT": "1"}


@pytest.fixture
def outage(django_db_blocker, monkeypatch):
    """Lets the site look for its database where there is none."""
    with django_db_blocker.unblock():
        connection.close()
        for name, value in NOBODY_LISTENS.items():
            monkeypatch.setitem(connection.settings_dict, name, value)
        yield
        connection.close()
