"""What answers at an address that a petition had before: the way to its new one, or 410."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import ResolverMatch, reverse

from campaigns.hiding import tells_what_is_hidden
from petitions.models import OldAddress, Petition
from web.pages import keep_private


class AnswerOldAddresses:
    """Middleware that looks where nothing was found: it costs no page that exists a query.

    All addresses of a petition are covered, whatever their view: each has its slug in its path.
    An old address that tells what is hidden now answers 410 and names nobody; another one leads
    to the same page of the petition at its new address. What was sent to it is sent on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the view answer; where that is 404, look among the old addresses."""
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != 404 or match is None or not _is_of_a_petition(match):
            return response
        return _answer(request, match) or response


def _is_of_a_petition(match: ResolverMatch) -> bool:
    name = match.view_name or ""
    return "slug" in match.kwargs and (name == "petition" or name.startswith("petition-"))


def _answer(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    slug: str = match.kwargs["slug"]
    found = OldAddress.objects.select_related("petition__campaign").filter(slug=slug).first()
    if found is None:
        return None
    if tells_what_is_hidden(found.petition.campaign, slug):
        # Without links to its other language: they would tell the address.
        context = {"status": 410, "alternates": []}
        return keep_private(render(request, "errors/410.html", context, status=410))
    if not Petition.objects.visible().filter(pk=found.petition_id).exists():
        return None
    return keep_private(_leads_on(request, match, found.petition))


def _leads_on(request: HttpRequest, match: ResolverMatch, petition: Petition) -> HttpResponse:
    kwargs: dict[str, Any] = {**match.kwargs, "slug": petition.slug}
    address = reverse(match.view_name, kwargs=kwargs)
    query = request.META.get("QUERY_STRING", "")
    # A form that was sent is sent again to the new address (307).
    is_form = request.method not in ("GET", "HEAD")
    location = f"{address}?{query}" if query else address
    return HttpResponseRedirect(location, preserve_request=is_form)
