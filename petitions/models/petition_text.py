"""What a petition said at one time, as its signers signed it.

From the moment it is opened a petition has a text, and says what its newest text says: title, ask
and addressees. A change of them is a text more; where anybody has signed, it is a correction, and
says in public what was corrected. The database sees to that (see `petitions.triggers`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from petitions.models.decision_maker import DecisionMaker
from petitions.models.petition import Petition
from petitions.triggers import TEXT_TRIGGERS

FROZEN = ("title", "title_es", "ask", "ask_es")
"""The fields of a petition that a text keeps; whom it addresses is kept beside them."""


class PetitionTextQuerySet(models.QuerySet["PetitionText"]):
    """Chainable reads."""

    def corrections(self) -> "PetitionTextQuerySet":
        """Those that replaced a text which people had signed."""
        return self.filter(is_correction=True)

    def addressing(self, decision_maker: DecisionMaker) -> "PetitionTextQuerySet":
        """Those that address an office, itself or by its holder."""
        return self.filter(addressees__contains=[{"decision_maker": decision_maker.pk}])

    def newest_first(self) -> "PetitionTextQuerySet":
        """In the order of lists."""
        return self.order_by("-number")


class PetitionText(models.Model):
    """A version of a petition's title, ask and addressees. Rows are only ever added.

    `addressees` is a list of `{"decision_maker": id, "by_name": bool}` in their order on the page.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField(_("version"))
    since = models.DateTimeField(_("since"))
    title = models.CharField(_("title"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    ask = models.CharField(_("ask"), max_length=300)
    ask_es = models.CharField(_("ask in Spanish"), max_length=300, blank=True)
    addressees = models.JSONField(_("addressees"), default=list)
    is_correction = models.BooleanField(
        _("correction"),
        default=False,
        help_text=_("It replaced a text that people had signed."),
    )
    note = models.CharField(
        _("what was corrected, and why"),
        max_length=300,
        blank=True,
        help_text=_("Shown to the public with the history of the text."),
    )
    note_es = models.CharField(_("the same in Spanish"), max_length=300, blank=True)

    objects = PetitionTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the text")
        verbose_name_plural = _("versions of the text")
        triggers = TEXT_TRIGGERS
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "number"], name="petition_text_numbered_once"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(ask=""), name="petition_text_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(is_correction=False) | ~Q(note=""),
                name="petition_text_correction_has_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
