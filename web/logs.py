"""Keeps personal data out of logs and of what is told of a crash: tokens, and rows of the database."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter
from sentry_sdk.types import Event, Hint

TOKEN = re.compile(r"(/(?:signatures/[a-z-]+|admin/invitation)/)[^/\s'\"]+")
"""What opens a supporter's pages, and what lets somebody join."""
ROW = re.compile(
    r"^(DETAIL: ).*?(?=\n\n(?:The above exception was the direct cause of the following exception"
    r"|During handling of the above exception, another exception occurred):\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
"""What PostgreSQL quotes of a row that breaks a constraint: names and addresses, too. It ends where
the next error begins; of each value 64 bytes are quoted, which cannot hold that sentence."""
LINE = re.compile(r"^(LINE [0-9]+: ).*", re.MULTILINE)
"""What it quotes of a statement that it cannot run, in which the driver has put the values."""
INPUT = re.compile(
    r'((?:syntax for|value for|out of range|literal)[^:\n]*: ").*?("$)', re.MULTILINE | re.DOTALL
)
"""What it quotes of a value that is not of its type."""
ADDRESS = re.compile(r"[^\s@<>()\[\]{},:;'\"]{1,64}@[^\s@<>()\[\]{},:;'\"]{1,255}\.\w+")
"""A mail address; its parts are as long as RFC 5321 lets them be (4.5.3.1), which bounds the search."""


class RedactTokens(logging.Filter):
    """Replaces what is personal: tokens in addresses, mail addresses, rows; also in arguments."""

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
    for crumb in event.get("breadcrumbs", {}).get("values", []):  # type: ignore[union-attr]
        crumb["message"] = _redacted(crumb.get("message") or "")
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = _redacted(exception.get("value") or "")
    return event


def _redacted(text: str) -> str:
    for quoted in (TOKEN, ROW, LINE):
        text = quoted.sub(r"\1…", text)
    return ADDRESS.sub("…", INPUT.sub(r"\1…\2", text))
