"""`manage.py prepare`: all that has to be done before the site can answer."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

UNUSED = ["flags"]
"""Static files of packages that no page shows."""


class Command(BaseCommand):
    """Brings database, translations, static files, first account and demo up to date."""

    help = (
        "Migrate, compile translations, build static files, make the first account, load the demo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options."""
        parser.add_argument("--without-demo", action="store_true", help="Do not load the demo.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each step; all of them bear being run again."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("compile_translations")
        call_command(
            "collectstatic", interactive=False, clear=True, ignore_patterns=UNUSED, verbosity=0
        )
        call_command("ensure_staff")
        if not options["without_demo"]:
            call_command("load_demo")
