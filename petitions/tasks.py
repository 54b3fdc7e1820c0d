"""What the worker does in the background; which actions, and for how long at a time."""

import logging
import time
from collections import Counter
from datetime import datetime

from django.utils import timezone

from campaigns.drawn import sweep
from outbox.alone import alone
from petitions.actions import breakdowns
from petitions.actions.forgetting import KINDS, Kind
from petitions.clock import database_now
from petitions.pictures import current_files

logger = logging.getLogger(__name__)

FORGETTING = "forgetting"
"""The name under which forgetting is done in one place at a time."""

BREAKING_DOWN = "breaking down"
"""The same of breakdowns."""

SLICE_SECONDS = 2.0
"""How long mail may have to wait behind it, and a little more: a step is not cut short."""

STEP = 2_000
"""Rows of one kind between two looks at the clock; about half a second of anonymizing."""


def forget() -> bool:
    """Forget what is due, for some seconds; return whether there is more.

    What fails of one kind keeps none of the others waiting. Where somebody else is at it, it is
    left to them.
    """
    with alone(FORGETTING) as is_alone:
        return is_alone and _forget(time.monotonic() + SLICE_SECONDS)


def break_down() -> bool:
    """Make breakdowns anew that are due, for some seconds; return whether there are more."""
    with alone(BREAKING_DOWN) as is_alone:
        return is_alone and _break_down(time.monotonic() + SLICE_SECONDS)


def _break_down(ends_at: float) -> bool:
    now = database_now()
    waiting = breakdowns.due(now)
    while waiting and time.monotonic() < ends_at:
        breakdowns.break_down(petition_id=waiting.pop(0), now=now)
    return bool(waiting)


def sweep_drawn() -> bool:
    """Remove pictures and sizes of photos to which nothing public leads any more."""
    if number := sweep(current_files(timezone.localdate())):
        logger.info("drawn files removed", extra={"number": number})
    return False


def _forget(ends_at: float) -> bool:
    now = database_now()
    done: Counter[str] = Counter()
    unfinished = list(KINDS)
    while unfinished and time.monotonic() < ends_at:
        for kind in list(unfinished):
            number = _step(kind, now)
            done[kind.name] += number
            if number < STEP:
                unfinished.remove(kind)
    if +done:
        logger.info("forgotten", extra={"numbers": dict(+done)})
    return bool(unfinished)


def _step(kind: Kind, now: datetime) -> int:
    """Forget some rows of a kind; return how many, none where that failed."""
    try:
        return kind.forget(now=now, most=STEP)
    except Exception as error:
        # Its text may hold what should be forgotten.
        extra = {"kind": kind.name, "error": type(error).__name__}
        logger.error("forgetting failed", extra=extra)
        return 0
