"""Read-only mode: pages can be read, and nothing is taken."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from organizations.models import SiteState
from organizations.switches import retry_after
from web.outages import tells_outage
from web.pages import keep_private

logger = logging.getLogger(__name__)

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
STILL_OPEN = frozenset(
    f"admin:{name}"
    for name in (
        "login",
        "logout",
        "second_factor_code",
        "second_factor_set_up",
        "confirm",
        "session",
        "session_back",
        "organizations_sitestate_change",
    )
)
"""Pages to which staff may post in read-only mode: the way in and out, and the switch itself."""


class RefuseWhileReadOnly:
    """Middleware that answers 503 with `Retry-After` to whatever would change something.

    It takes one query for such a request, and none for one that only reads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the view answer, unless `process_view` does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer in place of the view where the site is read-only."""
        match = request.resolver_match
        if request.method in SAFE or (match and match.view_name in STILL_OPEN):
            return None
        state = _read_only_state()
        if state is None:
            return None
        now = timezone.now()
        until = state.until if state.until and state.until > now else None
        context = {"status": 503, "state": state, "until": until}
        response = render(request, "errors/503_read_only.html", context, status=503)
        response.headers["Retry-After"] = str(retry_after(until, now))
        return keep_private(response)


def _read_only_state() -> SiteState | None:
    try:
        return SiteState.objects.read_only().first()
    except (DatabaseError, InterfaceError) as error:
        if not tells_outage(error):
            raise
        # The view is about to find out as well; `web.errors.TellOutage` answers then.
        logger.warning("no database to ask whether the site is read-only")
        return None
