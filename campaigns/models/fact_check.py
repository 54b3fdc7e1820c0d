"""That what is told of a case is looked at again: when each fact was checked, and against what."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organizations.models import User

CHECK_EVERY_DAYS = 90
"""After how many days a fact is to be checked again."""


class Fact(models.TextChoices):
    """What is told of her that may turn out wrong; each is a field of the campaign."""

    BIRTH_DATE = "birth_date", _("when she was born")
    INCARCERATED_SINCE = "incarcerated_since", _("since when she is in prison")
    SENTENCE = "sentence", _("her sentence")
    PRISON_NUMBER = "prison_number", _("her prison number")
    HEALTH = "health", _("her health")


class FactCheck(models.Model):
    """That somebody checked a fact of a case against a source, and when. Rows are only added."""

    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="fact_checks")
    fact = models.CharField(_("fact"), max_length=20, choices=Fact)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    checked_by_name = models.CharField(_("by"), max_length=200, editable=False)
    source = models.CharField(
        _("against what"),
        max_length=200,
        blank=True,
        help_text=_("A letter, a call, the prison’s own register …"),
    )

    class Meta:
        verbose_name = _("check of a fact")
        verbose_name_plural = _("checks of facts")
        constraints = [
            models.CheckConstraint(condition=Q(fact__in=Fact.values), name="fact_check_known"),
        ]
        indexes = [models.Index(fields=["campaign", "fact", "-checked_on"], name="fact_check_on")]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}: {self.checked_on}"


def unchecked(since: date) -> Q:
    """That a campaign tells a fact which nobody has checked after a day."""
    recent = FactCheck.objects.filter(campaign=OuterRef("pk"), checked_on__gt=since)
    found = Q(pk__in=[])
    for fact in Fact:
        found |= _is_told(fact) & Q(~Exists(recent.filter(fact=fact)))
    return found


def _is_told(fact: Fact) -> Q:
    is_date = fact in (Fact.BIRTH_DATE, Fact.INCARCERATED_SINCE)
    return Q(**{f"{fact}__isnull": False}) if is_date else ~Q(**{fact: ""})
