"""As a name becomes hidden staff are told what stays hidden, and where else it is still told."""

import re

import pytest

from campaigns.models import Campaign, Item, Link
from organizations.models import Organization
from petitions.admin.elsewhere import MOST_PLACES
from petitions.models import Petition
from tests.factories import (
    CampaignFactory,
    ConsentFactory,
    PetitionFactory,
    TimelineEntryFactory,
    UpdateFactory,
)
from tests.petitions.admin.page import added, errors, filled_in, without

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

REFUSED = "This tells the real name or the prison number, which are not shown."
NAME_STAYS = "The real name before stays hidden, wherever it was written."
NUMBER_STAYS = "The prison number before stays hidden, wherever it was written."
ELSEWHERE = "other texts may tell the name or the prison number"


@pytest.fixture
def shown(campaign):
    """The campaign, with its name shown."""
    ConsentFactory(campaign=campaign, item=Item.NAME)
    Campaign.objects.update(show_name=True)
    return campaign


@pytest.fixture
def other(campaign):
    """Another case of the same organization, which tells nothing of hers."""
    return CampaignFactory(
        organization=campaign.organization, name="Kelly Roe", alias="Kay", story="Kelly is strong."
    )


@pytest.fixture
def sent(staff_client, shown, other, address):
    """What the form of the campaign would send, with its name shown."""
    return filled_in(staff_client.get(address), "campaign_form")


def saved(client, address, fields):
    answer = client.post(address, fields, follow=True)
    assert answer.redirect_chain, errors(answer)
    return [str(message) for message in answer.context["messages"]]


def warning(told):
    return next((message for message in told if ELSEWHERE in message), "")


def links(told):
    return re.findall(r'href="([^"]+)"', warning(told))


def of_story(other):
    Campaign.objects.filter(pk=other.pk).update(story="She lives beside Real Name.")


def of_petition(other):
    PetitionFactory(campaign=other, ask="Free Kelly as Real Name was freed.")


def of_source(other):
    PetitionFactory(campaign=other, carried_over_source="the page of Real Name")


def of_timeline(other):
    TimelineEntryFactory(campaign=other, text="Met Real Name")


def of_link(other):
    Link.objects.create(campaign=other, text="Group", url="https://x.example/real-name")


CASE = "/admin/campaigns/campaign/{other}/change/"


@pytest.mark.parametrize("tell", [of_story, of_petition, of_source, of_timeline, of_link])
def test_another_case_that_tells_a_name_as_it_is_hidden_is_linked(
    staff_client, sent, other, address, tell
):
    tell(other)
    told = saved(staff_client, address, without(sent, "show_name"))
    assert links(told) == [CASE.format(other=other.pk)]


def test_news_of_another_case_and_the_organization_are_linked(staff_client, sent, other, address):
    update = UpdateFactory(campaign=other, body="With Real Name.")
    Organization.objects.update(mission_es="Por Real Name.")
    told = saved(staff_client, address, without(sent, "show_name"))
    organization = f"/admin/organizations/organization/{other.organization_id}/change/"
    assert links(told) == [organization, f"/admin/campaigns/update/{update.pk}/change/"]


def test_so_it_is_as_consent_is_withdrawn_or_the_alias_or_name_changed(
    staff_client, sent, other, address
):
    of_story(other)
    row = next(name for name, value in sent.items() if value == ["name"]).removesuffix("item")
    withdrawn = sent | {f"{row}withdrawn_on": "2026-03-08"}
    found = [CASE.format(other=other.pk)]
    assert links(saved(staff_client, address, withdrawn)) == found
    for typed in ({"alias": "Anita"}, {"name": "Ana Luz"}):
        fields = filled_in(staff_client.get(address), "campaign_form")
        assert links(saved(staff_client, address, fields | typed)) == found


@pytest.mark.parametrize("edit", [{"sentence": "Life"}, {"story": "She is very strong."}])
def test_nothing_is_told_where_nothing_becomes_hidden(staff_client, sent, other, address, edit):
    of_story(other)
    fields = filled_in(staff_client.get(address), "campaign_form")
    assert warning(saved(staff_client, address, fields | edit)) == ""


def test_of_other_organizations_nothing_is_told(staff_client, sent, address):
    CampaignFactory(story="She lives beside Real Name.")
    assert warning(saved(staff_client, address, without(sent, "show_name"))) == ""


def test_many_places_are_counted(staff_client, sent, other, address):
    for _ in range(MOST_PLACES + 2):
        UpdateFactory(campaign=other, body="With Real Name.")
    told = saved(staff_client, address, without(sent, "show_name"))
    assert len(links(told)) == MOST_PLACES
    assert warning(told).endswith("and 2 more.")


class TestNameBefore:
    def test_is_told_to_stay_hidden(self, staff_client, fields, address):
        told = saved(staff_client, address, fields | {"name": "Ana Luz"})
        assert NAME_STAYS in told

    def test_as_is_the_number(self, staff_client, campaign, address):
        Campaign.objects.update(prison_number="W12345")
        fields = filled_in(staff_client.get(address), "campaign_form")
        told = saved(staff_client, address, fields | {"prison_number": ""})
        assert (NUMBER_STAYS in told, NAME_STAYS in told) == (True, False)

    def test_is_not_told_of_where_it_is_shown(self, staff_client, sent, address):
        told = saved(staff_client, address, sent | {"name": "Real Names"})
        assert NAME_STAYS not in told

    def test_is_told_of_too_as_a_version_is_brought_back(self, staff_client, campaign):
        Campaign.objects.update(name="Ana Luz")
        version = campaign.versions.filter(name="Real Name").first()
        page = f"/admin/campaigns/campaign/{campaign.pk}/versions/restore/"
        ticked = {"note": "", "field": ["name"]}
        answer = staff_client.post(f"{page}?version=campaign-{version.pk}", ticked)
        answer = staff_client.get(answer.headers["Location"])
        assert NAME_STAYS in [str(message) for message in answer.context["messages"]]


class TestTyped:
    @pytest.mark.parametrize("field", ["carried_over_source", "carried_over_source_es"])
    def test_source_that_tells_it_is_refused(self, staff_client, campaign, address, fields, field):
        answer = staff_client.post(address, fields | {f"petitions-0-{field}": "Real Name’s page"})
        assert errors(answer) == [REFUSED]

    @pytest.mark.parametrize("field", ["note", "note_es"])
    def test_reason_to_pause_that_tells_it_is_refused(self, staff_client, campaign, field):
        petition = Petition.objects.get()
        typed = {
            "action": "pause_selected", "_selected_action": [petition.pk], "pause": "x",
            "note": "", "note_es": "",
        }  # fmt: skip
        page = staff_client.post("/admin/petitions/petition/", typed | {field: "Real Name waits."})
        assert REFUSED in page.content.decode()
        assert Petition.objects.get().paused_at is None

    def test_former_name_is_refused_too(self, staff_client, campaign, address):
        Campaign.objects.update(name="Ana Luz")
        fields = filled_in(staff_client.get(address), "campaign_form")
        answer = staff_client.post(address, fields | {"story": "Real Name is strong."})
        assert errors(answer) == [REFUSED]
        link = added(fields, "links", label="Group", text="#FreeRealName")
        assert errors(staff_client.post(address, link)) == [REFUSED]
