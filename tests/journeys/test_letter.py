"""The letter to post inside, as a browser prints it."""

from typing import Any

import pytest
from playwright.sync_api import Page

from petitions.models import Petition
from tests.factories import CommentFactory, tell
from tests.journeys.conftest import Open
from tests.pdf import pages_of

SLUGS = ["commutation-for-tracee-ward", "medical-release-for-susan-russo", "free-kelly"]
TWO_SHEETS = 4
"""Pages, printed on both sides."""

PRINTED = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    found.push([parseFloat(style.fontSize) * 0.75, style.color, texts.currentNode.textContent]);
  }
  return found;
}"""
"""Every text that is printed: its size in points, its colour, its words."""


@pytest.fixture
def printed(open_page: Open) -> Page:
    """A page that looks as it does on paper."""
    page = open_page("desktop")
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("slug", SLUGS)
def test_each_case_of_the_demo_goes_on_two_sheets(printed: Page, slug: str, language: str) -> None:
    printed.goto(f"{language}/petitions/{slug}/print/")
    assert 2 <= pages_of(paper(printed)) <= TWO_SHEETS

    texts = printed.evaluate(PRINTED)
    assert min(size for size, _colour, _text in texts) >= 14
    assert {colour for _size, colour, _text in texts} == {"rgb(0, 0, 0)"}
    words = " ".join(text for _size, _colour, text in texts)
    petition = Petition.objects.get(slug=slug)
    assert f"/p/{petition.code}" in words
    assert [word for word in ("Ctrl+P", "Wikipedia", "Leave", "Salir") if word in words] == []


def test_long_texts_with_news_and_comments_go_on_two_sheets_too(printed: Page) -> None:
    petition = Petition.objects.get(slug="free-kelly")
    for number in range(4):
        CommentFactory(petition=petition, comment="So it is. " * 100, comment_state="approved")
        tell(petition.campaign, title=f"News {number}", body="What happened. " * 200)
    printed.goto("/petitions/free-kelly/print/")
    assert pages_of(paper(printed)) <= TWO_SHEETS


def test_a_link_is_printed_with_its_address(printed: Page) -> None:
    petition = Petition.objects.get(slug="free-kelly")
    Petition.objects.filter(pk=petition.pk).update(story="Read [this](https://x.example/page).")
    printed.goto("/petitions/free-kelly/print/")
    after = "element => getComputedStyle(element, '::after').content"
    assert printed.locator(".prose a").evaluate(after) == '" (https://x.example/page)"'


def test_pages_are_numbered(printed: Page) -> None:
    rule = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
        .flatMap(layer => [...(layer.cssRules || [])])
        .filter(rule => rule instanceof CSSPageRule).map(rule => rule.cssText).join()"""
    printed.goto("/petitions/free-kelly/print/")
    assert 'counter(page) " / " counter(pages)' in printed.evaluate(rule)


def paper(page: Page) -> bytes:
    """What the browser's own print command makes of a page."""
    made: Any = page.pdf(prefer_css_page_size=True)
    return bytes(made)
