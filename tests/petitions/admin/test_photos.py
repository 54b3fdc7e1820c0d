"""The photo of a case, on the page where staff choose it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from campaigns.models import Campaign
from tests.petitions.admin.page import added, errors

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/campaigns/campaign/"
CONSENT = {"given_on": "2026-03-01", "given_by": "she herself", "evidence": "a letter"}


def saved(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def photo():
    data = BytesIO()
    Image.new("RGB", (40, 30), "purple").save(data, "JPEG", comment=b"taken at home")
    return SimpleUploadedFile("kelly.jpg", data.getvalue(), content_type="image/jpeg")


class TestPhoto:
    def test_is_made_anew_and_described(
        self, staff_client, campaign, address, fields, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        staff_client.post(address, fields | {"photo": photo(), "photo_alt": "She smiles."})
        kept = saved(campaign).photo
        assert kept.name.startswith("campaigns/")
        assert "kelly" not in kept.name
        assert b"taken at home" not in kept.read()

    def test_needs_a_description(self, staff_client, campaign, address, fields):
        answer = staff_client.post(address, fields | {"photo": photo()})
        assert "Please say what the photo shows." in errors(answer)
        assert saved(campaign).photo == ""

    def test_is_linked_where_staff_see_it(self, staff_client, campaign, address):
        Campaign.objects.update(photo="campaigns/kelly.jpg", photo_alt="A woman")
        page = staff_client.get(address).content.decode()
        assert f'<a href="{address.replace("change", "photo")}">the photo</a>' in page
        assert "/media/" not in page

    def test_that_is_none_is_refused(self, staff_client, address, fields):
        pdf = SimpleUploadedFile("photo.jpg", b"%PDF-1.7", content_type="image/jpeg")
        answer = staff_client.post(address, fields | {"photo": pdf, "photo_alt": "She smiles."})
        assert any("photo" in error or "image" in error for error in errors(answer))

    def test_with_consent_is_shown(
        self, staff_client, campaign, address, fields, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        fields |= {"photo": photo(), "photo_alt": "She smiles.", "show_photo": "on"}
        staff_client.post(address, added(fields, "consents", item="photo", **CONSENT))
        assert saved(campaign).show_photo is True
        answer = staff_client.get("/petitions/free-her/photo/")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")

    @pytest.mark.parametrize("sender", ["browser", "script"])
    def test_is_asked_for_again_where_the_browser_lost_it(
        self, staff_client, address, fields, sender
    ):
        headers = {"X-Sent-By": "script"} if sender == "script" else {}
        wrong = fields | {"name": "", "photo": photo(), "photo_alt": "A woman"}
        answer = staff_client.post(address, wrong, headers=headers)
        asked = "Please choose the photo again: it was not kept." in errors(answer)
        assert asked == (sender == "browser")

    def test_sent_by_a_script_tells_where_to_go(self, staff_client, address, fields):
        answer = staff_client.post(address, fields, headers={"X-Sent-By": "script"})
        assert (answer.status_code, answer.headers["X-Location"]) == (204, LIST)
