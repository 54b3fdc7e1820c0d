"""Dolores tells a new case from nothing to the public, mends it, and takes off what was withdrawn."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from petitions.models import Petition
from tests.factories import SignatureFactory
from tests.journeys.staff import Dolores

LUZ = "/petitions/bring-luz-home/"
STORY = (
    "## Who she is\n\nLuz is in her {{ year_of_incarceration }} year in prison. She writes ltters."
)

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo as it comes from a camera."""
    image = Image.new("RGB", (900, 1200), "#c9b6e4")
    image.paste("#5b2a86", (300, 150, 600, 450))
    data = BytesIO()
    image.save(data, "JPEG", comment=b"taken at home")
    path = tmp_path / "IMG_0042.jpg"
    path.write_bytes(data.getvalue())
    return path


def consents(dolores: Dolores, number: int, item: str) -> None:
    """Record the consent to an item, in a row of its own."""
    dolores.press("Add another Consent")
    row = f"consents-{number}"
    dolores.field(f"{row}-item").select_option(item)
    dolores.types(f"{row}-given_on", "2026-01-15")
    dolores.types(f"{row}-given_by", "herself")
    dolores.types(f"{row}-evidence", "a letter, in the locked cabinet")


def add_case(dolores: Dolores) -> None:
    """From nothing to a draft with two decision makers and a photo."""
    page = dolores.page
    dolores.opens("Campaigns")
    page.get_by_role("link", name="Add campaign").click()
    page.get_by_label("Organization:").select_option("California Coalition for Women Prisoners")
    dolores.types("name", "Maria Luz Ortiz")
    dolores.types("alias", "Luz")
    dolores.types("incarcerated_since", "2005-04-02")
    dolores.types("story", STORY)
    dolores.types("quote", "I am still here.")
    dolores.press("Add another Petition")
    page.get_by_role("checkbox", name="Gavin Newsom, Governor of").check()
    page.get_by_role("checkbox", name="Office of the Attorney General").check()
    dolores.types("petitions-0-title", "Bring Luz home")
    dolores.types("petitions-0-ask", "We ask the governor to let Luz go.")
    dolores.types("petitions-0-summary", "Luz has been inside for too long.")
    dolores.press("Save and continue editing")
    dolores.is_told("was added successfully")


def test_dolores_tells_a_new_case_from_nothing_to_the_public(dolores: Dolores, photo: Path) -> None:
    page = dolores.page
    add_case(dolores)

    # What is not in Spanish yet stands at the top, and leads to its field.
    missing = page.get_by_role("region", name="Not in Spanish yet")
    missing.get_by_role("link", name="Title", exact=True).click()
    dolores.types("petitions-0-title_es", "Que Luz vuelva a casa")
    dolores.types("story_es", "Luz está en prisión.")

    # A fact that moves is put in by a button.
    summary = dolores.field("petitions-0-summary")
    summary.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Year ")
    summary.locator("xpath=preceding-sibling::div[1]").get_by_role(
        "button", name="which year in prison"
    ).click()
    expect(summary).to_have_value(
        "Luz has been inside for too long. Year {{ year_of_incarceration }}"
    )

    # The photo, and what matters on it.
    dolores.field("photo").set_input_files(photo)
    dolores.types("photo_alt", "Luz laughs.")
    dolores.press("Save and continue editing")
    dolores.is_told("was changed successfully")
    picture = page.locator("[data-photo-point] img")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    picture.click(position={"x": box["width"] / 2, "y": box["height"] / 4})
    expect(dolores.field("photo_x")).to_have_value("50")
    expect(dolores.field("photo_y")).to_have_value("25")

    for number, item in enumerate(("story", "photo", "quotes")):
        consents(dolores, number, item)
    dolores.field("show_photo").check()
    dolores.field("show_quote").check()
    dolores.press("Save and publish")
    dolores.is_told("Luz is public now.")

    public = dolores.public_text(LUZ)
    for text in ("Gavin Newsom", "Office of the Attorney General", "I am still here.", "22nd year"):
        assert text in public
    assert "Ortiz" not in public
    shown = dolores.visitor.get_by_role("img", name="Luz laughs.")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => getComputedStyle(image).objectPosition") == "50% 25%"
    assert "Que Luz vuelva a casa" in dolores.public_text("/es" + LUZ)
    assert "Luz está en prisión." in dolores.public_text("/es" + LUZ)


def test_dolores_corrects_a_slip_in_a_published_story(dolores: Dolores) -> None:
    page = dolores.page
    add_case(dolores)
    consents(dolores, 0, "story")
    dolores.press("Save and publish")
    dolores.is_told("is public now.")
    SignatureFactory(petition=Petition.objects.get(slug="bring-luz-home"))
    assert "ltters" in dolores.public_text(LUZ)

    dolores.story().fill(STORY.replace("ltters", "letters"))
    dolores.press("Save and continue editing")
    dolores.is_told("was changed successfully")
    assert "She writes letters." in dolores.public_text(LUZ)

    # Both versions are there; she compares them, and brings none back.
    page.get_by_role("link", name="Versions").click()
    rows = page.get_by_role("row").filter(has_text="Profile")
    rows.nth(0).get_by_role("radio").nth(1).check()
    rows.nth(1).get_by_role("radio").nth(0).check()
    dolores.press("Compare")
    expect(page.locator(".differences ins")).to_have_text("letters")
    expect(page.locator(".differences del")).to_have_text("ltters")


def test_dolores_takes_the_photo_off_when_its_consent_is_withdrawn(
    dolores: Dolores, photo: Path
) -> None:
    page = dolores.page
    add_case(dolores)
    dolores.field("photo").set_input_files(photo)
    dolores.types("photo_alt", "Luz laughs.")
    consents(dolores, 0, "story")
    consents(dolores, 1, "photo")
    dolores.field("show_photo").check()
    dolores.press("Save and publish")
    dolores.is_told("is public now.")
    dolores.public_text(LUZ)
    expect(dolores.visitor.get_by_role("img", name="Luz laughs.")).to_be_visible()

    row = page.locator(".inline-related.has_original").filter(
        has=page.locator("option[selected][value=photo]")
    )
    row.locator("input[name$=withdrawn_on]").press_sequentially("2026-02-01")
    dolores.press("Save and continue editing")
    dolores.is_told("was changed successfully")

    assert "Luz laughs." not in dolores.public_text(LUZ)
    expect(dolores.visitor.get_by_role("img", name="Luz laughs.")).to_have_count(0)
    assert dolores.visitor.request.get(f"{LUZ}photo/").status == 404
    expect(dolores.field("show_photo")).not_to_be_checked()
