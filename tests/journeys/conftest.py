"""A real Chromium in front of the real application, with the demo in its database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from demo.load import load
from organizations.models import User
from tests import chromium
from tests.journeys.staff import PASSWORD, USERNAME, Dolores
from tests.journeys.watch import Watch
from tests.stopping import handlers_unchanged

PATIENCE_MS = 20_000
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    # WCAG 2.2, 1.4.10: what 400 per cent of zoom leave of 1280 pixels.
    "zoomed": {"viewport": {"width": 320, "height": 640}},
}

Browse = Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium that reaches this machine and nothing else."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        arguments = [
            *chromium.ARGUMENTS,
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ]
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=arguments, env=dict(os.environ)
        )
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of the application, which serves its static files itself, as it does elsewhere."""
    thread = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def site(transactional_db: None, settings: Any, tmp_path: Path, server: str) -> str:
    """The address of a site with the demo, whose mailbox is empty."""
    settings.SITE_URL = server
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "demo.mailbox.EmailBackend"
    load(contact_email="ccwp@example.org", now=timezone.now())
    return server


@pytest.fixture
def work(site: str) -> Callable[[], None]:
    """A function: do what waits in the outbox, by the command that runs on the site."""

    def run() -> None:
        with handlers_unchanged():
            call_command("worker", batch=True)

    return run


@pytest.fixture
def browse(browser: Browser) -> Iterator[Browse]:
    """A function: open a page for the site at an address; see `browsing`."""
    with browsing(browser) as open_one:
        yield open_one


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """A function: open a page for the demo's site; see `browsing`. It is closed before the site."""
    with browsing(browser) as open_one:
        yield partial(open_one, site)


@contextmanager
def browsing(browser: Browser) -> Iterator[Browse]:
    """A function that opens a page for the site at an address, in a browser without a past.

    It takes the screen, whether scripts run, and options as Playwright's `new_context`. In the
    end no page may have had a fault (see `Watch`); `page.watch` is its watch.
    """
    opened = []

    def open_one(
        address: str, screen: str = "desktop", *, scripts: bool = True, **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            java_script_enabled=scripts,
            locale="en-US",
            **SCREENS[screen],
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(context, address)
        opened.append((context, watch))
        page = context.new_page()
        page.watch = watch
        return page

    try:
        yield open_one
    finally:
        for context, _watch in opened:
            context.close()
    assert [fault for _context, watch in opened for fault in watch.faults] == []


@pytest.fixture(params=["phone", "desktop"])
def screen(request: pytest.FixtureRequest) -> str:
    """The screen of the one who makes the journey."""
    return str(request.param)


@pytest.fixture
def scripts() -> bool:
    """Whether their browser runs scripts."""
    return True


@pytest.fixture
def page(open_page: Open, screen: str, scripts: bool) -> Page:
    """An empty page on that screen."""
    return open_page(screen, scripts=scripts)


@pytest.fixture
def dolores(page: Page, open_page: Open, screen: str) -> Dolores:
    """The one who hosts the site, signed in."""
    User.objects.create_superuser(USERNAME, "dolores@example.org", PASSWORD)
    staff = Dolores(page, open_page(screen))
    staff.logs_in()
    return staff
