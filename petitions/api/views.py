"""How the API speaks HTTP: open to any origin, limited, and with errors as JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja.errors import ValidationError

from petitions.api.description import document, sections
from petitions.api.limits import LIMIT
from petitions.api.operations import api
from web.clients import network_of
from web.pages import public_page

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
ALLOWED = "GET, HEAD"

View = Callable[..., HttpResponseBase]


def problem(
    status: int, error: str, message: str, fields: dict[str, str] | None = None
) -> HttpResponse:
    """An answer that says what is wrong."""
    told = {"error": error, "message": message, "fields": fields or {}}
    return JsonResponse(told, status=status)


def open_to_all(view: View) -> View:
    """A view of the API: answers GET and HEAD as often as the limit lets it, and the question that
    browsers ask before. What lets pages of other sites read it is in `settings.OPEN_HEADERS`."""

    @public_page
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _answer(view, request, *args, **kwargs)

    return wrapped


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ALLOWED, **PREFLIGHT})
    if request.method not in ("GET", "HEAD"):
        refused = problem(405, "not_allowed", "This API is read-only: GET and HEAD.")
        refused.headers["Allow"] = ALLOWED
        return refused
    address = request.META.get("REMOTE_ADDR", "")
    wait = LIMIT.wait(network_of(address), settings.API_PER_MINUTE)
    if wait:
        late = problem(429, "too_many", f"Too many requests: please come again in {wait} s.")
        late.headers["Retry-After"] = str(wait)
        return late
    return _as_get(view, request, *args, **kwargs)


def _as_get(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Answer a HEAD as a GET; the server leaves the body out."""
    method, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = method


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "not_found", "There is no such thing, or it is not public.")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {str(each["loc"][-1]): str(each["msg"]) for each in error.errors}
    return problem(422, "invalid", "A parameter is not valid.", fields)


@open_to_all
def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """404: no such address below `/api/`."""
    return problem(404, "not_found", "There is no such address. See /api/ for those there are.")


@open_to_all
def description(request: HttpRequest) -> HttpResponse:
    """The description, OpenAPI 3.1."""
    return JsonResponse(document())


@public_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    context = {
        "about": document()["info"],
        "sections": sections(),
        "limit": settings.API_PER_MINUTE,
    }
    return render(request, "petitions/api.html", context)
