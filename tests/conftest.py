"""What every test may use."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from tests import factories


@pytest.fixture(scope="session", autouse=True)
def _static_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Static files and translations as the site serves them."""
    call_command("compile_translations")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


@pytest.fixture
def now() -> datetime:
    """A fixed moment, in the morning of Los Angeles."""
    return datetime(2026, 3, 8, 18, 0, tzinfo=UTC)


@pytest.fixture
def organization(db: None) -> object:
    """An organization without petitions."""
    return factories.OrganizationFactory()


@pytest.fixture
def petition(db: None) -> object:
    """An open petition of a published campaign, visible to the public."""
    return factories.open_petition()


@pytest.fixture
def staff(db: None) -> object:
    """A member of staff who may do everything."""
    return factories.StaffFactory()
