"""The audit trail names rows and fields in words, as far as its reader may see them."""

import pytest

from organizations.models import AuditEvent
from tests.factories import MembershipFactory, StaffFactory
from tests.petitions.admin.page import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TRAIL = "/admin/organizations/auditevent/"


def test_tells_row_and_fields_in_words(staff_client, campaign, address, fields):
    sent = fields | {"story": "Edited.", "consents-0-evidence": "a call"}
    assert staff_client.post(address, sent).status_code == 302
    page = staff_client.get(TRAIL).content.decode()
    assert f'<a href="{address}">Campaign: Alias</a>' in page
    assert "changed: story" in page
    assert "her story, and what she went through</td>" in page
    assert "{&quot;" not in page
    event = AuditEvent.objects.filter(action="edit campaign").latest("pk")
    one = staff_client.get(f"{TRAIL}{event.pk}/change/").content.decode()
    assert "Campaign: Alias" in one


def test_a_row_that_is_gone_keeps_what_was_noted(staff_client, campaign, staff):
    AuditEvent.objects.create(
        at="2026-03-01T12:00Z", by_name="rosa", action="delete link", subject="link 999"
    )
    assert ">link 999<" in staff_client.get(TRAIL).content.decode()


def test_takes_as_many_queries_for_many(
    staff_client, campaign, address, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(40) as seen:
            staff_client.get(TRAIL)
        return len(seen)

    def edit(text):
        fields = filled_in(staff_client.get(address), "campaign_form")
        staff_client.post(address, fields | {"story": text})

    edit("One.")
    before = queries()
    for text in ("Two.", "Three.", "Four."):
        edit(text)
    assert queries() == before


def test_names_nothing_of_another_organization(client, campaign, address):
    owner = StaffFactory(is_superuser=False)
    MembershipFactory(user=owner, role="owner")
    client.force_login(owner)
    own = owner.memberships.get().organization
    AuditEvent.objects.create(
        organization=own, at="2026-03-01T12:00Z", by_name="rosa", action="edit campaign",
        subject=f"campaign {campaign.pk}",
    )  # fmt: skip
    page = client.get(TRAIL, follow=True).content.decode()
    assert f"campaign {campaign.pk}" in page
    assert "Real Name" not in page
