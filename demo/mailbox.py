"""Mail kept as files under `DATA_DIR/mail`, for a site that only its own machine can reach."""

import email.policy
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.http.request import split_domain_port

SHOWN = 50
"""How many mails the demo's page lists, the newest first."""


class EmailBackend(BaseEmailBackend):
    """Writes each mail to a file of its own, named by the time it was sent."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Keep the mails and return their number. Raises OSError where the disk will not."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in messages:
            # Written aside and renamed, so that no reader sees half a mail; mkstemp's mode is 0600.
            handle, aside = tempfile.mkstemp(dir=folder(), suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(message.message().as_bytes())
            name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            Path(aside).rename(Path(aside).with_name(f"{name}-{Path(aside).stem}.eml"))
        return len(messages)


@dataclass(frozen=True)
class Mail:
    """A mail as the demo's page shows it."""

    sent: str
    to: str
    subject: str
    text: str


def folder() -> Path:
    """Where the mails lie."""
    return Path(settings.DATA_DIR) / "mail"


def newest() -> list[Mail]:
    """The newest mails, the last one first."""
    paths = sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in paths]


def is_visible_to(request: HttpRequest) -> bool:
    """Whether a request may see the mailbox.

    Only on a site that keeps one, and only for a request that came straight from this machine:
    through a proxy, or under another name, it would give every confirmation link away.
    """
    # Not `get_host`, which raises for a foreign one: the page that tells so asks here too.
    host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
    return (
        settings.DEMO_MAILBOX
        and not getattr(request, "is_forwarded", True)
        and host in ("127.0.0.1", "localhost", "[::1]")
    )


def _read(path: Path) -> Mail:
    with path.open("rb") as file:
        message = BytesParser(policy=email.policy.default).parse(file)
    body = message.get_body(("plain",))
    return Mail(
        sent=str(message["Date"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
    )
