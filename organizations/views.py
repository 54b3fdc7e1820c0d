"""Pages about the organization: privacy, terms, contact."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organizations.models import Organization
from web.markdown import to_html
from web.pages import public_page

TEXTS = Path(__file__).parent / "pages"


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of supporters, and their rights over it."""
    return _text(
        request,
        "privacy",
        _("Privacy"),
        _("What this site keeps of you, why, for how long, who sees it, and how you can end that."),
    )


@public_page
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Who may sign, and what holds for comments."""
    return _text(
        request,
        "terms",
        _("Terms"),
        _(
            "Who may sign a petition here, what a signature is used for, and what holds for comments."
        ),
    )


@public_page
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the organization, and the way to a takedown."""
    return _text(
        request,
        "contact",
        _("Contact"),
        _("How to reach those who run this site, and how to have something taken off it."),
    )


def _text(request: HttpRequest, name: str, title: str, description: str) -> HttpResponse:
    organizations = list(Organization.objects.order_by("pk")[:20])
    if not organizations:
        raise Http404
    text = (TEXTS / f"{name}.{get_language()}.md").read_text(encoding="utf-8")
    names = ", ".join(organization.name for organization in organizations)
    addresses = ", ".join(f"<{organization.contact_email}>" for organization in organizations)
    text = text.replace("{{ organization }}", names).replace("{{ contact_email }}", addresses)
    context = {"title": title, "description": description, "text": to_html(text)}
    return render(request, "organizations/text.html", context)
