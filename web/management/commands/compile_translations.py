"""`manage.py compile_translations`: what the site reads, from what translators write."""

from typing import Any

from django.core.management.base import BaseCommand

from web import translations


class Command(BaseCommand):
    """Compiles the translations, without GNU gettext."""

    help = "Compile the translations that changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile each language whose file is newer than its result."""
        translations.compile_all()
