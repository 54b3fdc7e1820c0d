"""Typing another name over a hidden one brings it back nowhere; nor is it told beside the story."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import Campaign, Item
from organizations.models import Organization, SiteState
from petitions.actions.pauses import pause_signing
from petitions.actions.petitions import save_petition
from petitions.models import Petition
from tests.factories import ConsentFactory, SignatureFactory, edit, open_petition, tell
from tests.petitions.admin.page import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

NAME, NUMBER = "Jane Quillfeather", "W71077"
TELLING = "bring-jane-quillfeather-home"
TRACES = ("Quillfeather", "quillfeather", "Jane", NUMBER, "W-71077")
PAGES = ("petition", "petition-history", "petition-updates", "petition-updates-feed")


@pytest.fixture
def petition():
    """A petition that told name and number while they were shown, and tells neither now."""
    petition = open_petition(
        campaign__name=NAME, campaign__alias="Ana", campaign__prison_number=NUMBER
    )
    campaign = petition.campaign
    for item in (Item.NAME, Item.PRISON_NUMBER):
        ConsentFactory(campaign=campaign, item=item)
    Campaign.objects.update(show_name=True, show_prison_number=True, story=f"{NAME}, {NUMBER}.")
    Petition.objects.filter(pk=petition.pk).update(slug=TELLING)
    SignatureFactory(petition=petition)
    edit(petition, title=f"Bring {NAME} home", ask=f"For W-71077, {NAME}.")
    correct(petition)
    tell(Campaign.objects.get(), title=f"{NAME} was heard", body=f"Number {NUMBER}.")
    Campaign.objects.update(show_name=False, show_prison_number=False)
    return Petition.objects.get(pk=petition.pk)


def correct(petition):
    kept = Petition.objects.get(pk=petition.pk)
    kept.title = "Bring her home"
    note = f"The name was {NAME}, {NUMBER}."
    save_petition(petition=kept, changed=["title"], by=None, now=timezone.now(), note=note)


def by_sql(_client, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(name="Ana Luz", prison_number="")


def by_form(client, campaign):
    address = f"/admin/campaigns/campaign/{campaign.pk}/change/"
    fields = filled_in(client.get(address), "campaign_form")
    answer = client.post(address, fields | {"name": "Ana Luz", "prison_number": ""})
    assert answer.status_code == 302


def told(client, petition):
    found = []
    for language in ("en", "es"):
        with translation.override(language):
            addresses = [reverse(name, args=[petition.slug]) for name in PAGES]
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            found.append(answer.content.decode())
    found.append(client.get("/petitions/").content.decode())
    return "\n".join(found)


@pytest.mark.parametrize("write", [by_sql, by_form])
def test_another_name_over_it_brings_nothing_back(client, staff, petition, write):
    staff_client = type(client)()
    staff_client.force_login(staff)
    staff_client.get("/admin/")
    write(staff_client, petition.campaign)
    page = told(client, petition)
    assert [trace for trace in TRACES if trace in page] == []
    assert "The name was Ana, …." in page
    for path in (f"/petitions/{TELLING}/", f"/es/petitions/{TELLING}/"):
        assert client.get(path).status_code == 410


@pytest.mark.parametrize("slug", ["free-quillfeather", "free-w71077"])
def test_an_address_that_tells_a_former_name_or_number_is_changed(petition, slug):
    by_sql(None, petition.campaign)
    Petition.objects.filter(pk=petition.pk).update(slug=slug)
    Campaign.objects.update(alias="Anita")
    assert Petition.objects.get(pk=petition.pk).slug == f"petition-{petition.code}"


class TestTextsBesideHerStory:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_source_and_notice(self, client, petition, language):
        Petition.objects.update(
            carried_over=9,
            carried_over_on="2026-01-01",
            carried_over_source=f"a page for {NAME}",
            carried_over_source_es=f"una página para {NUMBER}",
        )
        Organization.objects.update(notice=f"Write to {NAME}.", notice_es=f"Escribe a {NAME}.")
        with translation.override(language):
            page = client.get(reverse("petition", args=[petition.slug])).content.decode()
        assert [trace for trace in TRACES if trace in page] == []
        assert ("a page for Ana" if language == "en" else "una página para …") in page
        assert ("Write to Ana." if language == "en" else "Escribe a Ana.") in page

    def test_why_signing_pauses(self, client, petition):
        note = f"{NAME} asked us to wait."
        pause_signing(petition=petition, note=note, note_es="", by=None, now=timezone.now())
        page = client.get(f"/petitions/{petition.slug}/").content.decode()
        assert "Ana asked us to wait." in page
        assert "Quillfeather" not in page

    def test_why_it_pauses_on_the_whole_site(self, client, petition):
        SiteState.objects.create(signing_paused=True, note=f"{NAME} asked us to wait.")
        page = client.get(f"/petitions/{petition.slug}/").content.decode()
        assert "Ana asked us to wait." in page
        assert "Quillfeather" not in page
