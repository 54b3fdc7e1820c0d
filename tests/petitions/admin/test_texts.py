"""Correcting what people sign, on the page of the campaign."""

import pytest

from organizations.models import AuditEvent
from petitions.actions import petitions as actions
from petitions.actions.texts import NoteMissing
from petitions.admin import campaigns
from petitions.models import Petition, PetitionText
from tests.factories import OPENED, PetitionFactory, SignatureFactory, edit
from tests.petitions.admin.page import errors, filled_in, messages
from tests.petitions.pages import elements, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TITLE, NOTE, NOTE_ES = "petitions-0-title", "petitions-0-note", "petitions-0-note_es"
MISSING = (
    "People have signed this text. Please tell what you correct, and why: the public reads it."
)


@pytest.fixture
def signed(campaign):
    """The campaign's petition, which somebody has signed."""
    petition = campaign.petitions.get()
    SignatureFactory(petition=petition)
    return petition


def kinds(response, name):
    """How a field stands on the page: as a text area or hidden."""
    return [
        dict(found.attributes).get("type", found.name)
        for found in elements(response)
        if ("name", name) in found.attributes
    ]


def versions(response):
    [cell] = [
        found
        for found in elements(response)
        if found.name == "div" and "field-versions" in dict(found.attributes).get("class", "")
        if "People have signed" not in text_of(found)
    ][:1]
    return text_of(cell)


class TestNote:
    def test_is_asked_for_only_where_people_have_signed(self, staff_client, address, campaign):
        for name in (NOTE, NOTE_ES):
            assert kinds(staff_client.get(address), name) == ["hidden"]
        SignatureFactory(petition=campaign.petitions.get(), state="pending")
        page = staff_client.get(address)
        for name in (NOTE, NOTE_ES):
            assert kinds(page, name) == ["textarea"]
        assert "the text that was signed so far stays in its history" in page.content.decode()

    def test_is_needed_for_a_correction(self, staff_client, address, signed, fields):
        answer = staff_client.post(address, fields | {TITLE: "Free her now"})
        assert errors(answer) == [MISSING]
        assert Petition.objects.get().title == signed.title
        assert kinds(answer, NOTE) == ["textarea"]

    def test_is_needed_for_other_addressees(self, staff_client, address, signed, fields):
        answer = staff_client.post(address, fields | {"petitions-0-addressed_to": []})
        assert errors(answer) == [MISSING]
        assert signed.addressees.count() == 1

    def test_is_published_with_the_correction(self, staff_client, address, signed, fields):
        typed = {TITLE: "Free her now", NOTE: " A slip. ", NOTE_ES: "Una errata."}
        assert staff_client.post(address, fields | typed).status_code == 302
        text = Petition.objects.get().text
        assert (text.number, text.title, text.is_correction) == (2, "Free her now", True)
        assert (text.note, text.note_es) == ("A slip.", "Una errata.")
        event = AuditEvent.objects.latest("pk")
        assert event.action == "edit petition"
        assert set(event.details["changed"]) == {"title", "note", "note_es"}

    def test_is_not_needed_for_what_nobody_signs(self, staff_client, address, signed, fields):
        typed = {"petitions-0-summary": "Shorter.", "petitions-0-story": "Longer."}
        assert staff_client.post(address, fields | typed).status_code == 302
        assert (Petition.objects.get().summary, PetitionText.objects.count()) == ("Shorter.", 1)

    def test_with_nothing_corrected_is_refused(self, staff_client, address, signed, fields):
        answer = staff_client.post(address, fields | {NOTE: "A slip."})
        assert [error[:40] for error in errors(answer)] == [
            "Title, ask and addressees are as before,"
        ]
        assert PetitionText.objects.count() == 1

    def test_is_not_needed_before_anybody_has_signed(self, staff_client, address, fields):
        assert staff_client.post(address, fields | {TITLE: "Free her now"}).status_code == 302
        assert Petition.objects.get().text.is_correction is False

    def test_that_became_needed_on_the_way_is_asked_for(
        self, staff_client, address, fields, monkeypatch
    ):
        def meanwhile(**kwargs):
            SignatureFactory(petition=kwargs["petition"])
            return actions.save_petition(**kwargs)

        monkeypatch.setattr(campaigns, "save_petition", meanwhile)
        answer = staff_client.post(address, fields | {"story": "Edited.", TITLE: "Free her now"})
        assert answer.status_code == 303
        assert messages(staff_client, answer) == [MISSING]
        petition = Petition.objects.get()
        assert (petition.title, petition.campaign.story) != ("Free her now", "Edited.")
        assert petition.text.number == 1

    def test_beside_another_mistake_waits_until_that_is_mended(
        self, staff_client, address, signed, fields
    ):
        answer = staff_client.post(address, fields | {TITLE: "", NOTE: "A slip."})
        assert errors(answer) == ["This field is required."]
        assert filled_in(answer, "campaign_form")[NOTE] == ["A slip."]

    def test_in_the_preview_changes_nothing(self, staff_client, address, signed, fields):
        preview = address.replace("change", "preview")
        page = staff_client.post(preview, fields | {TITLE: "Typed", NOTE: "A slip."})
        assert "<h1>Typed</h1>" in page.content.decode()
        assert PetitionText.objects.count() == 1


class TestVersions:
    def test_of_a_draft_there_are_none(self, staff_client, campaign, address):
        Petition.objects.get().delete()
        PetitionFactory(campaign=campaign)
        assert "as soon as the petition is opened" in versions(staff_client.get(address))

    def test_stand_newest_first_with_their_days(self, staff_client, signed, address):
        edit(signed, title="Free <her> now")
        shown = versions(staff_client.get(address))
        assert "2. Jan. 5, 2026: Free <her> now · A slip is mended." in shown
        assert f"1. Jan. 5, 2026: {signed.title}" in shown
        assert shown.index("2. Jan.") < shown.index("1. Jan.")


def test_the_action_alone_refuses_it_too(signed):
    signed.title = "Free her now"
    with pytest.raises(NoteMissing):
        actions.save_petition(petition=signed, changed=[], by=None, now=OPENED)
