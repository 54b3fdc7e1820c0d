"""The steps of the way in, the page about one's own second factor, and the session's state.

`organizations.access.site` says who may see which.
"""

from base64 import b32encode
from secrets import token_hex
from typing import Any, cast

import segno
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as let_in
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.access import actions
from organizations.access.forms import CodeForm, ConfirmForm, SetUpForm
from organizations.access.recent import (
    confirm_first,
    confirmed_recently,
    needs_recent_log_in,
    next_of,
    note_confirmed,
)
from organizations.access.second_factor import has_second_factor, recovery_codes_left
from organizations.access.sessions import seconds_left
from organizations.models import User

KEY = "second_factor_key"
KEY_BYTES = 20  # 160 bits, as RFC 4226 recommends

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@sensitive_post_parameters()
def enter_code(request: HttpRequest) -> HttpResponse:
    """After the password: the code of the app, or a recovery code."""
    form = CodeForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        _enter(request, form.device)
        if isinstance(form.device, StaticDevice):
            left = recovery_codes_left(request.user)
            messages.warning(request, _("Recovery codes that you have left: %(n)s") % {"n": left})
        return redirect(next_of(request))
    return _page(request, "second_factor_code", _("Second step"), form=form)


@form_page
@needs_recent_log_in
@sensitive_post_parameters()
def set_up(request: HttpRequest) -> HttpResponse:
    """A key for a new app, confirmed by its first code; then the recovery codes, once."""
    key = request.session.setdefault(KEY, token_hex(KEY_BYTES))
    form = SetUpForm(request.POST or None, key=key)
    if request.method == "POST" and form.is_valid():
        totp = form.totp
        device, codes = actions.set_up(
            user=_me(request), key=key, last_t=totp.t(), drift=totp.drift, now=timezone.now()
        )
        _enter(request, device)
        return _codes_page(request, codes)
    device = TOTPDevice(user=_me(request), key=key)
    return _page(
        request,
        "second_factor_set_up",
        _("Set up your second factor"),
        form=form,
        qr_code=_qr_code(device.config_url),
        key=_spaced(b32encode(device.bin_key).decode()),
        is_replaced=has_second_factor(request.user),
    )


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """One's own second factor: whether there is one, and how many recovery codes are left."""
    return _page(
        request,
        "second_factor",
        _("Your second factor"),
        has_one=has_second_factor(request.user),
        left=recovery_codes_left(request.user),
    )


@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown once."""
    if not has_second_factor(request.user):
        return redirect("admin:second_factor")
    if not confirmed_recently(request):
        return confirm_first(request, reverse("admin:second_factor"))
    codes = actions.renew_recovery_codes(user=_me(request), now=timezone.now())
    return _codes_page(request, codes)


@form_page
@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    """Password and code once more, before something dangerous."""
    form = ConfirmForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        note_confirmed(request)
        return redirect(next_of(request))
    return _page(request, "confirm", _("Please confirm that it is you"), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def session_state(request: HttpRequest) -> HttpResponse:
    """How long the session lasts, whose it is, and a token that its forms can be sent with.

    A GET only looks; a POST, which a page sends while somebody types, prolongs the session.
    """
    return JsonResponse(
        {
            "seconds": seconds_left(request),
            "user": request.user.get_username(),
            "csrf": get_token(request),
        }
    )


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where a log-in in a second tab leads, when a page with a text waits in the first."""
    return _page(request, "session_back", _("You are logged in again"))


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _enter(request: HttpRequest, device: Device) -> None:
    """Let the person in by this device, with a session of a new name."""
    request.session.pop(KEY, None)
    request.session.cycle_key()
    let_in(request, device)
    note_confirmed(request)


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    shown = [_spaced(code, 5) for code in codes]
    return _page(request, "recovery_codes", _("Your recovery codes"), codes=shown)


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    common = {**admin.site.each_context(request), "title": title, "next": next_of(request)}
    return render(request, f"admin/{name}.html", common | context)


def _qr_code(text: str) -> SafeString:
    """The text as a picture for a camera: black on white in any colour scheme."""
    made = segno.make(text, error="m", micro=False)
    # Made of our own markup; the text is in it as squares only.
    return mark_safe(made.svg_inline(omitsize=True, light="#fff", border=4))  # noqa: S308


def _spaced(text: str, size: int = 4) -> str:
    return " ".join(text[at : at + size] for at in range(0, len(text), size))
