"""Offices and who holds them."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.admin import Audited
from organizations.scope import Scoped, ScopedInline
from petitions.admin import successions
from petitions.models import DecisionMaker, Holder, PetitionText
from petitions.models.decision_maker import holder_name


class HolderFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The holders of an office, all of them on one page."""

    def clean(self) -> None:
        """Refuse two at a time; who goes and who comes may stand in the same form."""
        super().clean()
        rows = [
            form
            for form in self.forms
            if form.is_valid() and form.instance.name and form not in self.deleted_forms
        ]
        in_order = sorted(rows, key=lambda form: form.instance.since or date.min)
        for earlier, later in pairwise(in_order):
            until, since = earlier.instance.until, later.instance.since
            if not (until and since and until <= since):
                _tell_overlap(earlier, later)


def _tell_overlap(earlier: Any, later: Any) -> None:
    """Say beside the dates of two holders who holds the office at the same time."""
    told = _("%(name)s holds this office in that time.")
    later.add_error("since", told % {"name": earlier.instance.name})
    earlier.add_error("until", told % {"name": later.instance.name})


class HolderInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """Who held the office, and when."""

    model = Holder
    formset = HolderFormSet
    extra = 0
    fields = [("name", "since", "until"), ("title_before_name_es", "role_es")]


@admin.register(DecisionMaker)
class DecisionMakerAdmin(Audited, Scoped):
    """An office with its holders by date."""

    organization_path = "organization"
    inlines = [HolderInline]
    change_form_template = "admin/decision_maker.html"
    list_display = ["office", "role", "holder", "organization"]
    list_select_related = ["organization"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "organization",
                    ("office", "office_es"),
                    ("role", "role_es"),
                    ("title_before_name", "title_before_name_es"),
                ]
            },
        ),
        (
            _("How the public reaches the office"),
            {
                "fields": ["phone", "contact_url", "postal_address"],
                "description": _(
                    "After signing, supporters are asked to call or to write. Give only what the "
                    "office itself has published, nothing of a person."
                ),
            },
        ),
    ]
    search_fields = ["office", "holders__name"]
    ordering = ["office"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> Any:
        """With today's holder."""
        today = timezone.localdate()
        return super().get_queryset(request).annotate(holder=holder_name("pk", today))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whose office it is stays: that organization's petitions address it."""
        return ["organization"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not of an office that a text addresses, also an old one: its history names it."""
        is_addressed = obj is not None and PetitionText.objects.addressing(obj).exists()
        return not is_addressed and super().has_delete_permission(request, obj)

    def get_urls(self) -> list[Any]:
        """With the pages of a succession."""
        pages = {"successor": self.successor_view, "petitions": self.petitions_view}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"petitions_decisionmaker_{name}",
            )
            for name, view in pages.items()
        ]
        return own + super().get_urls()

    def successor_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Enter who holds the office next."""
        return successions.successor_view(self, request, pk)

    def petitions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Readdress or close the open petitions that address the office."""
        return successions.petitions_view(self, request, pk)

    @admin.display(description=_("holder"))
    def holder(self, decision_maker: Any) -> str:
        """Who holds it today."""
        return decision_maker.holder or ""
