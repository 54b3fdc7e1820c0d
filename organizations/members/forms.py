"""What whoever was invited types, and what owners type to invite."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Invitation, Membership, User


class AccountForm(BaseUserCreationForm[User]):
    """User name and password of a new member of staff."""

    class Meta:
        model = User
        fields = ["username"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = gettext_lazy(
            "With this you log in, and colleagues see it. It need not be your real name."
        )


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whom to invite, to what."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES
    )

    class Meta:
        model = Invitation
        fields = ["organization", "email", "role", "language"]

    def clean(self) -> dict[str, Any]:
        """Not somebody who works there already, or whose invitation still stands."""
        cleaned: dict[str, Any] = super().clean() or {}
        email, organization = cleaned.get("email"), cleaned.get("organization")
        if email and organization:
            members = Membership.objects.filter(organization=organization)
            if members.filter(user__email__iexact=email).exists():
                raise ValidationError({"email": _("Whoever has this address is a member already.")})
            asked = organization.invitations.standing(timezone.now())
            if asked.filter(email__iexact=email).exists():
                text = _("This address is invited already; revoke that invitation first.")
                raise ValidationError({"email": text})
        return cleaned
