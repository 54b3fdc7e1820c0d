"""News of a case: the page of all of it, the feed, and the photos in it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from campaigns.photos import CONTENT_TYPE
from petitions.news import PublicUpdate, public_news
from petitions.public import PublicPetition, petition_at
from web.languages import asked_language
from web.pages import public_page

IN_FEED = 20


@public_page
@require_safe
def updates(request: HttpRequest, slug: str) -> HttpResponse:
    """All news of a petition's case, the newest first."""
    petition = petition_at(slug)
    news = public_news(petition.campaign, timezone.now())
    return render(request, "petitions/updates.html", {"petition": petition, "news": news})


@public_page
@require_safe
def update_photo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The photo of a piece of news, while the news is public and her consent stands."""
    campaign = petition_at(slug).campaign
    found = campaign.updates.public(timezone.now()).with_photo_consent()
    update = get_object_or_404(found.exclude(photo=""), pk=pk, may_show_photo=True)
    try:
        with update.photo.open() as file:
            content = file.read()  # as a whole, so that the answer has a validator
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type=CONTENT_TYPE)


@public_page
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest news as an Atom feed; `?lang=es` asks for Spanish."""
    language = asked_language(request)
    with translation.override(language):
        response: HttpResponse = NewsFeed()(request, slug=slug)
    response.headers["Content-Language"] = language
    del response.headers["Last-Modified"]  # a photo's consent may end after the last news
    return response


class DatedFeed(Atom1Feed):
    """An Atom feed that is the same each time it is asked for, also while there is no news."""

    def latest_post_date(self) -> datetime:
        """When something in it changed last."""
        moment: datetime = self.feed["changed_at"]
        return moment


@dataclass(frozen=True)
class Entry:
    """A piece of news in a feed, and where it stands on the site."""

    update: PublicUpdate
    address: str

    @property
    def changed_at(self) -> datetime:
        """When it changed last: the latest of its edits, or when it came to show."""
        moments = [self.update.at, self.update.update.edited_at]
        return max(moment for moment in moments if moment)


@dataclass(frozen=True)
class CaseNews:
    """The newest news of a petition's case."""

    petition: PublicPetition
    entries: list[Entry]


class NewsFeed(Feed[Entry, CaseNews]):
    """The news of a petition's case. Its ids stay the same wherever the site lies."""

    feed_type = DatedFeed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> CaseNews:
        """The news of this moment."""
        petition = petition_at(kwargs["slug"])
        news = public_news(petition.campaign, timezone.now())[:IN_FEED]
        page = absolute("petition-updates", petition)
        return CaseNews(petition, [Entry(update, f"{page}#{update.anchor}") for update in news])

    def title(self, case: CaseNews) -> str:
        """Of which case."""
        return gettext("News: %(title)s") % {"title": case.petition.title}

    def subtitle(self, case: CaseNews) -> str:
        """What the petition is about."""
        return case.petition.summary

    def link(self, case: CaseNews) -> str:
        """The page of the news."""
        return absolute("petition-updates", case.petition)

    def feed_url(self, case: CaseNews) -> str:
        """Its own address."""
        language = "?lang=es" if get_language() == "es" else ""
        return absolute("petition-updates-feed", case.petition) + language

    def feed_guid(self, case: CaseNews) -> str:
        """An id that outlives a change of the address."""
        return urn(uuid.uuid5(uuid.NAMESPACE_URL, f"petition {case.petition.code}"))

    def author_name(self, case: CaseNews) -> str:
        """Who tells the news."""
        return str(case.petition.campaign.organization.name)

    def feed_extra_kwargs(self, case: CaseNews) -> dict[str, Any]:
        """When something in it changed last."""
        moments = [entry.changed_at for entry in case.entries]
        return {"changed_at": max(moments, default=case.petition.opened_at)}

    def items(self, case: CaseNews) -> list[Entry]:
        """The news."""
        return case.entries

    def item_title(self, item: Entry) -> str:
        """The headline."""
        return item.update.title

    def item_description(self, item: Entry) -> str:
        """The whole text."""
        return item.update.body_html

    def item_link(self, item: Entry) -> str:
        """Where it stands on the site."""
        return item.address

    def item_guid(self, item: Entry) -> str:
        """An id that outlives a change of its address and of its text."""
        return urn(item.update.update.key)

    def item_pubdate(self, item: Entry) -> datetime | None:
        """Since when it shows."""
        return item.update.at

    def item_updateddate(self, item: Entry) -> datetime:
        """When it changed last."""
        return item.changed_at


def absolute(name: str, petition: PublicPetition) -> str:
    """The whole address of one of a petition's pages."""
    return f"{settings.SITE_URL}{reverse(name, args=[petition.slug])}"


def urn(key: uuid.UUID) -> str:
    """The id of a text: the translation of another is another text."""
    return (key if get_language() != "es" else uuid.uuid5(key, "es")).urn
