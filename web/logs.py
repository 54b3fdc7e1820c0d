"""Keeps the tokens of mailed links out of the logs."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TOKEN = re.compile(r"(/signatures/[a-z]+/)[^/\s'\"]+")


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
    """One JSON object a line, without tokens in its tracebacks either."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 - named by the library
        """The traceback as text."""
        return _redacted(str(super().formatException(exc_info)))


def _redacted(text: str) -> str:
    return TOKEN.sub(r"\1…", text)
