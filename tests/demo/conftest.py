"""The demo, loaded."""

import pytest

from demo.load import load


@pytest.fixture
def demo(db, now):
    """CCWP with its three cases."""
    assert load(contact_email="hello@ccwp.example", now=now)
