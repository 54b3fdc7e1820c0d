"""What the worker does again and again: each name of `settings.SCHEDULED`, after its seconds.

A name leads to a function without arguments that works for a few seconds at most, bears being
run twice, and says whether more is left to do; then it is called again as soon as nothing else
waits. Of each, exactly one waits in the outbox or is at work, however many workers there are.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from outbox.locks import hold

logger = logging.getLogger(__name__)

LOCK_SPACE = 0x7363686D  # "schm": keeps our advisory locks apart from others
LOW = -50
"""The priority of scheduled work; mail has 0, and what has more is taken first."""

WAITING, AT_WORK = "READY", "RUNNING"


@task(priority=LOW)
def run_scheduled(name: str) -> None:
    """Do what a name of the schedule stands for, then let it wait for its next time.

    What fails is logged by its kind only, since its text may hold personal data, and is tried
    again when it is due again.
    """
    seconds = settings.SCHEDULED.get(name)
    if seconds is None:
        return
    is_unfinished = False
    try:
        is_unfinished = import_string(name)()
    except Exception as error:
        extra = {"task": name, "error": type(error).__name__}
        logger.error("scheduled work failed", extra=extra)
    wait = timedelta(0) if is_unfinished else timedelta(seconds=seconds)
    with transaction.atomic():
        _hold(name)
        _waiting(name).delete()
        run_scheduled.using(run_after=timezone.now() + wait).enqueue(name=name)


def ensure_scheduled() -> int:
    """Enqueue whatever neither waits nor is at work; return how many of the schedule that were."""
    missing = 0
    for name in settings.SCHEDULED:
        with transaction.atomic():
            _hold(name)
            waiting = list(_waiting(name).order_by("run_after", "pk"))
            if waiting:
                _waiting(name).exclude(pk=waiting[0].pk).delete()
            elif not _of(name).filter(status=AT_WORK).exists():
                run_scheduled.enqueue(name=name)
                missing += 1
    return missing


def _of(name: str) -> QuerySet[Any]:
    path = run_scheduled.module_path
    return DBTaskResult.objects.filter(task_path=path, args_kwargs__kwargs__name=name)


def _waiting(name: str) -> QuerySet[Any]:
    return _of(name).filter(status=WAITING)


def _hold(name: str) -> None:
    """Let workers look at, and change, what waits of a name one after the other."""
    hold(LOCK_SPACE, name.encode())
