"""What happens to every request: whom it comes from, its language, its line in the log."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from web.bodies import said_length
from web.clients import client_address, is_trusted
from web.errors import bad_request, too_large

Handler = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger("web.request")

FORWARDING_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def believe_trusted_proxies(get_response: Handler) -> Handler:
    """Set the client's address and the scheme from a proxy, if it is one of `TRUSTED_PROXIES`.

    `request.is_forwarded` tells whether the request came through any proxy, trusted or not.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        peer = meta.get("REMOTE_ADDR", "")
        request.is_forwarded = any(name in meta for name in FORWARDING_HEADERS)  # type: ignore[attr-defined]
        if is_trusted(peer, settings.TRUSTED_PROXIES):
            meta["REMOTE_ADDR"] = client_address(
                peer=peer,
                forwarded_for=meta.get("HTTP_X_FORWARDED_FOR", ""),
                trusted=settings.TRUSTED_PROXIES,
            )
            if meta.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip() == "https":
                meta["wsgi.url_scheme"] = "https"
                getattr(request, "scope", {})["scheme"] = "https"  # where an ASGI request keeps it
        return get_response(request)

    return middleware


def add_headers(get_response: Handler) -> Handler:
    """Add `FURTHER_HEADERS` to each answer that does not say something else itself, and
    `OPEN_HEADERS` to what lies below `OPEN_PATHS`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_open = request.path_info.startswith(settings.OPEN_PATHS)
        added = {**settings.FURTHER_HEADERS, **(settings.OPEN_HEADERS if is_open else {})}
        for name, value in added.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def limit_body(get_response: Handler) -> Handler:
    """Refuse a body that is larger than a form can be (413), before any of it is read, and one
    whose length is no number (400).

    Django's own limit leaves out uploaded files; only staff upload any.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_staff_path = request.path_info.startswith("/admin/")
        largest = settings.LARGEST_UPLOAD if is_staff_path else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = said_length(request.META)
        if length is None:
            return bad_request(request)
        if length > largest:
            return too_large(request)
        return get_response(request)

    return middleware


def refuse_nul(get_response: Handler) -> Handler:
    """Refuse a query with a NUL in it (400): the database takes none, and no text here has one.

    Forms of the public refuse it beside its field; the filters of the admin's lists would not.
    The API says so itself, as it says everything.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_told = request.path_info.startswith(settings.OPEN_PATHS)
        if "%00" in request.META.get("QUERY_STRING", "") and not is_told:
            return bad_request(request)
        return get_response(request)

    return middleware


def log_request(get_response: Handler) -> Handler:
    """Write one line for each answer: which page, how it went, how long it took.

    The name of the page is logged and never its path, which may hold a token or a name.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "page": match.view_name if match else None,
                "method": request.method if request.method in ("GET", "HEAD", "POST") else "other",
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response

    return middleware


def speak_language_of_path(get_response: Handler) -> Handler:
    """Answer in Spanish below `/es/` and in English elsewhere, whatever the browser prefers.

    Django's own middleware varies on `Accept-Language`, which would split every shared cache.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
