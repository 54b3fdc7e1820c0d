"""Who asked for an organization's news."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization


class Subscription(models.Model):
    """That an address gets an organization's news. Made when a signature that asked is confirmed."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="subscriptions")
    email = models.EmailField(_("email address"))
    address_hash = models.BinaryField(max_length=32, editable=False)
    language = models.CharField(_("language"), max_length=5, default="en")
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    token_version = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "address_hash"],
                name="subscription_once_per_address",
            ),
            models.CheckConstraint(condition=~Q(email=""), name="subscription_has_address"),
        ]
        indexes = [
            models.Index(fields=["organization", "-id"], name="subscription_newest"),
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="subscription_search"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_active(self) -> bool:
        """Whether news is sent."""
        return self.ended_at is None
