"""Forgetting on schedule: what is needed no longer goes, or no longer says whose it was.

Every function takes `now` from the database's clock (`petitions.clock`) and returns how many
rows it did away with. It works in batches, each a transaction of its own: a kill leaves whole
batches, the next run goes on, and two that run at the same time share the work. `most` ends it
after so many rows.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from petitions.actions.trail import record_petition
from petitions.models import Attempt, ConfirmationMail, NetworkKey, Petition, Signature
from petitions.models.confirmation_mail import State as MailState
from petitions.models.network import KEEP_KEYS
from petitions.models.petition import State as PetitionState
from petitions.models.signature import CONFIRM_WITHIN, WITHOUT_SIGNER, State
from petitions.regions import region_of

BATCH = 1_000
"""Rows that one transaction does away with."""

GRACE = timedelta(hours=1)
"""For who presses the button of a link in its last minute."""

KEEP_SIGNERS_MONTHS = 6
KEEP_ATTEMPTS = timedelta(hours=2)
KEEP_MAIL_LOG = timedelta(days=2)
KEEP_RESULTS = timedelta(days=7)
KEEP_LOG_INS = timedelta(days=30)


# --- What is due


def unconfirmed(now: datetime) -> QuerySet[Signature]:
    """Signatures whose link has ended unused.

    Not while its mail is still owed: the mail server may have been dead all the time.
    """
    owed = ConfirmationMail.objects.filter(
        state=MailState.OWED,
        petition=OuterRef("petition"),
        address_hash=OuterRef("address_hash"),
    )
    ended = now - CONFIRM_WITHIN - GRACE
    return Signature.objects.filter(~Exists(owed), state=State.PENDING, requested_at__lt=ended)


def still_personal(now: datetime) -> QuerySet[Signature]:
    """Signatures that say whose they are, of petitions that closed six months ago."""
    closed = Petition.objects.filter(state=PetitionState.CLOSED, closed_at__lt=now)
    due = [
        pk
        for pk, closed_at in closed.values_list("pk", "closed_at")
        if closed_at and months_after(closed_at, KEEP_SIGNERS_MONTHS) <= now
    ]
    return Signature.objects.personal().filter(petition__in=due)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months on, in the site's time zone; the last day of a month
    that has no such day."""
    local = timezone.localtime(moment)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = min(local.day, calendar.monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day)


def _network_keys(now: datetime) -> QuerySet[NetworkKey]:
    return NetworkKey.objects.filter(day__lt=(now - KEEP_KEYS).astimezone(UTC).date())


def _attempts(now: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(at__lt=now - KEEP_ATTEMPTS)


def _mail_log(now: datetime) -> QuerySet[ConfirmationMail]:
    ended = ConfirmationMail.objects.exclude(state=MailState.OWED)
    return ended.filter(asked_at__lt=now - KEEP_MAIL_LOG, ended_at__lt=now - KEEP_MAIL_LOG)


def _sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def _task_results(now: datetime) -> QuerySet[Any]:
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS)


def _log_ins(now: datetime) -> QuerySet[Any]:
    if not apps.is_installed("axes"):
        return Attempt.objects.none()
    found: QuerySet[Any] = apps.get_model("axes", "AccessAttempt")._default_manager.all()
    return found.filter(attempt_time__lt=now - KEEP_LOG_INS)


def _asked_by(now: datetime) -> QuerySet[Signature]:
    """Signatures that still say through whose link they came, and can no longer be confirmed."""
    return Signature.objects.exclude(via="").filter(requested_at__lt=now - CONFIRM_WITHIN - GRACE)


# --- What is done


def delete_unconfirmed(*, now: datetime, most: int | None = None) -> int:
    """Delete signatures that nobody confirmed in time."""
    return _in_batches(unconfirmed(now), _delete, most)


def anonymize_closed(*, now: datetime, most: int | None = None) -> int:
    """Take away whose the signatures of long closed petitions were; counts, regions, months stay."""
    due, done = still_personal(now), 0
    petitions = Petition.objects.filter(Exists(due.filter(petition=OuterRef("pk"))))
    for petition in petitions.select_related("campaign__organization").order_by("pk"):
        left = None if most is None else most - done
        anonymize = partial(_anonymize, petition=petition, now=now)
        done += _in_batches(due.filter(petition=petition), anonymize, left)
    return done


def forget_who_asked(*, now: datetime, most: int | None = None) -> int:
    """Forget through whose link signatures came that were not confirmed; some await a check."""
    return _in_batches(_asked_by(now), _forget_via, most)


def delete_network_keys(*, now: datetime, most: int | None = None) -> int:
    """Delete keys after which no fingerprint of a network leads back to it."""
    return _in_batches(_network_keys(now), _delete, most)


def delete_attempts(*, now: datetime, most: int | None = None) -> int:
    """Delete what the limits of signing no longer look at."""
    return _in_batches(_attempts(now), _delete, most)


def delete_mail_log(*, now: datetime, most: int | None = None) -> int:
    """Delete of which mails it is known what became of them; what is owed stays."""
    return _in_batches(_mail_log(now), _delete, most)


def delete_sessions(*, now: datetime, most: int | None = None) -> int:
    """Delete sessions of staff that have ended."""
    return _in_batches(_sessions(now), _delete, most)


def delete_task_results(*, now: datetime, most: int | None = None) -> int:
    """Delete what is kept of work that was done, or has failed, long ago."""
    return _in_batches(_task_results(now), _delete, most)


def delete_log_ins(*, now: datetime, most: int | None = None) -> int:
    """Delete failed attempts of somebody to log in as staff."""
    return _in_batches(_log_ins(now), _delete, most)


@dataclass(frozen=True)
class Kind:
    """Something that is forgotten: its name in reports, what is due, and what does it."""

    name: str
    due: Callable[[datetime], QuerySet[Any]]
    forget: Callable[..., int]


KINDS = (
    Kind("unconfirmed signatures deleted", unconfirmed, delete_unconfirmed),
    Kind("signatures anonymized", still_personal, anonymize_closed),
    Kind("invitations forgotten", _asked_by, forget_who_asked),
    Kind("network keys deleted", _network_keys, delete_network_keys),
    Kind("signing attempts deleted", _attempts, delete_attempts),
    Kind("mail log entries deleted", _mail_log, delete_mail_log),
    Kind("staff sessions deleted", _sessions, delete_sessions),
    Kind("task results deleted", _task_results, delete_task_results),
    Kind("log-in attempts deleted", _log_ins, delete_log_ins),
)


def _in_batches(
    due: QuerySet[Any], forget: Callable[[QuerySet[Any]], object], most: int | None
) -> int:
    """Lock and forget a batch after the other; what somebody else has locked is left to them."""
    done, last = 0, None
    while most is None or done < most:
        size = BATCH if most is None else min(BATCH, most - done)
        rest = due.order_by("pk") if last is None else due.order_by("pk").filter(pk__gt=last)
        with transaction.atomic(durable=True):
            locked = rest.select_for_update(skip_locked=True)
            ids = list(locked.values_list("pk", flat=True)[:size])
            if ids:
                forget(due.model._default_manager.filter(pk__in=ids))
        done += len(ids)
        if len(ids) < size:
            break
        last = ids[-1]  # so that what is done is not looked at again
    return done


def _delete(rows: QuerySet[Any]) -> None:
    rows.delete()


def _forget_via(rows: QuerySet[Signature]) -> None:
    rows.update(via="")


def _anonymize(rows: QuerySet[Signature], *, petition: Petition, now: datetime) -> None:
    places = rows.values_list("country", "postal_code").distinct()
    regions = {f"{country}/{code}": region_of(country, code) for country, code in places}
    place = Concat("country", Value("/"), "postal_code")
    number = rows.update(
        **WITHOUT_SIGNER,
        region=Func(
            Value(regions, models.JSONField()),
            place,
            template="%(expressions)s",
            arg_joiner=" ->> ",
        ),
        requested_at=_month("requested_at"),
        confirmed_at=_month("confirmed_at"),
        ended_at=_month("ended_at"),
        anonymized_at=now,
        token_version=F("token_version") + 1,  # ends the links that were mailed
    )
    record_petition("anonymize signatures", petition, None, now, signatures=number)


def _month(field: str) -> Func:
    """The beginning of the month of a moment, in the site's time zone."""
    return Func(Value("month"), F(field), Value(settings.TIME_ZONE), function="date_trunc")
