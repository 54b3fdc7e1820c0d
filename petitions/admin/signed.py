"""What the lists of signatures and of comments share: one table, the largest of all."""

from typing import Any

from django.db.models import QuerySet

from organizations.admin import ReadOnlyAdmin
from petitions.models import Petition


class SignedRows(ReadOnlyAdmin):
    """Rows of the table of signatures."""

    organization_path = "petition__campaign__organization"

    def in_organizations(self, rows: QuerySet[Any], ids: set[int] | None) -> QuerySet[Any]:
        """Those of the petitions of these organizations.

        The petitions are named one by one: the database knows how many rows each has, and reads
        those of a quiet organization from the index of its petitions, those of a busy one along
        the newest. Of a join it would know nothing.
        """
        if ids is None:
            return rows
        petitions = Petition.objects.order_by().filter(campaign__organization__in=ids)
        return rows.filter(petition__in=list(petitions.values_list("pk", flat=True)))
