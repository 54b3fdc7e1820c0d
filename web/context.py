"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from web.languages import Alternate, alternates


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's address and the same page in the other languages."""
    found: list[Alternate] = alternates(request.path)
    return {"site_url": settings.SITE_URL, "alternates": found}
