"""Which confirmation mails an address is owed, was sent, and must never be sent again."""

from django.db import models
from django.db.models import Q
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


class ConfirmationMail(models.Model):
    """That somebody asked the site to mail an address about a petition. Dates by the database."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="confirmation_mails")
    address_hash = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.OWED)
    ended_at = models.DateTimeField(null=True)

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
