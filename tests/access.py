"""Members of staff on their way in: passwords, apps that show codes, confirmed sessions."""

import time
from typing import Any

from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.access.actions import set_up
from organizations.access.recent import CONFIRMED_AT
from organizations.models import User

KEY = "31323334353637383930" * 2
PASSWORD = "Libertad-y-justicia-1999"


def confirm_log_in(client: Client, age: float = 0) -> None:
    """As if the person had given the password in this session so many seconds ago."""
    session = client.session
    session[CONFIRMED_AT] = timezone.now().timestamp() - age
    session.save()


def with_app(user: User) -> tuple[TOTPDevice, list[str]]:
    """Give somebody an app with the key `KEY`; the device, and the recovery codes."""
    return set_up(user=user, key=KEY, last_t=-1, drift=0, now=timezone.now())


def code_now(steps: int = 0, key: str = KEY) -> str:
    """What the app shows, or will show so many half minutes from now."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def verified(client: Client, user: User) -> None:
    """Log somebody in with password and app."""
    client.force_login(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = with_app(user)[0].persistent_id
    session.save()


def log_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    """Send the log-in form."""
    return client.post(
        "/admin/login/", {"username": username, "password": password, "next": "/admin/"}, **extra
    )
