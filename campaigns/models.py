"""Campaigns: a survivor's case profile, and the consent to what it shows of her.

The database itself sees to consent: it refuses to show what nobody consented to, and takes an
item off as soon as its consent is withdrawn, whoever writes the row (see `campaigns.triggers`).
"""

from datetime import date, timedelta

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns.fact_checks import CHECK_EVERY_DAYS, Fact, unchecked
from campaigns.facts import Facts, Precision, full_years
from campaigns.news import DatePrecision, TimelineEntry, Update
from campaigns.triggers import CAMPAIGN_TRIGGERS, CONSENT_TRIGGERS
from organizations.models import Organization, User
from web.languages import localized

__all__ = [
    "TRANSITIONS",
    "Campaign",
    "Consent",
    "DatePrecision",
    "Item",
    "Link",
    "State",
    "TimelineEntry",
    "Update",
]


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


class Item(models.TextChoices):
    """What a survivor consents to have shown."""

    STORY = "story", _("her story, and what she went through")
    NAME = "name", _("her real name")
    PHOTO = "photo", _("her photo")
    PRISON_NUMBER = "prison_number", _("her prison number")
    QUOTES = "quotes", _("words of her own")
    HEALTH = "health", _("her health")


POINT_STEP = 5
"""Per cent between two places to which the page can cut a photo; each has a class of its own."""

SHOWN = {
    Item.NAME: "show_name",
    Item.PHOTO: "show_photo",
    Item.PRISON_NUMBER: "show_prison_number",
    Item.QUOTES: "show_quote",
    Item.HEALTH: "show_health",
}
"""The box that shows an item on the pages; the story is shown by publishing."""


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Chainable reads."""

    def published(self) -> "CampaignQuerySet":
        """Those that the public sees."""
        return self.filter(state=State.PUBLISHED)

    def unchecked_for(self, days: int = CHECK_EVERY_DAYS, *, today: date) -> "CampaignQuerySet":
        """Those with a fact that nobody has checked within so many days."""
        return self.filter(unchecked(today - timedelta(days=days)))


@pghistory.track(
    model_name="CampaignVersion",
    obj_field=pghistory.ObjForeignKey(related_name="versions", related_query_name="version"),
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
        return self.name

    @property
    def is_published(self) -> bool:
        """Whether the public sees it."""
        return self.state == State.PUBLISHED

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


class LinkKind(models.TextChoices):
    """What a link leads to."""

    PAGE = "page", _("page")
    GROUP = "group", _("group")
    HASHTAG = "hashtag", _("hashtag")
    HANDLE = "handle", _("account")


class Link(models.Model):
    """Where more is to be found: a group, a hashtag, a page."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="links")
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

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="forbidden_words")
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


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Chainable reads."""

    def given(self) -> "ConsentQuerySet":
        """Those that stand."""
        return self.filter(withdrawn_on=None)

    def due(self, today: date) -> "ConsentQuerySet":
        """Those that stand though their last day is over."""
        return self.given().filter(valid_until__lte=today)

    def expiring(self, today: date, within: timedelta = timedelta(days=30)) -> "ConsentQuerySet":
        """Those that end from today on until some days ahead, the next first."""
        found = self.given().filter(valid_until__gte=today, valid_until__lte=today + within)
        return found.order_by("valid_until", "pk")


class Consent(models.Model):
    """That a survivor agreed to have one item shown: when, and who took it down."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="consents")
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
