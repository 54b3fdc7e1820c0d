"""When the facts of a case were checked, as rows of its page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from campaigns.models.fact_check import FactCheck
from organizations.scope import ScopedInline
from petitions.admin.days import not_ahead


class FactCheckForm(forms.ModelForm):  # type: ignore[type-arg]
    """That a fact was checked."""

    class Meta:
        model = FactCheck
        fields = "__all__"

    def clean_checked_on(self) -> Any:
        """A day that has come."""
        return not_ahead(self.cleaned_data["checked_on"])


class FactCheckInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """When its facts were checked, and against what. A check is added, never changed."""

    model = FactCheck
    form = FactCheckForm
    extra = 0
    can_delete = False
    fields = [("fact", "checked_on"), ("source", "checked_by_name")]
    readonly_fields = ["checked_by_name"]
    ordering = ["-checked_on", "-pk"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
