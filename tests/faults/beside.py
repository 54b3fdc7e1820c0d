"""Processes beside those of a site, on its database, whose clocks are wrong."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from launcher import child
from tests.journeys.real_site import RealSite, free_port, wait_for

START_SECONDS = 120


@contextmanager
def web_server(site: RealSite, days: int) -> Iterator[int]:
    """A second web server; its port."""
    port = free_port()
    granian = [
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "config.wsgi:application",
    ]
    with _running(site, days, *granian):
        wait_for(lambda: site.request("GET", "/readyz", port=port)[0] == 200, START_SECONDS)
        yield port


@contextmanager
def worker(site: RealSite, days: int) -> Iterator[None]:
    """A worker in the place of the site's own, which does nothing meanwhile."""
    site.freeze_worker()
    try:
        with _running(site, days, "manage.py", "worker"):
            yield
    finally:
        site.thaw_worker()


@contextmanager
def _running(site: RealSite, days: int, *arguments: str) -> Iterator[None]:
    wrong = {"DJANGO_SETTINGS_MODULE": "tests.faults.skewed", "CLOCK_OFF_DAYS": str(days)}
    process = subprocess.Popen(
        child.command(sys.executable, *arguments),
        cwd=settings.BASE_DIR,
        env=site.environment | wrong,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait()
