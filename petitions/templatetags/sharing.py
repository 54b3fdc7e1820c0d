"""What the head of a page says to those who show a link to it."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from organizations.models import Organization
from petitions import pictures, structured
from petitions.public import PublicPetition
from web.cutting import cut

register = template.Library()
register.filter("cut", cut)

MARKUP = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
"""Written otherwise, so that no text ends the element."""


@register.filter
def picture_url(petition: PublicPetition) -> str:
    """The whole address of the picture."""
    return f"{settings.SITE_URL}{pictures.picture_url(petition)}"


@register.filter
def picture_alt(petition: PublicPetition) -> str:
    """What the picture shows."""
    return pictures.picture_alt(petition)


@register.simple_tag
def petition_data(petition: PublicPetition) -> SafeString:
    """JSON-LD of a petition's page; the policy on scripts lets it pass, since nothing runs."""
    return _script(structured.of_petition(petition))


@register.simple_tag
def organization_data(organization: Organization) -> SafeString:
    """JSON-LD of an organization's profile."""
    return _script(structured.of_organization(organization))


def _script(told: dict[str, Any]) -> SafeString:
    text = json.dumps(told, ensure_ascii=False).translate(MARKUP)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
