"""The pages do as a reader's own settings say: forced colours, wide spacing, no motion."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rosa import SLUG
from tests.journeys.test_accessibility import SIDEWAYS, Keyboard, cut_off

PETITION = f"/petitions/{SLUG}/"
PATHS = ["/", PETITION, f"/es{PETITION}", f"{PETITION}thank-you/", "/petitions/", "/privacy/"]

# WCAG 2.2, 1.4.12.
SPACED = """() => document.querySelectorAll("body *").forEach((element) => {
    const spaced = { "letter-spacing": "0.12em", "word-spacing": "0.16em", "line-height": "1.5" };
    if (element.matches("p")) spaced["margin-bottom"] = "2em";
    for (const [name, value] of Object.entries(spaced)) {
        element.style.setProperty(name, value, "important");
    }
})"""

# A control that only a shade sets apart is lost where the reader's colours replace ours.
EDGELESS = """() => [...document.querySelectorAll(
    "main :is(.button, button, select, textarea, input:not([type=hidden], [tabindex='-1']), progress)"
)].filter((element) => {
    const style = getComputedStyle(element);
    const drawn = ["checkbox", "radio"].includes(element.type) && style.appearance !== "none";
    const edge = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1
        && style.borderTopColor !== style.backgroundColor;
    return element.checkVisibility() && !drawn && !edge;
}).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("screen", ["zoomed"])
def test_text_may_be_spaced_out_on_every_kind_of_page(page: Page, path: str) -> None:
    page.goto(path)

    page.evaluate(SPACED)

    assert (page.evaluate(SIDEWAYS), cut_off(page)) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone"])
def test_forced_colours_leave_every_control_its_edge(page: Page, scheme: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)

    edgeless = {name: page.evaluate(EDGELESS) for name in _stations(page)}

    assert len(edgeless) == 4
    assert [found for each in edgeless.values() for found in each] == []


def _stations(page: Page) -> Iterator[str]:
    """Open the pages that have controls, one after the other."""
    for path in ("/petitions/", PETITION, f"{PETITION}thank-you/"):
        page.goto(path)
        yield path
    page.goto(PETITION)
    page.locator("form#sign").get_by_role("button").click()
    expect(page.locator("[data-errors]").first).to_be_visible()
    yield "form with errors"


@pytest.mark.parametrize("screen", ["zoomed"])
def test_forced_colours_leave_the_focus_in_sight(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(PETITION)

    hand = Keyboard(page)
    hand.reach(page.get_by_role("main").get_by_role("button", name="Sign", exact=True))


@pytest.mark.parametrize("screen", ["zoomed"])
def test_errors_are_told_in_words_and_tied_to_their_fields(page: Page) -> None:
    page.goto(PETITION)
    page.locator("form#sign").get_by_role("button").click()

    expect(page).to_have_title("Please check your answers: " + page.locator("h1").inner_text())
    wrong = page.locator("form#sign [aria-invalid=true]")
    assert wrong.count() == page.locator("[data-errors] a").count() > 1
    for number in range(wrong.count()):
        words = wrong.nth(number).evaluate(
            """(field) => field.getAttribute("aria-describedby").split(" ")
                .map((id) => document.getElementById(id).innerText).join(" ")"""
        )
        assert page.locator("[data-errors] a").nth(number).inner_text() in words


@pytest.mark.parametrize("screen", ["phone"])
def test_nothing_is_asked_twice_on_the_way_to_a_signature(page: Page) -> None:
    """What was typed stands in the form that comes back (WCAG 2.2, 3.3.7)."""
    page.goto(PETITION)
    form = page.locator("form#sign")
    form.locator("[name=first_name]").fill("Rosa")
    form.locator("[name=comment]").fill("Free her.")
    form.get_by_role("button").click()

    expect(page.locator("[data-errors]").first).to_be_visible()
    assert form.locator("[name=first_name]").input_value() == "Rosa"
    assert form.locator("[name=comment]").input_value() == "Free her."


@pytest.mark.parametrize("screen", ["phone"])
def test_the_way_in_needs_no_memory_and_takes_what_is_pasted(page: Page) -> None:
    """A password manager can fill it in (WCAG 2.2, 3.3.8)."""
    page.goto("/admin/login/")
    kinds = {"username": "username", "password": "current-password"}

    for name, kind in kinds.items():
        field = page.locator(f"[name={name}]")
        expect(field).to_have_attribute("autocomplete", kind)
        field.focus()
        assert field.evaluate(
            """(field) => field.dispatchEvent(
                new ClipboardEvent("paste", { bubbles: true, cancelable: true })
            )"""
        )
