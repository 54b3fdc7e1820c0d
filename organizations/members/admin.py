"""The admin's pages of members and invitations, for the owners of an organization."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.members.actions import (
    LastOwner,
    change_role,
    invite,
    remove_member,
    revoke_invitation,
)
from organizations.members.forms import InvitationForm
from organizations.models import Invitation, Membership, User
from organizations.scope import Scoped

LAST_OWNER = gettext_lazy(
    "%(name)s is the only owner. Make somebody else an owner first, so that one is left."
)


@admin.register(Membership)
class MembershipAdmin(Scoped):
    """Who works for an organization; roles are changed here, and members let go."""

    organization_path = "organization"
    list_display = ["user", "organization", "role", "since"]
    list_filter = ["organization", "role"]
    list_select_related = ["user", "organization"]
    search_fields = ["user__username"]
    ordering = ["organization", "user__username"]
    fields = ["user", "organization", "role", "since"]
    readonly_fields = ["user", "organization", "since"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: whoever is to work here is invited."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Change the role by the action."""
        change_role(membership=obj, role=obj.role, by=_me(request), now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Let the member go by the action."""
        remove_member(membership=obj, by=_me(request), now=timezone.now())

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; the last owner stays."""
        return self._keeping_an_owner(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question before somebody goes; the last owner stays."""
        return self._keeping_an_owner(request, super().delete_view, *args, **kwargs)

    def _keeping_an_owner(
        self,
        request: HttpRequest,
        view: Any,
        object_id: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        try:
            response: HttpResponse = view(request, object_id, *args, **kwargs)
        except LastOwner:
            found = self.get_object(request, object_id or "")
            messages.error(request, LAST_OWNER % {"name": found.user if found else ""})
            return HttpResponseRedirect(request.path)
        return response


@admin.register(Invitation)
class InvitationAdmin(Scoped):
    """Who was asked to work here; a new one is mailed as soon as it is saved."""

    organization_path = "organization"
    form = InvitationForm
    list_display = ["email", "organization", "role", "invited_at", "invited_by_name", "standing"]
    list_filter = ["organization", "role"]
    list_select_related = ["organization"]
    search_fields = ["email"]
    ordering = ["-invited_at", "-pk"]
    actions = ["revoke_selected"]
    shown = ["organization", "email", "role", "invited_at", "invited_by_name", "standing"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked for; of an old one, what became of it."""
        return self.shown if obj else ["organization", "email", "role", "language"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of one that is mailed already."""
        return self.shown if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: it is revoked."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Invite by the action."""
        if change:
            return
        if not self.allows(request, self.permission("add")):
            raise PermissionDenied
        invited = invite(
            organization=obj.organization,
            email=obj.email,
            role=obj.role,
            language=obj.language,
            by=_me(request),
            now=timezone.now(),
        )
        obj.pk = invited.pk

    @admin.display(description=gettext_lazy("state"))
    def standing(self, invitation: Invitation) -> str:
        """What became of it."""
        if invitation.accepted_at:
            return _("accepted")
        if invitation.revoked_at:
            return _("revoked")
        return _("waits") if invitation.is_standing(timezone.now()) else _("too old")

    @admin.action(
        description=gettext_lazy("Revoke the selected invitations"), permissions=["change"]
    )
    def revoke_selected(self, request: HttpRequest, found: QuerySet[Invitation]) -> None:
        """End each that nobody has accepted."""
        for invitation in found.select_related("organization"):
            if revoke_invitation(invitation=invitation, by=_me(request), now=timezone.now()):
                messages.success(request, _("%(email)s: revoked.") % {"email": invitation.email})


def _me(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
