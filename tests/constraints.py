"""Asserts that the database refuses a write, and by which of its named constraints."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction


@contextmanager
def violates(name: str) -> Iterator[None]:
    """The block must break the constraint `name`; the test's transaction goes on."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        yield
    assert refused.value.__cause__.diag.constraint_name == name
