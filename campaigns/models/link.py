"""Where more of a case is to be found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from web.languages import localized


class LinkKind(models.TextChoices):
    """What a link leads to."""

    PAGE = "page", _("page")
    GROUP = "group", _("group")
    HASHTAG = "hashtag", _("hashtag")
    HANDLE = "handle", _("account")


class Link(models.Model):
    """Where more is to be found: a group, a hashtag, a page."""

    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind, default=LinkKind.PAGE)
    label = models.CharField(
        _("what it is"),
        max_length=60,
        blank=True,
        help_text=_("For example Facebook group. Empty: the kind stands there."),
    )
    label_es = models.CharField(_("what it is, in Spanish"), max_length=60, blank=True)
    text = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.get_kind_display()}: {self.text}"

    @property
    def localized_label(self) -> str:
        """What it is, in the language of the moment."""
        kind = str(self.get_kind_display())
        return localized(self, "label") or kind[:1].upper() + kind[1:]
