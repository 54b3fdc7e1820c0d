"""Signatures that staff took out of the count together, and can put back together."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import User
from petitions.models.petition import Petition


class Invalidation(models.Model):
    """A batch of signatures that are not genuine: why, by whom, found how.

    `criteria` tells how they were found (kinds of the criteria, no personal data).
    """

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("by"), max_length=200)
    reason = models.CharField(_("reason"), max_length=500)
    criteria = models.JSONField(_("found by"), default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by_name = models.CharField(_("undone by"), max_length=200, blank=True)
    undone_reason = models.CharField(_("why it was undone"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("invalidated batch")
        verbose_name_plural = _("invalidated batches")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="invalidation_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | ~Q(undone_reason=""),
                name="invalidation_undone_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_undone(self) -> bool:
        """Whether its signatures were put back."""
        return self.undone_at is not None


class InvalidatedCount(models.Model):
    """How many signatures of one petition a batch took: all of them, and those that had counted."""

    invalidation = models.ForeignKey(Invalidation, models.CASCADE, related_name="counts")
    petition = models.ForeignKey(Petition, models.CASCADE, related_name="invalidated_counts")
    number = models.PositiveIntegerField(_("signatures"))
    counted = models.PositiveIntegerField(_("of which had counted"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invalidation", "petition"], name="invalidated_count_once_per_petition"
            ),
            models.CheckConstraint(
                condition=Q(counted__lte=models.F("number")),
                name="invalidated_count_is_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.number}"
