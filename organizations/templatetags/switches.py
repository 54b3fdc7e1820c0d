"""What the admin tells of the switches of the site."""

from typing import Any

from django import template

from organizations.models import SiteState

register = template.Library()


@register.inclusion_tag("admin/pause_banner.html")
def pause_banner() -> dict[str, Any]:
    """Above every page of the admin, while signing pauses everywhere or the site is read-only."""
    return {"state": SiteState.objects.pausing().first()}
