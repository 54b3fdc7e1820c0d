"""Dolores gets in by password and code, forgets her computer, and loses nothing that she typed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Locator, Page, expect

from organizations.access.sessions import SEEN_AT
from organizations.models import User
from tests.access import code_now
from tests.factories import StaffFactory
from tests.journeys.conftest import SCREENS, Open
from tests.journeys.rosa import SLUG
from tests.journeys.staff import PASSWORD, USERNAME, Dolores

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined

TRACEE = f"/petitions/{SLUG}/"
TYPED = "She plants roses."
MINUTE = 60
SETTLING_MS = 300


@pytest.fixture
def user(site: str) -> User:
    return User.objects.create_superuser(USERNAME, "dolores@example.org", PASSWORD)


@pytest.fixture
def dolores(page: Page, open_page: Open, screen: str, user: User) -> Dolores:
    return Dolores(page, open_page(screen))


def gives_password(page: Page) -> None:
    page.get_by_label("Username").fill(USERNAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def is_idle(page: Page, minutes: float) -> None:
    """Nothing is done for so long: neither here nor, as the server knows, anywhere else."""
    for session in Session.objects.all():
        data = session.get_decoded()
        data[SEEN_AT] -= minutes * MINUTE
        session.session_data = Session.objects.encode(data)
        session.save()
    page.clock.fast_forward(int(minutes * MINUTE * 1000))


def tells_that_she_is_there(page: Page) -> None:
    """What was typed is told to the server, half a minute later at the earliest."""
    with page.expect_response(lambda answer: answer.url.endswith("/admin/session/")) as told:
        page.clock.fast_forward(31_000)
    assert (told.value.request.method, told.value.status) == ("POST", 200)


def dialog(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name=title)


class TestGettingIn:
    """A site that demands a second factor."""

    @pytest.fixture(autouse=True)
    def _required(self, settings: Any) -> None:
        settings.REQUIRE_2FA = True

    def test_dolores_sets_up_her_app_and_gets_in_with_it(self, dolores: Dolores) -> None:
        page = dolores.page
        page.goto("/admin/petitions/petition/")
        gives_password(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
        expect(page.get_by_role("img", name="QR code")).to_be_visible()
        key = page.locator("code.key").inner_text().replace(" ", "")

        page.get_by_label("Code from the app").fill(code_now(key=in_hexadecimal(key)))
        page.get_by_role("button", name="Continue").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
        codes = page.locator(".codes code").all_inner_texts()
        assert len(set(codes)) == 10
        page.get_by_role("link", name="I have kept them").click()
        expect(page).to_have_url(re.compile("/admin/petitions/petition/$"))

        page.get_by_role("button", name="Log out").click()
        page.goto("/admin/")
        gives_password(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
        page.get_by_label("Code").fill(codes[3])
        page.get_by_role("button", name="Continue").click()
        dolores.is_told("Recovery codes that you have left: 9")
        assert dolores.page.watch.faults == []


def in_hexadecimal(key: str) -> str:
    """A key as the app gets it, as `code_now` takes it."""
    number = 0
    for letter in key:
        number = number * 32 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(letter)
    return number.to_bytes(len(key) * 5 // 8).hex()


class TestForgettingTheComputer:
    @pytest.fixture(autouse=True)
    def _typed(self, dolores: Dolores) -> None:
        """The form of a campaign, with a text that is not saved."""
        dolores.page.clock.install()
        dolores.logs_in()
        dolores.opens_campaign("Tracee Ward")
        dolores.story().fill(TYPED)
        expect(dolores.preview().get_by_role("main")).to_contain_text(TYPED)
        tells_that_she_is_there(dolores.page)

    def test_she_is_warned_and_may_stay(self, page: Page, dolores: Dolores) -> None:
        is_idle(page, 24)
        page.wait_for_timeout(300)
        expect(page.locator("dialog[data-session]")).to_be_hidden()

        is_idle(page, 2)

        warning = dialog(page, "Are you still there?")
        expect(warning).to_contain_text("you will be logged out at this time")
        expect(warning.get_by_role("button", name="Stay logged in")).to_be_focused()
        warning.get_by_role("button", name="Stay logged in").click()
        expect(warning).to_be_hidden()
        is_idle(page, 20)
        dolores.press("Save")
        dolores.is_told("was changed successfully")
        assert TYPED in dolores.public_text(TRACEE)

    def test_typing_keeps_the_session(self, page: Page, dolores: Dolores) -> None:
        for _ in range(3):
            is_idle(page, 20)
            page.keyboard.type(" More.")
            tells_that_she_is_there(page)
        expect(page.locator("dialog[data-session]")).to_be_hidden()
        assert Session.objects.count() == 1

    def test_a_text_outlives_the_session(self, page: Page, dolores: Dolores) -> None:
        is_idle(page, 31)

        ended = dialog(page, "You are logged out")
        expect(ended).to_contain_text("What you typed is still on this page")
        ended.get_by_role("button", name="Back to my text").click()
        expect(dolores.story()).to_have_value(TYPED)
        dolores.press("Save")
        expect(ended).to_be_visible()
        assert TYPED not in dolores.public_text(TRACEE)

        with page.context.expect_page() as opened:
            ended.get_by_role("link", name="Log in in a new tab").click()
        other = opened.value
        gives_password(other)
        expect(other.get_by_role("heading", level=1)).to_have_text("You are logged in again")
        other.close()
        page.bring_to_front()
        if ended.is_visible():
            ended.get_by_role("button", name="Back to my text").click()
        dolores.press("Save")

        dolores.is_told("was changed successfully")
        assert TYPED in dolores.public_text(TRACEE)
        assert dolores.page.watch.faults == []

    def test_a_text_outlives_a_log_out_that_the_page_knows_nothing_of(
        self, page: Page, dolores: Dolores
    ) -> None:
        Session.objects.all().delete()

        dolores.press("Save")

        expect(dialog(page, "You are logged out")).to_be_visible()
        expect(dolores.story()).to_have_value(TYPED)

    def test_nothing_is_sent_in_the_name_of_somebody_else(
        self, page: Page, dolores: Dolores
    ) -> None:
        other = StaffFactory(username="eve")
        for session in Session.objects.all():
            data = session.get_decoded()
            data["_auth_user_id"] = str(other.pk)
            data["_auth_user_hash"] = other.get_session_auth_hash()
            session.session_data = Session.objects.encode(data)
            session.save()

        dolores.press("Save")

        expect(dialog(page, "Somebody else is logged in now")).to_contain_text(USERNAME)
        assert TYPED not in dolores.public_text(TRACEE)

    def test_a_text_outlives_a_site_that_cannot_be_reached(
        self, page: Page, dolores: Dolores
    ) -> None:
        page.route("**/admin/session/", lambda route: route.abort("internetdisconnected"))

        dolores.press("Save")

        lost = dialog(page, "The site cannot be reached")
        expect(lost).to_be_visible()
        lost.get_by_role("button", name="Back to my text").click()
        page.unroute_all()
        page.watch.faults.clear()
        dolores.press("Save")
        dolores.is_told("was changed successfully")


@pytest.mark.parametrize("scripts", [False])
@pytest.mark.parametrize("screen", ["desktop"])
def test_without_scripts_the_way_leads_to_the_log_in_and_back(dolores: Dolores) -> None:
    page = dolores.page
    dolores.logs_in()
    dolores.opens_campaign("Tracee Ward")
    page.wait_for_load_state("networkidle")  # the preview in its frame is not led to the log-in
    Session.objects.all().delete()

    dolores.story().fill(TYPED)
    dolores.press("Save")

    expect(page.get_by_label("Password")).to_be_visible()
    gives_password(page)
    expect(dolores.story()).to_be_visible()


@pytest.mark.parametrize("screen", ["desktop"])
def test_no_step_has_a_barrier(dolores: Dolores, user: User, settings: Any) -> None:
    page = dolores.page
    settings.REQUIRE_2FA = True
    found = {}

    def look(name: str) -> None:
        found[name] = list(barriers(page))

    page.goto("/admin/")
    look("log-in")
    gives_password(page)
    look("set up")
    page.get_by_label("Code from the app").fill("1")
    page.get_by_role("button", name="Continue").click()
    look("wrong code")
    key = in_hexadecimal(page.locator("code.key").inner_text().replace(" ", ""))
    page.get_by_label("Code from the app").fill(code_now(key=key))
    page.get_by_role("button", name="Continue").click()
    look("recovery codes")
    page.goto("/admin/second-factor/")
    look("own second factor")
    page.goto("/admin/confirm/")
    look("asked again")
    page.goto("/admin/session/back/")
    look("back")
    page.evaluate("document.querySelector('[data-state=ended]').hidden = false")
    page.evaluate(
        "document.querySelector('dialog').setAttribute('aria-labelledby', 'session-ended')"
    )
    page.evaluate("document.querySelector('dialog').showModal()")
    look("logged out")
    page.reload()
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/")
    gives_password(page)
    look("code")
    for _ in range(5):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many wrong attempts")
    look("locked out")
    assert AccessAttempt.objects.exists()

    assert {name: barriers for name, barriers in found.items() if barriers} == {}


def barriers(page: Page) -> Iterator[str]:
    """What axe finds on the page that is open, on a narrow and a wide screen, by day and night."""
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    for width in ("zoomed", "desktop"):
        page.set_viewport_size(SCREENS[width]["viewport"])
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(SETTLING_MS)  # Django's links change their colour slowly
            for violation in page.evaluate("() => axe.run({resultTypes: ['violations']})")[
                "violations"
            ]:
                targets = [node["target"] for node in violation["nodes"]]
                yield f"{width}, {scheme}: {violation['id']}: {violation['help']}: {targets}"
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{width}: wider than the screen"
