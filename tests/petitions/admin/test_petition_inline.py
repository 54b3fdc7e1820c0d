"""The petitions on the page of their campaign: their texts, and whom they address."""

from datetime import date

import pytest

from organizations.models import AuditEvent
from petitions.models import Addressee, DecisionMaker, Holder, Petition
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    OrganizationFactory,
    PetitionFactory,
)
from tests.petitions.admin.page import added, errors, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TEXT = {"title": "Release her", "ask": "Please.", "summary": "Short.", "slug": "release-her"}
FIELD = "petitions-0-addressed_to"


@pytest.fixture
def office(campaign):
    """The office that the petition addresses by its holder's name."""
    office = DecisionMaker.objects.get()
    DecisionMaker.objects.update(office="Office of the Governor", role="Governor")
    Holder.objects.update(name="Gavin Newsom")
    return office


def addressed():
    return sorted(Addressee.objects.values_list("decision_maker__office", "by_name"))


class TestAddressing:
    def test_offers_each_office_and_its_holder(self, staff_client, office, address):
        vacant = DecisionMakerFactory(office="Parole Board")
        form = staff_client.get(address).context["inline_admin_formsets"][1].formset.forms[0]
        assert form.fields["addressed_to"].choices == [
            (f"{office.pk}:name", "Gavin Newsom, Governor"),
            (f"{office.pk}:office", "Office of the Governor"),
            (f"{vacant.pk}:office", "Parole Board"),
        ]

    def test_offers_no_office_of_another_organization(self, staff_client, office, address, fields):
        foreign = DecisionMakerFactory(organization=OrganizationFactory())
        form = staff_client.get(address).context["inline_admin_formsets"][1].formset.forms[0]
        keys = {key for key, _label in form.fields["addressed_to"].choices}
        assert keys == {f"{office.pk}:name", f"{office.pk}:office"}
        answer = staff_client.post(address, fields | {FIELD: [f"{foreign.pk}:office"]})
        assert len(errors(answer)) == 1
        assert addressed() == [("Office of the Governor", True)]

    def test_of_a_new_campaign_offers_all_and_takes_those_of_its_organization(
        self, staff_client, office, campaign
    ):
        own = campaign.organization
        foreign = DecisionMakerFactory(organization=OrganizationFactory())
        new = "/admin/campaigns/campaign/add/"
        fields = filled_in(staff_client.get(new), "campaign_form")
        fields |= {"organization": own.pk, "name": "Maria", "alias": "Ana", "story": "Hers."}
        results = {}
        for key in (f"{foreign.pk}:office", f"{office.pk}:name"):
            typed = added(fields, "petitions", addressed_to=[key], **TEXT)
            results[key] = staff_client.post(new, typed).status_code
        assert results == {f"{foreign.pk}:office": 200, f"{office.pk}:name": 302}

    def test_shows_what_is_chosen(self, office, fields):
        assert fields[FIELD] == [f"{office.pk}:name"]

    def test_is_changed_by_the_boxes(self, staff_client, office, address, fields):
        board = DecisionMakerFactory(office="Parole Board")
        chosen = {FIELD: [f"{office.pk}:office", f"{board.pk}:office"]}
        assert staff_client.post(address, fields | chosen).status_code == 302
        assert addressed() == [("Office of the Governor", False), ("Parole Board", False)]

    def test_may_be_of_nobody(self, staff_client, office, address, fields):
        assert staff_client.post(address, fields | {FIELD: []}).status_code == 302
        assert addressed() == []

    def test_of_office_and_holder_both_is_refused(self, staff_client, office, address, fields):
        both = {FIELD: [f"{office.pk}:name", f"{office.pk}:office"]}
        answer = staff_client.post(address, fields | both)
        assert errors(answer) == ["Choose the office or its holder, not both."]
        assert addressed() == [("Office of the Governor", True)]

    @pytest.mark.parametrize("key", ["0:office", "junk", ":", "999999:name"])
    def test_of_what_is_not_offered_is_refused(self, staff_client, office, address, fields, key):
        answer = staff_client.post(address, fields | {FIELD: [key]})
        assert len(errors(answer)) == 1
        assert addressed() == [("Office of the Governor", True)]

    def test_outlasts_the_holder_s_leaving(self, staff_client, office, address):
        Holder.objects.update(until=date(2020, 1, 1))
        fields = filled_in(staff_client.get(address), "campaign_form")
        assert staff_client.post(address, fields | {"story": "Edited."}).status_code == 302
        assert addressed() == [("Office of the Governor", True)]

    def test_names_the_new_holder_once_there_is_one(self, staff_client, office, address):
        Holder.objects.update(until=date(2026, 1, 1))
        HolderFactory(decision_maker=office, name="Somebody Else", since=date(2026, 1, 1))
        form = staff_client.get(address).context["inline_admin_formsets"][1].formset.forms[0]
        assert form.fields["addressed_to"].choices[0][1] == "Somebody Else, Governor"


class TestEditing:
    def test_goes_through_the_action(self, staff_client, staff, campaign, address, fields):
        staff_client.post(address, fields | {"petitions-0-title": "Free her now"})
        petition = campaign.petitions.get()
        assert (petition.title, petition.state) == ("Free her now", "open")
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.details) == (
            "edit petition",
            staff,
            {"changed": ["title"]},
        )

    def test_keeps_a_state_that_another_gave_it_meanwhile(
        self, staff_client, campaign, address, fields, now
    ):
        Petition.objects.update(
            state="closed", closed_at=now, outcome="granted", outcome_on=now.date()
        )
        staff_client.post(address, fields | {"petitions-0-title": "Free her now"})
        petition = campaign.petitions.get()
        assert (petition.title, petition.state, petition.outcome) == (
            "Free her now",
            "closed",
            "granted",
        )

    def test_adds_a_draft(self, staff_client, campaign, office, address, fields):
        new = added(fields, "petitions", addressed_to=[f"{office.pk}:office"], **TEXT)
        assert staff_client.post(address, new).status_code == 302
        petition = Petition.objects.get(slug="release-her")
        assert (petition.campaign, petition.state) == (campaign, "draft")
        assert petition.addressees.get().by_name is False

    def test_a_row_that_was_opened_and_left_empty_adds_nothing(self, staff_client, address, fields):
        assert staff_client.post(address, added(fields, "petitions")).status_code == 302
        assert Petition.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"title": ""}, "This field is required."),
            ({"goal": "0"}, "A goal is at least 1."),
            ({"goal": "-1"}, "Ensure this value is greater than or equal to 0."),
            (
                {"carried_over": "5"},
                "Please say who counted these supporters, and as of which day.",
            ),
            ({"slug": "with blanks"}, "Enter a valid “slug”"),
            ({"title": "Free {{ her }}"}, "“her” is no moving fact."),
            ({"title_es": "A los {{ age }} años"}, "For “age” a date is missing"),
            ({"ask": "{{ }}"}, "“” is no moving fact."),
            ({"summary": "{{ age }}"}, "For “age” a date is missing"),
            ({"story": "{{ age }}"}, "For “age” a date is missing"),
        ],
    )
    def test_says_what_is_wrong_and_saves_nothing(
        self, staff_client, address, fields, change, message
    ):
        wrong = {f"petitions-0-{name}": value for name, value in change.items()}
        answer = staff_client.post(address, fields | {"story": "Edited."} | wrong)
        assert any(message in error for error in errors(answer))
        assert Petition.objects.get().campaign.story == "She is strong."

    def test_two_with_one_address_are_refused(self, staff_client, address, fields):
        new = added(fields, "petitions", **TEXT)
        twice = added(new, "petitions", **TEXT)
        assert any("duplicate" in error for error in errors(staff_client.post(address, twice)))
        PetitionFactory(slug="release-her")
        assert any(
            "This address is taken" in error for error in errors(staff_client.post(address, new))
        )

    def test_a_fact_is_known_once_its_date_stands_in_the_same_form(
        self, staff_client, campaign, address, fields
    ):
        typed = fields | {"petitions-0-title": "Free her at {{ age }}", "birth_date": "1960-05-01"}
        assert staff_client.post(address, typed).status_code == 302
        assert campaign.petitions.get().title == "Free her at {{ age }}"
        without_date = filled_in(staff_client.get(address), "campaign_form") | {"birth_date": ""}
        answer = staff_client.post(address, without_date)
        assert errors(answer) == ["For “age” a date is missing in the campaign."]

    def test_a_placeholder_is_checked_on_the_page_of_a_new_campaign_too(
        self, staff_client, organization
    ):
        pages = "/admin/campaigns/campaign/add/"
        fields = filled_in(staff_client.get(pages), "campaign_form")
        fields |= {"organization": organization.pk, "name": "Real Name"}
        new = added(fields, "petitions", **TEXT | {"title": "Free {{ her }}"})
        answer = staff_client.post(pages, new)
        assert errors(answer) == [
            "“her” is no moving fact. There are: year_of_incarceration, years_inside, age."
        ]

    def test_a_year_that_moves_may_stand_in_a_title(self, staff_client, campaign, address, fields):
        title = "Free her in her {{ year_of_incarceration }} year"
        assert staff_client.post(address, fields | {"petitions-0-title": title}).status_code == 302
        assert campaign.petitions.get().title == title
