"""The admin's page with the switches of the whole site."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.actions import set_site_state
from organizations.models import SiteState, User
from organizations.moments import NamesMoments


@admin.register(SiteState)
class SiteStateAdmin(NamesMoments, admin.ModelAdmin):  # type: ignore[type-arg]
    """One page: whether signing pauses, whether the site is read-only, and what the public reads."""

    fieldsets = [
        (None, {"fields": ["signing_paused", "read_only"]}),
        (_("What the public reads meanwhile"), {"fields": [("note", "note_es"), "until"]}),
    ]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> SiteState | None:
        """The one row; where nobody has touched a switch yet, as it stands without one."""
        return SiteState.objects.current() if object_id == str(SiteState.ONLY) else None

    def save_model(self, request: HttpRequest, obj: SiteState, form: Any, change: bool) -> None:
        """Set the switches by the action."""
        set_site_state(
            signing_paused=obj.signing_paused,
            read_only=obj.read_only,
            note=obj.note,
            note_es=obj.note_es,
            until=obj.until,
            by=cast(User, request.user),
            now=timezone.now(),
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is no list: lead to the page itself."""
        address = reverse("admin:organizations_sitestate_change", args=[SiteState.ONLY])
        return HttpResponseRedirect(address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: there is one row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
