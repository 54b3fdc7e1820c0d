"""What the worker does in the background for this app."""

import logging

from django.utils import timezone

from campaigns.actions import end_consents as end_due

logger = logging.getLogger(__name__)


def end_consents() -> bool:
    """End the consents whose day has come; nothing is left to do after that."""
    now = timezone.now()
    if number := end_due(today=timezone.localdate(now), now=now):
        logger.info("consents ended", extra={"number": number})
    return False
