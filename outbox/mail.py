"""Writes and sends one mail from its templates, and tries again while the mail server will not."""

import logging
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks.base import Task

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
PERMANENT = 500
"""From this reply code on an SMTP server refuses for good (RFC 5321, 4.2.1)."""

MailFault = (OSError, smtplib.SMTPException)
"""What `send` raises when the mail was not taken."""


def send(
    *,
    template: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send `emails/<template>.txt` and `.html` to one address, in its reader's language.

    The subject is the first line of the text template. Raises one of `MailFault` when the mail
    server did not take it.
    """
    with translation.override(language):
        full = {**context, "site_url": settings.SITE_URL, "language": language}
        subject, _, body = render_to_string(f"emails/{template}.txt", full).partition("\n")
        html = render_to_string(f"emails/{template}.html", full | {"subject": subject.strip()})
    mail = EmailMultiAlternatives(
        subject.strip(), body.strip() + "\n", to=[to], headers=dict(headers or {})
    )
    mail.attach_alternative(html, "text/html")
    mail.send()


def retry(
    task: Task[..., Any], error: Exception, *, attempt: int, now: datetime, **kwargs: Any
) -> None:
    """Enqueue `task` again after `error`, unless the server refused this address for good.

    The wait doubles from 15 s to one hour and never ends by itself: what was acknowledged to a
    supporter must reach them. Only the kind of the error is logged; its text may hold an address.
    """
    extra = {"task": task.name, "attempt": attempt, "error": type(error).__name__}
    if is_permanent(error):
        logger.warning("mail refused for good", extra=extra)
        return
    logger.warning("mail not taken, will try again", extra=extra)
    wait = min(FIRST_WAIT * 2 ** min(attempt, 10), LONGEST_WAIT)
    task.using(run_after=now + wait).enqueue(**kwargs, attempt=attempt + 1)


def is_permanent(error: Exception) -> bool:
    """Whether the mail server said that it will never take a mail for this address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT
