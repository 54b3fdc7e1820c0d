"""Pages for what went wrong, in the site's look and without the database."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from web.outages import tells_outage
from web.pages import keep_private

logger = logging.getLogger(__name__)

RETRY_SECONDS = "30"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request is broken."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: posted from another site, or not for this person."""
    return _error(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form of the admin without its token."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page."""
    return _error(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than a form can hold."""
    return _error(request, 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return _error(request, 500)


class TellOutage:
    """Middleware that answers 503 with `Retry-After` while the database cannot be reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the view answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what the database driver raises when it has no connection into a page."""
        if not tells_outage(exception):
            return None
        logger.error("no database", extra={"error": type(exception).__name__})
        response = _error(request, 503)
        response.headers["Retry-After"] = RETRY_SECONDS
        return response


def _error(request: HttpRequest, status: int) -> HttpResponse:
    template = f"errors/{status}.html"
    return keep_private(render(request, template, {"status": status}, status=status))
