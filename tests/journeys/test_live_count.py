"""A page that is left open keeps its count fresh, cheaply and without a jerk."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from petitions.models import Petition
from tests.factories import SignatureFactory
from tests.journeys.rosa import SLUG

EVERY_MS = 10_000
WATCH_SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((shift) => shift.value)))
        .observe({ type: "layout-shift", buffered: true });
}"""


class Wire:
    """What goes over the wire for one address, below the browser's cache."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        self.path = path
        self.asked: list[tuple[bool, int]] = []
        """Whether each question named a validator, and the status of its answer."""
        self._addresses: dict[str, str] = {}
        self._validators: dict[str, bool] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._begins)
        session.on("Network.requestWillBeSentExtraInfo", self._asks)
        session.on("Network.responseReceivedExtraInfo", self._answered)
        session.send("Network.enable")

    def after_a_while(self) -> tuple[bool, int]:
        """Let the time pass after which the page asks; how it asked, and what it was told."""
        before = len(self.asked)
        with self.page.expect_request_finished(lambda request: request.url.endswith(self.path)):
            self.page.clock.run_for(EVERY_MS)
        # What was on the wire is told apart from the rest, perhaps a moment later.
        deadline = time.monotonic() + 5
        while len(self.asked) == before and time.monotonic() < deadline:
            self.page.wait_for_timeout(5)
        assert len(self.asked) == before + 1
        return self.asked[-1]

    def _begins(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _asks(self, event: dict[str, Any]) -> None:
        names = {name.lower() for name in event["headers"]}
        self._validators[event["requestId"]] = "if-none-match" in names

    def _answered(self, event: dict[str, Any]) -> None:
        number = event["requestId"]
        if self._addresses.get(number, "").endswith(self.path):
            self.asked.append((self._validators[number], event["statusCode"]))


@pytest.mark.parametrize(
    ("path", "counter", "before", "after"),
    [
        (f"/petitions/{SLUG}/", f"/petitions/{SLUG}/count.json", "159,185", "159,186"),
        (f"/es/petitions/{SLUG}/", f"/petitions/{SLUG}/count.json", "159,185", "159,186"),
        ("/", "/organizations/ccwp/count.json", "171,042", "171,043"),
    ],
    ids=["petition", "petition in Spanish", "profile"],
)
def test_count_of_an_open_page_follows(
    page: Page, path: str, counter: str, before: str, after: str
) -> None:
    page.clock.install()
    wire = Wire(page, counter)
    page.goto(path)
    page.evaluate(WATCH_SHIFTS)
    count = page.locator("[data-supporters]").first
    expect(count).to_have_text(before)
    assert wire.asked == []

    assert wire.after_a_while() == (False, 200)
    assert wire.after_a_while() == (True, 304)
    SignatureFactory(petition=Petition.objects.get(slug=SLUG))
    assert wire.after_a_while() == (True, 200)
    expect(count).to_have_text(after)
    assert wire.after_a_while() == (True, 304)

    expect(count).to_have_text(after)
    assert page.evaluate("window.shifts") == []


def test_progress_follows_the_count_to_the_goal_and_on_to_the_next(page: Page) -> None:
    petition = Petition.objects.get(slug=SLUG)
    Petition.objects.filter(pk=petition.pk).update(goal=159_186)
    page.clock.install()
    page.goto(f"/petitions/{SLUG}/")
    main = page.get_by_role("main")
    expect(main.get_by_text(re.compile("1 more to reach 159,186"))).to_be_visible()

    SignatureFactory(petition=petition)
    page.clock.run_for(EVERY_MS)

    expect(main.get_by_text("90,814 more to reach 250,000")).to_be_visible()
    expect(main.locator(".count progress")).to_have_attribute("max", "250000")


def test_nothing_is_asked_while_nobody_looks(page: Page) -> None:
    page.clock.install()
    page.goto(f"/petitions/{SLUG}/")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")

    page.clock.run_for(3 * EVERY_MS)
    page.reload()

    addresses = [request.url for request in page.watch.requests]
    assert [address for address in addresses if address.endswith("count.json")] == []


def test_nothing_changes_by_itself_for_who_asks_for_less_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.clock.install()
    page.goto(f"/petitions/{SLUG}/")
    SignatureFactory(petition=Petition.objects.get(slug=SLUG))

    page.clock.run_for(3 * EVERY_MS)

    expect(page.locator("[data-supporters]").first).to_have_text("159,185")
    addresses = [request.url for request in page.watch.requests]
    assert [address for address in addresses if address.endswith("count.json")] == []
