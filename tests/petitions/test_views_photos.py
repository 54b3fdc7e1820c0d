"""A case's photo."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from campaigns.actions import unpublish, withdraw_consent
from campaigns.models import Campaign, Item
from tests.factories import ConsentFactory, PetitionFactory, open_petition

pytestmark = pytest.mark.django_db


def jpeg():
    out = BytesIO()
    Image.new("RGB", (4, 4), "purple").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def photographed(settings, tmp_path):
    """An open petition of a case whose photo is shown."""
    settings.MEDIA_ROOT = tmp_path
    petition = open_petition(
        campaign__photo=ContentFile(jpeg(), name="name-that-tells.jpg"), campaign__photo_alt="Her"
    )
    ConsentFactory(campaign=petition.campaign, item=Item.PHOTO)
    Campaign.objects.update(show_photo=True)
    return petition


def test_a_photo_is_shown_while_its_consent_stands(browser, photographed):
    address = f"/petitions/{photographed.slug}/photo/"

    response = browser.get(address)

    assert (response.status_code, response.content) == (200, jpeg())
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "name-that-tells" not in str(response.headers)
    assert address in browser.get(f"/petitions/{photographed.slug}/").content.decode()


def test_a_photo_that_was_fetched_before_is_not_sent_again(browser, photographed):
    address = f"/petitions/{photographed.slug}/photo/"
    etag = browser.get(address).headers["ETag"]

    response = browser.get(address, headers={"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_a_photo_is_gone_as_soon_as_its_consent_is(browser, photographed):
    consent = photographed.campaign.consents.get(item=Item.PHOTO)
    withdraw_consent(consent=consent, on=timezone.localdate(), by=None, now=timezone.now())

    address = f"/petitions/{photographed.slug}/photo/"
    assert browser.get(address).status_code == 404
    page = browser.get(f"/petitions/{photographed.slug}/")
    assert (page.status_code, address in page.content.decode()) == (200, False)


def test_a_photo_that_is_not_shown_is_not_found(browser, photographed):
    Campaign.objects.update(show_photo=False)

    assert browser.get(f"/petitions/{photographed.slug}/photo/").status_code == 404


def test_the_photo_of_what_must_not_be_seen_is_not_found(browser, photographed):
    draft = PetitionFactory(campaign=photographed.campaign)
    assert browser.get(f"/petitions/{draft.slug}/photo/").status_code == 404

    unpublish(campaign=photographed.campaign, by=None, now=timezone.now())

    assert browser.get(f"/petitions/{photographed.slug}/photo/").status_code == 404


def test_a_photo_whose_file_is_lost_is_not_found(browser, photographed):
    photographed.campaign.photo.storage.delete(photographed.campaign.photo.name)

    assert browser.get(f"/petitions/{photographed.slug}/photo/").status_code == 404


def test_a_photo_cannot_be_posted_to(browser, photographed):
    assert browser.post(f"/petitions/{photographed.slug}/photo/").status_code == 405


def test_uploads_have_no_address_of_their_own(browser, photographed):
    name = photographed.campaign.photo.name

    assert browser.get(f"/media/{name}").status_code == 404
