"""The watch over the journeys' pages sees what it is there to see."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.watch import Watch

PATIENCE_SECONDS = 5


@pytest.fixture
def watched(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.watch = Watch(context, site)
    page.goto("/privacy/")
    yield page
    context.close()


@pytest.mark.parametrize(
    ("deed", "fault"),
    [
        ("setTimeout(() => { throw new Error('slip') })", "script: slip"),
        ("console.error('slip')", "console: slip"),
        ("document.body.innerHTML = '<p style=color:red>'", "Content Security Policy"),
        ("document.body.innerHTML = '<img src=/none.png>'", "refused: http"),
        ("document.body.innerHTML = '<img src=http://127.0.0.1:1/>'", "third party: http"),
    ],
)
def test_fault_is_seen(watched: Page, deed: str, fault: str) -> None:
    def is_it(told: str) -> bool:
        return fault in told

    watched.evaluate(deed)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(map(is_it, watched.watch.faults)) and time.monotonic() < deadline:
        watched.wait_for_timeout(10)

    assert any(map(is_it, watched.watch.faults)), watched.watch.faults


def test_page_without_fault_has_none(watched: Page) -> None:
    watched.goto("/", wait_until="networkidle")

    assert watched.watch.faults == []
