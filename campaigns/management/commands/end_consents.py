"""`manage.py end_consents`: ends the consents whose day has come; the worker does so every five minutes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from campaigns.actions import end_consents
from organizations.switches import is_read_only


class Command(BaseCommand):
    """Prints how many ended."""

    help = (
        "End each consent whose day has come: what it let the pages show disappears at once. "
        "May be run at any time, and twice."
    )

    def handle(self, **options: Any) -> None:
        """End all that are due, unless the site is read-only."""
        if is_read_only():
            self.stdout.write("The site is read-only: nothing was done.")
            return
        now = timezone.now()
        self.stdout.write(f"consents: {end_consents(today=timezone.localdate(now), now=now)}")
