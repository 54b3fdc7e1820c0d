"""An owner asks somebody to read comments; who joins sees what a moderator may, and no more."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organizations.models import Membership, Organization, Role, User
from petitions.models import Comment, Petition
from tests.factories import CommentFactory, MembershipFactory
from tests.journeys.conftest import Open
from tests.journeys.rosa import SLUG
from tests.journeys.staff import PASSWORD, USERNAME, Dolores

EMAIL, MARIA, HER_PASSWORD = "maria@example.org", "maria", "Paciencia-y-cuidado-2026"
SAID = "She taught me to read. Let her come home."
PETITION = f"/petitions/{SLUG}/"
HIDDEN = ("Invitations", "Members", "Audit trail", "Subscriptions", "Rallies", "Staff")

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined


@pytest.fixture
def dolores(page: Page, open_page: Open, screen: str) -> Dolores:
    """The owner, with the browser of whoever has no account beside hers."""
    user = User.objects.create_user(USERNAME, "dolores@example.org", PASSWORD, is_staff=True)
    MembershipFactory(user=user, organization=Organization.objects.get(), role=Role.OWNER)
    CommentFactory(petition=Petition.objects.get(slug=SLUG), comment=SAID)
    staff = Dolores(page, open_page(screen))
    staff.logs_in()
    return staff


def test_maria_is_invited_and_approves_a_comment(
    dolores: Dolores, work: Callable[[], None]
) -> None:
    invites(dolores)
    work()
    maria = Dolores(dolores.visitor, dolores.page)
    joins(maria.page)

    assert Membership.objects.get(user__username=MARIA).role == Role.MODERATOR
    sees_what_moderators_see(maria.page)
    approves(maria.page)
    expect(dolores.page.get_by_role("main")).not_to_contain_text(SAID)
    assert SAID in maria.public_text(PETITION)


def invites(dolores: Dolores) -> None:
    """From the start page, by the form."""
    page = dolores.page
    dolores.opens("Invitations")
    page.get_by_role("link", name="Add invitation").click()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("radio", name="Moderator:").check()
    page.get_by_label("Language of the mail:").select_option("en")
    dolores.press("Save")
    dolores.is_told("was added successfully")
    expect(page.get_by_role("row").filter(has_text=EMAIL)).to_contain_text("waits")


def joins(page: Page) -> None:
    """By the link in the mail, with a password that is too easy at first."""
    page.goto("/demo/mail/")
    page.get_by_role("link", name="/admin/invitation/").click()
    expect(page.locator("#content")).to_contain_text("asks you to work on its petitions")
    expect(page.locator("#content")).to_contain_text("moderator")
    for password in ("maria", HER_PASSWORD):
        page.get_by_label("Username").fill(MARIA)
        page.get_by_label("Password:", exact=True).fill(password)
        page.get_by_label("Password confirmation:").fill(password)
        page.get_by_role("button", name="Make my account").click()
        if password == "maria":
            expect(page.locator(".errorlist").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to do?")


def sees_what_moderators_see(page: Page) -> None:
    """The lists of the start page; and what she may only look at has no button that saves."""
    lists = page.get_by_role("rowheader")
    for name in ("Campaigns", "Comments", "Petitions", "Signatures"):
        expect(lists.filter(has_text=re.compile(f"^\\s*{name}\\s*$"))).to_have_count(1)
    for name in HIDDEN:
        expect(lists.filter(has_text=name)).to_have_count(0)
    page.get_by_role("rowheader", name="Campaigns", exact=True).get_by_role("link").click()
    expect(page.get_by_role("link", name="Add campaign")).to_have_count(0)
    page.get_by_role("row").get_by_role("link", name="Tracee Ward", exact=True).click()
    expect(page.locator("#content")).to_contain_text("Tracee Ward")
    expect(page.get_by_role("button", name=re.compile("Save|Publish|Delete"))).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_count(0)


def approves(page: Page) -> None:
    """The one that waits, from what the start page says is to be done."""
    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("link", name="One comment waits to be read").click()
    comment = page.locator(".comment")
    expect(comment).to_contain_text(SAID)
    comment.get_by_role("button", name="Approve").click()
    expect(comment).to_contain_text("Approved")
    assert Comment.objects.get(comment=SAID).comment_state == "approved"
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to do?")
    expect(page.get_by_role("link", name="waits to be read")).to_have_count(0)
