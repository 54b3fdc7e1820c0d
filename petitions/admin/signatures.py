"""Signatures: to be found and read; changed by the actions only."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.access import confirm_first, confirmed_recently, needs_recent_log_in
from organizations.admin import ReadOnlyAdmin, acting
from organizations.paging import LongList
from petitions.actions import invalidations as actions
from petitions.admin.forms import ReasonForm
from petitions.admin.fraud import digits, fraud_page
from petitions.admin.signed import SignedRows
from petitions.models import Invalidation, Signature, Subscription
from petitions.models.signature import WHOLE_NAME, SignatureQuerySet


@admin.register(Signature)
class SignatureAdmin(LongList, SignedRows):
    """Who signed; nobody can be added or edited here."""

    action_verbs = {"judge": "change"}

    list_display = [
        "full_name",
        "petition",
        "state",
        "source",
        "country",
        "postal_code",
        "requested_at",
    ]
    list_filter = ["state", "source", "petition", "needs_check"]
    list_select_related = ["petition"]
    search_fields = ["whole_name", "email"]
    ordering = ["-pk"]
    actions = ["invalidate_selected", "release_selected", "refuse_selected"]
    change_list_template = "admin/fraud_signatures.html"
    fields = [
        "id", "petition", "state", "source", "first_name", "last_name", "email", "country",
        "postal_code", "comment", "show_name", "wants_updates", "language", "requested_at",
        "confirmed_at", "ended_at", "needs_check", "invalidation", "network_digits", "alike",
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("name"))
    def full_name(self, signature: Signature) -> str:
        """First and last name."""
        return signature.full_name

    @admin.display(description=gettext_lazy("network"), empty_value="-")
    def network_digits(self, signature: Signature) -> str:
        """The beginning of its network's fingerprint of the day, while it is kept."""
        return digits(signature.network)

    @admin.display(description=gettext_lazy("find others alike"), empty_value="-")
    def alike(self, signature: Signature) -> SafeString:
        """Searches for others of the same network and of the same domain."""
        found: list[tuple[str, Any]] = []
        if signature.network:
            found.append((urlencode({"alike": signature.pk}), _("of the same network")))
        if domain := signature.email.rpartition("@")[2]:
            text = _("with an address at %(domain)s") % {"domain": domain}
            found.append((urlencode({"domain": domain}), text))
        page = reverse("admin:petitions_signature_fraud")
        rows = ((page, query, text) for query, text in found)
        return format_html_join(", ", '<a href="{}?{}">{}</a>', rows)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """By the whole name or the address, any part of it."""
        named = queryset.alias(whole_name=WHOLE_NAME)
        return super().get_search_results(request, named, search_term)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Searching for others alike is for those who may undo fraud."""
        names = super().get_fields(request, obj)
        if self.has_judge_permission(request):
            return names
        return [name for name in names if name != "alike"]

    def has_judge_permission(self, request: HttpRequest) -> bool:
        """Whether this member of staff may invalidate, release and refuse."""
        return request.user.has_perm("petitions.change_signature")

    def get_urls(self) -> list[Any]:
        """With the page that finds and undoes fraud."""
        view = self.admin_site.admin_view(self.fraud_view)
        return [path("fraud/", view, name="petitions_signature_fraud"), *super().get_urls()]

    @method_decorator(needs_recent_log_in)
    def fraud_view(self, request: HttpRequest) -> HttpResponse:
        """Find signatures that are not genuine, preview them, take them out."""
        return fraud_page(self, request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """With the way to undo fraud, for those who may."""
        more = {"may_judge": self.has_judge_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    @admin.action(description=gettext_lazy("Take out of the count …"), permissions=["judge"])
    def invalidate_selected(
        self, request: HttpRequest, found: SignatureQuerySet
    ) -> HttpResponse | None:
        """Ask for the reason, then invalidate them as a batch."""
        if not confirmed_recently(request):
            return confirm_first(request)
        return self._with_reason(request, found, "invalidate_selected", _invalidate)

    @admin.action(
        description=gettext_lazy("Checked and genuine: let them count …"), permissions=["judge"]
    )
    def release_selected(
        self, request: HttpRequest, found: SignatureQuerySet
    ) -> HttpResponse | None:
        """Ask for the reason, then let those count that are held."""
        return self._with_reason(request, found, "release_selected", actions.release)

    @admin.action(
        description=gettext_lazy("Checked and not genuine: refuse those that are held …"),
        permissions=["judge"],
    )
    def refuse_selected(
        self, request: HttpRequest, found: SignatureQuerySet
    ) -> HttpResponse | None:
        """Ask for the reason, then invalidate those that are held as a batch."""
        if not confirmed_recently(request):
            return confirm_first(request)
        return self._with_reason(request, found, "refuse_selected", actions.refuse)

    def _with_reason(
        self,
        request: HttpRequest,
        found: SignatureQuerySet,
        name: str,
        action: Callable[..., Invalidation | int],
    ) -> HttpResponse | None:
        number = found.count()
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        # Of all that a search finds there may be more by now than what was looked at.
        is_as_seen = request.POST.get("number", str(number)) == str(number)
        if form.is_valid() and is_as_seen:
            done = action(
                signatures=found,
                reason=form.cleaned_data["reason"],
                by=acting(request),
                now=timezone.now(),
            )
            text = _("Signatures changed: %(number)s") % {"number": intcomma(_number(done))}
            messages.success(request, text)
            return None
        if form.is_valid():
            text = _("Nothing was done: the number has changed meanwhile. Please look again.")
            messages.warning(request, text)
        # All that a search found is not named one by one: the search is told again instead.
        across = request.POST.get("select_across", "0")
        ids = list(found.values_list("pk", flat=True)[: 1 if across == "1" else None])
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": self.get_action(name)[2],  # type: ignore[index]
            "opts": self.opts,
            "form": form,
            "ids": ids,
            "select_across": across,
            "action": name,
            "number": number,
        }
        return render(request, "admin/with_reason.html", context)


def _invalidate(**chosen: Any) -> Invalidation:
    return actions.invalidate(criteria={"chosen": True}, **chosen)


def _number(done: Invalidation | int) -> int:
    if isinstance(done, int):
        return done
    return sum(count.number for count in done.counts.all()) if done.pk else 0


@admin.register(Subscription)
class SubscriptionAdmin(LongList, ReadOnlyAdmin):
    """Who asked for news."""

    organization_path = "organization"

    list_display = ["email", "organization", "language", "since", "ended_at"]
    list_filter = ["organization"]
    list_select_related = ["organization"]
    search_fields = ["email"]
    ordering = ["-pk"]
