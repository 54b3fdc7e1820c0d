"""`manage.py update_translations`: the texts of code and templates into the translators' files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from web import translations


class Command(BaseCommand):
    """Collects every text that people see, without GNU gettext."""

    help = "Collect the texts to translate; with --check, fail where a translation is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options."""
        parser.add_argument("--check", action="store_true", help="Write nothing, only look.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each language's file, or name what is missing from it."""
        for language in translations.LANGUAGES:
            if options["check"]:
                if faults := translations.faults(language):
                    raise CommandError(f"{language}: " + "\n".join(faults))
            else:
                translations.write(language, translations.updated(language))
