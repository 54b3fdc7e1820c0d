"""Words and names that must never appear in what the public reads of a case."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Protects(models.TextChoices):
    """Whom a forbidden word protects."""

    VICTIM = "victim", _("a victim")
    CHILD = "child", _("a child")
    RELATIVE = "relative", _("a relative")
    OPPONENT = "opponent", _("an opponent")
    OTHER = "other", _("somebody or something else")


class ForbiddenWord(models.Model):
    """A name or word that must never appear in what others write about a case.

    Kept inside; how it is found in a text see `campaigns.forbidden`.
    """

    campaign = models.ForeignKey(
        "campaigns.Campaign", models.CASCADE, related_name="forbidden_words"
    )
    text = models.CharField(
        _("name or word"),
        max_length=100,
        help_text=_(
            "A whole name is found as a whole only. List a first or last name by itself where it"
            " tells by itself who is meant."
        ),
    )
    protects = models.CharField(
        _("protects"),
        max_length=10,
        choices=Protects,
        default=Protects.OTHER,
        help_text=_("For you and your colleagues; nobody else sees this list."),
    )

    class Meta:
        verbose_name = _("forbidden word")
        verbose_name_plural = _("words and names that must never appear in comments")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="forbidden_word_has_text"),
            models.CheckConstraint(
                condition=Q(protects__in=Protects.values), name="forbidden_word_protects_known"
            ),
            models.UniqueConstraint(
                "campaign",
                Lower("text"),
                name="forbidden_word_once_per_campaign",
                violation_error_message=_("This is on the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
