"""The worker: takes one task after the other, keeps the schedule, and holds still when told to."""

import time
from functools import partial
from typing import Any

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    transaction,
)
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from outbox.mail import FIRST_WAIT
from outbox.schedule import ensure_scheduled

LOOK_SECONDS = 10 * 60
"""How often to make sure that the schedule is kept, should anything have broken it."""


class Worker(db_worker.Worker):
    """The library's worker, with a loop of its own."""

    looks_again_at = 0.0

    def run(self) -> None:
        """Work until told to stop; as a batch, until nothing waits that may be done now."""
        while self.running:
            close_old_connections()
            task = None if is_held() else self._next()
            if task is not None:
                self.run_task(task)
            elif self.batch:
                return
            elif self.running:  # no more if told to stop meanwhile
                time.sleep(self.interval)

    def run_task(self, db_task_result: Any) -> None:
        """Do it; what the database's own trouble has broken is not given up, but done again."""
        db_task_result.set_failed = partial(_set_failed, db_task_result)
        super().run_task(db_task_result)

    def _next(self) -> Any:
        if not self.batch and time.monotonic() >= self.looks_again_at:
            self.looks_again_at = time.monotonic() + LOOK_SECONDS
            ensure_scheduled()
        with transaction.atomic():
            ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
            task = ready.get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task


def _set_failed(task: Any, error: BaseException) -> None:
    """Give a task up, unless it broke for want of the database: then it is ready again in a while.

    Where the database is still away, this raises and ends the worker; the next one takes the task
    up.
    """
    if _tells_outage(error):
        DBTaskResult.objects.filter(pk=task.pk).update(
            status=TaskResultStatus.READY, started_at=None, run_after=timezone.now() + FIRST_WAIT
        )
    else:
        DBTaskResult.set_failed(task, _without_words(error))


def _without_words(error: BaseException) -> Exception:
    """An error of the same kind from the same place, to be kept: what one says may quote a row."""
    kind = type(error)
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    silent: Exception = type(kind.__name__, (Exception,), names)()
    return silent.with_traceback(error.__traceback__)


def _tells_outage(error: BaseException) -> bool:
    """Whether the connection was lost, or the server could not work: a full disk, a restart.

    A loss in the middle of a query is of the class of all errors itself, caused by the driver's.
    """
    lost = type(error) is DatabaseError and error.__cause__ is not None
    return lost or isinstance(error, OperationalError | InterfaceError)


def is_held() -> bool:
    """Whether no task may be taken now; `settings.WORKER_HELD_BY` names the function that says so."""
    return bool(import_string(settings.WORKER_HELD_BY)())
