"""Offices and who holds them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from petitions.models import DecisionMaker, Holder
from petitions.models.decision_maker import holder_name


class HolderInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who held the office, and when."""

    model = Holder
    extra = 0


@admin.register(DecisionMaker)
class DecisionMakerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """An office with its holders by date."""

    inlines = [HolderInline]
    list_display = ["office", "role", "holder"]
    search_fields = ["office", "holders__name"]
    ordering = ["office"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With today's holder."""
        today = timezone.localdate()
        return super().get_queryset(request).annotate(holder=holder_name("pk", today))

    def holder(self, decision_maker: Any) -> str:
        """Who holds it today."""
        return decision_maker.holder or ""
