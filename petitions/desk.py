"""What the staff's start page tells: what waits to be done, and how each petition fares."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from petitions.models import ConfirmationMail, Petition, Signature
from petitions.models.confirmation_mail import State as MailState
from petitions.models.petition import State as PetitionState
from petitions.models.signature import State
from petitions.public import PublicPetition

DAYS = 7
"""The days of a week's trend, today among them."""

SHOWN_PETITIONS = 12
"""Open petitions that the start page tells of, those with most signatures of the week first."""

LATE = timedelta(minutes=30)
"""A mail that waits longer than this has met trouble: the limits of mailboxes make it wait less
than 15 minutes but for those who are mailed often."""

LITTLE_SPACE_PERCENT = 10
OLD_BACKUP = timedelta(days=2)
BACKUP_STAMP = "last-backup"
"""Whatever backs the site up touches this file in `DATA_DIR` when it is done."""


@dataclass(frozen=True)
class Week:
    """A petition's week: its signatures that count, day by day, and those of the week before."""

    petition: PublicPetition
    days: list[tuple[date, int]]
    before: int

    @property
    def number(self) -> int:
        """How many came this week."""
        return sum(number for _day, number in self.days)


@dataclass(frozen=True)
class Host:
    """How the machine fares, for whoever hosts the site.

    `free_percent` is of the disk that holds the data; `backup_at` None where there was none.
    """

    free_percent: int
    backup_at: datetime | None
    is_backup_old: bool

    @property
    def is_space_little(self) -> bool:
        """Whether the disk is nearly full."""
        return self.free_percent < LITTLE_SPACE_PERCENT


def weeks(petitions: Any, now: datetime) -> list[Week]:
    """The week of each open petition among some, those with most signatures first.

    A signature belongs to the day, in the time of the site, on which it was given.
    """
    today = timezone.localdate(now)
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    first = _midnight(days[0] - timedelta(days=DAYS))
    open_ones = petitions.filter(state=PetitionState.OPEN)
    rows: Any = (
        Signature.objects.filter(
            petition__in=open_ones.values("pk"), state=State.CONFIRMED, requested_at__gte=first
        )
        .order_by()
        .annotate(day=TruncDate("requested_at"))
        .values_list("petition", "day")
        .annotate(number=Count("pk"))
    )
    numbers: dict[int, dict[date, int]] = {}
    for pk, day, number in rows:
        numbers.setdefault(pk, {})[day] = number
    recent = {
        pk: sum(number for day, number in of_days.items() if day >= days[0])
        for pk, of_days in numbers.items()
    }
    found = open_ones.select_related("campaign__organization").with_supporters().order_by("pk")
    most_first = sorted(found, key=lambda row: -recent.get(row.pk, 0))[:SHOWN_PETITIONS]
    return [_week(row, days, numbers.get(row.pk, {}), today) for row in most_first]


def late_mails(now: datetime) -> int:
    """How many mails wait for longer than anything but trouble explains."""
    return ConfirmationMail.objects.filter(state=MailState.OWED, asked_at__lt=now - LATE).count()


def dropped_mails(now: datetime) -> int:
    """How many mails of the last week never reached their reader: refused, or unwanted."""
    since = now - timedelta(days=DAYS)
    return ConfirmationMail.objects.filter(state=MailState.DROPPED, ended_at__gte=since).count()


def host(now: datetime) -> Host:
    """How the machine fares."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    backup_at = _touched(Path(settings.DATA_DIR) / BACKUP_STAMP)
    return Host(
        free_percent=100 * usage.free // usage.total,
        backup_at=backup_at,
        is_backup_old=backup_at is None or now - backup_at > OLD_BACKUP,
    )


def _week(row: Petition, days: list[date], numbers: dict[date, int], today: date) -> Week:
    return Week(
        petition=PublicPetition(row, today),
        days=[(day, numbers.get(day, 0)) for day in days],
        before=sum(number for day, number in numbers.items() if day < days[0]),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _touched(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    except OSError:
        return None
