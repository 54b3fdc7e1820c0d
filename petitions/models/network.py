"""From which networks people sign: kept as keyed fingerprints only, for limits and for fraud."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization, User

KEEP_KEYS = timedelta(days=30)
"""After this the key of a day is deleted, and its fingerprints lead back to no network."""

LONGEST_RALLY = timedelta(hours=24)


class NetworkKey(models.Model):
    """A day's share of the key under which networks are fingerprinted (32 random bytes).

    The other share is a file (`settings.NETWORK_KEY`), so that a dump of the database alone
    leads back to no network.
    """

    day = models.DateField(unique=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return self.day.isoformat()


class Attempt(models.Model):
    """That somebody in a network has signed; rows are only added, so none is contended for.

    `at` is the database's clock. `proof` is the id of a solved proof of work, used once.
    """

    network = models.BinaryField(max_length=16)
    at = models.DateTimeField(db_default=Now())
    proof = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (unique)

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="attempt_of_network")]

    def __str__(self) -> str:
        return str(self.at)


class Rally(models.Model):
    """An event at which many sign behind one address: its network is let through for some hours."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="rallies", verbose_name=_("organization")
    )
    name = models.CharField(_("event"), max_length=120)
    salt = models.BinaryField(max_length=16)
    network = models.BinaryField(max_length=16)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    most = models.PositiveIntegerField(
        _("at most, an hour"),
        default=1000,
        help_text=_("Signatures past this number are held for a check."),
    )
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_by_name = models.CharField(_("opened by"), max_length=200)

    class Meta:
        verbose_name = _("rally")
        verbose_name_plural = _("rallies")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"))
                & Q(ends_at__lte=F("starts_at") + LONGEST_RALLY),
                name="rally_lasts_hours",
                violation_error_message=_("A rally lasts at most 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
