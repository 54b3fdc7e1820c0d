"""Offices and who holds them."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.admin import Audited
from organizations.scope import Scoped
from petitions.models import DecisionMaker, Holder, PetitionText
from petitions.models.decision_maker import holder_name


class HolderFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The holders of an office, all of them on one page."""

    def clean(self) -> None:
        """Refuse two at a time; who goes and who comes may stand in the same form."""
        super().clean()
        rows = [
            form.instance
            for form in self.forms
            if form.is_valid() and form.instance.name and form not in self.deleted_forms
        ]
        in_order = sorted(rows, key=lambda row: row.since or date.min)
        for earlier, later in pairwise(in_order):
            if not (earlier.until and later.since and earlier.until <= later.since):
                raise ValidationError(_("Somebody else holds this office in that time."))


class HolderInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who held the office, and when."""

    model = Holder
    formset = HolderFormSet
    extra = 0


@admin.register(DecisionMaker)
class DecisionMakerAdmin(Audited, Scoped):
    """An office with its holders by date."""

    inlines = [HolderInline]
    list_display = ["office", "role", "holder"]
    search_fields = ["office", "holders__name"]
    ordering = ["office"]

    def in_organizations(self, rows: Any, ids: set[int] | None) -> Any:
        """All of them: whom petitions address is no secret of anybody's."""
        return rows

    def get_queryset(self, request: HttpRequest) -> Any:
        """With today's holder."""
        today = timezone.localdate()
        return super().get_queryset(request).annotate(holder=holder_name("pk", today))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not of an office that a text addresses, also an old one: its history names it."""
        is_addressed = obj is not None and PetitionText.objects.addressing(obj).exists()
        return not is_addressed and super().has_delete_permission(request, obj)

    @admin.display(description=_("holder"))
    def holder(self, decision_maker: Any) -> str:
        """Who holds it today."""
        return decision_maker.holder or ""
