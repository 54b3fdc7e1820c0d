"""Rosa signs at a library, where many others signed before her: what she meets, step by step."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from petitions.models import Signature
from tests.journeys.rosa import EMAIL, SLUG, Rosa

COMMENT = "For all of them.\nAnd for my sister."
BUSY = "Nothing is lost, and nothing is signed yet: much was sent from your network just now."
SIGN_AGAIN = "**/petitions/*/sign/"


@pytest.fixture
def library(site: str, settings: Any) -> None:
    """A network past what passes without a proof."""
    settings.SIGNING_PER_MINUTE = settings.SIGNING_PER_HOUR = 0


@pytest.fixture
def rosa(page: Page, work: Callable[[], None], language: str) -> Rosa:
    return Rosa(page, work, language)


@pytest.fixture
def language() -> str:
    return "en"


def sends_the_form(rosa: Rosa) -> int:
    rosa.page.goto(rosa.petition)
    rosa.fill_in(**{"Why are you signing?": COMMENT})
    rosa.field("Show my name on this site").check()
    with rosa.page.expect_response(SIGN_AGAIN) as answered:
        rosa.sign()
    return answered.value.status


def finds_all_that_was_typed(rosa: Rosa) -> None:
    expect(rosa.field("First name")).to_have_value("Rosa")
    expect(rosa.field("Email")).to_have_value(EMAIL)
    expect(rosa.field("ZIP or postal code")).to_have_value("93610")
    expect(rosa.field("Why are you signing?")).to_have_value(COMMENT)
    expect(rosa.field("Show my name on this site")).to_be_checked()


@pytest.mark.usefixtures("library")
class TestPastTheLimit:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_her_browser_proves_some_work_and_one_more_press_signs(self, rosa: Rosa) -> None:
        assert sends_the_form(rosa) == 429
        rosa.reads(BUSY)
        expect(rosa.page.get_by_role("alert")).to_be_focused()
        finds_all_that_was_typed(rosa)
        expect(
            rosa.page.get_by_role("status").filter(
                has_text=rosa.say("Ready. Please press the button again.")
            )
        ).to_be_visible()
        expect(rosa.page.locator("[data-proof-wait]")).to_be_hidden()

        rosa.sign()

        rosa.sees_headline("Please check your email")
        rosa.confirms()
        assert list(Signature.objects.values_list("email", "state", "comment")) == [
            (EMAIL, "confirmed", COMMENT)
        ]

    @pytest.mark.parametrize("scripts", [False], ids=["no-scripts"])
    def test_without_scripts_she_reads_when_to_try_again_and_can(
        self, rosa: Rosa, settings: Any
    ) -> None:
        assert sends_the_form(rosa) == 429
        rosa.reads(BUSY)
        expect(rosa.page.locator("[data-proof-wait]")).to_have_text(
            "Please send the form again in 1 minute."
        )
        finds_all_that_was_typed(rosa)

        rosa.sign()
        rosa.reads(BUSY)

        settings.SIGNING_PER_MINUTE = settings.SIGNING_PER_HOUR = 10  # the time has passed
        rosa.sign()
        rosa.sees_headline("Please check your email")
        assert Signature.objects.count() == 1

    def test_the_link_sent_again_asks_for_the_same(self, rosa: Rosa, settings: Any) -> None:
        rosa.page.goto(f"{rosa.petition}check-your-email/")
        rosa.field("Email").last.fill(EMAIL)
        rosa.button("Send it again").click()
        rosa.reads(BUSY)
        expect(
            rosa.page.get_by_role("status").filter(has_text="Ready. Please press the button again.")
        ).to_be_visible()

        rosa.button("Send it again").click()

        expect(rosa.page).to_have_url(
            f"{settings.SITE_URL}/petitions/{SLUG}/check-your-email/?again=1"
        )


class TestPastTheCheckedLimit:
    @pytest.fixture(autouse=True)
    def _crowd(self, library: None, settings: Any) -> None:
        settings.SIGNING_UNCHECKED_PER_HOUR = 0

    def test_she_is_told_plainly_that_her_signature_awaits_a_check(self, rosa: Rosa) -> None:
        before = _supporters(rosa)
        assert sends_the_form(rosa) == 429
        expect(
            rosa.page.get_by_role("status").filter(has_text="Ready. Please press the button again.")
        ).to_be_visible()
        rosa.sign()
        rosa.sees_headline("Please check your email")

        rosa.opens_mail("confirm")
        rosa.button("Confirm my signature").click()

        rosa.reads(
            "Your signature is confirmed and awaits a check: many came from the same network. It is counted once a person of our staff has looked at it."
        )
        assert Signature.objects.get().state == "held"
        assert _supporters(rosa) == before


def _supporters(rosa: Rosa) -> str:
    rosa.page.goto(rosa.petition)
    return rosa.page.locator("[data-supporters]").first.inner_text()
