"""Somebody looks over Rosa's shoulder: the page goes away, and nothing of it stays behind."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rosa import SLUG, Rosa

ELSEWHERE = "https://www.wikipedia.org/"
STORED = """() => ({
    cookie: document.cookie,
    local: Object.entries(localStorage),
    session: Object.entries(sessionStorage),
})"""


@pytest.fixture
def exit_leads_elsewhere(page: Page) -> None:
    """The neutral site, as far as this machine is concerned."""
    page.watch.allow(ELSEWHERE)
    page.route(
        f"{ELSEWHERE}**",
        lambda route: route.fulfill(content_type="text/html", body="<h1>An encyclopedia</h1>"),
    )


def press_exit(page: Page) -> None:
    page.get_by_role("link", name="Leave quickly").click()


def press_escape(page: Page) -> None:
    page.get_by_label("First name").focus()
    for _ in range(3):
        page.keyboard.press("Escape")


@pytest.mark.usefixtures("exit_leads_elsewhere")
@pytest.mark.parametrize("leave", [press_exit, press_escape])
def test_leaving_quickly_takes_the_page_out_of_the_history(
    page: Page, leave: Callable[[Page], None]
) -> None:
    page.goto("/privacy/")
    page.goto(f"/petitions/{SLUG}/")

    leave(page)

    expect(page).to_have_url(ELSEWHERE)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Privacy")


@pytest.mark.usefixtures("exit_leads_elsewhere")
@pytest.mark.parametrize("scripts", [False], ids=["no-scripts"])
def test_leaving_quickly_is_a_plain_link_without_scripts(page: Page) -> None:
    page.goto(f"/petitions/{SLUG}/")

    press_exit(page)

    expect(page).to_have_url(ELSEWHERE)


@pytest.mark.usefixtures("exit_leads_elsewhere")
def test_two_escapes_leave_the_page_alone(page: Page) -> None:
    page.clock.install()
    page.goto(f"/petitions/{SLUG}/")

    for _ in range(2):
        page.keyboard.press("Escape")
    page.clock.run_for(3_000)
    page.keyboard.press("Escape")

    expect(page.get_by_label("First name")).to_be_visible()
    assert ELSEWHERE not in [request.url for request in page.watch.requests]


def test_exit_is_in_sight_wherever_one_has_read_to(page: Page) -> None:
    page.goto(f"/petitions/{SLUG}/")

    page.get_by_role("link", name="Privacy").scroll_into_view_if_needed()

    expect(page.get_by_role("link", name="Leave quickly")).to_be_in_viewport(ratio=1)


def test_signing_leaves_nothing_in_the_browser(page: Page, work: Callable[[], None]) -> None:
    rosa = Rosa(page, work)
    rosa.sees_supporters("171,042", rosa.start)
    rosa.signs()
    rosa.confirms()
    rosa.opens_mail("manage")
    rosa.button("Show my name on this site").click()
    rosa.reads("may be shown")

    assert page.context.cookies() == []
    assert page.evaluate(STORED) == {"cookie": "", "local": [], "session": []}
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations()") == []
    assert page.evaluate("caches.keys()") == []


def test_link_to_a_page_behind_a_token_tells_nobody_where_it_came_from(
    page: Page, work: Callable[[], None], exit_leads_elsewhere: None
) -> None:
    rosa = Rosa(page, work)
    rosa.signs()
    rosa.opens_mail("manage")
    rosa.sees_headline("Your signature")

    with page.expect_request(ELSEWHERE) as leaving:
        press_exit(page)

    assert "referer" not in leaving.value.all_headers()
