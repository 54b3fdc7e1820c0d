"""An organization's feed: its new petitions, and the news of all its cases."""

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
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from organizations.models import Organization
from petitions.models import Petition
from petitions.news import PublicUpdate, public_news
from petitions.public import PublicPetition
from petitions.views.news import IN_FEED, DatedFeed, absolute, urn
from web.languages import asked_language
from web.pages import public_page

LOOKED_AT = 50
"""The newest petitions whose news is read; what is older has had its place in the feed."""


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
class OrganizationNews:
    """What an organization has told last, the newest first."""

    organization: Organization
    entries: list[Told]


@public_page
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest petitions and news as an Atom feed; `?lang=es` asks for Spanish."""
    language = asked_language(request)
    with translation.override(language):
        response: HttpResponse = OrganizationFeed()(request, slug=slug)
    response.headers["Content-Language"] = language
    del response.headers["Last-Modified"]  # what is taken off the site changes it, too
    return response


class OrganizationFeed(Feed[Told, OrganizationNews]):
    """New petitions and news. Its ids stay the same wherever the site lies."""

    feed_type = DatedFeed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> OrganizationNews:
        """What is told at this moment."""
        organization = get_object_or_404(Organization, slug=kwargs["slug"])
        entries = sorted(_told(organization), key=lambda entry: entry.at, reverse=True)
        return OrganizationNews(organization, entries[:IN_FEED])

    def title(self, news: OrganizationNews) -> str:
        """Whose."""
        return gettext("%(name)s: petitions and news") % {"name": news.organization.name}

    def subtitle(self, news: OrganizationNews) -> str:
        """What the organization is for."""
        return news.organization.localized_mission

    def link(self, news: OrganizationNews) -> str:
        """Its profile."""
        return f"{settings.SITE_URL}{news.organization.get_absolute_url()}"

    def feed_url(self, news: OrganizationNews) -> str:
        """Its own address."""
        language = "?lang=es" if get_language() == "es" else ""
        path = reverse("organization-feed", args=[news.organization.slug])
        return f"{settings.SITE_URL}{path}{language}"

    def feed_guid(self, news: OrganizationNews) -> str:
        """An id that outlives a change of the address."""
        return urn(uuid.uuid5(uuid.NAMESPACE_URL, f"organization {news.organization.pk}"))

    def author_name(self, news: OrganizationNews) -> str:
        """Who tells it."""
        return news.organization.name

    def feed_extra_kwargs(self, news: OrganizationNews) -> dict[str, Any]:
        """When something in it changed last; long ago while there is nothing."""
        moments = [entry.changed_at for entry in news.entries]
        long_ago = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())
        return {"changed_at": max(moments, default=long_ago)}

    def items(self, news: OrganizationNews) -> list[Told]:
        """Petitions and news."""
        return news.entries

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
        """The same id as in the feed of its case."""
        return urn(item.key)

    def item_pubdate(self, item: Told) -> datetime:
        """Since when it shows."""
        return item.at

    def item_updateddate(self, item: Told) -> datetime:
        """When it changed last."""
        return item.changed_at


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
            news = public_news(row.campaign, now)[:IN_FEED]
            told += [_of_update(petition, update) for update in news]
    return told


def _of_petition(petition: PublicPetition) -> Told:
    since = petition.petition.text.since if petition.petition.text else petition.opened_at
    return Told(
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"petition {petition.code} opened"),
        title=gettext("New petition: %(title)s") % {"title": petition.title},
        html=format_html("<p>{}</p><p>{}</p>", petition.ask, petition.summary),
        address=absolute("petition", petition),
        at=petition.opened_at,
        changed_at=max(petition.opened_at, since),
    )


def _of_update(petition: PublicPetition, update: PublicUpdate) -> Told:
    at = update.at or petition.opened_at
    return Told(
        key=update.update.key,
        title=update.title,
        html=update.body_html,
        address=f"{absolute('petition-updates', petition)}#{update.anchor}",
        at=at,
        changed_at=max(at, update.update.edited_at or at),
    )
