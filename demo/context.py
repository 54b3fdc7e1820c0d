"""What the demo adds to every template."""

from typing import Any

from django.http import HttpRequest

from demo.mailbox import is_visible_to


def mailbox(request: HttpRequest) -> dict[str, Any]:
    """Whether the pages may link to the demo's mailbox."""
    return {"demo_mailbox": is_visible_to(request)}
