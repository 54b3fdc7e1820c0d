"""`manage.py break_down`: rolls up now when and where signatures came from, for all petitions."""

from typing import Any

from django.core.management.base import BaseCommand

from organizations.switches import is_read_only
from petitions.actions.breakdowns import break_down
from petitions.clock import database_now
from petitions.models import Petition
from petitions.models.petition import State


class Command(BaseCommand):
    """Prints one line for each petition, by its number, since an address may tell a name; the worker
    does the same every few minutes."""

    help = "Make the charts of all petitions anew from their signatures. May be run at any time."

    def handle(self, **options: Any) -> None:
        """Make every breakdown anew, unless the site is read-only."""
        if is_read_only():
            self.stdout.write("The site is read-only: nothing was done.")
            return
        for petition in Petition.objects.exclude(state=State.DRAFT).order_by("pk"):
            made = break_down(petition_id=petition.pk, now=database_now())
            number = sum(number for _day, number in made.days)
            self.stdout.write(f"petition {petition.pk}: {number}")
