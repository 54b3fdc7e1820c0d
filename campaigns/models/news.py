"""What happens in a case over time: dated entries, and the news that staff tell of it."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.consent import ended
from campaigns.triggers import UPDATE_TRIGGERS


class DatePrecision(models.TextChoices):
    """How much of an entry's date is known, and told."""

    DAY = "day", _("the day")
    MONTH = "month", _("month and year")
    YEAR = "year", _("only the year")


class TimelineEntry(models.Model):
    """Something that happened in a case, as staff add it to the timeline of its petitions."""

    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="entries")
    day = models.DateField(
        _("when"), help_text=_("Of a month or a year, any day in it; only what is known is told.")
    )
    precision = models.CharField(
        _("known of that date"), max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    text = models.CharField(_("what happened"), max_length=200)
    text_es = models.CharField(_("what happened, in Spanish"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("entry of the timeline")
        verbose_name_plural = _("timeline")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="timeline_entry_has_text"),
            models.CheckConstraint(
                condition=Q(precision__in=DatePrecision.values),
                name="timeline_entry_precision_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"


class State(models.TextChoices):
    """Whether a piece of news may show."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


TRANSITIONS = {
    State.DRAFT: {State.PUBLISHED},
    State.PUBLISHED: {State.DRAFT},
}


class UpdateQuerySet(models.QuerySet["Update"]):
    """Chainable reads."""

    def public(self, now: datetime) -> "UpdateQuerySet":
        """Those that the public sees at a moment: published, their time has come, and so has
        their campaign's. Nothing has to run for a scheduled one to show."""
        return self.filter(
            ~ended("campaign", timezone.localdate(now)),
            state=State.PUBLISHED,
            publish_at__lte=now,
            campaign__state="published",
        )

    def with_photo_consent(self) -> "UpdateQuerySet":
        """Add whether the photo may show (`may_show_photo`): where it shows her, only while her
        consent to photos stands."""
        campaigns: Any = self.model._meta.get_field("campaign").related_model
        consents = campaigns._meta.get_field("consents").related_model._default_manager
        standing = consents.standing(timezone.localdate())
        given = standing.filter(campaign=OuterRef("campaign"), item="photo")
        return self.annotate(may_show_photo=Q(shows_her=False) | Exists(given))

    def newest_first(self) -> "UpdateQuerySet":
        """In the order of lists; drafts that have no moment yet come first."""
        return self.order_by(F("publish_at").desc(nulls_first=True), "-pk")


class Update(models.Model):
    """A piece of news of a case. It shows from `publish_at` on, once it is published."""

    campaign = models.ForeignKey(
        "campaigns.Campaign", models.CASCADE, related_name="updates", verbose_name=_("campaign")
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    body_es = models.TextField(_("text in Spanish"), blank=True)
    photo = models.ImageField(_("photo"), upload_to="updates/", blank=True)
    photo_alt = models.CharField(
        _("what the photo shows"),
        max_length=200,
        blank=True,
        help_text=_("Read out to people who cannot see it."),
    )
    photo_alt_es = models.CharField(_("the same in Spanish"), max_length=200, blank=True)
    shows_her = models.BooleanField(
        _("the photo shows her"),
        default=True,
        help_text=_(
            "Then it shows only while her consent to photos stands. Untick it only where nobody could know her by it."
        ),
    )
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_("Leave empty to publish at once. A moment ahead: it shows from then on."),
    )
    edited_at = models.DateTimeField(_("edited"), editable=False)
    author_name = models.CharField(
        _("written by"),
        max_length=200,
        editable=False,
        help_text=_("Stays inside; the pages name the organization."),
    )

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        triggers = UPDATE_TRIGGERS
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="update_state_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="update_has_texts"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(publish_at__isnull=False),
                name="update_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(photo="") | ~Q(photo_alt=""),
                name="update_photo_has_description",
                violation_error_message=_("Please say what the photo shows."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        """Whether it shows, or will show by itself when its time comes."""
        return self.state == State.PUBLISHED
