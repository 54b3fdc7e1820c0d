"""Gives every value that is hidden another one, as if it had happened to other people."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import pgtrigger
from django.db import models

from tests.privacy import rows
from tests.privacy.classification import Kind
from tests.privacy.shown import is_shown, shows_photo

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz0123456789", "bcdefghijklmnopqrstuvwxyza1234567890"
)
BITS = bytes(number ^ 1 for number in range(256))
OF_FEW = {
    "country": {"US": "US"},
    "language": {"en": "es", "es": "en"},
    "ip_address": {},
}
"""Fields that take none but certain values: what each is changed to."""
OTHERWISE = {"country": "AR", "language": "en", "ip_address": "203.0.113.201"}

NOT_CHANGED = {
    ("campaigns.Campaign", "incarcerated_since"): lambda row: row.is_published,
    ("campaigns.Campaign", "photo"): lambda row: row.show_photo,
    ("campaigns.Update", "photo"): shows_photo,
    ("petitions.OldAddress", "slug"): lambda row: True,
}
"""What the public reads something of: how many years she is inside, the pictures, and, whoever asks
for an old address, that it was one."""


SET_ASIDE = (
    "organizations.AuditEvent:is_kept",
    "campaigns.Update:refuse_photo_without_consent",
    "campaigns.Campaign:keep_former_names",
)
"""What refuses a change of some of these rows, or keeps what was there before."""


@pgtrigger.ignore(*SET_ASIDE)
def everything_hidden() -> int:
    """Change all that is personal or secret and not shown; return in how many rows."""
    found = rows.kept(Kind.PERSONAL, Kind.SECRET)
    number = 0
    for (model, pk), values in groupby(list(found), key=lambda each: (type(each[2]), each[2].pk)):
        changed = {
            name: _other(name, value)
            for label, name, row, value in values
            if _is_hidden(label, name, row)
        }
        if changed:
            number += model._base_manager.filter(pk=pk).update(**changed)
    return number


def _is_hidden(label: str, name: str, row: models.Model) -> bool:
    is_kept: Callable[[Any], bool] = NOT_CHANGED.get((label, name), lambda row: False)
    is_anonymous = getattr(row, "anonymized_at", None) is not None
    return not (is_shown(label, name, row) or is_kept(row) or is_anonymous)


def _other(name: str, value: Any) -> Any:
    if value is None or value == "":
        return value
    if name in OF_FEW:
        return OF_FEW[name].get(value, OTHERWISE[name])
    if isinstance(value, dict):
        return {key: _other(key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_other(name, each) for each in value]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime):
        return value - timedelta(hours=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    return value.translate(BITS if isinstance(value, bytes) else LETTERS)
