"""What staff type to get in: password, code, and the first code of a new app."""

import math
import time
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp.models import Device
from django_otp.oath import TOTP

from organizations.access.lockout import (
    count_failure,
    forget_failures,
    is_locked_out,
    one_at_a_time,
)
from organizations.access.second_factor import (
    APP_CODE,
    device_for,
    has_second_factor,
    is_right,
    plain,
)


class LogInForm(AdminAuthenticationForm):
    """User name and password."""

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        """Check them, unless there were too many wrong attempts; no name is longer than a name."""
        username = self.cleaned_data.get("username") or ""
        if len(username) > self.username_field.max_length:  # type: ignore[operator]
            raise self.get_invalid_login_error()
        return one_at_a_time(self.request, username, super().clean)

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse who is no staff as who has a wrong password, counting included."""
        try:
            super().confirm_login_allowed(user)
        except ValidationError:
            count_failure(self.request, user.get_username())
            raise


class CodeField(forms.CharField):
    """A code of the app, or a recovery code; its value is without spaces and hyphens."""

    def __init__(self) -> None:
        attributes = {
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        super().__init__(
            label=gettext_lazy("Code"),
            help_text=gettext_lazy("Six digits from your app, or one of your recovery codes."),
            max_length=40,
            widget=forms.TextInput(attrs=attributes),
        )

    def clean(self, value: Any) -> str:
        """The code as it is compared."""
        return plain(super().clean(value))


class CodeForm(forms.Form):
    """The second step of the way in. `device` is what let the person in."""

    code = CodeField()
    device: Device

    def __init__(self, data: Any, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        """Check it, unless there were too many wrong attempts."""
        code: str = self.cleaned_data["code"]
        username = self.request.user.get_username()
        self.device = one_at_a_time(self.request, username, lambda: checked(self.request, code))
        forget_failures(self.request, username)
        return code


class ConfirmForm(forms.Form):
    """Password, and code where there is a second factor, once more."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    code = CodeField()

    def __init__(self, data: Any, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request
        if not has_second_factor(request.user):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Check both; the code only where the password is right, so that none is used up."""
        if not self.errors:
            username = self.request.user.get_username()
            one_at_a_time(self.request, username, self._check)
            forget_failures(self.request, username)
        return self.cleaned_data

    def _check(self) -> None:
        username, password = self.request.user.get_username(), self.cleaned_data["password"]
        user = authenticate(self.request, username=username, password=password)
        if user is None or user.pk != self.request.user.pk:
            raise ValidationError(_("That is not right. Please try again."), code="wrong")
        if "code" in self.fields:
            checked(self.request, self.cleaned_data["code"])


class SetUpForm(forms.Form):
    """The first code of an app whose key is not saved yet. `totp` is the clock that it fits."""

    code = forms.CharField(
        label=gettext_lazy("Code from the app"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    totp: TOTP

    def __init__(self, data: Any, *, key: str) -> None:
        super().__init__(data)
        self.totp = TOTP(bytes.fromhex(key))

    def clean_code(self) -> str:
        """Check that the app shows what this key shows now, or half a minute before or after."""
        code = plain(self.cleaned_data["code"])
        self.totp.time = time.time()
        if not APP_CODE.fullmatch(code) or not self.totp.verify(int(code), tolerance=1):
            text = _("The app shows another code. Please wait for the next one and type that.")
            raise ValidationError(text, code="wrong")
        return code


def checked(request: HttpRequest, code: str) -> Device:
    """What the code belongs to; to be called in `one_at_a_time`.

    Raises ValidationError where it is wrong, which counts, or comes too soon after a wrong one,
    which is not looked at.
    """
    username = request.user.get_username()
    wrong = ValidationError(_("That is not right. Please try again."), code="wrong")
    if is_locked_out(request, username):
        raise wrong
    device = device_for(request.user, code)
    if device is not None:
        is_allowed, why = device.verify_is_allowed()
        if not is_allowed:
            raise _too_soon(why)
        if is_right(device, code):
            return device
    count_failure(request, username)
    raise wrong


def _too_soon(why: dict[str, Any]) -> ValidationError:
    seconds = math.ceil((why["locked_until"] - timezone.now()).total_seconds())
    text = ngettext(
        "The last code was wrong. Please wait one second, then try again.",
        "The last code was wrong. Please wait %(seconds)s seconds, then try again.",
        seconds,
    )
    return ValidationError(text, code="too soon", params={"seconds": seconds})
