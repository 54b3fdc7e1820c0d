"""A session ends when nothing is done in it for half an hour."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from organizations.access.sessions import SEEN_AT
from tests.access import log_in
from tests.factories import open_petition

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

STATE = "/admin/session/"


@pytest.fixture
def inside(client, ana):
    log_in(client, "ana")
    client.get("/admin/")
    return client


def be_idle(client, seconds):
    """As if nothing had been done for so long."""
    session = client.session
    session[SEEN_AT] -= seconds
    session.save()


def test_ends_after_half_an_hour_without_a_request(inside, settings):
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    be_idle(inside, 1795)
    assert inside.get("/admin/").status_code == 200
    be_idle(inside, 1801)
    assert inside.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert not Session.objects.exists()


def test_ends_in_the_database_too(inside):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert inside.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/", "/admin/organizations/user/", "/admin/jsi18n/"])
def test_is_prolonged_by_every_page_of_the_admin(inside, path):
    be_idle(inside, 1000)
    answer = inside.get(path)
    assert answer.status_code == 200
    assert inside.get(STATE).json()["seconds"] > 1790
    assert answer.cookies["session"]["max-age"] == 1800


def test_is_not_prolonged_by_a_page_of_the_public(inside):
    petition = open_petition()
    be_idle(inside, 1000)
    answer = inside.get(f"/petitions/{petition.slug}/")
    assert not answer.cookies
    assert inside.get(STATE).json()["seconds"] < 801


def test_with_a_post_after_its_end_leads_to_the_log_in(inside, ana):
    be_idle(inside, 1801)
    answer = inside.post(f"/admin/organizations/user/{ana.pk}/change/", {"username": "eve"})
    assert answer.headers["Location"].startswith("/admin/login/?next=")
    ana.refresh_from_db()
    assert ana.username == "ana"


class TestState:
    def test_tells_what_a_page_must_know_and_prolongs_nothing(self, inside):
        be_idle(inside, 1000)
        for _ in range(2):
            answer = inside.get(STATE)
            told = answer.json()
            assert told.pop("seconds") in range(790, 801)
            assert len(told.pop("csrf")) == 64
            assert told == {"user": "ana"}
            assert "no-store" in answer.headers["Cache-Control"]

    def test_is_prolonged_by_a_post(self, inside):
        be_idle(inside, 1000)
        assert inside.post(STATE).json()["seconds"] > 1790
        assert inside.get(STATE).json()["seconds"] > 1790

    def test_of_what_has_ended_cannot_be_prolonged(self, inside):
        be_idle(inside, 1801)
        assert inside.post(STATE).status_code == 302
        assert inside.get(STATE).status_code == 302


def test_the_page_tells_the_script_how_long_it_lasts(inside):
    page = inside.get("/admin/").content.decode()
    wanted = 'data-seconds="1800" data-warning="300" data-user="ana" data-address="/admin/session/"'
    assert wanted in page


def test_the_way_in_has_no_such_script(client, ana):
    assert b"data-session" not in client.get("/admin/login/").content
