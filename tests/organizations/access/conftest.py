"""Ana, of the staff, with a password."""

import pytest

from organizations.models import User
from tests.access import PASSWORD


@pytest.fixture
def quick_hashes(settings):
    """Passwords that are hashed in no time; what a hash costs is for `test_passwords` to see."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ana(db, quick_hashes):
    """A superuser with the password `PASSWORD`."""
    return User.objects.create_superuser("ana", "ana@example.org", PASSWORD)


@pytest.fixture
def required(settings):
    """A site that demands a second factor of all staff, as those on the open web do."""
    settings.REQUIRE_2FA = True
