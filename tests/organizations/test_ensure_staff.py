"""`manage.py ensure_staff`: the first account of the staff."""

import stat

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from organizations.models import User
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

UNSET = {"username": None, "email": "", "password": None}


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.FIRST_STAFF = UNSET
    return tmp_path


def kept(data_dir):
    """User name and password as the file tells them."""
    return (data_dir / "staff-password").read_text().splitlines()


def run():
    call_command("ensure_staff", verbosity=0)


def test_makes_an_account_that_the_password_in_the_file_opens(data_dir):
    run()
    username, password = kept(data_dir)
    user = authenticate(username=username, password=password)
    assert (username, user.is_staff, user.is_superuser) == ("staff", True, True)


def test_only_its_owner_can_read_the_file(data_dir):
    run()
    assert stat.S_IMODE((data_dir / "staff-password").stat().st_mode) == 0o600


def test_draws_a_long_password_anew_each_time(data_dir):
    run()
    first = kept(data_dir)[1]
    User.objects.all().delete()
    run()
    second = kept(data_dir)[1]
    assert first != second
    assert min(len(first), len(second)) >= 20


def test_a_second_run_changes_nothing(data_dir):
    run()
    before = kept(data_dir), User.objects.get().password
    run()
    assert (kept(data_dir), User.objects.get().password) == before


def test_makes_none_where_there_is_one(data_dir):
    StaffFactory()
    run()
    assert User.objects.count() == 1
    assert not (data_dir / "staff-password").exists()


def test_takes_what_is_given(data_dir, settings):
    settings.FIRST_STAFF = {
        "username": "ana",
        "email": "ana@coalition.example",
        "password": "violets are blue",
    }
    run()
    user = authenticate(username="ana", password="violets are blue")
    assert (user, user.email) == (User.objects.get(), "ana@coalition.example")
    assert kept(data_dir) == ["ana", "violets are blue"]


def test_killed_between_file_and_account_the_next_run_leaves_a_usable_password(data_dir):
    # What a run that was killed leaves behind: a file, readable by all on top, and no account.
    (data_dir / "staff-password").write_text("staff\nnever-used\n")
    run()
    username, password = kept(data_dir)
    assert password != "never-used"
    assert authenticate(username=username, password=password) == User.objects.get()
    assert stat.S_IMODE((data_dir / "staff-password").stat().st_mode) == 0o600
