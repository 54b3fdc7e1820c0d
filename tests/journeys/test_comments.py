"""Dolores reads twenty comments by keyboard or by taps; Rosa reads what she let through."""

import pytest
from playwright.sync_api import Locator, Page, expect

from petitions.models import Comment, CommentReport, Petition
from tests.factories import CommentFactory, ForbiddenWordFactory
from tests.journeys.rosa import SLUG
from tests.journeys.staff import Dolores
from tests.journeys.test_accessibility import barriers_of

QUEUE = "/admin/petitions/comment/"
PETITION = f"/petitions/{SLUG}/"
OF_DJANGO = (">Log out<", "theme-toggle", "Toggle theme")
"""In the head of every page of the admin: smaller than 44 pixels, or words that nobody sees."""

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined


@pytest.fixture
def twenty(site: str) -> list[Comment]:
    """Twenty comments that wait."""
    petition = Petition.objects.get(slug=SLUG)
    return [
        CommentFactory(petition=petition, comment=f"Free her, says number {number}.")
        for number in range(1, 21)
    ]


def states() -> list[str]:
    """Where the comments stand, in their order."""
    rows = Comment.objects.order_by("pk")
    return ["quoted" if row.comment_quoted else row.comment_state for row in rows]


def comment(page: Page, number: int) -> Locator:
    """The comment with this number on the page."""
    return page.get_by_role("article").nth(number - 1)


def is_told(page: Page, text: str) -> None:
    """The page says this, to those who cannot see it too."""
    expect(page.locator("[data-told]")).to_contain_text(text)


def test_twenty_comments_are_judged_by_keyboard_alone(
    dolores: Dolores, twenty: list[Comment]
) -> None:
    page = dolores.page
    page.goto(QUEUE)
    page.keyboard.press("a")  # nothing was read yet, so nothing is judged
    expect(comment(page, 1)).to_be_focused()
    is_told(page, "Comment 1 of 20.")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(comment(page, 1)).to_be_focused()

    page.keyboard.press("a")
    expect(comment(page, 2)).to_be_focused()
    is_told(page, "Approve. Comment 2 of 20.")
    page.keyboard.press("r")
    page.keyboard.press("q")
    expect(comment(page, 2)).to_contain_text("Refused")
    expect(comment(page, 3)).to_contain_text("Quoted on the page")
    page.keyboard.press("u")
    expect(comment(page, 3)).to_be_focused()
    is_told(page, "Waits. Comment 3 of 20.")
    for _ in range(18):
        page.keyboard.press("a")

    is_told(page, "That was the last one on this page.")
    expect(page.get_by_role("link", name="Show those that wait now")).to_be_focused()
    expect(comment(page, 20)).to_contain_text("Approved")
    assert states() == ["approved", "refused", *["approved"] * 18]
    page.keyboard.press("n")
    expect(page.get_by_text("No comment waits to be read. Thank you.")).to_be_visible()
    public = dolores.public_text(f"{PETITION}comments/")
    assert "says number 20." in public
    assert "says number 2." not in public


@pytest.mark.parametrize("screen", ["phone"])
def test_twenty_comments_are_judged_by_taps(dolores: Dolores, twenty: list[Comment]) -> None:
    page = dolores.page
    page.goto(QUEUE)

    comment(page, 1).get_by_role("button", name="Quote on the page").tap()
    for number in range(2, 21):
        expect(comment(page, number)).to_be_in_viewport()
        comment(page, number).get_by_role("button", name="Approve").tap()

    expect(comment(page, 20)).to_contain_text("Approved")
    assert states() == ["quoted", *["approved"] * 19]
    page.get_by_role("button", name="Undo the last one").tap()
    expect(comment(page, 20)).to_be_focused()
    is_told(page, "Waits. Comment 20 of 20.")
    assert states()[-1] == "waiting"


@pytest.mark.parametrize("scripts", [False])
def test_buttons_do_the_same_without_scripts(dolores: Dolores, twenty: list[Comment]) -> None:
    page = dolores.page
    page.goto(QUEUE)
    comment(page, 1).get_by_role("button", name="Refuse").click()
    dolores.is_told("One comment was judged.")
    page.get_by_role("button", name="Approve all 19 above").click()
    dolores.is_told("19 comments were judged.")
    page.get_by_role("button", name="Undo the last one").click()
    assert states() == ["refused", *["waiting"] * 19]
    expect(page.get_by_role("article")).to_have_count(19)


@pytest.mark.parametrize("screen", ["desktop"])
def test_what_was_changed_or_forbidden_meanwhile_is_left_and_told(
    dolores: Dolores, twenty: list[Comment]
) -> None:
    page = dolores.page
    page.goto(QUEUE)
    Comment.objects.filter(pk=twenty[0].pk).update(comment="Hate her.")
    ForbiddenWordFactory(campaign=twenty[0].petition.campaign, text="number 2")
    for key in "jaaa":
        page.keyboard.press(key)

    expect(comment(page, 1)).to_contain_text("It was changed, or judged by somebody else")
    expect(comment(page, 2)).to_contain_text("It tells a name or word that must never appear.")
    expect(comment(page, 3)).to_contain_text("Approved")
    assert states()[:3] == ["waiting", "waiting", "approved"]


@pytest.mark.parametrize("screen", ["desktop"])
def test_keys_can_be_switched_off_and_stay_so(dolores: Dolores, twenty: list[Comment]) -> None:
    page = dolores.page
    page.goto(QUEUE)
    page.get_by_label("Keys on").uncheck()
    for key in "jaru":
        page.keyboard.press(key)
    page.reload()
    expect(page.get_by_label("Keys on")).not_to_be_checked()
    page.keyboard.press("j")
    page.keyboard.press("a")
    assert states() == ["waiting"] * 20


@pytest.mark.parametrize("screen", ["desktop"])
def test_who_was_logged_out_is_told_and_judges_nothing(
    dolores: Dolores, twenty: list[Comment]
) -> None:
    page = dolores.page
    page.goto(QUEUE)
    page.keyboard.press("j")
    page.context.clear_cookies(name="session")
    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_contain_text("You are logged out")
    expect(comment(page, 1)).to_contain_text("Nothing was judged")
    assert states() == ["waiting"] * 20


@pytest.mark.parametrize("screen", ["zoomed"])
def test_the_queue_has_no_barrier(dolores: Dolores, twenty: list[Comment]) -> None:
    page = dolores.page
    petition = twenty[0].petition
    ForbiddenWordFactory(campaign=petition.campaign, text="number 1")
    said = "Call 559-555-0123, or see www.x.example, or mail me@x.example"
    marked = CommentFactory(petition=petition, comment=said, show_name=True)
    CommentReport.objects.create(signature=marked, network=b"1" * 16, at=marked.requested_at)
    for query in ("", "?show=reported", f"?after={twenty[-1].pk}", "?show=refused"):
        page.goto(f"{QUEUE}{query}")
        expect(page.locator(".comments")).to_be_visible()
        found = list(barriers_of(page))
        assert [each for each in found if not any(part in each for part in OF_DJANGO)] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_rosa_reads_comments_and_reports_one(
    page: Page, twenty: list[Comment], scripts: bool
) -> None:
    Comment.objects.filter(pk__in=[row.pk for row in twenty]).update(comment_state="approved")
    Comment.objects.filter(pk=twenty[4].pk).update(comment_quoted=True)
    page.goto(PETITION)
    said = page.get_by_role("region", name="What supporters say")
    expect(said.get_by_role("listitem")).to_have_count(10)
    expect(said.get_by_role("listitem").first).to_contain_text("says number 5.")
    said.get_by_role("listitem").first.get_by_text("Report", exact=True).click()
    said.get_by_role("button", name="Report this comment").first.click()
    expect(page.get_by_role("main")).to_contain_text("A person from the organization will look")
    assert CommentReport.objects.get().signature_id == twenty[4].pk

    page.goto(PETITION)
    page.get_by_role("link", name="Read all comments").click()
    expect(page.get_by_role("blockquote")).to_have_count(20)
