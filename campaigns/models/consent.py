"""What a survivor agreed to have shown of her."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.triggers import CONSENT_TRIGGERS
from organizations.models import User


class Item(models.TextChoices):
    """What a survivor consents to have shown."""

    STORY = "story", _("her story, and what she went through")
    NAME = "name", _("her real name")
    PHOTO = "photo", _("her photo")
    PRISON_NUMBER = "prison_number", _("her prison number")
    QUOTES = "quotes", _("words of her own")
    HEALTH = "health", _("her health")


SHOWN = {
    Item.NAME: "show_name",
    Item.PHOTO: "show_photo",
    Item.PRISON_NUMBER: "show_prison_number",
    Item.QUOTES: "show_quote",
    Item.HEALTH: "show_health",
}
"""The box that shows an item on the pages; the story is shown by publishing."""


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Chainable reads."""

    def given(self) -> "ConsentQuerySet":
        """Those that nobody has withdrawn."""
        return self.filter(withdrawn_on=None)

    def standing(self, today: date) -> "ConsentQuerySet":
        """Those that let an item be shown on a day: it is neither before them nor after them."""
        lasts = Q(valid_until=None) | Q(valid_until__gt=today)
        return self.given().filter(lasts, given_on__lte=today)

    def due(self, today: date) -> "ConsentQuerySet":
        """Those that nobody has withdrawn though their last day is over."""
        return self.given().filter(valid_until__lte=today)

    def expiring(self, today: date, within: timedelta = timedelta(days=30)) -> "ConsentQuerySet":
        """Those that end from today on until some days ahead, the next first."""
        found = self.given().filter(valid_until__gte=today, valid_until__lte=today + within)
        return found.order_by("valid_until", "pk")


def ended(campaign: str, today: date) -> Exists:
    """A condition: that a campaign would show what its consent has ended for.

    `campaign` is the lookup from the row to the campaign's key. Between the last day of a consent
    and the moment in which the worker ends it, such a campaign is on no page.
    """
    shown = Q(item=Item.STORY)
    for item, box in SHOWN.items():
        shown |= Q(**{"item": item, f"campaign__{box}": True})
    due = Consent.objects.due(today).filter(shown, campaign=OuterRef(campaign))
    return Exists(due)


class Consent(models.Model):
    """That a survivor agreed to have one item shown: when, and who took it down."""

    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="consents")
    item = models.CharField(_("consent to show"), max_length=20, choices=Item)
    given_on = models.DateField(_("given on"))
    given_by = models.CharField(
        _("given by"), max_length=200, help_text=_("She herself, or who speaks for her.")
    )
    evidence = models.CharField(
        _("how"), max_length=200, help_text=_("A letter, a call, a signed form; where it is kept.")
    )
    taken_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken by"),
    )
    taken_by_name = models.CharField(_("taken by"), max_length=200, editable=False)
    valid_until = models.DateField(
        _("until when"),
        null=True,
        blank=True,
        help_text=_("From this day on the item is no longer shown. Empty: until it is withdrawn."),
    )
    withdrawn_on = models.DateField(
        _("withdrawn on"),
        null=True,
        blank=True,
        help_text=_(
            "The item disappears from every page at once. Copies that others made cannot be recalled."
        ),
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        triggers = CONSENT_TRIGGERS
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "item"],
                condition=Q(withdrawn_on=None),
                name="consent_once_per_item",
                violation_error_message=_(
                    "There is a consent for this already; withdraw it first."
                ),
            ),
            models.CheckConstraint(condition=Q(item__in=Item.values), name="consent_item_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_after_given",
                violation_error_message=_("It cannot be withdrawn before it was given."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("given_on")),
                name="consent_valid_after_given",
                violation_error_message=_("It cannot end before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_item_display()
