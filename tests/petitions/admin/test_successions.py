"""The successor's form, and the petitions of an office that changed hands."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from organizations.models import AuditEvent
from petitions.models import DecisionMaker, Holder, Petition
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    OrganizationFactory,
    SignatureFactory,
    address_to,
    edit,
    open_petition,
)
from tests.petitions.admin.page import filled_in, messages
from tests.petitions.pages import elements, text_of
from tests.petitions.rows import close

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

CAME, COMES = date(2019, 1, 7), date(2026, 1, 5)


@pytest.fixture
def office(petition):
    """The office that the petition addresses by name."""
    DecisionMaker.objects.update(
        office="Office of the Governor", role="Governor", title_before_name="Governor"
    )
    Holder.objects.update(name="Gavin Newsom", since=CAME)
    return DecisionMaker.objects.get()


def at(office, page):
    return f"/admin/petitions/decisionmaker/{office.pk}/{page}/"


def read(response):
    return " ".join(text_of(found) for found in elements(response) if found.name == "main")


class TestSuccessor:
    def post(self, client, office, **typed):
        return client.post(at(office, "successor"), {"name": "New", "since": "2026-01-05"} | typed)

    def test_is_asked_for_from_the_page_of_the_office(self, staff_client, office):
        page = staff_client.get(at(office, "change")).content.decode()

        assert f'href="{at(office, "successor")}"' in page
        assert f'href="{at(office, "petitions")}"' in page
        assert "Gavin Newsom holds it" in staff_client.get(at(office, "successor")).content.decode()

    def test_is_entered_in_one_step(self, staff_client, staff, office):
        answer = self.post(staff_client, office)

        assert answer.headers["Location"] == at(office, "petitions")
        assert messages(staff_client, answer) == ["New holds the office from Jan. 5, 2026 on."]
        assert list(Holder.objects.order_by("pk").values_list("name", "since", "until")) == [
            ("Gavin Newsom", CAME, COMES),
            ("New", COMES, None),
        ]
        assert AuditEvent.objects.get(action="enter successor").by == staff

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"name": ""}, "name"),
            ({"since": ""}, "since"),
            ({"since": "soon"}, "since"),
            ({"since": "2019-01-07"}, "since"),
            ({"left_on": "2026-01-06"}, "left_on"),
            ({"left_on": "2019-01-07"}, "left_on"),
        ],
    )
    def test_is_told_beside_the_field_what_is_wrong(self, staff_client, office, typed, field):
        answer = self.post(staff_client, office, **typed)

        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert Holder.objects.count() == 1
        form = filled_in(answer, "successor_form")
        assert form["name"] == [typed.get("name", "New")]

    def test_is_told_of_a_gap(self, staff_client, office):
        Holder.objects.update(until=date(2025, 12, 1))

        answer = self.post(staff_client, office)

        assert answer.context["form"].errors == {
            "left_on": [
                "Gavin Newsom left on Dec. 1, 2025. If nobody held the office since, enter that day."
            ]
        }
        assert self.post(staff_client, office, left_on="2025-12-01").status_code == 302

    def test_is_for_those_who_may_change_offices(self, client_of, office):
        for page in ("successor", "petitions"):
            viewer = client_of("view_decisionmaker", "change_petition")
            assert viewer.get(at(office, page)).status_code == 403
            assert viewer.post(at(office, page), {"name": "New"}).status_code == 403
        assert client_of("change_decisionmaker").get(at(office, "petitions")).status_code == 403
        assert Holder.objects.count() == 1

    def test_of_no_office_is_not_found(self, staff_client):
        for page in ("successor", "petitions"):
            assert staff_client.get(f"/admin/petitions/decisionmaker/0/{page}/").status_code == 404


@pytest.fixture
def succeeded(staff_client, office):
    """The office, held by somebody else since this year."""
    TestSuccessor().post(staff_client, office, name="Eleni Ruiz")
    return office


class TestPetitions:
    def test_are_listed_with_what_they_say_now(self, staff_client, petition, succeeded):
        elsewhere = open_petition(title="Elsewhere")
        ended = open_petition(title="Ended")
        address_to(ended, succeeded)
        close(ended)

        page = staff_client.get(at(succeeded, "petitions"))

        rows = page.context["rows"]
        assert [row.petition.pk for row in rows] == [petition.pk]
        assert "Petitioning Governor Eleni Ruiz" in read(page)
        assert not [each for each in (elsewhere, ended) if each.title in read(page)]

    def test_are_marked_where_they_name_a_former_holder(self, staff_client, petition, succeeded):
        edit(petition, ask="Governor Newsom, let her go.", story_es="El gobernador Newsom puede.")

        page = staff_client.get(at(succeeded, "petitions"))

        marked = [text_of(found) for found in elements(page) if found.name == "mark"]
        assert marked == ["Newsom", "Newsom"]
        assert "Ask: Governor Newsom , let her go." in read(page)
        assert "What is asked, and why, in Spanish:" in read(page)

    def test_that_name_nobody_say_so(self, staff_client, succeeded):
        assert "Its texts name no former holder." in read(
            staff_client.get(at(succeeded, "petitions"))
        )

    def test_of_an_office_that_none_addresses(self, staff_client, office):
        unused = DecisionMakerFactory()

        page = staff_client.get(at(unused, "petitions"))

        assert "No open petition addresses this office." in read(page)

    def test_tell_of_a_successor_who_comes_later(self, staff_client, office):
        tomorrow = timezone.localdate() + timedelta(days=1)
        TestSuccessor().post(staff_client, office, since=tomorrow.isoformat())

        page = staff_client.get(at(office, "petitions"))

        assert "Petitioning Governor Gavin Newsom" in read(page)
        assert "New comes on" in read(page)

    def test_take_as_many_queries_for_many_as_for_one(
        self, staff_client, office, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(40) as seen:
                staff_client.get(at(office, "petitions"))
            return len(seen)

        queries()
        for_one = queries()
        for _ in range(9):
            address_to(open_petition(), office)
        assert queries() == for_one


class TestSettling:
    def send(self, client, office, petition, **chosen):
        fields = filled_in(client.get(at(office, "petitions")), "settle_form")
        chosen = {f"petition-{petition.pk}-{name}": value for name, value in chosen.items()}
        return client.post(at(office, "petitions"), fields | chosen)

    def errors(self, answer):
        assert answer.status_code == 200
        [row] = answer.context["rows"]
        return dict(row.form.errors)

    def test_is_put_off_unless_something_is_chosen(self, staff_client, petition, succeeded):
        answer = self.send(staff_client, succeeded, petition)

        assert messages(staff_client, answer) == ["Nothing was chosen, so nothing is changed."]
        assert list(Petition.objects.to_readdress(timezone.localdate())) == [petition]
        assert petition.addressees.get().known_holder.name != "Eleni Ruiz"

    def test_notes_that_somebody_looked(self, staff_client, petition, succeeded):
        answer = self.send(staff_client, succeeded, petition, do="keep")

        assert messages(staff_client, answer) == ["Done, petitions: 1."]
        assert petition.addressees.get().known_holder.name == "Eleni Ruiz"

    def test_addresses_the_office(self, staff_client, petition, succeeded):
        self.send(staff_client, succeeded, petition, do="office")

        assert petition.addressees.get().by_name is False
        self.send(staff_client, succeeded, petition, do="name")
        assert petition.addressees.get().by_name is True

    def test_addresses_another_office(self, staff_client, petition, succeeded):
        board = HolderFactory(decision_maker__office="Parole Board", name="Ana").decision_maker

        self.send(staff_client, succeeded, petition, do="other", other=f"{board.pk}:name")

        assert petition.addressees.get().decision_maker == board

    def test_does_not_offer_the_offices_of_another_organization(
        self, staff_client, petition, succeeded
    ):
        foreign = DecisionMakerFactory(organization=OrganizationFactory())
        board = DecisionMakerFactory(office="Parole Board")

        page = staff_client.get(at(succeeded, "petitions"))
        [row] = page.context["rows"]
        answer = self.send(
            staff_client, succeeded, petition, do="other", other=f"{foreign.pk}:office"
        )

        assert row.form.fields["other"].choices == [
            ("", "—"),
            (f"{board.pk}:office", "Parole Board"),
        ]
        assert list(self.errors(answer)) == ["other"]

    def test_closes_with_an_outcome(self, staff_client, petition, succeeded):
        self.send(staff_client, succeeded, petition, do="close", outcome="denied", on="2026-03-01")

        closed = Petition.objects.get()
        assert (closed.outcome, closed.outcome_on) == ("denied", date(2026, 3, 1))

    @pytest.mark.parametrize(
        ("chosen", "fields"),
        [
            ({"do": "other", "note": "Another decides."}, ["other"]),
            ({"do": "close"}, ["outcome", "on"]),
            ({"do": "close", "outcome": "denied", "on": "2999-01-01"}, ["on"]),
            ({"do": "office"}, ["note"]),
            ({"do": "keep", "note": "A note for nothing."}, ["note"]),
            ({"do": "explode"}, ["do"]),
        ],
    )
    def test_tells_beside_the_field_what_is_missing(
        self, staff_client, petition, succeeded, chosen, fields
    ):
        DecisionMakerFactory(office="Parole Board")
        SignatureFactory(petition=petition)

        answer = self.send(staff_client, succeeded, petition, **chosen)

        assert list(self.errors(answer)) == fields
        typed = filled_in(answer, "settle_form")
        assert typed.get(f"petition-{petition.pk}-note") == [chosen.get("note", "")]
        assert Petition.objects.get().is_open

    def test_tells_with_the_note_what_is_corrected(self, staff_client, petition, succeeded):
        SignatureFactory(petition=petition)

        self.send(staff_client, succeeded, petition, do="office", note="The governor is another.")

        page = staff_client.get(petition.get_absolute_url()).content.decode()
        assert "The governor is another." in page
        assert "Office of the Governor" in page

    def test_of_what_another_has_settled_meanwhile_asks_again(
        self, staff_client, petition, succeeded, monkeypatch
    ):
        SignatureFactory(petition=petition)
        address = at(succeeded, "petitions")
        fields = filled_in(staff_client.get(address), "settle_form")
        monkeypatch.setattr("petitions.admin.successions.Petition.is_open", False, raising=False)

        answer = staff_client.post(address, fields | {f"petition-{petition.pk}-do": "keep"})

        assert self.errors(answer) == {"do": ["It is not open any more."]}


def test_the_pages_say_the_title_before_the_name_in_both_languages(
    client, staff_client, petition, office
):
    DecisionMaker.objects.update(title_before_name_es="Gobernador", role_es="gobernador")
    spanish = {"title_before_name_es": "Gobernadora", "role_es": "gobernadora de California"}
    assert "Gobernador Gavin Newsom" in read(client.get(f"/es{petition.get_absolute_url()}"))
    TestSuccessor().post(staff_client, office, name="Eleni Ruiz", **spanish)

    for start, told in (("", "Petitioning Governor Eleni Ruiz"), ("/es", "Gobernadora Eleni Ruiz")):
        for path in ("/", petition.get_absolute_url()):
            assert told in read(client.get(start + path))
    page = read(client.get(f"/es{petition.get_absolute_url()}"))
    assert "Eleni Ruiz, gobernadora de California" in page
    history = read(client.get(f"/es{petition.get_absolute_url()}history/"))
    assert "Eleni Ruiz, gobernadora de California" in history
