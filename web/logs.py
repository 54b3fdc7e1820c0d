"""Keeps personal data out of logs and of what is told of a crash: tokens, and rows of the database."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter
from sentry_sdk.types import Event, Hint

TOKEN = re.compile(r"(/signatures/[a-z-]+/)[^/\s'\"]+")
ROW = re.compile(r"^(DETAIL: ).*", re.MULTILINE | re.DOTALL)
"""What PostgreSQL quotes of a row that breaks a constraint: names and addresses, too."""


class RedactTokens(logging.Filter):
    """Replaces the token in any address of a supporter's page, also in arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; every record is kept."""
        record.msg = _redacted(record.getMessage())
        record.args = None
        # Django hangs the request on the record; a formatter would print its path.
        record.__dict__.pop("request", None)
        return True


class RedactedJson(JsonFormatter):
    """One JSON object a line, whose tracebacks are redacted as well."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 - named by the library
        """The traceback as text."""
        return _redacted(str(super().formatException(exc_info)))


def redact_crash(event: Event, hint: Hint) -> Event:
    """What Sentry is told of a crash: the page by its name, and nothing of the request."""
    event.pop("request", None)
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = _redacted(exception.get("value") or "")
    return event


def _redacted(text: str) -> str:
    return ROW.sub(r"\1…", TOKEN.sub(r"\1…", text))
