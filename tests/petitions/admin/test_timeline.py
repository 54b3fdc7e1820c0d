"""Entries of the timeline, on the page of their campaign."""

import pytest

from campaigns.models import Campaign, TimelineEntry
from organizations.models import AuditEvent
from tests.factories import TimelineEntryFactory
from tests.petitions.admin.page import added, errors, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def test_is_written_on_the_page_of_the_campaign(client, staff_client, address, fields):
    new = added(fields, "entries", day="2015-06-01", precision="month", text="A hearing")

    answer = staff_client.post(address, new)

    assert answer.status_code == 302, errors(answer)
    assert AuditEvent.objects.latest("pk").action == "create timelineentry"
    page = client.get("/petitions/free-her/").content.decode()
    assert '<time datetime="2015-06">June 2015</time>' in page


def test_tells_no_hidden_name(staff_client, address, fields):
    new = added(fields, "entries", day="2015-06-01", precision="day", text="Real Name came")

    answer = staff_client.post(address, new)

    assert errors(answer) == ["This tells the real name or the prison number, which are not shown."]


def test_loses_what_is_deleted(staff_client, campaign, address):
    TimelineEntryFactory(campaign=campaign)
    fields = filled_in(staff_client.get(address), "campaign_form")

    staff_client.post(address, fields | {"entries-0-DELETE": "on"})

    assert not TimelineEntry.objects.exists()
    assert Campaign.objects.get().is_published
