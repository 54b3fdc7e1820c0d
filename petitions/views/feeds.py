"""Atom feeds: the news of a case, and all that an organization tells.

Their ids stay the same wherever the site lies; `?lang=es` asks for Spanish.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from organizations.models import Organization
from petitions.models import Petition
from petitions.news import PublicUpdate, public_news
from petitions.public import PublicPetition, petition_at
from web.languages import asked_language
from web.pages import public_page

IN_FEED = 20

LOOKED_AT = 50
"""The newest petitions of an organization whose news is read; what is older has had its place in
the feed."""


@public_page
@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest news of a petition's case."""
    return _answer(NewsFeed(), request, slug)


@public_page
@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """An organization's newest petitions, and the news of all its cases."""
    return _answer(OrganizationFeed(), request, slug)


def _answer(feed: "ToldFeed", request: HttpRequest, slug: str) -> HttpResponse:
    language = asked_language(request)
    with translation.override(language):
        response: HttpResponse = feed(request, slug=slug)
    response.headers["Content-Language"] = language
    # What is taken off the site changes it, too, and so does the end of a photo's consent.
    del response.headers["Last-Modified"]
    return response


@dataclass(frozen=True)
class Told:
    """An entry: a petition that was opened, or a piece of news."""

    key: uuid.UUID
    title: str
    html: str
    address: str
    at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class CaseNews:
    """The newest news of a petition's case."""

    petition: PublicPetition
    entries: list[Told]


@dataclass(frozen=True)
class OrganizationNews:
    """What an organization has told last, the newest first."""

    organization: Organization
    entries: list[Told]


class DatedFeed(Atom1Feed):
    """An Atom feed that is the same each time it is asked for, also while there is no news."""

    def latest_post_date(self) -> datetime:
        """When something in it changed last."""
        moment: datetime = self.feed["changed_at"]
        return moment


class ToldFeed(Feed[Told, Any]):
    """A feed of what is told; its object has the `entries`."""

    feed_type = DatedFeed

    def items(self, told: Any) -> list[Told]:
        """What is told."""
        return list(told.entries)

    def item_title(self, item: Told) -> str:
        """The headline."""
        return item.title

    def item_description(self, item: Told) -> str:
        """The whole news, or what a petition asks."""
        return item.html

    def item_link(self, item: Told) -> str:
        """Where it stands on the site."""
        return item.address

    def item_guid(self, item: Told) -> str:
        """An id that outlives a change of its address and of its text; the same in each feed."""
        return _urn(item.key)

    def item_pubdate(self, item: Told) -> datetime:
        """Since when it shows."""
        return item.at

    def item_updateddate(self, item: Told) -> datetime:
        """When it changed last."""
        return item.changed_at


class NewsFeed(ToldFeed):
    """The news of a petition's case."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> CaseNews:
        """The news of this moment."""
        petition = petition_at(kwargs["slug"])
        found = public_news(petition.campaign, timezone.now())[:IN_FEED]
        return CaseNews(petition, [_of_update(petition, update) for update in found])

    def title(self, case: CaseNews) -> str:
        """Of which case."""
        return gettext("News: %(title)s") % {"title": case.petition.title}

    def subtitle(self, case: CaseNews) -> str:
        """What the petition is about."""
        return case.petition.summary

    def link(self, case: CaseNews) -> str:
        """The page of the news."""
        return _absolute("petition-updates", case.petition.slug)

    def feed_url(self, case: CaseNews) -> str:
        """Its own address."""
        return _absolute("petition-updates-feed", case.petition.slug) + _asked()

    def feed_guid(self, case: CaseNews) -> str:
        """An id that outlives a change of the address."""
        return _urn(uuid.uuid5(uuid.NAMESPACE_URL, f"petition {case.petition.code}"))

    def author_name(self, case: CaseNews) -> str:
        """Who tells the news."""
        return str(case.petition.campaign.organization.name)

    def feed_extra_kwargs(self, case: CaseNews) -> dict[str, Any]:
        """When something in it changed last."""
        moments = [entry.changed_at for entry in case.entries]
        return {"changed_at": max(moments, default=case.petition.opened_at)}


class OrganizationFeed(ToldFeed):
    """An organization's new petitions, and the news of all its cases."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> OrganizationNews:
        """What is told at this moment."""
        found = get_object_or_404(Organization, slug=kwargs["slug"])
        entries = sorted(_told(found), key=lambda entry: entry.at, reverse=True)
        return OrganizationNews(found, entries[:IN_FEED])

    def title(self, told: OrganizationNews) -> str:
        """Whose."""
        return gettext("%(name)s: petitions and news") % {"name": told.organization.name}

    def subtitle(self, told: OrganizationNews) -> str:
        """What the organization is for."""
        return told.organization.localized_mission

    def link(self, told: OrganizationNews) -> str:
        """Its profile."""
        return _absolute("organization", told.organization.slug)

    def feed_url(self, told: OrganizationNews) -> str:
        """Its own address."""
        return _absolute("organization-feed", told.organization.slug) + _asked()

    def feed_guid(self, told: OrganizationNews) -> str:
        """An id that outlives a change of the address."""
        return _urn(uuid.uuid5(uuid.NAMESPACE_URL, f"organization {told.organization.pk}"))

    def author_name(self, told: OrganizationNews) -> str:
        """Who tells it."""
        return told.organization.name

    def feed_extra_kwargs(self, told: OrganizationNews) -> dict[str, Any]:
        """When something in it changed last; long ago while there is nothing."""
        moments = [entry.changed_at for entry in told.entries]
        long_ago = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())
        return {"changed_at": max(moments, default=long_ago)}


def _told(organization: Organization) -> list[Told]:
    now = timezone.now()
    today = timezone.localdate(now)
    found = Petition.objects.visible().filter(campaign__organization=organization)
    found = found.for_page(today).select_related("text").newest_first()
    told, cases = [], set()
    for row in found[:LOOKED_AT]:
        petition = PublicPetition(row, today)
        told.append(_of_petition(petition))
        if row.campaign_id not in cases:  # news of a case once, at its newest petition
            cases.add(row.campaign_id)
            news_of_case = public_news(row.campaign, now)[:IN_FEED]
            told += [_of_update(petition, update) for update in news_of_case]
    return told


def _of_petition(petition: PublicPetition) -> Told:
    since = petition.petition.text.since if petition.petition.text else petition.opened_at
    return Told(
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"petition {petition.code} opened"),
        title=gettext("New petition: %(title)s") % {"title": petition.title},
        html=format_html("<p>{}</p><p>{}</p>", petition.ask, petition.summary),
        address=_absolute("petition", petition.slug),
        at=petition.opened_at,
        changed_at=max(petition.opened_at, since),
    )


def _of_update(petition: PublicPetition, update: PublicUpdate) -> Told:
    at = update.at or petition.opened_at
    return Told(
        key=update.update.key,
        title=update.title,
        html=update.body_html,
        address=f"{_absolute('petition-updates', petition.slug)}#{update.anchor}",
        at=at,
        changed_at=max(at, update.update.edited_at or at),
    )


def _absolute(name: str, slug: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[slug])}"


def _asked() -> str:
    """The query that asks for the language of the moment."""
    return "?lang=es" if get_language() == "es" else ""


def _urn(key: uuid.UUID) -> str:
    """The id of a text: the translation of another is another text."""
    return (key if get_language() != "es" else uuid.uuid5(key, "es")).urn
