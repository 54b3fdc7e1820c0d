"""Lists of which only so much is counted, and what people read of that."""

import pytest

from organizations import paging
from organizations.models import AuditEvent, Organization
from organizations.paging import BoundedPaginator, MoreThan, count_up_to, told
from tests.factories import OPENED, OrganizationFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def found():
    OrganizationFactory.create_batch(3)
    return Organization.objects.order_by("name")


@pytest.mark.parametrize(("most", "number"), [(2, "more than 2"), (3, "3"), (4, "3")])
def test_counts_up_to_a_number(found, most, number):
    assert str(count_up_to(found, most)) == number


def test_pages_end_where_counting_ends(found, monkeypatch):
    monkeypatch.setattr(paging.count_up_to, "__defaults__", (2,))
    pages = BoundedPaginator(found, 1)
    assert (pages.num_pages, len(pages.page(2).object_list)) == (2, 1)


def test_large_numbers_are_told_in_groups():
    assert told(12_345) == "12,345"
    assert told(MoreThan(10_000)) == str(MoreThan(10_000)) == "more than 10,000"


class TestAuditTrail:
    LIST = "/admin/organizations/auditevent/"

    @pytest.fixture
    def staff_client(self, client):
        for action in ("open rally", "edit campaign", "edit campaign"):
            AuditEvent.objects.create(at=OPENED, by_name="rosa", action=action, subject="it")
        client.force_login(StaffFactory())
        return client

    def test_says_that_there_are_more_than_were_counted(self, staff_client, monkeypatch):
        monkeypatch.setattr(paging.count_up_to, "__defaults__", (2,))
        page = staff_client.get(self.LIST).content.decode()
        assert "more than 2 audit trail" in page
        found = staff_client.get(self.LIST, {"q": "rosa"}).content.decode()
        assert "more than 2 results" in found

    def test_offers_the_kinds_of_late(self, staff_client):
        page = staff_client.get(self.LIST, {"action": "edit campaign"})
        assert page.context["cl"].result_count == 2
        assert [title for _value, title in page.context["cl"].filter_specs[0].lookup_choices] == [
            "edit campaign",
            "open rally",
        ]

    def test_finds_older_kinds_by_their_name(self, staff_client):
        page = staff_client.get(self.LIST, {"q": "rally"})
        assert page.context["cl"].result_count == 1
