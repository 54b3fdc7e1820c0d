"""The tokens of mailed links, and what is personal else, stay out of the logs."""

import json
import logging

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from web.logs import RedactTokens

TOKEN = "AAAAAAAAAAH0b3BzZWNyZXQ-_x"
PATH = f"/signatures/manage/{TOKEN}/"


@pytest.fixture
def line():
    """Writes a record as the site's own handler would, and returns what stands in the log."""
    handler = next(
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(found, RedactTokens) for found in handler.filters)
    )

    def write(message, *args, exc_info=None, **extra):
        record = logging.getLogger("test").makeRecord(
            "test", logging.ERROR, __file__, 1, message, args, exc_info, extra=extra
        )
        assert handler.filter(record)
        return handler.format(record)

    return write


@pytest.mark.parametrize(
    "page",
    ["signatures/confirm", "signatures/manage", "signatures/unsubscribe", "admin/invitation"],
)
@pytest.mark.parametrize("prefix", ["", "/es", "https://petitions.example"])
def test_in_a_message(line, page, prefix):
    written = json.loads(line(f"Not Found: {prefix}/{page}/{TOKEN}/"))
    assert written["message"] == f"Not Found: {prefix}/{page}/…/"


def test_in_an_argument(line):
    written = json.loads(line("%s: %s", "Internal Server Error", PATH))
    assert written["message"] == "Internal Server Error: /signatures/manage/…/"


def test_in_a_traceback(line):
    try:
        raise ValueError(f"cannot read {PATH}")
    except ValueError as error:
        written = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert TOKEN not in written
    assert json.loads(written)["exc_info"].endswith("ValueError: cannot read /signatures/manage/…/")


def test_a_row_that_the_database_quotes_is_left_out(line):
    told = "broken\nDETAIL:  Failing row contains (7, rosa@example.org).\n"
    try:
        raise IntegrityError(told)
    except IntegrityError as error:
        written = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert "rosa" not in written
    assert "IntegrityError: broken" in written


def test_in_the_cause_of_an_exception(line):
    try:
        try:
            raise OSError(PATH)
        except OSError as cause:
            raise ValueError("outer") from cause
    except ValueError as error:
        written = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert TOKEN not in written


def test_in_the_request_that_django_hangs_on_its_records(line):
    written = line("Internal Server Error", request=RequestFactory().get(PATH), status_code=500)
    assert TOKEN not in written
    assert json.loads(written)["status_code"] == 500


def test_what_is_no_token_is_kept(line):
    assert json.loads(line("Not Found: %s", "/petitions/free-her/"))["message"] == (
        "Not Found: /petitions/free-her/"
    )


def test_a_line_is_one_json_object_that_says_when_how_grave_and_who(line):
    written = line("one\ntwo", answer=42)
    assert "\n" not in written
    found = json.loads(written)
    assert (found["level"], found["logger"], found["answer"]) == ("ERROR", "test", 42)
    assert found["time"]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("broken\nLINE 1: UPDATE x SET comment = 'Rosa', y = 1\n    ^", "LINE 1: …\n    ^"),
        ('invalid input syntax for type integer: "Rosa\nLuz"', 'for type integer: "…"'),
        ('date/time field value out of range: "Rosa"', 'value out of range: "…"'),
        ("nobody takes mail for <rosa@correo.example>", "takes mail for <…>"),
    ],
)
def test_what_an_error_quotes_is_left_out(line, told, left):
    try:
        raise ValueError(told)
    except ValueError as error:
        written = json.loads(line("failed: %s", told, exc_info=(type(error), error, None)))
    for text in (written["message"], written["exc_info"]):
        assert left in text
        assert "osa" not in text
        assert "Luz" not in text


def test_a_foreign_host_is_told_in_one_line(client, caplog):
    client.get("/healthz", headers={"host": "evil.example"})
    assert [(record.name, record.status) for record in caplog.records] == [("web.request", 400)]
