"""Sets the counts right that the database keeps, should anybody have written past its triggers."""

from datetime import datetime

from django.db import connection, transaction

from organizations.models import User
from petitions.actions.trail import record_petition
from petitions.models import Petition, Tally
from petitions.models.counts import Comparison, compare


def repair_counts(*, by: User | None, now: datetime) -> list[Comparison]:
    """Make every tally equal to its rows; return what was wrong.

    May run while people sign: the lock lets those finish who have moved the tally, and makes
    those wait who are about to, whose rows are not seen here and are added afterwards.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Tally._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        wrong = [comparison for comparison in compare() if comparison.differs]
        for comparison in wrong:
            _set_right(comparison, by, now)
    return wrong


def _set_right(comparison: Comparison, by: User | None, now: datetime) -> None:
    petition = Petition.objects.select_related("campaign__organization").get(
        pk=comparison.petition_id
    )
    petition.tallies.filter(source=comparison.source).delete()
    if comparison.rows:
        petition.tallies.create(source=comparison.source, slot=0, count=comparison.rows)
    record_petition(
        "repair count",
        petition,
        by,
        now,
        source=comparison.source,
        tally=comparison.tally,
        rows=comparison.rows,
    )
