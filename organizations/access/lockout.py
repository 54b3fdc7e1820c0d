"""After five wrong passwords or codes nobody gets in under that name from that network for a while.

django-axes counts; this says what is kept (the name that was typed, the network, the number, and
the time, until the next log-in after the wait) and what is answered.
"""

import logging
import math
from collections.abc import Callable
from typing import Any, TypeVar

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.access.second_factor import has_second_factor
from outbox.locks import hold
from web import clients
from web.pages import keep_private

LOCK_SPACE = 0x6C6F6769  # "logi": keeps our advisory locks apart from others
NOWHERE = "::"

Result = TypeVar("Result")

logger = logging.getLogger(__name__)


def network_of(request: HttpRequest) -> str:
    """The client's network: its IPv4 address, or the first address of its IPv6 /64."""
    network = clients.network_of(request.META.get("REMOTE_ADDR", ""))
    return str(network.network_address) if network else NOWHERE


class Lockout(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts wrong attempts, and keeps neither browser nor path nor anything that was sent."""

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        """Count one; whoever is locked out already does not prolong it."""
        if request is None:
            return
        request.axes_credentials = credentials  # type: ignore[attr-defined]
        if request.axes_locked_out:  # type: ignore[attr-defined]
            return
        self.clean_expired_user_attempts(request, credentials)
        empty = ("http_accept", "path_info", "get_data", "post_data")
        attempt, _created = AccessAttempt.objects.get_or_create(
            username=get_client_username(request, credentials),
            ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
            user_agent="",
            defaults={**dict.fromkeys(empty, ""), "failures_since_start": 0},
        )
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            failures_since_start=F("failures_since_start") + 1,
            attempt_time=request.axes_attempt_time,  # type: ignore[attr-defined]
        )
        if not self.is_allowed(request, credentials):
            request.axes_locked_out = True  # type: ignore[attr-defined]
            logger.warning("somebody is locked out")

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Forget the wrong attempts, unless the code is still to come: a password that is right
        must not buy more guesses at the code."""
        if not has_second_factor(user):
            forget_failures(request, user.get_username())

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Nothing is kept of it."""


def is_locked_out(request: HttpRequest, username: str) -> bool:
    """Whether this name is locked out from this network; if so, the answer will be `answer`."""
    credentials = {"username": username}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = credentials  # type: ignore[attr-defined]
    return True


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong attempt that Django knows nothing of."""
    AxesProxyHandler.user_login_failed(__name__, {"username": username}, request)


def forget_failures(request: HttpRequest, username: str) -> None:
    """Forget the wrong attempts under a name from the network of the request."""
    AxesProxyHandler.update_request(request)
    handler = AxesProxyHandler.get_implementation()
    handler.reset_user_attempts(request, {"username": username})


def one_at_a_time(request: HttpRequest, username: str, check: Callable[[], Result]) -> Result:
    """What `check` returns; a second attempt of the same name and network waits until this one is
    counted, so that many at once are no more than five.

    Raises the ValidationError that `check` raises, and keeps what it has written before.
    """
    with transaction.atomic():
        hold(LOCK_SPACE, f"{username}\0{network_of(request)}".encode())
        try:
            return check()
        except ValidationError as error:
            refused = error
    raise refused


def answer(
    request: HttpRequest, original: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """429: how long to wait, the same for a name that exists and one that does not."""
    attempts = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials),
        ip_address=network_of(request),
    )
    wait = settings.AXES_COOLOFF_TIME
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    if last is not None:
        wait -= timezone.now() - last
    seconds = max(1, math.ceil(wait.total_seconds()))
    context = {
        **admin.site.each_context(request),
        "title": _("Too many wrong attempts"),
        "minutes": math.ceil(seconds / 60),
    }
    response = render(request, "admin/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return keep_private(response)
