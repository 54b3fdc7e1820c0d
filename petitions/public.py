"""A petition as the public reads it: in the language of the moment, with the facts of the day."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from campaigns.facts import fill
from campaigns.hiding import tells_what_is_hidden, without_hidden
from campaigns.models import Campaign
from campaigns.renditions import Source, size_of, sources
from organizations.models import Organization
from organizations.switches import retry_after
from petitions.milestones import milestone_after
from petitions.models import Addressee, DecisionMaker, Holder, Outcome, Petition
from petitions.outcomes import Ending, ending
from web.languages import is_translated, language_of, localized
from web.markdown import to_html


@dataclass(frozen=True)
class Addressed:
    """Whom a petition addresses, in words: a person with role and title, or an office."""

    name: str
    role: str
    title: str = ""

    @property
    def titled_name(self) -> str:
        """The name as it stands in "Petitioning …": "Governor Gavin Newsom"."""
        return f"{self.title} {self.name}" if self.title else self.name


@dataclass(frozen=True)
class ShownLink:
    """Where more about a case is to be found, in words, and its address if it has one."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class Pause:
    """What the public is told while signing pauses: why, if staff said so, and until about when."""

    note: str
    until: datetime | None


@dataclass(frozen=True)
class Correction:
    """That the text was corrected: when, and what, without what must not be told of her."""

    at: datetime
    note: str


@dataclass
class PublicPetition:
    """What templates, mails and feeds show of a petition; wraps a row of `for_page()`."""

    petition: Petition
    today: date

    is_withheld: ClassVar[bool] = False

    def __getattr__(self, name: str) -> Any:
        # Everything else is the row's: its fields, predicates, and what querysets add to it.
        return getattr(self.petition, name)

    def _told(self, text: str) -> str:
        # Whatever was written before a name or a number was hidden tells neither.
        text = without_hidden(self.petition.campaign, text)
        return fill(text, self.petition.facts(self.today))

    def _text(self, field: str, row: Any = None) -> str:
        row = row or self.petition
        # An English text on a Spanish page keeps English ordinals.
        with translation.override(language_of(row, field)):
            return self._told(localized(row, field))

    @property
    def lang(self) -> dict[str, SafeString]:
        """A `lang` attribute for each text that is not in the language of the page."""
        petition, campaign = self.petition, self.petition.campaign
        texts: dict[str, tuple[Petition | Campaign, str]]
        texts = {field: (petition, field) for field in ("title", "ask", "story")}
        texts |= {field: (campaign, field) for field in ("quote", "health")}
        texts["case"] = (campaign, "story")
        return {
            name: format_html(' lang="{}"', language_of(row, field))
            if not is_translated(row, field)
            else SafeString("")
            for name, (row, field) in texts.items()
        }

    @cached_property
    def title(self) -> str:
        """The title with its facts filled in."""
        return self._text("title")

    @cached_property
    def ask(self) -> str:
        """The ask, one sentence."""
        return self._text("ask")

    @cached_property
    def summary(self) -> str:
        """One or two sentences for cards."""
        return self._text("summary")

    @cached_property
    def story_html(self) -> SafeString:
        """What is asked and why."""
        return to_html(self._text("story"))

    @cached_property
    def case_html(self) -> SafeString:
        """The survivor's story."""
        return to_html(self._text("story", self.petition.campaign))

    @cached_property
    def quote(self) -> str:
        """Words of her own; empty where they are not shown."""
        campaign = self.petition.campaign
        return self._text("quote", campaign) if campaign.show_quote else ""

    @cached_property
    def health_html(self) -> SafeString:
        """How she is; empty where that is not shown."""
        campaign = self.petition.campaign
        return to_html(self._text("health", campaign) if campaign.show_health else "")

    @property
    def sentence(self) -> str:
        """Her sentence."""
        return self._text("sentence", self.petition.campaign)

    @cached_property
    def photo_url(self) -> str:
        """Where the photo is; a preview shows it from elsewhere."""
        return reverse("petition-photo", args=[self.petition.slug])

    @cached_property
    def photo_size(self) -> tuple[int, int] | None:
        """Width and height of the photo; None where it cannot be read."""
        return size_of(self.petition.campaign)

    @cached_property
    def photo_sources(self) -> list[Source]:
        """Smaller and lighter files of the photo; a preview has none."""
        return sources(self.petition.campaign, self.photo_url)

    @property
    def photo_alt(self) -> str:
        """What her photo shows."""
        return self._told(self.petition.campaign.localized_photo_alt)

    @property
    def localized_source(self) -> str:
        """Who counted the carried-over supporters."""
        return without_hidden(self.petition.campaign, self.petition.localized_source)

    @property
    def notice(self) -> str:
        """What the organization tells above its petitions, as it may stand on her page."""
        campaign = self.petition.campaign
        return without_hidden(campaign, campaign.organization.localized_notice)

    @property
    def links(self) -> list[ShownLink]:
        """Where more is to be found; an address that tells what is hidden is left out."""
        campaign = self.petition.campaign
        return [
            ShownLink(
                self._told(link.localized_label),
                self._told(link.text),
                "" if tells_what_is_hidden(campaign, link.url) else link.url,
            )
            for link in campaign.links.all()
        ]

    @cached_property
    def addressed(self) -> list[Addressed]:
        """Whom it addresses, in the order in which they were entered."""
        return [_addressed(addressee) for addressee in self.petition.addressees.all()]

    @cached_property
    def pause(self) -> Pause | None:
        """That signing pauses, on this petition or on the whole site; None where it does not."""
        row = self.petition
        on_site = getattr(row, "site_paused", False)  # of `with_switches()`; a preview goes without
        if not self.is_open or not (row.paused_at or on_site):
            return None
        note = localized(row, "pause_note") or (localized(row, "site_note") if on_site else "")
        note = without_hidden(row.campaign, note)
        return Pause(note, None if row.paused_at else self.site_until)

    @property
    def is_paused(self) -> bool:
        """Whether it is open, and takes no signatures for a while."""
        return self.pause is not None

    @property
    def is_signable(self) -> bool:
        """Whether it can be signed now."""
        return bool(self.is_open) and not self.is_paused

    def retry_after(self, now: datetime) -> int:
        """In how many seconds to try again while signing pauses."""
        return retry_after(self.pause.until if self.pause else None, now)

    @cached_property
    def corrections(self) -> list[Correction]:
        """The corrections of what people have signed, the newest first."""
        if not self.petition.text_id:
            return []
        campaign = self.petition.campaign
        return [
            Correction(text.since, without_hidden(campaign, localized(text, "note")))
            for text in self.petition.texts.corrections().newest_first()
        ]

    @property
    def correction(self) -> Correction | None:
        """The newest of them; None where there was none."""
        return self.corrections[0] if self.corrections else None

    @cached_property
    def ending(self) -> Ending | None:
        """What is said of its outcome; None while it has none."""
        row = self.petition
        if not row.outcome or row.outcome_on is None:
            return None
        return ending(row.outcome, row.campaign.public_name, row.outcome_on)

    @property
    def goal_ahead(self) -> int | None:
        """The goal that staff have set, and once it is reached, or where they set none, the next
        round number; once a petition has ended there is none, so that none is shown as missed."""
        if self.petition.outcome:
            return None
        supporters, goal = int(self.supporters), self.petition.goal
        return goal if goal and goal > supporters else milestone_after(supporters)

    @property
    def missing(self) -> int | None:
        """Supporters still missing to it; None once the petition has ended."""
        goal = self.goal_ahead
        return goal - int(self.supporters) if goal else None

    @property
    def year_of_incarceration(self) -> str:
        """Which year in prison she is in, as an ordinal; empty where the date is not known."""
        facts = self.petition.facts(self.today)
        return facts.text("year_of_incarceration") if facts.year_of_incarceration else ""

    @property
    def is_inside(self) -> bool:
        """Whether she is in prison still, as far as the outcome says."""
        return self.petition.outcome not in (Outcome.RELEASED, Outcome.DIED)

    @property
    def facts_stopped_on(self) -> date | None:
        """The day on which the moving facts stopped; None while they move."""
        days = [self.petition.outcome_on, self.petition.campaign.facts_as_of]
        return min((day for day in days if day and day <= self.today), default=None)

    @property
    def online(self) -> int:
        """Confirmed signatures given on this site."""
        return int(self.signature_count - self.on_paper - self.imported)

    @property
    def share_text(self) -> str:
        """What is put into a message: the title and the short address."""
        return f"{self.title} {self.share_url}"

    @property
    def share_url(self) -> str:
        """The short address, for sharing; it leads to the language of who shares it."""
        language = "?lang=es" if get_language() == "es" else ""
        return settings.SITE_URL + reverse("petition-short", args=[self.petition.code]) + language


class WithheldPetition(PublicPetition):
    """A petition that was taken off the site, say because consent was withdrawn.

    Who has signed it still reaches their own page, but none of its words.
    """

    is_withheld = True
    is_open = False

    @cached_property
    def title(self) -> str:
        """What stands in place of the title."""
        return gettext("a petition that is not public at the moment")


def organizations() -> QuerySet[Organization]:
    """With how many petitions each has `started`: all that were ever published."""
    opened = Q(campaigns__petitions__opened_at__isnull=False)
    return Organization.objects.annotate(started=Count("campaigns__petitions", filter=opened))


def petition_at(slug: str, *, with_sources: bool = False) -> PublicPetition:
    """The petition at an address, as the public reads it today. Raises Http404.

    `with_sources` where the page tells where its count comes from.
    """
    today = timezone.localdate()
    found = Petition.objects.visible().for_page(today)
    found = found.with_sources() if with_sources else found
    return PublicPetition(get_object_or_404(found, slug=slug), today)


def for_signer(petition: Petition, today: date) -> PublicPetition:
    """A petition as one of its signers may read it, on their own page or in a mail."""
    shown = PublicPetition if petition.campaign.is_published else WithheldPetition
    return shown(petition, today)


def _addressed(addressee: Addressee) -> Addressed:
    name = getattr(addressee, "holder_name", None) if addressee.by_name else None
    if not name:
        return named(addressee.decision_maker, None)
    holder = Holder(
        name=name,
        role_es=addressee.holder_role_es,  # type: ignore[attr-defined]
        title_before_name_es=addressee.holder_title_es,  # type: ignore[attr-defined]
    )
    return named(addressee.decision_maker, holder)


def named(decision_maker: DecisionMaker, holder: Holder | None) -> Addressed:
    """An addressee in words: who holds the office, where that is known, or the office.

    In Spanish with the holder's own title and role, where those are not the office's.
    """
    if holder is None:
        return Addressed(decision_maker.localized_office, "")
    is_spanish = get_language() == "es"
    role = holder.role_es if is_spanish else ""
    title = holder.title_before_name_es if is_spanish else ""
    return Addressed(
        holder.name, role or decision_maker.localized_role, title or decision_maker.localized_title
    )


def addressed_of(decision_maker_id: int, by_name: bool, today: date) -> Addressed:
    """How an addressee that is not saved yet would be named."""
    decision_maker = DecisionMaker.objects.get(pk=decision_maker_id)
    holder = decision_maker.holders.on(today).first() if by_name else None
    return named(decision_maker, holder)
