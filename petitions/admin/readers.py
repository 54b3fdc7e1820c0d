"""What members see of a case who do not edit it: what the public sees, drafts included."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from organizations.roles import organizations_where
from organizations.scope import Scoped


class SeenByReaders(Scoped):
    """A case's page and list, without what stays inside for those who only read or moderate.

    They see neither a hidden name, number, photo or text nor who consented to what: not in the
    list, not by searching, not on the page, which is the preview for them.
    """

    inside_search_fields = ("name", "prison_number")

    def edited_by(self, request: HttpRequest) -> set[int] | None:
        """The organizations whose cases this member of staff edits; None for all."""
        return organizations_where(request.user, self.permission("change"))

    def reads_only(self, request: HttpRequest) -> bool:
        """Whether there are cases that this member of staff sees but does not edit."""
        seen, edited = organizations_where(request.user, *self.seen_with()), self.edited_by(request)
        return seen is not None and edited is not None and not seen <= edited

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With whether it `is_edited`; a case that has no public name yet is its editors' alone."""
        found, ids = super().get_queryset(request), self.edited_by(request)
        if ids is None:
            return cast("QuerySet[Any]", found.annotate(is_edited=Value(True)))
        edits = Q(organization__in=ids)
        is_edited = ExpressionWrapper(edits, output_field=BooleanField())
        named = Q(show_name=True) | ~Q(alias="")
        return cast("QuerySet[Any]", found.filter(named | edits).annotate(is_edited=is_edited))

    @admin.display(description=gettext_lazy("real name"), ordering="name")
    def real_name(self, campaign: Campaign) -> str:
        """The name, for editors; for others the one that stands on the pages."""
        is_edited = campaign.is_edited  # type: ignore[attr-defined]
        return campaign.name if is_edited else campaign.public_name

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Without what would tell a hidden name or number by being found."""
        fields = super().get_search_fields(request)
        if not self.reads_only(request):
            return fields
        return [name for name in fields if name not in self.inside_search_fields]

    def get_ordering(self, request: HttpRequest) -> Any:
        """By name, unless the order would tell something of a hidden one."""
        return ["pk"] if self.reads_only(request) else super().get_ordering(request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only where it stands, for those who do not edit it."""
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": ["standing"]})]
        return super().get_fieldsets(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """None for those who do not edit it."""
        if obj is not None and not self.has_change_permission(request, obj):
            return []
        return super().get_inlines(request, obj)
