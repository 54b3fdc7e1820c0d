"""A browser proves some work by itself, under the site's own policy, and sends the form with it."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from playwright.sync_api import Page, Route, expect

from config import urls
from tests.journeys.conftest import PATIENCE_MS, Browse
from web import proof

PAGE = """
{% extends "base.html" %}
{% block title %}Sign{% endblock %}
{% block content %}
  <h1>{{ headline }}</h1>
  <form class="form" method="post">
    <p data-proof-wait>Please try again in 5 minutes.</p>
    {% include "components/proof.html" with proof=proof only %}
    <div class="field"><label for="name">First name</label><input id="name" name="name"></div>
    <button class="button button-main">Sign</button>
  </form>
{% endblock %}
"""
WORKER = "**/proof-worker*.js"
SOLVE = """([address, task]) => new Promise((resolve) => {
    const worker = new Worker(address);
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(task);
})"""
TRIAL = 4000  # as in the worker: by script up to here, by the browser up to twice that
TASK_MAX = 4 * TRIAL


@csrf_exempt
def form(request: HttpRequest) -> HttpResponse:
    """A form that asks for a proof, and tells whether it got one."""
    headline = "Please prove it"
    if request.method == "POST":
        is_solved = proof.solved(request.POST["altcha"]) is not None
        headline = f"{request.POST['name']}: {'proved' if is_solved else 'not proved'}"
    context = {"headline": headline, "proof": proof.challenge()}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [*urls.urlpatterns, path("proof/", form)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def page(
    transactional_db: None, browse: Browse, server: str, settings: Any, screen: str, scripts: bool
) -> Page:
    """An empty page, for a site that has the form."""
    settings.ROOT_URLCONF = __name__
    return browse(server, screen, scripts=scripts)


def arrive(page: Page) -> None:
    page.goto("/proof/")
    page.get_by_label("First name").fill("Rosa")


def press(page: Page) -> None:
    page.get_by_role("button", name="Sign").click()


def reads(page: Page, headline: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)


def answering(page: Page, script: str) -> None:
    """Put another script in the place of the worker's."""
    page.route(WORKER, lambda route: route.fulfill(content_type="text/javascript", body=script))


class TestForm:
    def test_is_ready_after_a_moment(self, page: Page) -> None:
        arrive(page)
        expect(page.get_by_role("status")).to_have_text("Ready. Please press the button again.")
        expect(page.get_by_text("Please try again")).to_be_hidden()

        press(page)

        reads(page, "Rosa: proved")

    def test_says_that_it_checks_and_keeps_what_was_pressed_meanwhile(self, page: Page) -> None:
        held: list[Route] = []
        page.route(WORKER, lambda route: held.append(route))
        arrive(page)
        status = page.get_by_role("status")
        expect(status).to_have_text("Checking that you are not a program …")

        press(page)
        press(page)

        expect(status).to_have_text("One moment: the form is sent as soon as the check is done.")
        reads(page, "Please prove it")
        held[0].continue_()
        reads(page, "Rosa: proved")

    def test_waits_no_longer_than_a_slow_phone_takes(self, page: Page, settings: Any) -> None:
        # The browser slows the page down, but no worker: it gets four times the work instead.
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        settings.PROOF_COST = 4 * settings.PROOF_COST

        arrive(page)
        press(page)

        # The tests share two cores: the time is the phone's affair, the answer is this one's.
        proved = page.get_by_role("heading", level=1)
        expect(proved).to_have_text("Rosa: proved", timeout=3 * PATIENCE_MS)

    def test_is_refused_with_a_wrong_number(self, page: Page) -> None:
        answering(page, "self.onmessage = () => self.postMessage(-1);")
        arrive(page)

        press(page)

        reads(page, "Rosa: not proved")

    def test_tells_how_long_to_wait_where_the_check_does_not_work(self, page: Page) -> None:
        answering(page, "self.onmessage = () => self.postMessage(null);")

        arrive(page)

        expect(page.get_by_role("status")).to_have_text("The check does not work in this browser.")
        expect(page.get_by_text("Please try again in 5 minutes.")).to_be_visible()
        press(page)
        reads(page, "Rosa: not proved")

    def test_tells_so_too_where_the_worker_breaks(self, page: Page) -> None:
        answering(page, "self.onmessage = () => { throw new Error('broken'); };")

        arrive(page)

        expect(page.get_by_role("status")).to_have_text("The check does not work in this browser.")
        expect(page.get_by_text("Please try again in 5 minutes.")).to_be_visible()
        faults = page.watch.faults
        assert [fault for fault in faults if "Error: broken" not in fault] == []
        faults.clear()

    @pytest.mark.parametrize("scripts", [False], ids=["no-scripts"])
    def test_tells_how_long_to_wait_without_scripts(self, page: Page) -> None:
        arrive(page)

        expect(page.get_by_role("status")).to_have_text("")
        expect(page.get_by_text("Please try again in 5 minutes.")).to_be_visible()
        press(page)
        reads(page, "Rosa: not proved")

    def test_moves_nothing_on_the_page_while_it_checks(self, page: Page) -> None:
        held: list[Route] = []
        page.route(WORKER, lambda route: held.append(route))
        arrive(page)
        place = page.get_by_role("button", name="Sign").bounding_box()

        held[0].continue_()
        expect(page.get_by_role("status")).to_have_text("Ready. Please press the button again.")

        assert page.get_by_role("button", name="Sign").bounding_box() == place


def task(salt: str, number: int) -> dict[str, Any]:
    digest = hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
    return {"salt": salt, "challenge": digest, "max": TASK_MAX}


@pytest.mark.parametrize("screen", ["desktop"])
class TestWorker:
    @pytest.fixture
    def solve(self, page: Page) -> Callable[..., Any]:
        """A function: what the worker answers, its script perhaps with another before it."""
        page.goto("/proof/")
        expect(page.get_by_role("status")).to_have_text("Ready. Please press the button again.")
        address = page.locator("[data-proof]").get_attribute("data-worker")

        def run(task: dict[str, Any], before: str = "") -> Any:
            script = page.request.get(address).text()
            answering(page, before + script)
            return page.evaluate(SOLVE, [address, task])

        return run

    @pytest.mark.parametrize("number", [0, 9, 10, TRIAL - 1, TRIAL, 2 * TRIAL, TASK_MAX])
    def test_finds_the_number_wherever_it_is(self, solve: Callable[..., Any], number: int) -> None:
        assert solve(task("a salt?expires=1&", number)) == number

    def test_hashes_texts_of_every_length(self, solve: Callable[..., Any]) -> None:
        lengths = [0, *range(24, 34), *range(56, 66)]  # two bytes each; around one block, and two

        found = [solve(task("é" * length, 12)) for length in lengths]

        assert found == [12] * len(lengths)

    def test_finds_none_where_there_is_none(self, solve: Callable[..., Any]) -> None:
        assert solve(task("a salt", TASK_MAX + 1)) is None

    def test_needs_no_secure_context(self, solve: Callable[..., Any]) -> None:
        before = "Object.defineProperty(crypto, 'subtle', { value: undefined });"

        assert solve(task("a salt", TASK_MAX), before) == TASK_MAX

    @pytest.mark.parametrize(
        ("clock", "calls"), [([0, 1, 1, 9], TRIAL), ([0, 9, 9, 10], TASK_MAX - TRIAL + 1)]
    )
    def test_goes_on_in_the_way_that_is_faster(
        self, solve: Callable[..., Any], clock: list[int], calls: int
    ) -> None:
        before = f"""
            const clock = {clock};
            performance.now = () => clock.shift();
            let calls = 0;
            const digest = crypto.subtle.digest.bind(crypto.subtle);
            crypto.subtle.digest = (...given) => {{ calls++; return digest(...given); }};
            const answer = self.postMessage.bind(self);
            self.postMessage = (number) => answer([number, calls]);
        """

        assert solve(task("a salt", TASK_MAX), before) == [TASK_MAX, calls]
