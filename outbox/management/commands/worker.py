"""`manage.py worker`: does what waits in the outbox, for as long as it runs."""

import logging
import os
from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV, run_with_reloader
from django.utils.crypto import get_random_string

from outbox.requeue import alive, requeue_abandoned
from outbox.worker import Worker

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5


class Command(BaseCommand):
    """The worker, which first takes up what a killed one held."""

    help = "Send the mail and do the other work that waits in the outbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the options that differ between the site, its developers and its tests."""
        parser.add_argument(
            "--batch", action="store_true", help="End as soon as nothing waits to be done now."
        )
        parser.add_argument(
            "--interval",
            type=float,
            default=POLL_SECONDS,
            help="Seconds to wait before looking again where nothing waits.",
        )
        parser.add_argument(
            "--reload",
            action=BooleanOptionalAction,
            default=settings.DEBUG,
            help="Start anew when the code changes.",
        )

    def handle(self, *, batch: bool, interval: float, reload: bool, **options: Any) -> None:
        """Run until told to stop."""
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        with alive(worker.worker_id):
            logger.info("worker started", extra={"requeued": requeue_abandoned()})
            if reload and not batch:
                if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true":
                    worker.configure_signals()  # only that process does the work
                run_with_reloader(worker.run)
            else:
                worker.configure_signals()
                worker.run()
