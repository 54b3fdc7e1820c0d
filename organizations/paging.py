"""Lists of the admin that stay quick while their tables grow."""

from typing import Any

from django.contrib.admin import ShowFacets
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

MOST_COUNTED = 10_000
"""A list is counted, and paged through, up to so many rows; nobody reads on beyond a hundred pages.

To count a million takes a second, on each view."""


class MoreThan(int):
    """A number that was counted no further: people read that there are more."""

    def __str__(self) -> str:
        return _("more than %(number)s") % {"number": intcomma(int(self))}


def told(number: int) -> str:
    """A number as people read it."""
    return str(number) if isinstance(number, MoreThan) else intcomma(number)


def count_up_to(rows: QuerySet[Any], most: int = MOST_COUNTED) -> int:
    """How many rows there are; `MoreThan` that many where there are more.

    The rows keep their order meanwhile, so that they are counted along the index that it is read
    from.
    """
    number = rows[: most + 1].count()
    return MoreThan(most) if number > most else number


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list of which only so much is counted."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, as far as they are counted."""
        return count_up_to(self.object_list)  # type: ignore[arg-type]


class LongList:
    """For the list of a table that grows with the number of supporters, newest first.

    Sorting by a column, or counting the rows of each filter, would read the whole table.
    """

    sortable_by: Any = ()
    show_facets = ShowFacets.NEVER
