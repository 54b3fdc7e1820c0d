"""What is typed wrong gets its message beside the field, and nothing that was typed is lost."""

import struct
import zlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.models import Campaign, Link
from petitions.models import Petition
from tests.factories import ConsentFactory, HolderFactory, open_petition
from tests.petitions.admin.page import added, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TYPED = {"sentence": "Life", "petitions-0-summary": "What I typed.", "consents-0-given_by": "she"}


def beside(answer, prefix=""):
    """The messages beside the fields of the form, or of the rows with a prefix."""
    context = answer.context
    if not prefix:
        return dict(context["adminform"].form.errors)
    formset = next(
        one.formset for one in context["inline_admin_formsets"] if one.formset.prefix == prefix
    )
    return {name: text for form in formset.forms for name, text in form.errors.items()}


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


def huge_png():
    """A PNG of 100 megapixels, of which the head alone is there."""
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def uploaded(name, data, content_type="image/jpeg"):
    return {
        "photo": SimpleUploadedFile(name, data, content_type=content_type),
        "photo_alt": "She smiles.",
    }


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        (
            {"birth_date": "2001-01-01"},
            "incarcerated_since",
            "She cannot have been in prison before she was born.",
        ),
        ({"birth_date": "31.31.1990"}, "birth_date", "Enter a valid date."),
        ({"show_photo": "on"}, "show_photo", "There is no photo to show."),
        (
            {"alias": "name, REAL"},
            "alias",
            "The alias is the real name, which is not to be shown.",
        ),
        ({"show_quote": "on"}, "show_quote", "There are no words of hers to show."),
        ({"show_health": "on"}, "show_health", "There is nothing about her health to show."),
        ({"photo_x": "50"}, "photo_x", "Both numbers are needed, from 0 to 100."),
        ({"photo_x": "500", "photo_y": "1"}, "photo_x", "Both numbers are needed, from 0 to 100."),
        ({"alias": ""}, "alias", "A published campaign needs an alias, or leave to show the"),
        ({"story": ""}, "story", "A published campaign needs a story."),
        (uploaded("photo.png", huge_png()), "photo", "The photo has more than 50 million pixels."),
        (
            uploaded("photo.jpg", b"%PDF-1.7 x"),
            "photo",
            "This file is not a photo that can be read",
        ),
        (uploaded("photo.jpg", b""), "photo", "The submitted file is empty."),
    ],
)
def test_of_the_profile(staff_client, campaign, address, fields, wrong, field, message):
    answer = staff_client.post(address, fields | TYPED | wrong)

    assert answer.status_code == 200
    told = beside(answer)
    assert list(told) == [field]
    assert told[field][0].startswith(message)
    kept = filled_in(answer, "campaign_form")
    assert {name: kept[name] for name in TYPED} == {name: [text] for name, text in TYPED.items()}
    assert Campaign.objects.get().sentence == ""


@pytest.mark.parametrize(
    ("rows", "wrong", "field", "message"),
    [
        ("petitions", {"slug": "taken"}, "slug", "This address is taken. Please choose another."),
        ("petitions", {"goal": "0"}, "goal", "A goal is at least 1."),
        (
            "petitions",
            {"carried_over": "5"},
            "carried_over_source",
            "Please say who counted these supporters, and as of which day.",
        ),
        ("petitions", {"slug": "with space"}, "slug", "Enter a valid “slug” consisting of"),
        (
            "consents",
            {"withdrawn_on": "2025-04-30"},
            "withdrawn_on",
            "It cannot be withdrawn before it was given.",
        ),
        ("consents", {"given_on": TOMORROW}, "given_on", "This day lies ahead."),
        ("consents", {"withdrawn_on": TOMORROW}, "withdrawn_on", "This day lies ahead."),
        (
            "consents",
            {"valid_until": "2025-06-30"},
            "valid_until",
            "This day has come already. To end the consent, withdraw it.",
        ),
    ],
)
def test_of_a_row(staff_client, campaign, address, fields, rows, wrong, field, message):
    open_petition(slug="taken")
    typed = {f"{rows}-0-{name}": value for name, value in wrong.items()}

    answer = staff_client.post(address, fields | TYPED | typed)

    told = beside(answer, rows)
    assert list(told) == [field]
    assert told[field][0].startswith(message)
    kept = filled_in(answer, "campaign_form")
    assert kept["petitions-0-summary"] == ["What I typed."]
    assert Petition.objects.order_by("pk").first().summary == "A short summary."


def test_of_who_holds_an_office_at_the_same_time(staff_client):
    holder = HolderFactory(name="Earlier")
    path = f"/admin/petitions/decisionmaker/{holder.decision_maker_id}/change/"
    fields = filled_in(staff_client.get(path), "decisionmaker_form")
    answer = staff_client.post(path, added(fields, "holders", name="Later", since="2026-01-01"))
    (inline,) = answer.context["inline_admin_formsets"]
    earlier, later = inline.formset.forms
    assert earlier.errors == {"until": ["Later holds this office in that time."]}
    assert later.errors == {"since": ["Earlier holds this office in that time."]}
    assert "Later" in answer.content.decode()


def test_a_script_in_markdown_runs_nowhere(staff_client, client, campaign, address, fields):
    script = "<script>alert(1)</script> [x](javascript:alert(1)) *kind*"
    ConsentFactory(campaign=campaign, item="health")
    fields = filled_in(staff_client.get(address), "campaign_form")
    typed = {"story": script, "health": script, "show_health": "on", "petitions-0-story": script}
    preview = staff_client.post(address.replace("/change/", "/preview/"), fields | typed)
    assert staff_client.post(address, fields | typed).status_code == 200  # it is told
    Campaign.objects.update(story=script, health=script, show_health=True)
    Petition.objects.update(story=script)
    page = client.get(Petition.objects.get().get_absolute_url())
    for answer in (preview, page):
        text = answer.content.decode()
        assert text.count("<em>kind</em>") == 3
        assert "<script>alert" not in text
        assert 'href="javascript' not in text


class TestPhotoOfStaff:
    def test_is_shown_to_who_may_see_the_case(
        self, staff_client, client_of, campaign, address, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        path = address.replace("/change/", "/photo/")
        assert staff_client.get(path).status_code == 404
        campaign.photo.save("photo.jpg", ContentFile(b"a photo"), save=False)
        Campaign.objects.update(photo=campaign.photo.name, photo_alt="She smiles.")
        answer = staff_client.get(path)
        assert (answer.content, answer.headers["Content-Type"]) == (b"a photo", "image/jpeg")
        assert "no-store" in answer.headers["Cache-Control"]
        assert f'src="{path}"' in staff_client.get(address).content.decode()
        assert client_of("view_petition").get(path).status_code == 404
        campaign.photo.delete(save=False)
        assert staff_client.get(path).status_code == 404

    def test_is_cut_on_the_page_around_its_point(self, staff_client, client, campaign, address):
        ConsentFactory(campaign=campaign, item="photo")
        Campaign.objects.update(photo="campaigns/x.jpg", photo_alt="She smiles.", show_photo=True)
        fields = filled_in(staff_client.get(address), "campaign_form")
        answer = staff_client.post(address, fields | {"photo_x": "31", "photo_y": "20"})
        assert answer.status_code == 302
        page = client.get(Petition.objects.get().get_absolute_url()).content.decode()
        assert 'class="petition-photo is-cut cut-x-30 cut-y-20"' in page


@pytest.mark.parametrize(
    ("kind", "typed", "text", "label"),
    [
        ("hashtag", "FreeHer", "#FreeHer", "Hashtag"),
        ("hashtag", "#FreeHer", "#FreeHer", "Hashtag"),
        ("handle", "freeher", "@freeher", "Account"),
        ("group", "Free her!", "Free her!", "Group"),
    ],
)
def test_links_have_a_kind(staff_client, campaign, address, fields, kind, typed, text, label):
    answer = staff_client.post(address, added(fields, "links", kind=kind, text=typed))
    assert answer.status_code == 302
    link = Link.objects.get()
    assert (link.text, link.localized_label) == (text, label)
    assert str(link) == f"{kind if kind != 'handle' else 'account'}: {text}"
