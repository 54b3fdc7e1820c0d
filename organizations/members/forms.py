"""What whoever was invited types, and what owners type to invite."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Invitation, Membership, Role, User


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


MAY = {
    Role.OWNER: gettext_lazy(
        "everything: all that an editor may, also members, invitations and the organization itself"
    ),
    Role.EDITOR: gettext_lazy(
        "writes cases, petitions, news and offices, publishes them, judges comments and signatures"
    ),
    Role.MODERATOR: gettext_lazy("reads the cases; judges comments and signatures"),
    Role.DELIVERER: gettext_lazy(
        "reads the cases and who signed, to hand the signatures over; changes nothing"
    ),
    Role.READER: gettext_lazy("reads cases, petitions and news; sees no signer, changes nothing"),
}
"""What each role may do, in a few words; `organizations.roles` is what holds."""


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whom to invite, to what."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES
    )

    class Meta:
        model = Invitation
        fields = ["organization", "email", "role", "language"]
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            told = [(role.value, f"{capfirst(str(role.label))}: {MAY[role]}") for role in Role]
            self.fields["role"].choices = told  # type: ignore[attr-defined]

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
