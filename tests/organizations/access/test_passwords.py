"""How passwords are kept."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher

from organizations.models import User
from tests.access import PASSWORD, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def test_a_new_one_is_hashed_by_argon2():
    user = User.objects.create_user("ana", password=PASSWORD)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)


def test_an_old_hash_is_made_anew_at_the_next_log_in(client):
    old = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
    user = User.objects.create(username="ana", password=old, is_staff=True)
    assert log_in(client, "ana").status_code == 302
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.check_password(PASSWORD)


def test_a_wrong_password_leaves_an_old_hash_alone(client):
    old = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
    user = User.objects.create(username="ana", password=old, is_staff=True)
    assert log_in(client, "ana", "wrong").status_code == 200
    user.refresh_from_db()
    assert user.password == old
