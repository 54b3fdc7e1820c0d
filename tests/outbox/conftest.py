"""Mails whose words the tests know."""

from copy import deepcopy
from pathlib import Path

import pytest


@pytest.fixture
def _letter(settings):
    """Adds the template `letter` to those of the site."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates", *templates[0]["DIRS"]]
    settings.TEMPLATES = templates
