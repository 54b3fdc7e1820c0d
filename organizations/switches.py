"""How the switches of the site stand, for those who must obey them."""

from datetime import datetime, timedelta

from organizations.models import SiteState

WAIT = timedelta(minutes=10)
"""After how long to come again where nobody has said until when it lasts."""

LONGEST_WAIT = timedelta(days=1)


def is_read_only() -> bool:
    """Whether the site is in read-only mode (one query)."""
    return SiteState.objects.read_only().exists()


def retry_after(until: datetime | None, now: datetime) -> int:
    """In how many seconds to come again, for a `Retry-After`: between a minute and a day."""
    wait = until - now if until else WAIT
    return int(min(max(wait, timedelta(minutes=1)), LONGEST_WAIT).total_seconds())
