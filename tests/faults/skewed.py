"""Django's settings for one process whose clock is wrong by `CLOCK_OFF_DAYS`, back or forth."""

import os
import time
from datetime import datetime, timedelta

from django.utils import timezone

OFF = timedelta(days=float(os.environ["CLOCK_OFF_DAYS"]))

_right_now, _right_time = timezone.now, time.time


def now() -> datetime:
    """What this process takes for now."""
    return _right_now() + OFF


def seconds() -> float:
    """The same, in seconds since 1970."""
    return _right_time() + OFF.total_seconds()


timezone.now, time.time = now, seconds

from config.settings import *  # noqa: E402, F403
