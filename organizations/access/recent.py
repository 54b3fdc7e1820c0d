"""Whether somebody has just proved who they are; if not, they are asked to, and come back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

RECENT_SECONDS = 5 * 60
CONFIRMED_AT = "confirmed_at"
NEXT = "next"

View = Callable[..., HttpResponseBase]


def needs_recent_log_in(view: View) -> View:
    """Guard a view of staff: whoever has not given the password (and the code, where there is a
    second factor) within the last five minutes is asked for it, and comes back by GET.

    A POST is not repeated afterwards, so guard the page that shows the form, too.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if confirmed_recently(request):
            return view(request, *args, **kwargs)
        return confirm_first(request)

    return guarded


def confirmed_recently(request: HttpRequest) -> bool:
    """Whether the person of this session has proved who they are within the last five minutes."""
    age = timezone.now().timestamp() - request.session.get(CONFIRMED_AT, 0)
    return bool(0 <= age < RECENT_SECONDS)


def confirm_first(request: HttpRequest, next_url: str | None = None) -> HttpResponse:
    """Lead to the page that asks; from there back to `next_url`, or to the address of the request."""
    return lead_to("admin:confirm", next_url or request.get_full_path())


def note_confirmed(request: HttpRequest) -> None:
    """Remember in the session that the person has just proved who they are."""
    request.session[CONFIRMED_AT] = timezone.now().timestamp()


def lead_to(name: str, next_url: str) -> HttpResponse:
    """Redirect to a step of the way in, which leads on to `next_url`."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({NEXT: next_url})}")


def next_of(request: HttpRequest) -> str:
    """Where the person was going, if that is on this site; else the start page of the admin."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    is_safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_safe else reverse("admin:index")
