"""`manage.py check_counts`: whether the counts that the database keeps are those of the rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from petitions.actions.counts import repair_counts
from petitions.models import Petition
from petitions.models.counts import Comparison, compare

HEAD = ("petition", "source", "tally", "rows", "carried over", "supporters")


class Command(BaseCommand):
    """Prints, for each petition and source, what the database counted and what a recount finds."""

    help = "Recount the signatures row by row; fail where the count on the pages differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options."""
        parser.add_argument("--repair", action="store_true", help="Set right what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table and, in the last line, whether all is right."""
        found = compare()
        self._print(found)
        wrong = [comparison for comparison in found if comparison.differs]
        if not wrong:
            self.stdout.write("Every count is right.")
        elif options["repair"]:
            repaired = repair_counts(by=None, now=timezone.now())
            self.stdout.write(f"Counts set right: {len(repaired)}.")
        else:
            raise CommandError(f"Counts that differ: {len(wrong)}. To set them right: --repair.")

    def _print(self, found: list[Comparison]) -> None:
        lines: list[tuple[str, ...]] = [HEAD]
        for petition in Petition.objects.order_by("pk"):
            own = [comparison for comparison in found if comparison.petition_id == petition.pk]
            supporters = sum(comparison.tally for comparison in own) + petition.carried_over
            for each in own or [Comparison(petition.pk, "-", tally=0, rows=0)]:
                numbers = (each.tally, each.rows, petition.carried_over, supporters)
                lines.append((petition.slug, each.source, *map(str, numbers)))
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for slug, *cells in lines:
            right = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
            self.stdout.write("  ".join([slug.ljust(widths[0]), *right]))
