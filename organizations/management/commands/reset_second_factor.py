"""`manage.py reset_second_factor`: for who has lost the app and all recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from organizations.access.actions import reset_second_factor
from organizations.models import User


class Command(BaseCommand):
    """Takes away the second factor of a member of staff, who can then set up another one."""

    help = "Take away the second factor of a member of staff who has lost it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the account."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Do it, or say why not."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        if not reset_second_factor(user=user, by=None, now=timezone.now()):
            raise CommandError(f"“{username}” has no second factor.")
        self.stdout.write(f"“{username}” can set up a new second factor.")
