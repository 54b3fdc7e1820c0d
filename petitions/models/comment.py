"""What supporters wrote beside their names, as staff judge it, and reports about it."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import State as CampaignState
from petitions.models.comment_state import CommentState
from petitions.models.petition import State as PetitionState
from petitions.models.signature import Signature, State


class CommentQuerySet(models.QuerySet["Comment"]):
    """Chainable reads."""

    def written(self) -> "CommentQuerySet":
        """Those of signatures that count; what others wrote is of no concern to anybody."""
        return self.filter(state=State.CONFIRMED).exclude(comment="")

    def waiting(self) -> "CommentQuerySet":
        """Those that nobody has read yet, or that have to be read again."""
        return self.written().filter(comment_state=CommentState.WAITING)

    def approved(self) -> "CommentQuerySet":
        """Those that may be shown."""
        return self.written().filter(comment_state=CommentState.APPROVED)

    def refused(self) -> "CommentQuerySet":
        """Those that staff have refused."""
        return self.written().filter(comment_state=CommentState.REFUSED)

    def reported(self) -> "CommentQuerySet":
        """Those not refused about which a report waits for an answer."""
        reports = CommentReport.objects.standing().values("signature")
        return self.written().exclude(comment_state=CommentState.REFUSED).filter(pk__in=reports)

    def public(self) -> "CommentQuerySet":
        """Those that the public may read: approved, and comments are shown there.

        A page shows none of them that tells what must not be told: see `petitions.comments`.
        """
        return (
            self.approved()
            .filter(
                petition__comments_open=True,
                petition__campaign__organization__comments_open=True,
                petition__campaign__state=CampaignState.PUBLISHED,
            )
            .exclude(petition__state=PetitionState.DRAFT)
        )


class Comment(Signature):
    """A signature, looked at for its comment."""

    objects = CommentQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    @property
    def public_name(self) -> str:
        """Who is said to have written it; a name never stands with a place."""
        return self.full_name if self.show_name else gettext("A supporter")

    @property
    def public_texts(self) -> tuple[str, str]:
        """All of the signer's words that would be shown."""
        return (self.comment, self.full_name if self.show_name else "")

    @property
    def is_approved(self) -> bool:
        """Whether it may be shown."""
        return self.comment_state == CommentState.APPROVED

    @property
    def reading(self) -> str:
        """A digest of what somebody judges (16 hexadecimal digits).

        Another one means that it was written anew, or judged by somebody else, since.
        """
        seen = (str(self.pk), *self.public_texts, self.comment_state, str(self.comment_quoted))
        return hashlib.sha256("\0".join(seen).encode()).hexdigest()[:16]


class Reason(models.TextChoices):
    """What somebody says is wrong with a comment."""

    NAMES = "names", _("It names somebody who must not be named")
    HATE = "hate", _("It attacks or threatens somebody")
    FALSE = "false", _("It is not true")
    OTHER = "other", _("Something else")


class CommentReportQuerySet(models.QuerySet["CommentReport"]):
    """Chainable reads."""

    def standing(self) -> "CommentReportQuerySet":
        """Those that nobody of the staff has answered."""
        return self.filter(settled_at=None)


class CommentReport(models.Model):
    """That somebody in a network says a comment should not be shown.

    A network counts once for each comment, by its fingerprint of the day (`petitions.networks`).
    """

    # The database deletes it with its signature, whoever does that (see the migration).
    signature = models.ForeignKey(
        Signature,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="comment_reports",
    )
    network = models.BinaryField(max_length=16)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = CommentReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "network"], name="comment_report_once_per_network"
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=Reason.values),
                name="comment_report_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(settled_at__gte=models.F("at")),
                name="comment_report_settled_after_made",
            ),
        ]
        indexes = [
            models.Index(
                fields=["signature"],
                condition=Q(settled_at=None),
                name="comment_report_standing",
            ),
            models.Index(fields=["network", "at"], name="comment_report_of_network"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
