"""`manage.py load_demo`: CCWP's cases into an empty database."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.load import load


class Command(BaseCommand):
    """Loads the demo once; what was edited or signed since is kept."""

    help = "Load CCWP's three cases, unless there is an organization already."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say whether anything was done."""
        _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        done = load(contact_email=address, now=timezone.now())
        self.stdout.write(
            "The demo is loaded."
            if done
            else "There is an organization already: no demo is loaded."
        )
