"""Kinds of pages, as decorators of views: how long an answer may be kept, who may post to it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

Response = TypeVar("Response", bound=HttpResponseBase)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

SHARED_SECONDS = 5
"""How old a public page may be in a shared cache; with the 5 s that a cache may serve it stale
while it fetches anew, a takedown shows everywhere within 10 s. Browsers ask each time."""


def public_page(view: View) -> View:
    """Mark a view whose answer is the same for every visitor: caches may keep it for 5 s.

    Only GET and HEAD with status 200 are kept; every other answer is private. Nothing is changed
    here, so that a POST needs no token to be answered 405.
    """

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD") and response.status_code == 200:
            patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS)
        else:
            keep_private(response)
        return response

    return cast(View, wrapped)


def private_page(view: View) -> View:
    """Mark a view whose answer is for one person: never kept, never indexed."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return keep_private(view(request, *args, **kwargs))

    return cast(View, wrapped)


def keep_private(response: Response) -> Response:
    """Forbid that an answer is kept in any cache or found by a search engine."""
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def see_other(address: str) -> HttpResponse:
    """303: what was posted is done, the answer is at another address (RFC 9110, 15.4.4)."""
    return HttpResponse(status=303, headers={"Location": address})


def own_forms_only(view: View) -> View:
    """Refuse a POST that another site's page made the browser send (403).

    Public pages have no cookie that such a request could ride on, so there is no token. A
    browser that says `Sec-Fetch-Site` is believed; without that the `Origin` must be the
    site's own; with neither (text browsers) the request passes.
    """

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and is_from_another_site(request):
            raise PermissionDenied("posted from another site")
        return view(request, *args, **kwargs)

    return cast(View, wrapped)


def is_from_another_site(request: HttpRequest) -> bool:
    """Whether the browser says that a page of another site sent this request."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from == "cross-site"
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    own = {f"{request.scheme}://{request.get_host()}", site_origin()}
    return origin not in own


def site_origin() -> str:
    """The scheme, host and port of `SITE_URL`."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.scheme}://{parts.netloc}"
