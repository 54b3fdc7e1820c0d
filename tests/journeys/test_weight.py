"""A first visit costs little of an old phone's data, and nobody else hears of it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.journeys.rosa import SLUG

MOST_BYTES = 60_000
ONE_PACKET = 1_400
"""Less is not worth compressing."""


@pytest.mark.parametrize("path", [f"/petitions/{SLUG}/", f"/es/petitions/{SLUG}/", "/"])
@pytest.mark.parametrize("screen", ["phone"])
def test_first_visit_is_light(page: Page, path: str) -> None:
    page.goto(path, wait_until="networkidle")

    requests = page.watch.requests
    assert {urlsplit(request.url).netloc for request in requests} == {urlsplit(page.url).netloc}
    assert {"document", "stylesheet", "script"} <= {request.resource_type for request in requests}
    weights = {urlsplit(request.url).path: weight(request) for request in requests}
    assert sum(weights.values()) <= MOST_BYTES, weights


@pytest.mark.parametrize("screen", ["phone"])
def test_second_visit_fetches_the_page_alone(page: Page) -> None:
    page.goto(f"/petitions/{SLUG}/", wait_until="networkidle")
    page.goto("about:blank")
    page.watch.requests.clear()

    page.goto(f"/petitions/{SLUG}/", wait_until="networkidle")

    fetched = [urlsplit(request.url).path for request in page.watch.requests if weight(request)]
    assert fetched == [f"/petitions/{SLUG}/"]


def weight(request: Request) -> int:
    """The bytes of an answer on the wire: its head, and its body as compressed as it came."""
    sizes = request.sizes()
    if sizes["responseBodySize"] > ONE_PACKET:
        assert request.response().headers["content-encoding"] in ("br", "gzip", "zstd")
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]
