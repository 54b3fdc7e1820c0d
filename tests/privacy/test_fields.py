"""Every field of every model is classified, and what is free in form holds what it says."""

from collections import Counter

import pytest
from django.db import connection
from django.db.models import JSONField

from config.environment import PROJECT_DIR
from tests.privacy import rows
from tests.privacy.classification import (
    FIELDS,
    NEVER_FILLED,
    REASONS,
    TABLES_WITHOUT_MODEL,
    kinds,
)
from tests.privacy.contents import JSON_FIELDS
from tests.privacy.page import page
from tests.privacy.shown import SHOWN

MODELS = {rows.label(model): model for model in rows.all_models()}


def concrete(model):
    return {field.name for field in model._meta.get_fields() if field.concrete}


def test_each_field_of_each_model_is_of_one_kind():
    listed = Counter((model, name) for model, name, _kind in kinds())
    existing = {(label, name) for label, model in MODELS.items() for name in concrete(model)}
    assert dict(listed) == dict.fromkeys(existing, 1)


@pytest.mark.parametrize("table", [SHOWN, NEVER_FILLED])
def test_what_is_told_of_a_field_is_told_of_one_that_is_listed(table):
    told = {
        (model, name)
        for model, names in table.items()
        for name in (names.split() if isinstance(names, str) else names)
    }
    assert told - {(model, name) for model, name, _kind in kinds()} == set()


def test_reasons_are_given_of_fields_that_are_listed():
    assert set(REASONS) - {f"{model}.{name}" for model, name, _kind in kinds()} == set()


def test_a_field_that_is_not_listed_would_be_missed(monkeypatch):
    monkeypatch.setitem(FIELDS, "petitions.Suppression", {})
    with pytest.raises(AssertionError):
        test_each_field_of_each_model_is_of_one_kind()


def test_each_field_that_is_free_in_form_has_its_content_told():
    free = {
        f"{label}.{field.name}"
        for label, model in MODELS.items()
        for field in model._meta.concrete_fields
        if isinstance(field, JSONField)
    }
    assert set(JSON_FIELDS) == free


@pytest.mark.parametrize(
    ("details", "is_told"),
    [
        ({"changed": ["story"], "reason": "a bot", "signatures": 3}, True),
        ({"changed": ["Rosa Luz"]}, False),
        ({"email": "rosa@example.org"}, False),
        ({"signatures": "3"}, False),
        ({"outcome": "granted", "on": "2026-03-08"}, True),
        ({"found by": ["domain"], "until": None}, True),
    ],
)
def test_what_is_not_told_of_a_content_is_found(details, is_told):
    assert JSON_FIELDS["organizations.AuditEvent.details"](details) is is_told


def test_the_queue_takes_no_row_along():
    check = JSON_FIELDS["django_tasks_database.DBTaskResult.args_kwargs"]
    assert check({"args": [], "kwargs": {"mail_id": 7, "attempt": 1}})
    assert not check({"args": [], "kwargs": {"email": "rosa@example.org"}})
    assert not check({"args": ["rosa@example.org"], "kwargs": {}})


def test_the_page_about_it_says_what_the_table_says():
    assert (PROJECT_DIR / "docs" / "data.md").read_text(encoding="utf-8") == page()


@pytest.mark.django_db
def test_the_database_keeps_nothing_that_no_model_names():
    listed = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in MODELS.values()
    } | {table: set(names.split()) for table, names in TABLES_WITHOUT_MODEL.items()}
    assert in_database() == listed


@pytest.mark.django_db
def test_a_column_that_no_model_names_would_be_found():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE petitions_suppression ADD COLUMN address text")
        cursor.execute("CREATE MATERIALIZED VIEW names AS SELECT email FROM petitions_signature")
    found = in_database()
    assert "address" in found["petitions_suppression"]
    assert found["names"] == {"email"}


def in_database():
    """The columns of every table and view that is not the server's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
             WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0 AND NOT attisdropped
               AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
               AND relnamespace::regnamespace::text !~ '^pg_toast'
            """
        )
        found: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    return found
