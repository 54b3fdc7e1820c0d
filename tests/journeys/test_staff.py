"""Dolores, of the staff, tells a case, publishes another, and takes a signature out of the count."""

import pytest
from playwright.sync_api import expect

from organizations.models import AuditEvent
from petitions.models import Invalidation, Petition
from tests.factories import SignatureFactory
from tests.journeys.rosa import SLUG
from tests.journeys.staff import USERNAME, Dolores

TRACEE = f"/petitions/{SLUG}/"
ELENA = "/petitions/bring-elena-home/"

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined


def test_dolores_edits_a_story_and_sees_it_before_it_is_saved(dolores: Dolores) -> None:
    page = dolores.page
    dolores.opens_campaign("Tracee Ward")
    expect(dolores.preview().get_by_role("main")).to_contain_text("is a mentor to younger people")

    dolores.story().focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("She plants *roses*, in her {{ year_of_incarceration }} year.\n\n")

    paragraph = "She plants roses, in her 23rd year."
    expect(dolores.preview().get_by_role("main")).to_contain_text(paragraph)
    expect(dolores.preview().get_by_role("main").locator("em")).to_have_text("roses")
    page.get_by_role("button", name="Show in Spanish").click()
    expect(dolores.preview().get_by_role("main")).to_contain_text("es mentora de personas")
    assert "roses" not in dolores.public_text(TRACEE)

    dolores.press("Save")
    dolores.is_told("was changed successfully")

    assert paragraph in dolores.public_text(TRACEE)


def test_dolores_publishes_a_case_once_there_is_consent(dolores: Dolores) -> None:
    page = dolores.page
    dolores.opens("Campaigns")
    page.get_by_role("link", name="Add campaign").click()
    page.get_by_label("Organization:").select_option("California Coalition for Women Prisoners")
    dolores.types("name", "Maria Elena Ortiz")
    dolores.types("alias", "Elena")
    dolores.types("incarcerated_since", "2005-04-02")
    dolores.types("story", "## Who she is\n\nElena is in her {{ year_of_incarceration }} year.")
    page.get_by_role("button", name="Add another Petition").click()
    page.get_by_role("checkbox", name="Gavin Newsom, Governor of").check()
    dolores.types("petitions-0-title", "Bring Elena home")
    expect(dolores.field("petitions-0-slug")).to_have_value("bring-elena-home")
    dolores.types("petitions-0-ask", "We ask the governor to let Elena go.")
    dolores.types("petitions-0-summary", "Elena has been inside for too long.")
    dolores.press("Save and continue editing")
    dolores.is_told("was added successfully")
    expect(dolores.preview().get_by_role("heading", level=1)).to_have_text("Bring Elena home")

    dolores.press("Save and publish")

    dolores.is_told("Elena is not published, for want of consent to show: her story")
    assert dolores.visitor.goto(ELENA).status == 404

    page.get_by_role("button", name="Add another Consent").click()
    dolores.field("consents-0-item").select_option("story")
    dolores.types("consents-0-given_on", "2026-01-15")
    dolores.types("consents-0-given_by", "herself")
    dolores.types("consents-0-evidence", "a letter, in the locked cabinet")
    dolores.press("Save and publish")

    dolores.is_told("Elena is public now.")
    profile = dolores.public_text("/")
    for text in ("Started 4 petitions", "Bring Elena home", "Elena has been inside for too long."):
        assert text in profile
    public = dolores.public_text(ELENA)
    assert "Gavin Newsom" in public
    assert "Ortiz" not in public + profile


def test_dolores_takes_a_signature_out_of_the_count_and_back(dolores: Dolores) -> None:
    petition = Petition.objects.get(slug=SLUG)
    SignatureFactory(petition=petition, first_name="Bot", last_name="Net", email="bot@example.org")
    SignatureFactory(petition=petition)
    assert "159,187" in dolores.public_text(TRACEE)

    dolores.acts_on_signature("bot@example.org", "Take out of the count …", "a bot")

    dolores.is_told("Signatures changed: 1")
    assert "159,186" in dolores.public_text(TRACEE)
    assert "159,187" not in dolores.public_text(TRACEE)
    event = AuditEvent.objects.get(action="invalidate signatures")
    told = {"reason": "a bot", "signatures": 1, "counted": 1, "found by": ["chosen"]}
    assert event.by_name == USERNAME
    assert event.details == told | {"batch": Invalidation.objects.get().pk}

    dolores.undoes_batch("a bot", "she wrote to us")

    dolores.is_told("Signatures put back: 1")
    assert "159,187" in dolores.public_text(TRACEE)
