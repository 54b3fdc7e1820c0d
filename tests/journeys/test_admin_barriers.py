"""The desk keeps nobody out either: every kind of its pages, in light and dark, and at 200 % zoom."""

import pytest

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined
