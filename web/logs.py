"""Keeps the tokens of mailed links out of the logs."""

import logging
import re

TOKEN = re.compile(r"(/signatures/[a-z]+/)[^/\s'\"]+")


class RedactTokens(logging.Filter):
    """Replaces the token in any address of a supporter's page, also in arguments and tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; every record is kept."""
        record.msg = TOKEN.sub(r"\1…", record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = TOKEN.sub(r"\1…", record.exc_text)
        # Django hangs the request on the record; a formatter would print its path.
        record.__dict__.pop("request", None)
        return True
