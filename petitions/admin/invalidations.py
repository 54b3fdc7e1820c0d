"""The batches of signatures that were taken out of the count, and how one is put back."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.access import needs_recent_log_in
from organizations.admin import ReadOnlyAdmin, acting
from petitions.actions.invalidations import undo
from petitions.admin.forms import ReasonForm
from petitions.admin.fraud import JUDGE
from petitions.models import InvalidatedCount, Invalidation
from petitions.models.signature import Source, State
from petitions.public import PublicPetition

KINDS = {
    "chosen": gettext_lazy("chosen one by one"),
    "domain": gettext_lazy("domain of the email address"),
    "subdomains": gettext_lazy("with its subdomains"),
    "network": gettext_lazy("network"),
    "since": gettext_lazy("signed from"),
    "until": gettext_lazy("signed until"),
    "name": gettext_lazy("name"),
    "rate": gettext_lazy("signatures of a network within an hour"),
    "petition": gettext_lazy("petition"),
    "source": gettext_lazy("came in"),
    "state": gettext_lazy("state"),
}


@admin.register(Invalidation)
class InvalidationAdmin(ReadOnlyAdmin):
    """What was taken out of the count, when, why and by whom; each batch can be put back whole.

    A batch that reaches beyond the organizations of a member of staff is not theirs to see.
    """

    organization_path = "counts__petition__campaign__organization"

    list_display = ["at", "reason", "number", "counted", "by_name", "undone_at"]
    list_display_links = ["at", "reason"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    search_fields = ["reason", "by_name"]
    ordering = ["-at", "-pk"]
    date_hierarchy = "at"
    fields = [
        "at", "by_name", "reason", "found_by", "number", "counted", "rows",
        "undone_at", "undone_by_name", "undone_reason",
    ]  # fmt: skip
    change_form_template = "admin/fraud_batch.html"

    def in_organizations(self, rows: QuerySet[Any], ids: set[int] | None) -> QuerySet[Any]:
        """Those of which every petition belongs to these organizations."""
        if ids is None:
            return rows
        shares = InvalidatedCount.objects.filter(invalidation=OuterRef("pk"))
        theirs = shares.filter(petition__campaign__organization__in=ids)
        others = shares.exclude(petition__campaign__organization__in=ids)
        return rows.filter(Exists(theirs), ~Exists(others))

    def seen_with(self) -> tuple[str, ...]:
        """Whoever may invalidate sees what was."""
        return (*super().seen_with(), JUDGE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return super().has_module_permission(request) or self.has_undo_permission(request)

    def has_undo_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether this member of staff may put the batch, or any, back."""
        return self.allows(request, JUDGE, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With how many signatures each took."""
        totals = {"total": Sum("counts__number"), "total_counted": Sum("counts__counted")}
        found: QuerySet[Any] = super().get_queryset(request).annotate(**totals)
        return found

    @admin.display(description=gettext_lazy("signatures"), ordering="total")
    def number(self, batch: Any) -> str:
        """How many it took."""
        return intcomma(batch.total or 0)

    @admin.display(description=gettext_lazy("of which had counted"), ordering="total_counted")
    def counted(self, batch: Any) -> str:
        """How many of them had counted."""
        return intcomma(batch.total_counted or 0)

    @admin.display(description=gettext_lazy("found by"))
    def found_by(self, batch: Invalidation) -> str:
        """The kinds of the criteria, in words."""
        criteria = batch.criteria
        return "; ".join(_told(kind, criteria[kind]) for kind in KINDS if kind in criteria)

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, batch: Invalidation) -> SafeString | str:
        """Where to see those that are still in it."""
        if batch.is_undone:
            return _("all put back, but for those that were erased")
        address = reverse("admin:petitions_signature_changelist")
        return format_html(
            '<a href="{}?invalidation__id__exact={}">{}</a>',
            address,
            batch.pk,
            _("Signatures of this batch"),
        )

    def get_urls(self) -> list[Any]:
        """With the page that puts a batch back."""
        view = self.admin_site.admin_view(self.undo_view)
        return [
            path("<int:pk>/undo/", view, name="petitions_invalidation_undo"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """With the share of each petition."""
        batch = kwargs["obj"]
        context |= {
            "shares": _shares(batch),
            "may_undo": self.has_undo_permission(request, batch) and not batch.is_undone,
        }
        return super().render_change_form(request, context, **kwargs)

    @method_decorator(needs_recent_log_in)
    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then put the batch back."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_undo_permission(request, batch):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            number = undo(invalidation=batch, reason=reason, by=acting(request), now=timezone.now())
            text = _("Signatures put back: %(number)s") % {"number": intcomma(number)}
            messages.success(request, text)
            return HttpResponseRedirect(reverse("admin:petitions_invalidation_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Undo this batch"),
            "opts": self.opts,
            "batch": batch,
            "form": form,
        }
        return render(request, "admin/fraud_undo.html", context)


def _told(kind: str, value: Any) -> str:
    label = str(KINDS[kind])
    if kind in ("since", "until"):
        moment = timezone.localtime(parse_datetime(value))
        return f"{label}: {date_format(moment, 'DATETIME_FORMAT')}"
    if kind == "state":
        return f"{label}: {State(value).label}"
    if kind == "source":
        return f"{label}: {Source(value).label}"
    # Which petition it was stands among the numbers.
    return f"{label}: {value}" if kind == "rate" else label


def _shares(batch: Invalidation) -> list[dict[str, Any]]:
    today = timezone.localdate()
    counts = batch.counts.select_related("petition__campaign").order_by("-number", "pk")
    return [
        {
            "title": PublicPetition(count.petition, today).title,
            "number": count.number,
            "counted": count.counted,
        }
        for count in counts
    ]
