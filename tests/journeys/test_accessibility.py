"""Nobody is kept out: by the sense they lack, the device they use or the zoom they need."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, Response, expect

from tests.journeys.conftest import SCREENS, Open
from tests.journeys.pages import all_pages, fill_site
from tests.journeys.rosa import EMAIL, SLUG, TITLE, Rosa
from tests.markup import faults_of

# Everything that axe knows and does not call an experiment: WCAG 2.2 A and AA, best practices.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

# What lies beside the screen: to be reached by scrolling sideways, or not at all. Lines of text are
# asked and not their boxes, since a clipped ornament may be as wide as it likes.
SIDEWAYS = """() => {
    const root = document.documentElement;
    const beside = (box) => box.width && (box.right > root.clientWidth + 1 || box.left < -1);
    const found = root.scrollWidth > root.clientWidth ? [`page of ${root.scrollWidth} pixels`] : [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const line = document.createRange();
        line.selectNodeContents(texts.currentNode);
        if (texts.currentNode.parentElement.closest("[aria-hidden=true]")) continue;
        if ([...line.getClientRects()].some(beside)) found.push(line.toString().trim().slice(0, 80));
    }
    for (const control of document.querySelectorAll("a, button, input, select, textarea, img")) {
        if (control.closest("[aria-hidden=true]") || !beside(control.getBoundingClientRect())) continue;
        found.push(control.outerHTML.slice(0, 120));
    }
    return found;
}"""

MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
    const style = getComputedStyle(element);
    const durations = style.transitionDuration.split(",").map(parseFloat);
    return style.animationName !== "none" || style.scrollBehavior !== "auto"
        || durations.some((duration) => duration > 0.01);
}).map((element) => element.outerHTML.slice(0, 120))"""

# What a finger must hit: 44 pixels, as WCAG 2.5.5 (AAA) and the makers of phones want it. Links
# in running text are exempt there, and boxes are hit by their labels too; axe sees to the 24
# pixels of AA for all.
SMALL = """() => [...document.querySelectorAll(
    "button, select, textarea, input:not([type=checkbox], [type=hidden], [tabindex='-1'])"
)].filter((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && Math.min(box.width, box.height) < 43.9;
}).map((element) => element.outerHTML.slice(0, 120))"""

# What is wrong with the focus: it must be marked, in sight, and under nothing that sticks to an
# edge (WCAG 2.4.7, 2.4.11).
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const box = element.getClientRects()[0];
    const name = element.outerHTML.slice(0, 120);
    let marked = false;
    for (let at = element; at; at = at.parentElement) {
        for (const part of [null, "::before", "::after"]) {
            const style = getComputedStyle(at, part);
            marked ||= style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        }
    }
    if (!marked) return `not marked: ${name}`;
    const top = Math.max(box.top, 0);
    const bottom = Math.min(box.bottom, innerHeight);
    if (bottom - top < Math.min(box.height, 20)) return `out of sight: ${name}`;
    const there = document.elementFromPoint(box.left + box.width / 2, (top + bottom) / 2);
    if (!there || !(element.contains(there) || there.contains(element))) {
        return `covered by ${there?.outerHTML.slice(0, 120)}: ${name}`;
    }
    return "";
}"""
SETTLING_SECONDS = 2
MOST_STOPS = 80


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_has_a_barrier(open_page: Open, work: Callable[[], None], language: str) -> None:
    page = open_page("zoomed")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if is_page(answer) else None)
    fill_site()

    barriers: dict[str, list[str]] = {}
    for public in all_pages(language, work):
        assert (public.name, public.visit(page)) == (public.name, public.status)
        expect(page.locator("html")).to_have_attribute("lang", language)
        markup = [f"markup: {fault}" for fault in faults_of(answers[-1].text())]
        if found := [*markup, *barriers_of(page)]:
            barriers[public.name] = found

    assert barriers == {}


def is_page(answer: Response) -> bool:
    """Whether it is what the window shows, and no redirect to that and no frame in it."""
    asked = answer.request
    is_main = asked.is_navigation_request() and answer.frame.parent_frame is None
    return is_main and not 300 <= answer.status < 400


def barriers_of(page: Page) -> Iterator[str]:
    """What keeps somebody out of the page that is open, on a narrow and on a wide screen."""
    page.evaluate(AXE_SCRIPT)
    for width in ("zoomed", "desktop"):
        page.set_viewport_size(SCREENS[width]["viewport"])
        page.evaluate("scrollTo(0, 0)")  # else what sticks to an edge covers what it may
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in page.evaluate("(rules) => axe.run(rules)", RULES)["violations"]:
                targets = [node["target"] for node in violation["nodes"]]
                yield f"{width}, {scheme}: {violation['id']}: {violation['help']}: {targets}"
        if width == "zoomed":
            yield from (f"beside the screen: {found}" for found in page.evaluate(SIDEWAYS))
            yield from (f"small: {found}" for found in page.evaluate(SMALL))
        yield from (f"moves: {found}" for found in page.evaluate(MOVING))
    page.set_viewport_size(SCREENS["zoomed"]["viewport"])


class Keyboard:
    """A hand that has Tab, Enter and Space, and letters for what is typed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus; at each stop the focus must be seen."""
        expect(target).to_have_count(1)
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            self.sees_focus()
            if target.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError(f"Tab does not lead to {target}")

    def sees_focus(self) -> None:
        """The focus can be seen, once the page has come to rest."""
        deadline = time.monotonic() + SETTLING_SECONDS
        while (complaint := self.page.evaluate(FOCUS)) and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)
        assert complaint == ""

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go to the target and press a key on it."""
        self.reach(target)
        self.page.keyboard.press(key)

    def type(self, target: Locator, text: str) -> None:
        """Go to a field and write."""
        self.reach(target)
        self.page.keyboard.type(text)


@pytest.mark.parametrize("screen", ["zoomed", "desktop"])
def test_rosa_does_everything_by_keyboard(page: Page, work: Callable[[], None]) -> None:
    rosa, hand = Rosa(page, work), Keyboard(page)
    page.goto("/")
    hand.press(page.get_by_role("main").get_by_role("link", name=TITLE["en"]))
    expect(rosa.headline()).to_have_text(TITLE["en"])

    hand.press(page.get_by_role("link", name="Skip to the content"))
    hand.press(rosa.button("Sign"))
    expect(page.locator(":focus")).to_contain_text("Please write your first name.")
    hand.press(page.get_by_role("link", name="Please write your first name."))
    expect(rosa.field("First name")).to_be_focused()
    hand.sees_focus()
    page.keyboard.type("Rosa")
    hand.type(rosa.field("Email"), EMAIL)
    hand.type(rosa.field("ZIP or postal code"), "93610")
    hand.press(rosa.field("Show my name on this site"), "Space")
    hand.press(rosa.button("Sign"), "Space")

    rosa.sees_headline("Please check your email")
    work()
    hand.press(page.get_by_role("link", name="Open the demo’s mailbox"))
    hand.press(page.get_by_role("link", name="/signatures/confirm/"))
    rosa.sees_headline("One last step")
    hand.press(rosa.button("Confirm my signature"))
    rosa.sees_headline("Thank you")
    hand.reach(page.get_by_label("Or copy the address"))

    page.goto("/demo/mail/")
    hand.press(page.get_by_role("link", name="/signatures/manage/"))
    rosa.sees_headline("Your signature")
    hand.press(rosa.button("Hide my name on this site"), "Space")
    rosa.reads("not shown")
    hand.press(rosa.button("Erase it now"))
    rosa.sees_headline("Erased")
    rosa.sees_counts(petition="159,185", profile="171,042")


@pytest.mark.parametrize("screen", ["phone", "zoomed", "desktop"])
def test_every_stop_of_the_petition_page_can_be_seen(page: Page) -> None:
    page.goto(f"/petitions/{SLUG}/")
    hand = Keyboard(page)

    hand.reach(page.get_by_role("contentinfo").get_by_role("link", name="Contact and takedown"))
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        hand.sees_focus()


@pytest.mark.parametrize("screen", ["zoomed"])
def test_text_may_be_spaced_out(page: Page) -> None:
    """The spacing of WCAG 1.4.12 cuts nothing off."""
    page.goto(f"/petitions/{SLUG}/")
    spaced = {"letter-spacing": "0.12em", "word-spacing": "0.16em", "line-height": "1.5"}

    page.evaluate(
        """(spaced) => document.querySelectorAll("body *").forEach((element) => {
            for (const [name, value] of Object.entries(spaced)) {
                element.style.setProperty(name, value, "important");
            }
        })""",
        spaced,
    )

    assert page.evaluate(SIDEWAYS) == []
    assert cut_off(page) == []


def cut_off(page: Page) -> list[Any]:
    """What holds more text than it shows."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((element) => {
            const style = getComputedStyle(element);
            return style.overflow === "hidden" && element.innerText
                && element.clientHeight > 1 && element.scrollHeight > element.clientHeight + 1;
        }).map((element) => element.outerHTML.slice(0, 120))"""
    )
