"""Where somebody who found a weak spot may tell of it (RFC 9116)."""

from datetime import UTC, date, datetime
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations.models import Organization
from web.pages import public_page

GOOD_FOR_MONTHS = 6


@public_page
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact page, and the mail address where there is one organization."""
    contacts = [f"{settings.SITE_URL}{reverse('contact')}"]
    addresses = Organization.objects.order_by("pk").values_list("contact_email", flat=True)[:2]
    if len(addresses) == 1:
        contacts.append(f"mailto:{quote(addresses[0], safe='@')}")
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [
        f"Expires: {expiry(timezone.now().date()).isoformat()}",
        "Preferred-Languages: en, es",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def expiry(today: date) -> datetime:
    """The first day of the sixth month from now: the same for everyone for a whole month, so that
    caches may keep the page, and never more than a year away."""
    months = today.year * 12 + today.month - 1 + GOOD_FOR_MONTHS
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
