"""The forms of the public: plain ones, since a model form's errors would tell who has signed."""

import re
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Hidden, Layout, LayoutObject, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from petitions.actions.signatures import Person
from petitions.models.petition import Status
from petitions.models.signature import COMMENT_LENGTH
from petitions.names import check_comment, check_name
from petitions.widgets import UNITED_STATES, CountrySelect, TrapInput, country_choices
from web.proof import Challenge

ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")  # `\d` would let other scripts' digits pass
EMAIL_LENGTH = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
POSTAL_CODE_LENGTH = 12
NOT_SHOWN = _(
    "At most 1,000 characters. It goes to the decision maker; comments are not shown on this site."
)


class EmailAddressField(forms.CharField):
    """A mail address, checked for its syntax only: no look-up of the domain in a request."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> str:
        """The address as its owner would write it, its domain in Unicode.

        Raises ValidationError where it cannot be one.
        """
        text = str(super().clean(value))
        if not text:
            return text
        try:
            # Other letters than ASCII before the @ cannot be mailed to (Django lacks SMTPUTF8).
            found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
            return str(found.normalized)
        except EmailNotValidError as error:
            raise ValidationError(
                _("This does not look like an email address. Example: name@example.org"),
                code="invalid",
            ) from error


class CommentField(forms.CharField):
    """Words over several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The words with each line break as one character, as browsers count (they send two)."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Delay:
    """Why a form is shown again: the network sent too many. A proof of work, or patience, helps."""

    seconds: int
    proof: Challenge

    @property
    def minutes(self) -> int:
        """How long to wait without a proof, in whole minutes, at least one."""
        return -(-self.seconds // 60)


class DelayNotice(LayoutObject):  # type: ignore[misc]
    """The part of a form that says why it has to wait, and carries the proof of work."""

    def __init__(self, delay: Delay) -> None:
        self.delay = delay

    def render(self, form: Any, context: Any, **kwargs: Any) -> SafeString:
        """Its HTML."""
        return render_to_string("components/delay.html", {"delay": self.delay})


class SignForm(forms.Form):
    """What a supporter fills in to sign."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Please write your first name. A single name is enough.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        required=False,
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = EmailAddressField(
        label=_("Email"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For a link to confirm. Never shown or passed on."),
        error_messages={
            "required": _("Please write your email address: we mail you a link to confirm.")
        },
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        initial=UNITED_STATES,
        widget=CountrySelect(attrs={"autocomplete": "country"}),
        error_messages={
            "required": _("Please choose your country."),
            "invalid_choice": _("Please choose a country from the list."),
        },
    )
    postal_code = forms.CharField(
        label=_("ZIP or postal code"),
        required=False,
        max_length=POSTAL_CODE_LENGTH,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        help_text=_("Required in the US"),
    )
    comment = CommentField(
        label=_("Why are you signing?"),
        required=False,
        max_length=COMMENT_LENGTH,
        validators=[check_comment],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At most 1,000 characters, read by us before it is shown."),
    )
    show_name = forms.BooleanField(label=_("Show my name on this site"), required=False)
    subscribe = forms.BooleanField(label=_("Send me news by email"), required=False)
    leave_blank = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=TrapInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(
        self,
        *args: Any,
        action: str,
        text: int | None = None,
        via: str = "",
        delay: Delay | None = None,
        shows_comments: bool = True,
        **kwargs: Any,
    ) -> None:
        """`text` is the text of the petition that stands above the form; `via` the code of the
        link through which its reader came."""
        super().__init__(*args, **kwargs)
        if not shows_comments:
            self.fields["comment"].help_text = NOT_SHOWN
        self.label_suffix = ""
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.form_id = "sign"
        self.helper.form_class = "form"
        self.helper.attrs = {"novalidate": ""}
        self.helper.disable_csrf = True  # public pages have no cookie; see `web.pages`
        self.helper.form_show_errors = True
        self.helper.layout = Layout(
            *([Hidden("text", text)] if text else []),
            *([Hidden("via", via)] if via else []),
            Div(Field("first_name"), Field("last_name"), css_class="form-pair"),
            Field("email"),
            Div(Field("country"), Field("postal_code"), css_class="form-pair"),
            Field("comment"),
            Field("show_name"),
            Field("subscribe"),
            Div(Field("leave_blank"), css_class="form-trap", aria_hidden="true"),
            *([DelayNotice(delay)] if delay else []),
            Submit("", _("Sign"), css_class="button button-main"),
        )

    def clean_leave_blank(self) -> str:
        """Refuse what only a program fills in, and say so: it may be a person's helper program."""
        if self.cleaned_data["leave_blank"]:
            raise ValidationError(
                _("Please leave the last field empty and sign again: only programs fill it in."),
                code="trap",
            )
        return ""

    def clean(self) -> dict[str, Any]:
        """Require a ZIP code in the United States and keep its five digits."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("country") != UNITED_STATES or "postal_code" not in cleaned:
            return cleaned
        found = ZIP.fullmatch(cleaned["postal_code"])
        if found:
            cleaned["postal_code"] = found[1]
        elif cleaned["postal_code"]:
            self.add_error("postal_code", _("A ZIP code has five digits, for example 93610."))
        else:
            self.add_error("postal_code", _("Please write your ZIP code."))
        return cleaned

    def person(self) -> Person:
        """What was typed, for `actions.sign`; only after `is_valid()`."""
        data = self.cleaned_data
        return Person(
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            country=data["country"],
            postal_code=data["postal_code"],
            comment=data["comment"],
            show_name=data["show_name"],
            wants_updates=data["subscribe"],
        )


class ResendForm(forms.Form):
    """Where to mail the confirmation link again."""

    email = EmailAddressField(
        label=_("Email"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please write the address that you signed with.")},
    )

    def __init__(self, *args: Any, delay: Delay | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.helper = FormHelper()
        self.helper.form_class = "form"
        self.helper.attrs = {"novalidate": ""}
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Field("email"),
            *([DelayNotice(delay)] if delay else []),
            Submit("", _("Send it again"), css_class="button"),
        )


class SearchForm(forms.Form):
    """How the list of petitions is narrowed."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Status.choices]
    )
