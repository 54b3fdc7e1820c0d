"""`manage.py worker`: does what waits in the outbox, for as long as it runs."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from outbox.requeue import alive, requeue_abandoned

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5


class Command(db_worker.Command):
    """The library's worker, which first takes up what a killed one held."""

    help = "Send the mail and do the other work that waits in the outbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the library's options, with defaults that suit this site."""
        super().add_arguments(parser)
        parser.set_defaults(
            interval=POLL_SECONDS,
            startup_delay=False,
            queue_name="*",
            worker_id=get_random_string(32),
        )

    def handle(self, *, worker_id: str, **options: Any) -> None:
        """Run until told to stop."""
        with alive(worker_id):
            logger.info("worker started", extra={"requeued": requeue_abandoned()})
            super().handle(worker_id=worker_id, **options)
