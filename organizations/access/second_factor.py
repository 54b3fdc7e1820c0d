"""The second factor of staff: an app that shows codes (TOTP, RFC 6238), and recovery codes.

Who has one is asked for it; `REQUIRE_2FA` makes everyone have one. A recovery code is kept as a
keyed fingerprint only, so that a copy of the database opens nothing; with a new `SECRET_KEY` the
recovery codes end.
"""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import get_random_string, salted_hmac
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike; 49 bits together
FINGERPRINT_LENGTH = 16  # what django-otp's column holds: 64 bits
APP_CODE = re.compile(r"[0-9]{6}")


def has_second_factor(user: Any) -> bool:
    """Whether an app of this member of staff is set up."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def may_enter(request: HttpRequest) -> bool:
    """Whether nothing is missing of what this member of staff must prove beside the password."""
    user: Any = request.user
    if getattr(user, "otp_device", None) is not None:
        return True
    return not (settings.REQUIRE_2FA or has_second_factor(user))


def device_for(user: Any, code: str) -> Device | None:
    """What a code belongs to, the app or the recovery codes; its row is locked for the check."""
    model = TOTPDevice if APP_CODE.fullmatch(code) else StaticDevice
    found = model.objects.select_for_update().filter(user=user, confirmed=True)
    device: Device | None = found.first()
    return device


def is_right(device: Device, code: str) -> bool:
    """Whether the code is right; each can be used once, and a wrong one slows down the next try."""
    given = fingerprint(code) if isinstance(device, StaticDevice) else code
    return bool(device.verify_token(given))


def plain(code: str) -> str:
    """A code as it is compared: without the spaces and hyphens that people read it with."""
    return re.sub(r"[\s-]", "", code).lower()


def new_recovery_codes() -> list[str]:
    """Ten codes that nobody can guess."""
    return [get_random_string(RECOVERY_LENGTH, RECOVERY_LETTERS) for _ in range(RECOVERY_CODES)]


def fingerprint(code: str) -> str:
    """What is kept of a recovery code."""
    keyed = salted_hmac("organizations.access.recovery", code, algorithm="sha256")
    return keyed.hexdigest()[:FINGERPRINT_LENGTH]


def recovery_codes_left(user: Any) -> int:
    """How many recovery codes are not used yet."""
    return int(StaticToken.objects.filter(device__user=user).count())
