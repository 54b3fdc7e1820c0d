"""A case's photo in smaller sizes and lighter formats."""

import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from campaigns import drawn
from campaigns.actions import unpublish, withdraw_consent
from campaigns.models import Campaign, Item
from petitions.tasks import sweep_drawn
from tests.factories import ConsentFactory, open_petition, show_photo
from tests.petitions.pages import elements

pytestmark = pytest.mark.django_db

SIZES = [(width, kind) for width in (480, 800, 1200) for kind in ("avif", "webp")]


def jpeg(width, height=900):
    out = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def petition(settings, tmp_path):
    """An open petition of a case whose photo, 1,400 pixels wide, is shown."""
    settings.MEDIA_ROOT = tmp_path
    petition = open_petition(
        slug="her",
        campaign__photo=ContentFile(jpeg(1400), name="her.jpg"),
        campaign__photo_alt="Her",
    )
    ConsentFactory(campaign=petition.campaign, item=Item.PHOTO)
    Campaign.objects.update(show_photo=True)
    return petition


def address(width, kind):
    return f"/petitions/her/photo/{width}.{kind}"


def withdraw(petition):
    consent = petition.campaign.consents.get(item=Item.PHOTO)
    withdraw_consent(consent=consent, on=timezone.localdate(), by=None, now=timezone.now())


def files():
    return sorted(path.name for path in drawn.folder().glob("photo-*"))


@pytest.mark.parametrize(("width", "kind"), SIZES)
def test_each_size_is_what_it_says_and_lighter(browser, petition, width, kind):
    response = browser.get(address(width, kind))

    image = Image.open(BytesIO(response.content))
    assert response.headers["Content-Type"] == f"image/{kind}"
    assert (image.format, image.width) == (kind.upper(), width)
    assert len(response.content) < len(jpeg(1400))
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
    assert response.headers["ETag"]


def test_the_page_lets_the_browser_choose(browser, petition):
    found = [
        dict(each.attributes)
        for each in elements(browser.get("/es/petitions/her/"))
        if each.name in ("source", "img")
    ]

    assert [each.get("type") for each in found] == ["image/avif", "image/webp", None]
    assert re.findall(r"(\S+) (\d+)w", found[0]["srcset"]) == [
        (address(width, "avif"), str(width)) for width in (480, 800, 1200)
    ]
    assert (found[2]["src"], found[2]["width"], found[2]["height"]) == (
        "/petitions/her/photo/", "1400", "900",
    )  # fmt: skip


def test_a_small_photo_is_never_made_larger(browser, petition):
    campaign = Campaign.objects.get()
    campaign.photo.save("small.jpg", ContentFile(jpeg(300, 200)))

    [avif, _webp] = [
        dict(each.attributes)
        for each in elements(browser.get("/petitions/her/"))
        if each.name == "source"
    ]
    assert avif["srcset"] == f"{address(480, 'avif')} 300w"
    assert Image.open(BytesIO(browser.get(address(480, "avif")).content)).size == (300, 200)


@pytest.mark.parametrize("path", ["481.avif", "480.jpg", "480.png", "0.webp", "99999999999.avif"])
def test_nothing_else_is_made_at_somebodys_wish(browser, petition, path):
    assert browser.get(f"/petitions/her/photo/{path}").status_code == 404
    assert files() == []


@pytest.mark.parametrize("hide", ["withdraw", "unpublish"])
def test_none_is_served_once_it_must_not_be(browser, petition, hide):
    for size in SIZES:
        assert browser.get(address(*size)).status_code == 200

    if hide == "withdraw":
        withdraw(petition)
    else:
        unpublish(campaign=petition.campaign, by=None, now=timezone.now())

    assert {browser.get(address(*size)).status_code for size in SIZES} == {404}


def test_files_go_with_the_consent_and_with_the_photo(browser, petition, monkeypatch):
    monkeypatch.setattr(drawn, "SPARED_SECONDS", -5)
    browser.get(address(480, "avif"))
    sweep_drawn()
    assert len(files()) == 1

    Campaign.objects.get().photo.save("other.jpg", ContentFile(jpeg(1000)))
    browser.get(address(800, "webp"))
    sweep_drawn()
    assert [name.partition("-800")[1] for name in files()] == ["-800"]

    withdraw(petition)
    sweep_drawn()
    assert files() == []


def test_a_file_that_was_just_made_is_spared(browser, petition):
    browser.get(address(480, "avif"))
    withdraw(petition)

    sweep_drawn()

    assert len(files()) == 1


def test_a_file_that_is_no_photo_leaves_the_page_as_it_is(browser, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    petition = open_petition(slug="her")
    show_photo(petition.campaign)

    names = [each.name for each in elements(browser.get("/petitions/her/"))]
    assert (names.count("img"), names.count("source")) == (1, 0)
    assert browser.get(address(480, "avif")).status_code == 404


def test_it_is_made_once(browser, petition, monkeypatch):
    made = []
    monkeypatch.setattr("campaigns.renditions._made", lambda *wanted: made.append(wanted) or b"x")

    assert [browser.get(address(480, "avif")).content for _ in range(3)] == [b"x"] * 3
    assert len(made) == 1
