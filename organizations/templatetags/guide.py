"""The link from a page of the admin to what the guide tells of it."""

from django import template
from django.template import Context

from organizations.guide import address_for

register = template.Library()


@register.simple_tag(takes_context=True)
def guide_address(context: Context) -> str:
    """Where the guide tells of this page."""
    found = getattr(context.get("request"), "resolver_match", None)
    return address_for(context.get("opts"), found.url_name if found else None)
