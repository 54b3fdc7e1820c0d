"""Days that staff tell of: of what has happened, none lies ahead."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def not_ahead(day: date | None) -> date | None:
    """The day, if it has come, or none; else raises ValidationError."""
    if day and day > timezone.localdate():
        raise ValidationError(_("This day lies ahead."))
    return day
