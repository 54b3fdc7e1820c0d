"""Writes of a second factor. None of them leaves a key or a code in the audit trail."""

from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.access.second_factor import fingerprint, new_recovery_codes
from organizations.actions import record
from organizations.models import User


def set_up(
    *, user: User, key: str, last_t: int, drift: int, now: datetime
) -> tuple[TOTPDevice, list[str]]:
    """Make an app the second factor of a member of staff, in place of any earlier one.

    `key` is in hexadecimal digits, `last_t` the time step of the code that confirmed it, which
    cannot be used again, `drift` the steps by which the app's clock is off. Returns the device
    and ten new recovery codes, which are nowhere kept.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        TOTPDevice.objects.filter(user=user).delete()
        device = TOTPDevice.objects.create(user=user, key=key, last_t=last_t, drift=drift)
        codes = _replace_codes(user)
        record(action="set up second factor", subject=user, organization=None, by=user, now=now)
    return device, codes


def renew_recovery_codes(*, user: User, now: datetime) -> list[str]:
    """Make ten new recovery codes for a member of staff; the old ones end."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        codes = _replace_codes(user)
        record(action="renew recovery codes", subject=user, organization=None, by=user, now=now)
    return codes


def reset_second_factor(*, user: User, by: User | None, now: datetime) -> bool:
    """Take away the second factor of somebody who has lost it; they can set up another one.

    Returns False where there was none. Sessions that it had let in are asked for a new one.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        _deleted, models = TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        if models:
            record(action="reset second factor", subject=user, organization=None, by=by, now=now)
    return bool(models)


def _replace_codes(user: User) -> list[str]:
    # The row stays, so that a session which a recovery code has let in stays open.
    device, _created = StaticDevice.objects.get_or_create(user=user)
    device.token_set.all().delete()
    codes = new_recovery_codes()
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=fingerprint(code)) for code in codes
    )
    return codes
