"""Declaring an outcome with what the public will read, and correcting it."""

from datetime import date

import pytest

from campaigns.models import Update
from organizations.models import AuditEvent
from petitions.models import Outcome, Petition
from petitions.outcomes import ending
from tests.factories import PetitionFactory, open_petition
from tests.petitions.admin.page import filled_in, messages
from tests.petitions.rows import close

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/petitions/petition/"


def at(petition, page):
    return f"{LIST}{petition.pk}/{page}/"


class TestOpening:
    def test_shows_what_people_will_sign_and_opens_it(self, staff_client):
        petition = PetitionFactory(title="Free her", ask="We ask you to free her.")
        page = staff_client.get(at(petition, "open"))
        assert "We ask you to free her." in page.content.decode()
        assert Petition.objects.get().is_draft

        answer = staff_client.post(at(petition, "open"))

        assert Petition.objects.get().is_open
        assert messages(staff_client, answer) == ["Free her is open for signing."]
        case = f"/admin/campaigns/campaign/{petition.campaign_id}/change/"
        assert answer.headers["Location"] == case

    def test_says_that_it_is_open_already(self, staff_client, petition):
        answer = staff_client.post(at(petition, "open"))
        assert messages(staff_client, answer) == [f"{petition.title} is open already."]

    def test_is_not_for_readers(self, client_of):
        petition = PetitionFactory()
        assert client_of("view_petition").post(at(petition, "open")).status_code == 403
        assert Petition.objects.get().is_draft


class TestDeclaring:
    def test_shows_what_the_public_will_read_of_each_outcome(self, staff_client, petition):
        page = staff_client.get(at(petition, "close"))

        told = [dict(told)["en"] for _widget, told in page.context["choices"]]
        day = page.context["form"]["on"].value()
        name = petition.campaign.public_name
        assert told == [ending(outcome, name, day) for outcome in Outcome]
        html = page.content.decode()
        assert all(each.heading in html and each.sentence in html for each in told)
        assert "En memoria" in html or 'lang="es"' in html

    def test_keeps_what_was_typed_and_shows_its_day(self, staff_client, petition):
        page = staff_client.post(at(petition, "close"), {"on": "2026-03-01"})

        assert list(page.context["form"].errors) == ["outcome"]
        assert "was released on March 1, 2026" in page.content.decode()
        assert filled_in(page, "outcome_form")["on"] == ["2026-03-01"]

    def test_leads_to_the_drafted_news(self, staff_client, petition):
        answer = staff_client.post(
            at(petition, "close"), {"outcome": "released", "on": "2026-03-01"}
        )

        update = Update.objects.get()
        assert answer.headers["Location"] == f"/admin/campaigns/update/{update.pk}/change/"
        assert messages(staff_client, answer) == [
            f"{petition} is closed.",
            "Please ask her what may still be shown: name, number, photo, words, health.",
            "Here is a draft of the news for those who follow the case. Nobody sees it yet.",
        ]

    @pytest.mark.parametrize("outcome", ["released", "died"])
    def test_asks_what_becomes_of_the_others_of_the_case(self, staff_client, petition, outcome):
        other = open_petition(campaign=petition.campaign)
        elsewhere = open_petition()
        typed = {"outcome": outcome, "on": "2026-03-01"}

        page = staff_client.post(at(petition, "close"), typed)
        assert list(page.context["form"].errors) == ["others"]
        assert Petition.objects.get(pk=petition.pk).is_open

        staff_client.post(at(petition, "close"), typed | {"others": "end"})
        states = Petition.objects.values_list("pk", "outcome", "outcome_on")
        assert set(states) == {
            (petition.pk, outcome, date(2026, 3, 1)),
            (other.pk, outcome, date(2026, 3, 1)),
            (elsewhere.pk, "", None),
        }
        assert Update.objects.count() == 1

    def test_leaves_the_others_open_where_staff_say_so(self, staff_client, petition):
        other = open_petition(campaign=petition.campaign)
        typed = {"outcome": "released", "on": "2026-03-01", "others": "leave"}
        staff_client.post(at(petition, "close"), typed)
        assert Petition.objects.get(state="open") == other

    def test_asks_nothing_where_an_answer_is_no_end(self, staff_client, petition):
        open_petition(campaign=petition.campaign)
        staff_client.post(at(petition, "close"), {"outcome": "denied", "on": "2026-03-01"})
        assert Petition.objects.get(pk=petition.pk).outcome == "denied"

    def test_leads_back_to_the_list_who_may_not_write_news(self, client_of, petition):
        client = client_of("change_petition", "view_petition")

        answer = client.post(at(petition, "close"), {"outcome": "denied", "on": "2026-03-01"})

        assert answer.headers["Location"] == LIST

    def test_is_for_those_who_may_change_petitions(self, client_of, petition):
        client = client_of("view_petition")

        for page in ("close", "correct"):
            assert client.get(at(petition, page)).status_code == 403


class TestCorrecting:
    def test_is_offered_in_the_list(self, staff_client, petition):
        close(petition)

        page = staff_client.get(LIST).content.decode()

        assert f'denied <a href="{at(petition, "correct")}">Correct the outcome</a>' in page

    def test_starts_from_what_is_said_now(self, staff_client, petition):
        close(petition, Outcome.DENIED)

        fields = filled_in(staff_client.get(at(petition, "correct")), "outcome_form")

        assert (fields["outcome"], fields["on"]) == (["denied"], ["2026-03-01"])

    def test_goes_through_the_action(self, staff_client, staff, petition):
        close(petition, Outcome.DENIED)

        answer = staff_client.post(
            at(petition, "correct"),
            {"outcome": "granted", "on": "2026-03-02", "reason": "misread"},
        )

        row = Petition.objects.get()
        assert (row.outcome, row.outcome_on) == ("granted", date(2026, 3, 2))
        assert messages(staff_client, answer)[0] == f"{petition}: the outcome is corrected."
        event = AuditEvent.objects.get(action="correct outcome")
        assert (event.by, event.details["reason"]) == (staff, "misread")

    @pytest.mark.parametrize("missing", ["outcome", "on", "reason"])
    def test_tells_beside_the_field_what_is_missing(self, staff_client, petition, missing):
        close(petition, Outcome.DENIED)
        said = {"outcome": "granted", "on": "2026-03-02", "reason": "misread"} | {missing: ""}

        page = staff_client.post(at(petition, "correct"), said)

        assert list(page.context["form"].errors) == [missing]
        assert Petition.objects.get().outcome == "denied"

    def test_of_what_has_not_ended_says_so(self, staff_client, petition):
        for each in (petition, PetitionFactory(campaign=open_petition().campaign)):
            answer = staff_client.get(at(each, "correct"))
            assert messages(staff_client, answer) == [
                f"{each} has not ended, so there is no outcome to correct."
            ]
