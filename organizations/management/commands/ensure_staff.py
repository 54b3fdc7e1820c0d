"""`manage.py ensure_staff`: the first account of the staff."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from organizations.models import User

PASSWORD_BYTES = 16


class Command(BaseCommand):
    """Makes the first staff account where there is none, and keeps its password in a file.

    Name, mail address and password come from `DJANGO_SUPERUSER_USERNAME`, `_EMAIL` and
    `_PASSWORD`; a password that is not given is drawn at random.
    """

    help = "Make the first staff account, unless there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it once: a second run changes neither account nor password."""
        if User.objects.filter(is_superuser=True).exists():
            return
        first = settings.FIRST_STAFF
        username = first["username"] or "staff"
        password = first["password"] or secrets.token_urlsafe(PASSWORD_BYTES)
        # The file first: a password that is in no file would be lost with this process.
        keep_private(Path(settings.DATA_DIR) / "staff-password", f"{username}\n{password}\n")
        User.objects.create_superuser(username, first["email"], password)
        self.stdout.write(f"The first staff account is {username}.")


def keep_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read (mode 0600)."""
    path.unlink(missing_ok=True)
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
