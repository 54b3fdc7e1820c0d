"""Offices, and who holds them when."""

from datetime import date

import pytest

from organizations.models import AuditEvent
from petitions.models import DecisionMaker, Holder
from tests.factories import DecisionMakerFactory, HolderFactory, OrganizationFactory
from tests.petitions.admin.page import added, errors, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/petitions/decisionmaker/"


@pytest.fixture
def office():
    """An office with one holder, whose time has no known end."""
    office = DecisionMakerFactory(office="Office of the Governor", role="Governor")
    HolderFactory(decision_maker=office, name="First", since=date(2011, 1, 3))
    return office


@pytest.fixture
def address(office):
    return f"{LIST}{office.pk}/change/"


@pytest.fixture
def fields(staff_client, address):
    return filled_in(staff_client.get(address), "decisionmaker_form")


def holders():
    return list(Holder.objects.order_by("since").values_list("name", "since", "until"))


def test_the_list_tells_who_holds_each_today(staff_client, office):
    HolderFactory(name="Long ago", until=date(1999, 1, 1))
    page = staff_client.get(LIST).content.decode()
    assert '<td class="field-holder">First</td>' in page
    assert "Long ago" not in page


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    staff_client, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(30) as seen:
            staff_client.get(LIST)
        return len(seen)

    HolderFactory()
    for_one = queries()
    HolderFactory.create_batch(29)
    assert queries() == for_one


def test_an_office_is_added_with_its_holder(staff_client, organization):
    fields = filled_in(staff_client.get(f"{LIST}add/"), "decisionmaker_form")
    fields |= {"office": "Parole Board", "role": "Chair"}
    answer = staff_client.post(f"{LIST}add/", added(fields, "holders", name="Somebody"))
    assert answer.status_code == 302
    office = DecisionMaker.objects.get()
    assert (office.organization, office.holders.get().name) == (organization, "Somebody")


def test_the_next_holder_comes_in_the_form_in_which_the_last_one_goes(
    staff_client, address, fields
):
    fields |= {"holders-0-until": "2019-01-07"}
    answer = staff_client.post(address, added(fields, "holders", name="Second", since="2019-01-07"))
    assert answer.status_code == 302, errors(answer)
    assert holders() == [
        ("First", date(2011, 1, 3), date(2019, 1, 7)),
        ("Second", date(2019, 1, 7), None),
    ]


@pytest.mark.parametrize(
    ("since", "until"), [("2019-01-07", ""), ("", ""), ("2010-01-01", "2011-01-04")]
)
def test_two_at_a_time_are_refused(staff_client, address, fields, since, until):
    new = added(fields, "holders", name="Second", since=since, until=until)
    answer = staff_client.post(address, new)
    told = "{} holds this office in that time."
    assert set(errors(answer)) == {told.format("Second"), told.format(holders()[0][0])}
    rows = answer.context["inline_admin_formsets"][0].formset.forms
    assert sorted(name for row in rows for name in row.errors) == ["since", "until"]
    assert len(holders()) == 1


def test_two_new_ones_at_a_time_are_refused(staff_client, address, fields):
    fields |= {"holders-0-until": "2019-01-07"}
    new = added(fields, "holders", name="Second", since="2019-01-07")
    new = added(new, "holders", name="Third", since="2020-01-01")
    answer = staff_client.post(address, new)
    rows = answer.context["inline_admin_formsets"][0].formset.forms
    told = "{} holds this office in that time."
    assert rows[1].errors == {"until": [told.format("Third")]}
    assert rows[2].errors == {"since": [told.format("Second")]}
    assert len(holders()) == 1


def test_an_end_before_the_beginning_is_refused(staff_client, address, fields):
    answer = staff_client.post(address, fields | {"holders-0-until": "2010-01-01"})
    assert errors(answer) == ["The end lies before the beginning."]


def test_a_holder_may_be_deleted(staff_client, address, fields):
    answer = staff_client.post(address, fields | {"holders-0-DELETE": "on"})
    assert answer.status_code == 302
    assert holders() == []


def test_a_deleted_holder_makes_room_in_the_same_form(staff_client, address, fields):
    new = added(fields | {"holders-0-DELETE": "on"}, "holders", name="Second", since="2012-01-01")
    assert staff_client.post(address, new).status_code == 302
    assert holders() == [("Second", date(2012, 1, 1), None)]


def test_every_write_leaves_its_trace(staff_client):
    office = DecisionMakerFactory()
    address = f"{LIST}{office.pk}/change/"
    fields = filled_in(staff_client.get(address), "decisionmaker_form")
    answer = staff_client.post(address, fields | {"role": "Chief"})
    assert answer.status_code == 302
    assert AuditEvent.objects.get().action == "edit decisionmaker"


def test_an_office_that_a_text_addresses_cannot_be_deleted(staff_client, petition):
    used = petition.addressees.get().decision_maker
    free = DecisionMakerFactory()

    for office, status in ((used, 403), (free, 302)):
        answer = staff_client.post(f"{LIST}{office.pk}/delete/", {"post": "yes"})
        assert answer.status_code == status

    chosen = {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"}
    staff_client.post(LIST, chosen)
    assert DecisionMaker.objects.get() == used


def test_an_office_stays_with_its_organization(staff_client, office, address, fields):
    other = OrganizationFactory()

    assert "organization" not in fields
    staff_client.post(address, fields | {"organization": other.pk})

    assert DecisionMaker.objects.get().organization == office.organization


def test_an_office_that_the_organization_has_already_is_refused(staff_client, office):
    fields = filled_in(staff_client.get(f"{LIST}add/"), "decisionmaker_form")
    same = fields | {"office": office.office, "role": "Governor"}

    answer = staff_client.post(f"{LIST}add/", same)

    assert errors(answer) == ["This organization has this office already."]
    other = OrganizationFactory()
    assert staff_client.post(f"{LIST}add/", same | {"organization": other.pk}).status_code == 302
