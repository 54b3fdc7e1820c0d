"""The list of petitions: counts, opening, and declaring the outcome."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Campaign
from organizations.models import AuditEvent
from petitions.models import Petition
from tests.factories import PetitionFactory, SignatureFactory, edit, open_petition
from tests.petitions.admin.page import messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/petitions/petition/"


def close_address(petition):
    return f"{LIST}{petition.pk}/close/"


class TestTitle:
    """What is worked out for the day stands in it, wherever staff read it."""

    def test_is_filled_in_messages_headings_lists_and_select_boxes(self, staff_client, petition):
        edit(petition, title="In her {{ year_of_incarceration }} year")
        open_petition(campaign=petition.campaign)  # a filter has at least two to choose from
        Campaign.objects.update(facts_as_of=date(2022, 7, 1))
        case = f"/admin/campaigns/campaign/{petition.campaign_id}"
        for page in (
            f"{case}/change/",
            f"{case}/versions/",
            close_address(petition),
            "/admin/petitions/signature/",
        ):
            text = staff_client.get(page).content.decode()
            assert "In her 23rd year" in text, page
        typed = 'value="In her {{ year_of_incarceration }} year"'
        assert typed in staff_client.get(f"{case}/change/").content.decode()
        found = {"outcome": "granted", "on": "2022-06-01"}
        told = messages(staff_client, staff_client.post(close_address(petition), found))
        assert told[0] == "In her 23rd year is closed."


class TestList:
    def test_tells_title_state_and_count(self, staff_client, petition):
        SignatureFactory.create_batch(2, petition=petition)
        edit(petition, title="In her {{ year_of_incarceration }} year")
        Petition.objects.update(
            goal=5_000,
            carried_over=1_000,
            carried_over_source="elsewhere",
            carried_over_on=date(2026, 1, 1),
        )
        Campaign.objects.update(facts_as_of=date(2022, 7, 1))
        page = staff_client.get(LIST).content.decode()
        assert ">In her 23rd year</a>" in page
        assert '<td class="field-supporters">1,002</td>' in page
        assert '<td class="field-state">open for signing</td>' in page
        assert f'<a href="{close_address(petition)}">Declare the outcome</a>' in page
        assert f'<a href="/admin/campaigns/campaign/{petition.campaign_id}/change/">' in page

    def test_can_be_ordered_by_the_count(self, staff_client):
        few, many = open_petition(), open_petition()
        SignatureFactory(petition=many)
        column = 3
        for order, expected in ((column, [few, many]), (-column, [many, few])):
            found = staff_client.get(LIST, {"o": order}).context["cl"].result_list
            assert list(found) == expected

    def test_takes_as_many_queries_for_many_as_for_one(
        self, staff_client, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(30) as seen:
                staff_client.get(LIST)
            return len(seen)

        open_petition()
        for_one = queries()
        for _ in range(29):
            open_petition()
        assert queries() == for_one

    def test_petitions_are_neither_added_nor_deleted_nor_edited_here(self, staff_client, petition):
        assert staff_client.get(f"{LIST}add/").status_code == 403
        change = f"{LIST}{petition.pk}/change/"
        assert staff_client.get(change).status_code == 200
        assert staff_client.post(change, {"title": "x"}).status_code == 403
        delete = f"{LIST}{petition.pk}/delete/"
        assert staff_client.post(delete, {"post": "yes"}).status_code == 403
        assert Petition.objects.get() == petition


class TestOpening:
    def open(self, client, *petitions):
        chosen = [petition.pk for petition in petitions]
        answer = client.post(LIST, {"action": "open_selected", "_selected_action": chosen})
        return messages(client, answer)

    def test_opens_each_that_is_not_open(self, staff_client):
        draft, opened = PetitionFactory(title="Draft"), open_petition(title="Open")
        told = self.open(staff_client, draft, opened)
        assert sorted(told) == ["Draft is open for signing.", "Open is open already."]
        assert set(Petition.objects.values_list("state", flat=True)) == {"open"}

    def test_opens_again_what_was_closed(self, staff_client, petition):
        staff_client.post(close_address(petition), {"outcome": "denied", "on": "2026-03-01"})
        self.open(staff_client, petition)
        again = Petition.objects.get()
        assert (again.state, again.outcome, again.closed_at) == ("open", "", None)


class TestClosing:
    def test_asks_how_it_ended(self, staff_client, petition):
        page = staff_client.get(close_address(petition))
        assert page.status_code == 200
        assert page.context["form"]["on"].value() == timezone.localdate()
        assert Petition.objects.get().is_open

    def test_declares_the_outcome(self, staff_client, staff, petition):
        answer = staff_client.post(
            close_address(petition), {"outcome": "released", "on": "2026-03-01"}
        )
        closed = Petition.objects.get()
        assert (closed.state, closed.outcome, closed.outcome_on) == (
            "closed",
            "released",
            date(2026, 3, 1),
        )
        assert messages(staff_client, answer)[0] == f"{petition} is closed."
        event = AuditEvent.objects.get(action="close petition")
        assert event.by == staff

    @pytest.mark.parametrize(
        "typed",
        [
            {"outcome": "won", "on": "2026-03-01"},
            {"outcome": "granted", "on": ""},
            {"outcome": "granted", "on": "soon"},
            {"outcome": "", "on": "2026-03-01"},
        ],
    )
    def test_says_what_is_wrong(self, staff_client, petition, typed):
        page = staff_client.post(close_address(petition), typed)
        assert page.status_code == 200
        assert page.context["form"].errors
        assert Petition.objects.get().is_open

    def test_is_not_of_a_day_ahead(self, staff_client, petition):
        tomorrow = timezone.localdate() + timedelta(days=1)
        page = staff_client.post(
            close_address(petition), {"outcome": "granted", "on": tomorrow.isoformat()}
        )
        assert page.context["form"].errors == {"on": ["This day lies ahead."]}

    def test_of_what_is_closed_says_so(self, staff_client, petition):
        typed = {"outcome": "released", "on": "2026-03-01"}
        staff_client.post(close_address(petition), typed)
        answer = staff_client.post(close_address(petition), typed | {"outcome": "denied"})
        assert f"{petition} is not open." in messages(staff_client, answer)
        assert Petition.objects.get().outcome == "released"

    def test_of_none_is_not_found(self, staff_client):
        assert staff_client.get(f"{LIST}999999/close/").status_code == 404
