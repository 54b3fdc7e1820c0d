"""The admin's door, in several steps: guessing, redirects to elsewhere, ways past the second factor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone

from organizations.access.sessions import SEEN_AT
from organizations.models import User
from tests.access import PASSWORD, code_now, log_in, verified, with_app
from tests.attacks.conftest import Snapshot, World, changed
from tests.signing import elsewhere

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "http:evil.example",
    "http:///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x08//evil.example",
    "javascript:x()",
    "data:text/html,x",
    "//testserver@evil.example",
    "http://testserver.evil.example/",
    "http://[::1",
    "//evil.example/admin/",
]
INSIDE = (
    "/admin/",
    "/admin/petitions/signature/",
    "/admin/organizations/user/add/",
    "/admin/second-factor/",
    "/admin/session/",
    "/admin/jsi18n/",
)
HOSTILE_QUERIES = {
    "q=%00": 400,
    "state__exact=%00": 400,
    "q=%FF": 200,
    "q=" + "a%20" * 100: 200,
    "id__exact=x": 302,
    "p=x": 200,
    "p=99999": 200,
    "o=9.-9.x": 200,
    "_to_field=password": 400,
}
HOSTILE_NAMES = {
    "SQL": "' OR 1=1 --",
    "SQL after the name": "ana' --",
    "a NUL": "ana\0",
    "a wildcard": "%",
    "capitals": "ANA",
    "full-width letters": "\uff41\uff4e\uff41x",
    "a list": "ana,ana",
    "markup": "<script>x()</script>",
    "300 letters": "a" * 300,
    "100,000 letters": "a" * 100_000,
    "nobody": "nobody",
    "spaces": "   ",
}


@pytest.mark.parametrize("kind", HOSTILE_NAMES)
def test_a_hostile_name_gets_nobody_in(kind: str, world: World) -> None:
    stranger = Client()

    refused = log_in(stranger, HOSTILE_NAMES[kind])

    assert refused.status_code == 200
    assert b"<script>x()" not in refused.content
    assert stranger.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"


@pytest.mark.parametrize("password", ["' OR 1=1 --", "a\0", "\ud7ff", "a" * 500_000, ""])
def test_a_hostile_password_gets_nobody_in(password: str, world: World) -> None:
    stranger = Client()

    assert log_in(stranger, "ana", password).status_code == 200
    assert stranger.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["ana", "nobody", "' OR 1=1 --"])
def test_five_guesses_are_all_there_are_whatever_a_client_says_it_is(
    name: str, world: World
) -> None:
    peer = elsewhere()
    answers = [
        log_in(
            Client(headers={"x-forwarded-for": f"198.51.100.{number}", "user-agent": f"{number}"}),
            name,
            "wrong" if number < 6 else PASSWORD,
            REMOTE_ADDR=peer,
        )
        for number in range(8)
    ]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 4
    assert int(answers[-1].headers["Retry-After"]) >= 1


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_a_log_in_leads_to_no_other_site(wanted: str, world: World) -> None:
    for where in ({"next": wanted}, {}):
        address = "/admin/login/" if where else "/admin/login/?next=" + quote(wanted)
        form = {"username": "ana", "password": PASSWORD} | where

        answer = Client().post(address, form)

        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_the_second_step_leads_to_no_other_site(wanted: str, world: World) -> None:
    with_app(world.staff)
    browser = Client()
    browser.force_login(world.staff)

    answer = browser.post("/admin/second-factor/code/", {"code": code_now(), "next": wanted})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


class TestPastTheSecondFactor:
    """With the password alone: every other address leads back to the code."""

    @pytest.fixture
    def half_in(self, world: World) -> Client:
        with_app(world.staff)
        browser = Client()
        browser.force_login(world.staff)
        return browser

    @pytest.mark.parametrize("path", INSIDE)
    def test_by_a_direct_address(self, half_in: Client, path: str) -> None:
        answers = [half_in.get(path), half_in.post(path, {"username": "mallory"})]

        for answer in answers:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(
                ("/admin/login/?next=", "/admin/second-factor/code/?next=")
            )

    def test_by_setting_up_another_one(
        self, half_in: Client, snapshot: Callable[[], Snapshot]
    ) -> None:
        before = snapshot()

        answer = half_in.post("/admin/second-factor/set-up/", {"code": "000000"})

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/second-factor/code/")
        assert changed(before, snapshot()) <= {"django_session"}

    def test_by_confirming_instead(self, half_in: Client) -> None:
        answer = half_in.post("/admin/confirm/", {"password": PASSWORD, "next": "/admin/"})

        assert answer.headers["Location"].startswith("/admin/second-factor/code/")
        assert half_in.get("/admin/").status_code == 302

    @pytest.mark.parametrize("code", ["", "000000", "' OR 1=1", "\0", "९" * 6, "1" * 10_000, "-1"])
    def test_by_a_code_that_is_none(self, half_in: Client, code: str) -> None:
        answer = half_in.post("/admin/second-factor/code/", {"code": code})

        assert answer.status_code == 200
        assert half_in.get("/admin/").status_code == 302

    def test_by_a_code_that_was_used(self, half_in: Client, world: World) -> None:
        code, other = code_now(), Client()
        other.force_login(world.staff)
        assert half_in.post("/admin/second-factor/code/", {"code": code}).status_code == 302

        assert other.post("/admin/second-factor/code/", {"code": code}).status_code == 200
        assert (half_in.get("/admin/").status_code, other.get("/admin/").status_code) == (200, 302)


class TestStaleSession:
    """A cookie that once was good."""

    @pytest.fixture
    def browser(self, world: World) -> Client:
        browser = Client()
        verified(browser, world.staff)
        assert browser.get("/admin/").status_code == 200
        return browser

    @staticmethod
    def is_out(cookie: str) -> bool:
        thief = Client()
        thief.cookies[site_settings.SESSION_COOKIE_NAME] = cookie
        answer = thief.get("/admin/petitions/signature/")
        return answer.headers.get("Location", "").startswith("/admin/login/")

    @staticmethod
    def cookie(browser: Client) -> str:
        return str(browser.cookies[site_settings.SESSION_COOKIE_NAME].value)

    def test_of_who_is_in_is_what_the_others_are_told_from(self, browser: Client) -> None:
        assert not self.is_out(self.cookie(browser))

    def test_after_the_log_out(self, browser: Client) -> None:
        cookie = self.cookie(browser)

        browser.post("/admin/logout/")

        assert self.is_out(cookie)

    def test_after_a_new_password(self, browser: Client, world: World) -> None:
        user = User.objects.get(pk=world.staff.pk)
        user.set_password("another-Password-1999")
        user.save()

        assert self.is_out(self.cookie(browser))

    def test_of_who_was_sent_away(self, browser: Client, world: World) -> None:
        User.objects.filter(pk=world.staff.pk).update(is_active=False)

        assert self.is_out(self.cookie(browser))

    def test_of_who_did_nothing_for_too_long(self, browser: Client) -> None:
        session = browser.session
        idle = timedelta(seconds=site_settings.SESSION_COOKIE_AGE + 1)
        session[SEEN_AT] = (timezone.now() - idle).timestamp()
        session.save()

        assert self.is_out(self.cookie(browser))

    def test_from_before_the_log_in(self, world: World) -> None:
        browser = Client()
        browser.get("/admin/login/")
        session = browser.session
        session.save()
        planted = session.session_key
        browser.cookies[site_settings.SESSION_COOKIE_NAME] = planted

        log_in(browser, "ana")

        assert browser.get("/admin/").status_code == 200
        assert self.is_out(planted)

    def test_by_a_number_in_an_address(self, browser: Client, world: World, settings: Any) -> None:
        for number in ("0", "-1", "9" * 30, "1'", "%00", "²", "x", "1 OR 1=1"):
            address = f"/admin/petitions/signature/{number}/change/"
            assert browser.get(address).status_code in (302, 404), number

    @pytest.mark.parametrize(
        "model", ["petitions/signature", "campaigns/campaign", "organizations/user"]
    )
    def test_by_a_query(self, browser: Client, model: str) -> None:
        answers = {
            query: browser.get(f"/admin/{model}/?{query}").status_code for query in HOSTILE_QUERIES
        }

        assert answers == HOSTILE_QUERIES
