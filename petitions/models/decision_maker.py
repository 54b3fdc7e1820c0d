"""Whom petitions address: an office, and whoever holds it on a day."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from petitions.triggers import DECISION_MAKER_TRIGGERS
from web.languages import localized


class DecisionMaker(models.Model):
    """An office with the power to grant what a petition asks, as one organization keeps it."""

    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="decision_makers",
        verbose_name=_("organization"),
    )
    office = models.CharField(
        _("office"),
        max_length=120,
        help_text=_("For example: Office of the Governor."),
    )
    office_es = models.CharField(_("office in Spanish"), max_length=120, blank=True)
    role = models.CharField(
        _("its holder is called"),
        max_length=120,
        help_text=_("For example: Governor of California."),
    )
    role_es = models.CharField(_("the same in Spanish"), max_length=120, blank=True)
    title_before_name = models.CharField(
        _("title before the name"),
        max_length=60,
        blank=True,
        help_text=_("For example: Governor. The pages then say “Petitioning Governor …”."),
    )
    title_before_name_es = models.CharField(
        _("title before the name in Spanish"), max_length=60, blank=True
    )

    phone = models.CharField(
        _("telephone"),
        max_length=30,
        blank=True,
        help_text=_("Of the office, as it is published. Supporters are asked to call it."),
    )
    contact_url = models.URLField(
        _("form to write to it"),
        blank=True,
        help_text=_("The address of the office's own page for messages."),
    )
    postal_address = models.TextField(
        _("postal address"), max_length=300, blank=True, help_text=_("For letters to the office.")
    )

    class Meta:
        verbose_name = _("decision maker")
        verbose_name_plural = _("decision makers")
        triggers = DECISION_MAKER_TRIGGERS
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "office"],
                name="decision_maker_once_per_organization",
                violation_error_message=_("This organization has this office already."),
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+?[0-9(][0-9 ().-]{1,28}[0-9]$"),
                name="decision_maker_phone_can_be_dialled",
                violation_error_message=_("A telephone number, for example +1 916 555 0100."),
            ),
            models.CheckConstraint(
                condition=Q(contact_url="") | Q(contact_url__regex=r"^https?://[^\s]+$"),
                name="decision_maker_form_is_on_the_web",
                violation_error_message=_("An address that begins with https://."),
            ),
        ]

    def __str__(self) -> str:
        return self.office

    @property
    def localized_office(self) -> str:
        """The office in the language of the moment."""
        return localized(self, "office")

    @property
    def localized_role(self) -> str:
        """What its holder is called, in the language of the moment."""
        return localized(self, "role")

    @property
    def localized_title(self) -> str:
        """What stands before its holder's name, in the language of the moment; may be empty."""
        return localized(self, "title_before_name")


class HolderQuerySet(models.QuerySet["Holder"]):
    """Chainable reads."""

    def on(self, day: date | Coalesce) -> "HolderQuerySet":
        """Those in office on a day; an unknown beginning counts as long ago."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))

    def newest_first(self) -> "HolderQuerySet":
        """The last one in office first; an unknown beginning counts as long ago."""
        return self.order_by(F("since").desc(nulls_last=True), "-pk")


class Holder(models.Model):
    """A person who holds an office from a day until another, that day not included."""

    decision_maker = models.ForeignKey(DecisionMaker, models.CASCADE, related_name="holders")
    name = models.CharField(_("name"), max_length=120)
    since = models.DateField(_("in office since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    # English words stay the same whoever comes; Spanish ones may not.
    title_before_name_es = models.CharField(
        _("title in Spanish, if another"),
        max_length=60,
        blank=True,
        help_text=_("For example: Gobernadora. Leave empty to take that of the office."),
    )
    role_es = models.CharField(
        _("role in Spanish, if another"),
        max_length=120,
        blank=True,
        help_text=_("For example: gobernadora de California."),
    )

    objects = HolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("holder")
        verbose_name_plural = _("holders")
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lt=F("until")),
                name="holder_since_before_until",
                violation_error_message=_("The end lies before the beginning."),
            ),
            ExclusionConstraint(
                name="holder_one_at_a_time",
                violation_error_message=_("Somebody else holds this office in that time."),
                expressions=[
                    ("decision_maker", RangeOperators.EQUAL),
                    (
                        Func(F("since"), F("until"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


def holder_name(decision_maker: str, day: date | Coalesce, field: str = "name") -> Subquery:
    """The name, or another `field`, of who holds an office on a day; `decision_maker` names the
    outer column."""
    return Subquery(
        Holder.objects.on(day).filter(decision_maker=OuterRef(decision_maker)).values(field)[:1]
    )
