"""Addresses at which a petition was once public.

The database keeps them, whoever changes a slug: a link that goes round leads on to the petition,
or, where it tells what is hidden of her now, nowhere at all (see `petitions.old_addresses`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from petitions.models.petition import Petition
from petitions.readdressing import CAMPAIGN_TRIGGERS


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    """Chainable reads."""

    def of_others(self, petition: Petition, slug: str) -> "OldAddressQuerySet":
        """The old address of that slug, if it is another petition's."""
        return self.filter(slug=slug).exclude(petition=petition.pk)


class OldAddress(models.Model):
    """A slug that a petition had while it was public. No other petition may take it."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="old_addresses")
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    until = models.DateTimeField(_("until"))

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return self.slug


class AddressedCampaign(Campaign):
    """A campaign as its petitions' addresses see it: what it hides must not stand in them."""

    class Meta:
        proxy = True
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        triggers = CAMPAIGN_TRIGGERS
