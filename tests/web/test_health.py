"""Whether the process lives, and whether it reaches its database."""

import pytest
from django.db import connection


def answer(client, path):
    response = client.get(path)
    return response.status_code, response.content.decode()


@pytest.mark.django_db
def test_all_is_well(client):
    assert answer(client, "/healthz") == (200, "ok\n")
    assert answer(client, "/readyz") == (200, "ok\n")


@pytest.mark.usefixtures("outage")
def test_without_database_the_process_lives_and_is_not_ready(client):
    assert answer(client, "/healthz") == (200, "ok\n")
    assert answer(client, "/readyz") == (503, "no database\n")


def test_whether_it_lives_is_not_asked_of_the_database(client):
    assert answer(client, "/healthz") == (200, "ok\n")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_not_ready(client):
    connection.ensure_connection()
    connection.connection.close()
    assert answer(client, "/readyz") == (503, "no database\n")
    connection.close()
    assert answer(client, "/readyz") == (200, "ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_an_answer_is_kept_by_nobody(client, path):
    assert client.get(path).headers["Cache-Control"] == "private, no-store"
