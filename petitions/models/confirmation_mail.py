"""Which confirmation mails an address is owed, was sent, and must never be sent again."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class State(models.TextChoices):
    """What became of a mail that was asked for."""

    OWED = "owed", _("waits to be sent")
    SENT = "sent", _("sent")
    COVERED = "covered", _("told in another mail")
    DROPPED = "dropped", _("not sent: unwanted, refused, or nothing is left to tell")


TRANSITIONS = {
    State.OWED: {State.SENT, State.COVERED, State.DROPPED},
    State.SENT: set(),
    State.COVERED: set(),
    State.DROPPED: set(),
}


SPANS = (timedelta(minutes=15), timedelta(days=1))
"""The spans of time in which mails to one address are counted."""


class ConfirmationMailQuerySet(models.QuerySet["ConfirmationMail"]):
    """Chainable reads and changes."""

    def owed(self) -> "ConfirmationMailQuerySet":
        """Those that wait to be sent."""
        return self.filter(state=State.OWED)

    def end(self, state: State) -> int:
        """Say what became of those that are owed; return how many there were."""
        return self.owed().update(state=state, ended_at=Now())

    def wait(self, *, address_hash: bytes, petition_id: int) -> timedelta:
        """How long one more mail must wait for the limits; zero where it may go now.

        Told by the database's clock, from the mails that were sent.
        """
        sent = list(
            self.filter(
                address_hash=address_hash,
                state=State.SENT,
                ended_at__gt=Now() - SPANS[-1],
            )
            .annotate(age=models.ExpressionWrapper(Now() - F("ended_at"), models.DurationField()))
            .values_list("petition_id", "age")
        )
        about = [age for petition, age in sent if petition == petition_id]
        return max(
            _wait((age for _, age in sent), settings.MAILS_PER_ADDRESS),
            _wait(about, settings.MAILS_PER_PETITION),
        )


def _wait(ages: Iterable[timedelta], limits: Iterable[int]) -> timedelta:
    newest_first = sorted(ages)
    waits = [
        span - newest_first[limit - 1]
        for span, limit in zip(SPANS, limits, strict=True)
        if len(newest_first) >= limit
    ]
    return max([timedelta(0), *waits])


class ConfirmationMail(models.Model):
    """That somebody asked the site to mail an address about a petition. Dates by the database."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="confirmation_mails")
    address_hash = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.OWED)
    ended_at = models.DateTimeField(null=True)

    objects = ConfirmationMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="confirmation_mail_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.OWED, ended_at=None)
                | (~Q(state=State.OWED) & Q(ended_at__isnull=False)),
                name="confirmation_mail_ended_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["address_hash"], name="confirmation_mail_of_address"),
            models.Index(
                fields=["asked_at"],
                condition=Q(state=State.OWED),
                name="confirmation_mail_owed_since",
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(state=State.DROPPED),
                name="confirmation_mail_dropped_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class Suppression(models.Model):
    """That an address is never mailed: its owner said that somebody else had typed it."""

    address_hash = models.BinaryField(max_length=32, unique=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("address never to be mailed")
        verbose_name_plural = _("addresses never to be mailed")

    def __str__(self) -> str:
        return self.since.isoformat()
