"""What every test may use."""

import fcntl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.utils.translation.reloader import translation_file_changed

from demo.management.commands.prepare import UNUSED
from tests import factories


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Static files and translations as the site serves them, built once for all workers."""
    done = Path(settings.DATA_DIR) / "static-files"
    with done.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.read_text():
            call_command("compile_translations")
            call_command(
                "collectstatic",
                interactive=False,
                clear=True,
                ignore_patterns=UNUSED,
                verbosity=0,
            )
            done.write_text("built")
    # Whoever came second, and looked for the files or for a translation before, found none.
    translation_file_changed(sender=None, file_path=Path("django.mo"))
    staticfiles_storage.hashed_files, _hash = staticfiles_storage.load_manifest()


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
