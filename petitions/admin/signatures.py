"""Signatures: to be found and read; changed by the actions only."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.admin import ReadOnlyAdmin, acting
from petitions.actions import invalidations as actions
from petitions.admin.forms import ReasonForm
from petitions.models import Signature, Subscription


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    """Who signed; nobody can be added or edited here."""

    list_display = [
        "full_name",
        "petition",
        "state",
        "source",
        "country",
        "postal_code",
        "requested_at",
    ]
    list_filter = ["state", "source", "petition"]
    list_select_related = ["petition"]
    search_fields = ["first_name", "last_name", "email"]
    search_help_text = gettext_lazy("Name or email address")
    ordering = ["-pk"]
    actions = ["invalidate_selected", "restore_selected"]
    show_full_result_count = False
    fields = [
        "petition", "state", "source", "first_name", "last_name", "email", "country", "postal_code",
        "comment", "show_name", "wants_updates", "language", "requested_at", "confirmed_at", "ended_at",
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("name"))
    def full_name(self, signature: Signature) -> str:
        """First and last name."""
        return signature.full_name

    def has_judge_permission(self, request: HttpRequest) -> bool:
        """Whether this member of staff may invalidate and restore."""
        return request.user.has_perm("petitions.change_signature")

    @admin.action(description=gettext_lazy("Take out of the count …"), permissions=["judge"])
    def invalidate_selected(
        self, request: HttpRequest, found: QuerySet[Signature]
    ) -> HttpResponse | None:
        """Ask for the reason, then invalidate."""
        return self._with_reason(request, found, "invalidate_selected", actions.invalidate)

    @admin.action(description=gettext_lazy("Count again …"), permissions=["judge"])
    def restore_selected(
        self, request: HttpRequest, found: QuerySet[Signature]
    ) -> HttpResponse | None:
        """Ask for the reason, then undo an invalidation."""
        return self._with_reason(request, found, "restore_selected", actions.restore)

    def _with_reason(
        self,
        request: HttpRequest,
        found: QuerySet[Signature],
        name: str,
        action: Callable[..., int],
    ) -> HttpResponse | None:
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        ids = list(found.values_list("pk", flat=True))
        if form.is_valid():
            number = action(
                signatures=ids,
                reason=form.cleaned_data["reason"],
                by=acting(request),
                now=timezone.now(),
            )
            messages.success(request, _("Signatures changed: %(number)s") % {"number": number})
            return None
        # All that a search found is not named one by one: the search is told again instead.
        across = request.POST.get("select_across", "0")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": self.get_action(name)[2],  # type: ignore[index]
            "opts": self.opts,
            "form": form,
            "ids": ids[:1] if across == "1" else ids,
            "select_across": across,
            "action": name,
            "number": len(ids),
        }
        return render(request, "admin/with_reason.html", context)


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """Who asked for news."""

    list_display = ["email", "organization", "language", "since", "ended_at"]
    list_filter = ["organization"]
    search_fields = ["email"]
    ordering = ["-pk"]
