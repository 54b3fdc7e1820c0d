"""The card that other sites may frame, and the page with the snippet to put it there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from petitions.public import petition_at
from web.pages import public_page

THEMES = ("light", "dark")
LEAST_HEIGHT = 360
"""Pixels that the frame has at least: what the card takes where it is as narrow as a phone."""

View = Callable[..., HttpResponseBase]


def framed_by_anyone(view: View) -> View:
    """Let any site frame a page; search engines are to find the petition and not this card.

    It is always sent whole: an answer that says "not changed" would say anew that no site may.
    """

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.META.pop("HTTP_IF_NONE_MATCH", None)
        response = view(request, *args, **kwargs)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@framed_by_anyone
@public_page
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The count, the progress, and a button that opens the petition in a tab of its own.

    `?theme=light` or `dark` overrules what the reader prefers.
    """
    theme = request.GET.get("theme", "")
    context = {"petition": petition_at(slug), "theme": theme if theme in THEMES else ""}
    return render(request, "petitions/embed.html", context)


@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
@public_page
@require_safe
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """The snippet to copy, and how the card looks; `?theme=` chooses one of its looks."""
    theme = request.GET.get("theme", "")
    query = f"?theme={theme}" if theme in THEMES else ""
    context = {
        "petition": petition_at(slug),
        "address": settings.SITE_URL + reverse("petition-embed", args=[slug]) + query,
        "preview": reverse("petition-embed", args=[slug]) + query,
        "theme": theme if theme in THEMES else "",
        "height": LEAST_HEIGHT,
    }
    return render(request, "petitions/embed_code.html", context)
