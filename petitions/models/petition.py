"""A petition: one ask of a campaign to decision makers."""

from datetime import date
from typing import Any, cast

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, JSONObject, Now, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.facts import PLACEHOLDER, Facts, fill
from campaigns.models import Campaign, Update
from campaigns.models import State as CampaignState
from campaigns.models.consent import ended
from organizations.models import SiteState
from petitions.codes import drawn
from petitions.models.decision_maker import DecisionMaker, Holder, holder_name
from petitions.models.search import matching
from petitions.readdressing import ADDRESS_TRIGGERS
from petitions.triggers import ADDRESSEE_TRIGGERS, PETITION_TRIGGERS
from web.languages import is_translated, localized

CODE_LENGTH = 8
TEXTS = ("title", "ask", "summary", "story")
SAID = (*TEXTS, "carried_over_source", "pause_note")
"""All that staff write of a petition for its page, each in English and Spanish."""
TAKEN_OUT_DAYS = 5
"""Days on which signatures were taken out that a petition's page tells of one by one."""


class State(models.TextChoices):
    """Where a petition stands."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open for signing")
    CLOSED = "closed", _("closed")


TRANSITIONS = {
    State.DRAFT: {State.OPEN},
    State.OPEN: {State.CLOSED},
    State.CLOSED: {State.OPEN},
}


class Outcome(models.TextChoices):
    """How a petition ended."""

    GRANTED = "granted", _("granted")
    PARTLY_GRANTED = "partly_granted", _("partly granted")
    RELEASED = "released", _("released")
    DENIED = "denied", _("denied")
    DIED = "died", _("she has died")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


VICTORIES = (Outcome.GRANTED, Outcome.PARTLY_GRANTED, Outcome.RELEASED)


class Status(models.TextChoices):
    """How the public list of petitions is narrowed."""

    OPEN = "open", _("open for signing")
    VICTORY = "victory", _("won")
    CLOSED = "closed", _("closed")


def new_code() -> str:
    """An opaque short code for QR codes and paper; 31⁸ of them, so they are not guessed."""
    return drawn(CODE_LENGTH)


def tally_total(**only: str) -> Coalesce:
    """The sum of a petition's tally, for an annotation; `only` narrows it (`source="paper"`)."""
    tallies = Petition._meta.get_field("tallies").related_model._default_manager
    total = (
        tallies.filter(petition=OuterRef("pk"), **only)
        .values("petition")
        .annotate(total=Sum("count"))
        .values("total")
    )
    number = models.BigIntegerField()
    return Coalesce(Subquery(total, output_field=number), 0, output_field=number)


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Chainable reads."""

    def visible(self) -> "PetitionQuerySet":
        """Those that the public sees: once opened, of a campaign that is published."""
        found = self.filter(
            ~ended("campaign", timezone.localdate()), campaign__state=CampaignState.PUBLISHED
        )
        return found.exclude(state=State.DRAFT)

    def with_supporters(self) -> "PetitionQuerySet":
        """Add `signature_count` (confirmed rows) and `supporters` (with those carried over)."""
        return self.annotate(signature_count=tally_total()).annotate(
            supporters=F("signature_count") + F("carried_over")
        )

    def with_sources(self) -> "PetitionQuerySet":
        """Add how many of the confirmed signatures came `on_paper` and how many were `imported`."""
        return self.annotate(
            on_paper=tally_total(source="paper"), imported=tally_total(source="import")
        ).with_taken_out()

    def with_taken_out(self) -> "PetitionQuerySet":
        """Add how many counted signatures staff took out for good (`taken_out`, None for none),
        and how many on each of the newest `TAKEN_OUT_DAYS` days (`taken_out_days`, as JSON)."""
        counts = Petition._meta.get_field("invalidated_counts").related_model._default_manager
        standing = counts.filter(
            petition=OuterRef("pk"), counted__gt=0, invalidation__undone_at=None
        )
        day, total = TruncDate("invalidation__at"), Sum("counted")
        by_day = standing.annotate(day=day).values("day").annotate(total=total).order_by("-day")
        newest = by_day.values(told=JSONObject(day="day", number="total"))[:TAKEN_OUT_DAYS]
        in_all = standing.values("petition").annotate(total=total).values("total")
        return self.annotate(taken_out=Subquery(in_all), taken_out_days=ArraySubquery(newest))

    def with_addressees(self, today: date) -> "PetitionQuerySet":
        """Fetch whom each petition addresses, and who holds the office today, or held it when
        the petition ended."""
        day = Coalesce(
            OuterRef("petition__outcome_on"), Value(today), output_field=models.DateField()
        )
        addressees = Addressee.objects.select_related("decision_maker").annotate(
            holder_name=holder_name("decision_maker", day),
            holder_role_es=holder_name("decision_maker", day, "role_es"),
            holder_title_es=holder_name("decision_maker", day, "title_before_name_es"),
        )
        return self.prefetch_related(Prefetch("addressees", addressees.order_by("pk")))

    def to_readdress(self, today: date) -> "PetitionQuerySet":
        """Open ones whose addressee staff should look at: addressed by name while nobody holds the
        office, or the holder is another since the text was written and nobody has looked."""
        rows = Addressee.objects.filter(petition=OuterRef("pk"))
        rows = rows.annotate(text_day=TruncDate("petition__text__since"))
        of_office = Holder.objects.filter(decision_maker=OuterRef("decision_maker"))
        vacant = rows.filter(~Exists(of_office.on(today)), by_name=True)
        long_ago = Case(When(known_holder=None, then=F("text_day")), default=Value(date.min))
        rows = rows.annotate(known_until=Coalesce("known_holder__since", long_ago))
        known_until = OuterRef("known_until")
        changed = rows.filter(Exists(of_office.filter(since__gt=known_until, since__lte=today)))
        return self.filter(Exists(vacant) | Exists(changed), state=State.OPEN)

    def with_switches(self) -> "PetitionQuerySet":
        """Add whether signing pauses on the whole site (`site_paused`), and what is told of it."""
        pausing = SiteState.objects.pausing()
        return self.annotate(
            site_paused=Exists(pausing),
            site_note=Subquery(pausing.values("note")),
            site_note_es=Subquery(pausing.values("note_es")),
            site_until=Subquery(pausing.filter(until__gt=Now()).values("until")),
        )

    def for_page(self, today: date) -> "PetitionQuerySet":
        """All that a card or a page shows of a petition."""
        rows = self.select_related("campaign__organization")
        return rows.with_supporters().with_addressees(today).with_switches()

    def matching(self, words: str) -> "PetitionQuerySet":
        """Those whose public text holds the words, in either language.

        The words are looked for in what is shown: what is hidden of a case finds nothing, and
        keeps nothing from being found.
        """
        return cast("PetitionQuerySet", matching(self, TEXTS, words))

    def having_status(self, status: str) -> "PetitionQuerySet":
        """Those of a public status: open, won, or ended otherwise."""
        if status == Status.OPEN:
            return self.filter(state=State.OPEN)
        closed = self.filter(state=State.CLOSED)
        won = Q(outcome__in=VICTORIES)
        return closed.filter(won) if status == Status.VICTORY else closed.exclude(won)

    def newest_first(self) -> "PetitionQuerySet":
        """In the order of lists."""
        return self.order_by(F("opened_at").desc(nulls_first=True), "pk")


@pghistory.track(
    model_name="PetitionVersion",
    obj_field=pghistory.ObjForeignKey(related_name="versions", related_query_name="version"),
    meta={"verbose_name": _("version of a petition")},
)
class Petition(models.Model):
    """One ask of a campaign to decision makers, which people sign."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="petitions", verbose_name=_("campaign")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        help_text=_("The last part of the page's address. Never a name that must stay unknown."),
    )
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    title = models.CharField(_("title"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    ask = models.CharField(
        _("ask"), max_length=300, help_text=_("One sentence: who is asked to do what.")
    )
    ask_es = models.CharField(_("ask in Spanish"), max_length=300, blank=True)
    summary = models.CharField(
        _("summary"), max_length=300, help_text=_("Stands on cards, in lists and when shared.")
    )
    summary_es = models.CharField(_("summary in Spanish"), max_length=300, blank=True)
    story = models.TextField(
        _("what is asked, and why"), blank=True, help_text=_("Follows the story of the campaign.")
    )
    story_es = models.TextField(_("the same in Spanish"), blank=True)
    goal = models.PositiveIntegerField(_("goal"), null=True, blank=True)
    decision_makers = models.ManyToManyField(DecisionMaker, through="Addressee")
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome, blank=True, editable=False
    )
    outcome_on = models.DateField(_("outcome on"), null=True, editable=False)
    text = models.ForeignKey(
        "petitions.PetitionText",
        models.RESTRICT,  # both go together where the petition itself is deleted
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("text that is signed"),
    )
    # The news of the outcome, prepared when it was declared; staff publish it or not.
    drafted_news = models.ForeignKey(
        Update, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    paused_at = models.DateTimeField(_("signing paused"), null=True, editable=False)
    pause_note = models.CharField(
        _("why signing pauses"), max_length=300, blank=True, editable=False
    )
    pause_note_es = models.CharField(
        _("the same in Spanish"), max_length=300, blank=True, editable=False
    )
    comments_open = models.BooleanField(
        _("show comments"),
        default=True,
        db_default=True,
        help_text=_("Once a person has read them. Switched off, none of them is shown any more."),
    )
    carried_over = models.PositiveIntegerField(
        _("carried over"),
        default=0,
        help_text=_("Supporters that an earlier platform counted, less those imported from there."),
    )
    carried_over_source = models.CharField(_("counted by"), max_length=200, blank=True)
    carried_over_source_es = models.CharField(
        _("counted by, in Spanish"), max_length=200, blank=True
    )
    carried_over_on = models.DateField(_("as of"), null=True, blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        triggers = [*PETITION_TRIGGERS, *ADDRESS_TRIGGERS]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="petition_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(ask="") & ~Q(summary=""), name="petition_has_texts"
            ),
            models.CheckConstraint(
                condition=Q(goal=None) | Q(goal__gt=0),
                name="petition_goal_positive",
                violation_error_message=_("A goal is at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(opened_at__isnull=False),
                name="petition_opened_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(text__isnull=False),
                name="petition_opened_has_text",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=State.CLOSED, closed_at__isnull=False, outcome_on__isnull=False)
                    & Q(outcome__in=Outcome.values)
                )
                | (~Q(state=State.CLOSED) & Q(closed_at=None, outcome="", outcome_on=None)),
                name="petition_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(carried_over=0)
                | (~Q(carried_over_source="") & Q(carried_over_on__isnull=False)),
                name="petition_carried_over_has_source",
                violation_error_message=_(
                    "Please say who counted these supporters, and as of which day."
                ),
            ),
        ]

    def __str__(self) -> str:
        """Its title as people read it, with what is worked out for the day."""
        if not PLACEHOLDER.search(self.title):
            return self.title
        return fill(self.title, self.facts(timezone.localdate()))

    def get_absolute_url(self) -> str:
        """The address of the petition page, in the language of the moment."""
        return reverse("petition", args=[self.slug])

    def unique_error_message(self, model_class: type[models.Model], unique_check: Any) -> Any:
        """That an address is taken, in words for staff."""
        if tuple(unique_check) == ("slug",):
            return ValidationError(
                _("This address is taken. Please choose another."), code="unique"
            )
        return super().unique_error_message(model_class, unique_check)

    @property
    def is_open(self) -> bool:
        """Whether it takes signatures."""
        return self.state == State.OPEN

    @property
    def is_draft(self) -> bool:
        """Whether it was never open."""
        return self.state == State.DRAFT

    @property
    def shows_comments(self) -> bool:
        """Whether its page may show comments; asks the organization's switch too."""
        return self.comments_open and self.campaign.organization.comments_open

    @property
    def is_victory(self) -> bool:
        """Whether it ended with what was asked, in whole or in part, or with her release."""
        return self.outcome in VICTORIES

    @property
    def is_mourned(self) -> bool:
        """Whether she has died."""
        return self.outcome == Outcome.DIED

    @property
    def localized_source(self) -> str:
        """Who counted the carried-over supporters, in the language of the moment."""
        return localized(self, "carried_over_source")

    def is_translated(self) -> bool:
        """Whether title, ask and story can be read in the language of the moment."""
        own = all(is_translated(self, text) for text in TEXTS)
        shown = [
            "story",
            *(["quote"] if self.campaign.show_quote else []),
            *(["health"] if self.campaign.show_health else []),
        ]
        return own and all(is_translated(self.campaign, text) for text in shown)

    def facts(self, today: date) -> Facts:
        """The moving facts of the case; they stop on the day of the outcome."""
        return self.campaign.facts(self.outcome_on or today)


class Addressee(models.Model):
    """That a petition addresses an office: its holder by name, or the office itself."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="addressees")
    decision_maker = models.ForeignKey(
        DecisionMaker, models.PROTECT, related_name="addressees", verbose_name=_("decision maker")
    )
    by_name = models.BooleanField(
        _("by name"), default=True, help_text=_("Address whoever holds the office by name.")
    )
    # The last holder of the office who was entered when staff looked at whom it addresses.
    known_holder = models.ForeignKey(
        Holder, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        triggers = ADDRESSEE_TRIGGERS
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "decision_maker"], name="addressee_once_per_petition"
            ),
        ]

    def __str__(self) -> str:
        return str(self.decision_maker)
