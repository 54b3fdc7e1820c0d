"""A survivor's case profile."""

from datetime import date, timedelta
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Trim
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.facts import Facts, Precision, full_years
from campaigns.models.consent import ended
from campaigns.models.fact_check import CHECK_EVERY_DAYS, Fact, unchecked
from campaigns.triggers import CAMPAIGN_TRIGGERS, FORMER
from organizations.models import Organization, User
from web.languages import localized


class State(models.TextChoices):
    """Where a campaign stands; the public sees it only while it is published."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


TRANSITIONS = {
    State.DRAFT: {State.IN_REVIEW, State.PUBLISHED, State.ARCHIVED},
    State.IN_REVIEW: {State.DRAFT, State.PUBLISHED},
    State.PUBLISHED: {State.DRAFT, State.ARCHIVED},
    State.ARCHIVED: {State.DRAFT},
}

STANDING = ("state", "submitted_by", "approved_by", "first_published_at", "review_note")
"""What only the actions change of a campaign."""


POINT_STEP = 5
"""Per cent between two places to which the page can cut a photo; each has a class of its own."""


def _former(name: Any) -> "ArrayField[list[str], list[str]]":
    """A field for texts that stood in another one before."""
    text: models.CharField[str, str] = models.CharField(max_length=200)
    empty = models.Value([], output_field=ArrayField(text))
    return ArrayField(text, verbose_name=name, default=list, db_default=empty, editable=False)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Chainable reads."""

    def published(self) -> "CampaignQuerySet":
        """Those that the public sees."""
        return self.filter(~ended("pk", timezone.localdate()), state=State.PUBLISHED)

    def unchecked_for(self, days: int = CHECK_EVERY_DAYS, *, today: date) -> "CampaignQuerySet":
        """Those with a fact that nobody has checked within so many days."""
        return self.filter(unchecked(today - timedelta(days=days)))


@pghistory.track(
    model_name="CampaignVersion",
    obj_field=pghistory.ObjForeignKey(related_name="versions", related_query_name="version"),
    exclude=[*FORMER],
    meta={"verbose_name": _("version of a campaign")},
)
class Campaign(models.Model):
    """A survivor's case profile: who she is, what happened, and since when she is inside."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="campaigns", verbose_name=_("organization")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    name = models.CharField(
        _("real name"), max_length=200, help_text=_("Stays inside unless “show the name” is on.")
    )
    alias = models.CharField(
        _("alias"),
        max_length=200,
        blank=True,
        help_text=_("Stands on every page in place of the real name while that is not shown."),
    )
    prison_number = models.CharField(_("prison number"), max_length=20, blank=True)
    birth_date = models.DateField(_("born"), null=True, blank=True)
    birth_date_precision = models.CharField(
        _("known of the birth date"), max_length=4, choices=Precision, default=Precision.DAY
    )
    incarcerated_since = models.DateField(_("in prison since"), null=True, blank=True)
    incarcerated_since_precision = models.CharField(
        _("known of that date"), max_length=4, choices=Precision, default=Precision.DAY
    )
    facts_as_of = models.DateField(
        _("facts stop on"),
        null=True,
        blank=True,
        help_text=_("Ages and years are reckoned for this day; leave empty to keep them moving."),
    )
    sentence = models.CharField(_("sentence"), max_length=200, blank=True)
    sentence_es = models.CharField(_("sentence in Spanish"), max_length=200, blank=True)
    story = models.TextField(_("story"), blank=True)
    story_es = models.TextField(_("story in Spanish"), blank=True)
    photo = models.ImageField(_("photo"), upload_to="campaigns/", blank=True)
    photo_alt = models.CharField(
        _("what the photo shows"),
        max_length=200,
        blank=True,
        help_text=_("Read out to people who cannot see it."),
    )
    photo_alt_es = models.CharField(_("the same in Spanish"), max_length=200, blank=True)
    quote = models.TextField(
        _("words of her own"),
        max_length=600,
        blank=True,
        help_text=_("As she said or wrote them, without quotation marks."),
    )
    quote_es = models.TextField(_("her words in Spanish"), max_length=600, blank=True)
    health = models.TextField(
        _("her health"), blank=True, help_text=_("A section of its own below the story; Markdown.")
    )
    health_es = models.TextField(_("her health in Spanish"), blank=True)
    photo_x = models.PositiveSmallIntegerField(
        _("what matters on the photo: from the left, in per cent"), null=True, blank=True
    )
    photo_y = models.PositiveSmallIntegerField(
        _("from the top, in per cent"),
        null=True,
        blank=True,
        help_text=_("The photo is cut around this point. Empty: it is never cut."),
    )
    show_name = models.BooleanField(_("show the real name"), default=False)
    show_photo = models.BooleanField(_("show the photo"), default=False)
    show_prison_number = models.BooleanField(_("show the prison number"), default=False)
    show_quote = models.BooleanField(_("show her words"), default=False)
    show_health = models.BooleanField(_("show her health"), default=False)
    submitted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    approved_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    first_published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    review_note = models.TextField(
        _("what is to be mended"), max_length=500, blank=True, editable=False
    )

    # What the name and the number were before, kept by the database; `campaigns.hiding` says what
    # for. Of them, unshown are those that were replaced while they were hidden.
    former_names = _former(_("names before"))
    unshown_names = _former(_("names before that were not shown"))
    former_numbers = _former(_("prison numbers before"))
    unshown_numbers = _former(_("prison numbers before that were not shown"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        triggers = CAMPAIGN_TRIGGERS
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="campaign_state_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="campaign_has_name"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(show_name=True) | ~Q(alias=""),
                name="campaign_published_has_public_name",
                violation_error_message=_(
                    "A published campaign needs an alias, or leave to show the real name."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | Q(show_name=True)
                | ~Q(Exact(Lower(Trim("alias")), Lower(Trim("name")))),
                name="campaign_alias_is_another_name",
                violation_error_message=_("The alias is the real name, which is not to be shown."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | ~Q(story=""),
                name="campaign_published_has_story",
                violation_error_message=_("A published campaign needs a story."),
            ),
            models.CheckConstraint(
                condition=Q(photo="") | ~Q(photo_alt=""),
                name="campaign_photo_has_description",
                violation_error_message=_("Please say what the photo shows."),
            ),
            models.CheckConstraint(
                condition=Q(photo_x=None, photo_y=None)
                | Q(photo_x__isnull=False, photo_y__isnull=False)
                & Q(photo_x__lte=100, photo_y__lte=100),
                name="campaign_photo_point_within",
                violation_error_message=_("Both numbers are needed, from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(show_photo=False) | ~Q(photo=""),
                name="campaign_shown_photo_exists",
                violation_error_message=_("There is no photo to show."),
            ),
            models.CheckConstraint(
                condition=Q(show_prison_number=False) | ~Q(prison_number=""),
                name="campaign_shown_prison_number_exists",
                violation_error_message=_("There is no prison number to show."),
            ),
            models.CheckConstraint(
                condition=Q(show_quote=False) | ~Q(quote=""),
                name="campaign_shown_quote_exists",
                violation_error_message=_("There are no words of hers to show."),
            ),
            models.CheckConstraint(
                condition=Q(show_health=False) | ~Q(health=""),
                name="campaign_shown_health_exists",
                violation_error_message=_("There is nothing about her health to show."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(submitted_by=None)
                | ~Q(approved_by=F("submitted_by")),
                name="campaign_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(birth_date=None)
                | Q(incarcerated_since=None)
                | Q(birth_date__lt=F("incarcerated_since")),
                name="campaign_born_before_prison",
                violation_error_message=_("She cannot have been in prison before she was born."),
            ),
        ]

    def __str__(self) -> str:
        # The real name where there is no other yet: only editors see such a case.
        return self.public_name or self.name

    @property
    def is_published(self) -> bool:
        """Whether the public sees it."""
        return self.state == State.PUBLISHED

    @property
    def is_draft(self) -> bool:
        """Whether it is being written."""
        return self.state == State.DRAFT

    @property
    def is_in_review(self) -> bool:
        """Whether it waits for another person's approval."""
        return self.state == State.IN_REVIEW

    @property
    def is_archived(self) -> bool:
        """Whether it was laid aside."""
        return self.state == State.ARCHIVED

    @property
    def needs_approval(self) -> bool:
        """Whether two people must look at it before it is public: only the first time."""
        return self.organization.two_pairs_of_eyes and self.first_published_at is None

    @property
    def public_name(self) -> str:
        """The name that may stand on a page."""
        return self.name if self.show_name else self.alias

    @property
    def public_prison_number(self) -> str:
        """The prison number, if it may be shown, else an empty text."""
        return self.prison_number if self.show_prison_number else ""

    @property
    def localized_sentence(self) -> str:
        """The sentence in the language of the moment."""
        return localized(self, "sentence")

    @property
    def localized_photo_alt(self) -> str:
        """What the photo shows, in the language of the moment."""
        return localized(self, "photo_alt")

    @property
    def photo_classes(self) -> str:
        """The classes by which the page cuts the photo around its point; empty: it is not cut."""
        if self.photo_x is None or self.photo_y is None:
            return ""
        x, y = (POINT_STEP * round(value / POINT_STEP) for value in (self.photo_x, self.photo_y))
        return f"is-cut cut-x-{x} cut-y-{y}"

    @property
    def localized_quote(self) -> str:
        """Words of her own, if they may be shown, in the language of the moment."""
        return localized(self, "quote") if self.show_quote else ""

    @property
    def localized_health(self) -> str:
        """How she is, as Markdown, if that may be shown, in the language of the moment."""
        return localized(self, "health") if self.show_health else ""

    def told_facts(self) -> list[Fact]:
        """The facts of which there is something to tell, and to check."""
        return [fact for fact in Fact if getattr(self, fact)]

    def facts(self, on: date) -> Facts:
        """The moving facts on a day, or on the day on which they stop, if that is earlier."""
        on = min(on, self.facts_as_of) if self.facts_as_of else on
        inside = (
            full_years(self.incarcerated_since, self.incarcerated_since_precision, on)
            if self.incarcerated_since
            else None
        )
        age = (
            full_years(self.birth_date, self.birth_date_precision, on) if self.birth_date else None
        )
        return Facts(
            year_of_incarceration=None if inside is None else inside + 1,
            years_inside=inside,
            age=age,
        )
