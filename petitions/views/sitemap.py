"""What search engines are told: which pages there are, and which they need not ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from campaigns.models import Update
from organizations.models import Organization
from petitions.models import Petition
from web.pages import public_page

MOST = 5_000
"""Petitions that are listed, the newest; with their pages in each language this stays below the
50,000 addresses that one file may have (sitemaps.org)."""

FIXED = ("petitions", "privacy", "terms", "contact")
OUT_OF_BOUNDS = ("/admin/", "/api/", "/demo/", "/signatures/", "/es/signatures/")
"""Where there is nothing to be found by search: each says `noindex`, or asks who one is, too."""


@dataclass(frozen=True)
class Entry:
    """A page: its address in each language, and when it changed last, as far as that is known."""

    addresses: dict[str, str]
    changed_at: datetime | None = None


@public_page
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that may be found, in both languages."""
    context = {"entries": list(_entries(timezone.now()))}
    return render(request, "sitemap.xml", context, content_type="application/xml")


@public_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where programs need not look, and where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in OUT_OF_BOUNDS)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _entries(now: datetime) -> Iterator[Entry]:
    for organization in Organization.objects.order_by("pk")[:MOST]:
        yield _entry("organization", organization.slug)
    yield from (_entry(name) for name in FIXED)
    told = Update.objects.public(now).filter(campaign=OuterRef("campaign")).newest_first()
    rows = Petition.objects.visible().select_related("text").newest_first()
    found: Any = rows.annotate(told_at=Subquery(told.values("publish_at")[:1]))[:MOST]
    for row in found:
        moments = [row.opened_at, row.closed_at, row.text and row.text.since, row.told_at]
        changed_at = max(moment for moment in moments if moment)
        yield _entry("petition", row.slug, changed_at=changed_at)
        if row.told_at:
            yield _entry("petition-updates", row.slug, changed_at=row.told_at)


def _entry(name: str, *args: str, changed_at: datetime | None = None) -> Entry:
    addresses = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            addresses[code] = f"{settings.SITE_URL}{reverse(name, args=args)}"
    return Entry(addresses, changed_at)
