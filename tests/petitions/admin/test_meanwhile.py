"""What a colleague saved while a form was open is never written over without a word."""

import pytest
from django.test import Client

from campaigns.models import Campaign, Item, Update
from petitions.models import Petition
from tests.factories import ConsentFactory, DecisionMakerFactory, StaffFactory, UpdateFactory
from tests.petitions.admin.page import errors, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def colleague():
    """The browser of another member of staff."""
    client = Client()
    client.force_login(StaffFactory(username="rosa"))
    return client


@pytest.fixture
def edited(colleague):
    """Lets the colleague save a form with these fields."""

    def edit(address, form="campaign_form", **fields):
        found = filled_in(colleague.get(address), form)
        assert colleague.post(address, found | fields).status_code == 302

    return edit


def again(page, form="campaign_form", **fields):
    return filled_in(page, form) | fields


class TestCase:
    def test_keeps_what_a_colleague_changed_and_this_form_did_not(
        self, staff_client, campaign, address, fields, edited
    ):
        edited(address, story="Without the place.")
        page = staff_client.post(address, fields | {"_publish": "x"})
        assert Campaign.objects.get().story == "Without the place."
        assert any("rosa changed this on" in error and "Story" in error for error in errors(page))
        assert filled_in(page, "campaign_form")["story"] == ["Without the place."]

    def test_keeps_what_was_typed_and_shows_the_colleagues_beside_it(
        self, staff_client, campaign, address, fields, edited
    ):
        edited(address, story="Hers.")
        page = staff_client.post(address, fields | {"story": "Mine."})
        told = page.context["adminform"].form.errors["story"]
        assert "It says now: “Hers.”" in told[0]
        assert Campaign.objects.get().story == "Hers."
        sent = again(page)
        assert sent["story"] == ["Mine."]
        assert staff_client.post(address, sent).status_code == 302
        assert Campaign.objects.get().story == "Mine."

    def test_is_asked_again_where_the_colleague_goes_on(
        self, staff_client, address, fields, edited
    ):
        edited(address, story="Hers.")
        page = staff_client.post(address, fields | {"story": "Mine."})
        edited(address, story="Hers again.")
        assert staff_client.post(address, again(page)).status_code == 200
        assert Campaign.objects.get().story == "Hers again."

    def test_is_not_asked_where_both_wrote_the_same_or_nothing_else(
        self, staff_client, address, fields, edited
    ):
        edited(address, story="The same.")
        same = fields | {"story": "The same.", "sentence": "Life"}
        assert staff_client.post(address, same).status_code == 302
        assert Campaign.objects.get().sentence == "Life"

    def test_unticks_what_was_hidden_meanwhile(self, staff_client, campaign, address):
        ConsentFactory(campaign=campaign, item=Item.NAME)
        Campaign.objects.update(show_name=True)
        fields = filled_in(staff_client.get(address), "campaign_form")
        Campaign.objects.update(show_name=False)
        page = staff_client.post(address, fields)
        assert any("changed this on" in error for error in errors(page))
        assert "show_name" not in filled_in(page, "campaign_form")
        assert Campaign.objects.get().show_name is False

    def test_is_held_while_it_is_saved(
        self, staff_client, address, fields, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(300) as seen:
            staff_client.post(address, fields)
        locks = [one["sql"] for one in seen if "FOR UPDATE" in one["sql"]]
        assert "campaigns_campaign" in locks[0]
        reads = [one["sql"] for one in seen if 'FROM "campaigns_campaign"' in one["sql"]]
        assert "FOR UPDATE" in reads[0]


class TestPetition:
    def test_tells_texts_and_addressees(self, staff_client, campaign, address, fields, edited):
        other = DecisionMakerFactory(organization=campaign.organization, office="Parole Board")
        key = f"{other.pk}:office"
        edited(address, **{"petitions-0-summary": "Hers.", "petitions-0-addressed_to": [key]})
        page = staff_client.post(address, fields | {"petitions-0-summary": "Mine."})
        told = " ".join(errors(page))
        assert "Summary, Addressed to" in told or "Addressed to, Summary" in told
        assert "It says now: “Hers.”" in told
        sent = again(page)
        assert sent["petitions-0-addressed_to"] == [key]
        assert staff_client.post(address, sent).status_code == 302
        assert Petition.objects.get().summary == "Mine."
        assert Petition.objects.get().addressees.get().decision_maker == other


class TestNews:
    def test_tells_of_it_too(self, staff_client, campaign, edited):
        news = UpdateFactory(campaign=campaign, body="First.")
        page_of = f"/admin/campaigns/update/{news.pk}/change/"
        fields = filled_in(staff_client.get(page_of), "update_form")
        edited(page_of, form="update_form", body="Hers.")
        page = staff_client.post(page_of, fields | {"body": "Mine."})
        assert any("rosa changed this on" in error for error in errors(page))
        assert Update.objects.get().body == "Hers."
        assert staff_client.post(page_of, again(page, "update_form")).status_code == 302
        assert Update.objects.get().body == "Mine."
