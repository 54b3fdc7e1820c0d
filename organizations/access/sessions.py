"""Sessions of staff end when nobody has done anything for a while (`SESSION_COOKIE_AGE`).

Public pages never read a session; so it is in the views of the admin that one is looked at and
prolonged. The session's own date of expiry, in the database, ends it everywhere else.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

SEEN_AT = "seen_at"
NOTED_EVERY = 20  # seconds

View = Callable[..., HttpResponseBase]


def prolongs_session(view: View) -> View:
    """Mark a view of staff: a session that was idle too long ends before it, any other is good
    for its full time again.
    """
    return _watched(view, prolong=lambda request: True)


def prolongs_session_by_post(view: View) -> View:
    """Mark a view whose GET only looks at the session, and whose POST prolongs it."""
    return _watched(view, prolong=lambda request: request.method == "POST")


def seconds_left(request: HttpRequest) -> int:
    """How long the session of this request lasts if nothing more is done."""
    now = timezone.now().timestamp()
    idle = now - request.session.get(SEEN_AT, now)
    return int(settings.SESSION_COOKIE_AGE - idle)


def _note(request: HttpRequest) -> None:
    """Note that something was done; not each time, since a session is saved whole.

    Two requests at once would else take back what the other put into it, such as a message.
    """
    now = timezone.now().timestamp()
    if now - request.session.get(SEEN_AT, 0) > NOTED_EVERY:
        request.session[SEEN_AT] = now


def _watched(view: View, prolong: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and seconds_left(request) <= 0:
            logout(request)
        if request.user.is_authenticated and prolong(request):
            _note(request)
        return view(request, *args, **kwargs)

    return watched
