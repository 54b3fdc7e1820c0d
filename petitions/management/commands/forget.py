"""`manage.py forget`: forgets now what is due; the worker does the same every hour."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.switches import is_read_only
from outbox.alone import alone
from petitions.actions.forgetting import KINDS
from petitions.clock import database_now
from petitions.tasks import FORGETTING


class Command(BaseCommand):
    """Prints one line for each kind of thing: how many were forgotten."""

    help = (
        "Delete unconfirmed signatures after 7 days, anonymize those of petitions that closed six "
        "months ago, and delete what else is needed no longer. May be run at any time, and twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one option."""
        parser.add_argument(
            "--dry-run", action="store_true", help="Only say how many are due; change nothing."
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        """Forget all that is due, unless somebody is at it, or the site is read-only."""
        if dry_run:
            now = database_now()
            for kind in KINDS:
                self.stdout.write(f"{kind.name}: {kind.due(now).count()} due")
            return
        if is_read_only():
            self.stdout.write("The site is read-only: nothing was done.")
            return
        with alone(FORGETTING) as is_alone:
            if not is_alone:
                self.stdout.write("Somebody else is forgetting at this moment: nothing was done.")
                return
            self._forget()

    def _forget(self) -> None:
        now, failed = database_now(), []
        for kind in KINDS:
            try:
                self.stdout.write(f"{kind.name}: {kind.forget(now=now)}")
            except Exception as error:
                # Its text may hold what should be forgotten.
                failed.append(kind.name)
                self.stderr.write(f"{kind.name}: failed ({type(error).__name__})")
        if failed:
            raise CommandError("Not all could be forgotten; the next run tries again.")
