"""The count, kept by the database itself.

Statement-level triggers on the signatures move it, whatever wrote the rows: a form, a bulk
import, an erasure or SQL by hand. A petition's count is spread over slots chosen by the
connection, so that concurrent signers do not queue for one row; it is the sum over its slots.
"""

import pgtrigger
from django.db import models

from petitions.models.petition import Petition

SLOTS = 16
"""Rows that one petition's count is spread over; about the number of connections that write."""

# Ordered by petition, so that two bulk writes take the rows in the same order: no deadlock.
_MOVE = """
    INSERT INTO petitions_tally AS tally (petition_id, source, slot, count)
    SELECT petition_id, source, pg_backend_pid() %% {slots}, sum(change)
      FROM ({changes}) AS changes
     GROUP BY petition_id, source
    HAVING sum(change) <> 0
     ORDER BY petition_id, source
        ON CONFLICT (petition_id, source, slot)
        DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
"""
_ADDED = "SELECT petition_id, source, 1 AS change FROM new_rows WHERE state = 'confirmed'"
_REMOVED = "SELECT petition_id, source, -1 AS change FROM old_rows WHERE state = 'confirmed'"


def _move(changes: str) -> str:
    return _MOVE.replace("%%", "%").format(slots=SLOTS, changes=changes)


_NEW = pgtrigger.Referencing(new="new_rows")  # type: ignore[no-untyped-call]
_OLD = pgtrigger.Referencing(old="old_rows")  # type: ignore[no-untyped-call]
_BOTH = pgtrigger.Referencing(old="old_rows", new="new_rows")  # type: ignore[no-untyped-call]

TALLY_TRIGGERS = [
    pgtrigger.Trigger(
        name="tally_insert",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=_NEW,
        func=_move(_ADDED),
    ),
    pgtrigger.Trigger(
        name="tally_update",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=_BOTH,
        func=_move(f"{_ADDED} UNION ALL {_REMOVED}"),
    ),
    pgtrigger.Trigger(
        name="tally_delete",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=_OLD,
        func=_move(_REMOVED),
    ),
    pgtrigger.Trigger(
        name="tally_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Truncate,
        func="DELETE FROM petitions_tally; RETURN NULL;",
    ),
]


class Tally(models.Model):
    """A share of the number of confirmed signatures of a petition from one source.

    A slot alone means nothing and may be negative: a signature may be counted by one connection
    and taken back by another.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="tallies")
    source = models.CharField(max_length=10)
    slot = models.SmallIntegerField()
    count = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "source", "slot"], name="tally_once_per_slot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.source} {self.slot}: {self.count}"
