"""Addresses that are never mailed: looked up, and mailed again when their owner asks staff."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.admin import ReadOnlyAdmin, acting
from organizations.paging import count_up_to, told
from petitions.actions.signatures import lift_suppression
from petitions.addresses import address_hash
from petitions.models import Suppression


class AddressForm(forms.Form):
    """The address of which its owner asks."""

    email = forms.EmailField(
        label=gettext_lazy("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class LiftForm(AddressForm):
    """The same, and why it may be mailed again."""

    email = forms.EmailField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "How its owner asked for it. Kept in the audit trail; please do not write the address."
        ),
    )

    def clean_reason(self) -> str:
        """Not the address itself, which is kept as a fingerprint only."""
        reason: str = self.cleaned_data["reason"]
        if "@" in reason:
            raise forms.ValidationError(_("Please leave addresses out; this text is kept."))
        return reason


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    """No list, since fingerprints tell nothing: one address is asked for, by POST alone.

    An address is stopped for the whole site, so every organization's owners may look it up.
    """

    def in_organizations(self, rows: QuerySet[Any], ids: set[int] | None) -> QuerySet[Any]:
        """All of them."""
        return rows

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Whoever was given it."""
        return bool(request.user.has_perm("petitions.delete_suppression"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say whether an address is mailed, and let it be mailed again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else None
        lift = LiftForm(asked) if asked is not None and "lift" in asked else None
        if lift and self.has_lift_permission(request) and lift.is_valid():
            return self._lift(request, lift.cleaned_data)
        form, found = AddressForm(asked), None
        number = count_up_to(Suppression.objects.order_by("pk"))
        is_asked = form.is_valid()
        if is_asked:
            address = form.cleaned_data["email"]
            found = Suppression.objects.filter(address_hash=address_hash(address)).first()
            lift = lift or LiftForm(initial={"email": address})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Addresses never to be mailed"),
            "opts": self.opts,
            "number": number,
            "told": told(number),
            "form": form,
            "is_asked": is_asked,
            "found": found,
            "lift": lift if found and self.has_lift_permission(request) else None,
        }
        return render(request, "admin/suppressions.html", context)

    def _lift(self, request: HttpRequest, said: dict[str, str]) -> HttpResponse:
        lifted = lift_suppression(
            address_hash=address_hash(said["email"]),
            reason=said["reason"],
            by=acting(request),
            now=timezone.now(),
        )
        if lifted:
            messages.success(request, _("The address may be mailed again."))
        else:
            messages.warning(request, _("The address was not stopped."))
        return redirect("admin:petitions_suppression_changelist")
