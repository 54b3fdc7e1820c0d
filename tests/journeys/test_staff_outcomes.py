"""Dolores replaces the governor, and tells the world that somebody is free."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from petitions.models import Petition
from tests.factories import SignatureFactory
from tests.journeys.rosa import SLUG
from tests.journeys.staff import Dolores

TRACEE, FEED = f"/petitions/{SLUG}/", f"/petitions/{SLUG}/updates.atom"
SUSAN = "/petitions/medical-release-for-susan-russo/"

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined


def test_dolores_replaces_the_governor(dolores: Dolores) -> None:
    page = dolores.page
    SignatureFactory(petition=Petition.objects.get(slug=SLUG))
    assert "Petitioning Governor Gavin Newsom" in dolores.public_text(TRACEE)
    dolores.opens("Decision makers")
    page.get_by_role("link", name="Office of the Governor").click()
    page.get_by_role("link", name="Enter the successor").click()
    page.get_by_label("Name of the successor").fill("Eleni Ruiz")
    page.get_by_label("First day in office").fill(timezone.localdate().isoformat())
    dolores.press("Enter the successor")

    dolores.is_told("Eleni Ruiz holds the office from")
    tracee = page.get_by_role("group", name="Commutation for Domestic Violence Survivor")
    susan = page.get_by_role("group", name="Grant Emergency Medical Release")
    expect(tracee).to_contain_text("Petitioning Governor Eleni Ruiz")
    expect(susan).to_contain_text("Petitioning Office of the Governor")
    assert "Petitioning Governor Eleni Ruiz" in dolores.public_text(TRACEE)

    tracee.get_by_role("radio", name="Address the office: Office of the Governor").check()
    susan.get_by_role("radio", name="Close it with an outcome").check()
    dolores.press("Do what is chosen")

    expect(page.locator(".errornote")).to_contain_text("Nothing is done yet.")
    expect(tracee).to_contain_text("Please tell what you correct, and why")
    expect(susan).to_contain_text("Please say how it ended.")
    assert "Petitioning Governor Eleni Ruiz" in dolores.public_text(TRACEE)

    tracee.get_by_label("What you correct, and why").fill("The governor is another now.")
    susan.get_by_label("Outcome:").select_option("granted")
    susan.get_by_label("On:").fill(timezone.localdate().isoformat())
    dolores.press("Do what is chosen")

    dolores.is_told("Done, petitions: 2.")
    public = dolores.public_text(TRACEE)
    assert "Petitioning Office of the Governor" in public
    assert "The governor is another now." in public
    assert "What was asked is granted" in dolores.public_text(SUSAN)


def test_dolores_declares_a_release_and_publishes_the_news(dolores: Dolores) -> None:
    page, day = dolores.page, timezone.localdate() - timedelta(days=1)
    dolores.opens("Petitions")
    row = page.get_by_role("row").filter(has_text="Commutation for Domestic Violence")
    row.get_by_role("link", name="Declare the outcome").click()
    released = page.locator(".outcome").filter(has=page.get_by_label("Released"))
    expect(released).to_contain_text("Tracee Ward is free")
    expect(released).to_contain_text("Thank you to everyone who stood by her.")
    page.get_by_label("On:").fill(day.isoformat())
    page.get_by_role("radio", name="Released").check()
    dolores.press("Declare the outcome")

    dolores.is_told("Here is a draft of the news")
    public = dolores.public_text(TRACEE)
    assert "Tracee Ward is free" in public
    assert "This petition takes no more signatures" in public
    assert "All news" not in public
    expect(dolores.preview().get_by_role("main")).to_contain_text("Tracee Ward is free")

    body = page.get_by_label("Text:", exact=True)
    body.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nShe went *home* today.")
    expect(dolores.preview().get_by_role("main").locator("em")).to_have_text("home")
    dolores.press("Save and publish")

    dolores.is_told("“Tracee Ward is free” is published.")
    assert "All news (1)" in dolores.public_text(TRACEE)
    dolores.visitor.get_by_role("link", name="All news (1)").click()
    expect(dolores.visitor.get_by_role("main")).to_contain_text("She went home today.")
    feed = dolores.visitor.request.get(FEED)
    assert (feed.status, feed.headers["content-type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    assert "Tracee Ward is free" in feed.text()
    assert "<em>home</em>" in feed.text().replace("&lt;", "<").replace("&gt;", ">")
