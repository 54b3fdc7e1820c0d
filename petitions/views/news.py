"""News of a case: the page of all of it, and the photos in it; the feed see `feeds`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.photos import answer_with
from petitions.news import public_news
from petitions.public import petition_at
from web.pages import public_page


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
    return answer_with(update.photo)
