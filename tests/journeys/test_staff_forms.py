"""Dolores makes mistakes on a long form: nothing that she typed or chose is lost."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Dialog, expect

from campaigns.models import Campaign
from tests.journeys.staff import Dolores

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined


def photo() -> dict[str, object]:
    data = BytesIO()
    Image.new("RGB", (40, 30), "purple").save(data, "JPEG")
    return {"name": "tracee.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def test_dolores_keeps_the_photo_that_she_chose(dolores: Dolores) -> None:
    page = dolores.page
    dolores.opens_campaign("Tracee Ward")
    case = page.url
    page.locator("#id_photo").set_input_files(photo())  # type: ignore[arg-type]
    dolores.field("name").fill("")
    dolores.field("petitions-0-title").fill("")
    dolores.story().fill("She plants roses.")
    dolores.press("Save and continue editing")

    errors = page.locator("[data-form-errors]")
    expect(errors).to_be_focused()
    expect(errors.get_by_role("link")).to_have_text(
        ["Real name", "What the photo shows", "Petition 1: Title"]
    )
    expect(page.locator("ul.errorlist#id_name_error")).to_have_text("This field is required.")
    errors.get_by_role("link", name="Real name").click()
    dolores.types("name", "Tracee Ward")
    dolores.types("photo_alt", "A woman in purple")
    dolores.types("petitions-0-title", "Free Tracee")
    dolores.press("Save and continue editing")

    dolores.is_told("was changed successfully")
    assert page.url == case
    kept = Campaign.objects.get(name="Tracee Ward")
    assert (kept.story, kept.photo_alt) == ("She plants roses.", "A woman in purple")
    assert kept.photo


def test_dolores_is_asked_before_she_leaves_what_is_not_saved(dolores: Dolores) -> None:
    page = dolores.page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    dolores.opens_campaign("Tracee Ward")
    page.on("dialog", stay)
    page.get_by_role("link", name="Versions").click()
    page.go_back()
    dolores.story().press_sequentially("x")
    page.get_by_role("link", name="Versions").click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]

    dolores.press("Save")
    dolores.is_told("was changed successfully")
    assert asked == ["beforeunload"]
