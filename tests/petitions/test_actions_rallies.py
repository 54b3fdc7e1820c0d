"""Letting many sign behind one address for some hours."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.db.models import F

from organizations.models import AuditEvent
from petitions.actions.rallies import end_rally, open_rally
from petitions.models import Rally
from petitions.models.network import LONGEST_RALLY
from petitions.networks import rally_fingerprint
from tests.constraints import violates

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NETWORK = ip_network("203.0.113.7/32")


@pytest.fixture
def opened(organization, now, staff):
    """A function: a rally that begins and ends some hours from now."""

    def make(starts=0, ends=4, **more):
        return open_rally(
            **{"organization": organization, "name": "A march", "network": NETWORK, "most": 500}
            | {"starts_at": now + starts * HOUR, "ends_at": now + ends * HOUR, "by": staff}
            | {"now": now}
            | more
        )

    return make


def trail():
    rows = AuditEvent.objects.order_by("pk")
    return list(rows.values_list("action", "subject", "organization", "by_name", "at", "details"))


def test_opening_keeps_no_more_than_a_fingerprint_of_its_own(opened, organization, staff, now):
    rally = opened()

    rally.refresh_from_db()
    fingerprint = rally_fingerprint(NETWORK, bytes(rally.salt))
    assert (bytes(rally.network), len(rally.salt)) == (fingerprint, 16)
    assert (rally.organization, rally.name, rally.most) == (organization, "A march", 500)
    assert (rally.starts_at, rally.ends_at) == (now, now + 4 * HOUR)
    assert (rally.opened_by, rally.opened_by_name) == (staff, staff.username)


def test_two_of_one_network_have_nothing_in_common(opened):
    one, other = opened(), opened()
    assert bytes(one.salt) != bytes(other.salt)
    assert bytes(one.network) != bytes(other.network)


def test_opening_leaves_an_audit_row_without_the_network(opened, organization, staff, now):
    rally = opened()

    details = {
        "starts_at": now.isoformat(),
        "ends_at": (now + 4 * HOUR).isoformat(),
        "most": 500,
    }
    row = ("open rally", f"rally {rally.pk}", organization.pk, staff.username, now, details)
    assert trail() == [row]
    assert "203.0.113" not in str(list(AuditEvent.objects.values()) + list(Rally.objects.values()))


def test_ending_ends_it_now(opened, organization, now):
    rally = opened()

    assert end_rally(rally=rally, by=None, now=now + HOUR) is True

    rally.refresh_from_db()
    assert (rally.starts_at, rally.ends_at) == (now, now + HOUR)
    details = {"had_begun": True}
    row = ("end rally", f"rally {rally.pk}", organization.pk, "command line", now + HOUR, details)
    assert trail()[-1] == row


@pytest.mark.parametrize("starts", [0, 2])
def test_ending_deletes_what_has_not_begun(opened, now, starts):
    rally = opened(starts=starts)

    assert end_rally(rally=rally, by=None, now=now) is True

    assert not Rally.objects.exists()
    assert trail()[-1][-1] == {"had_begun": False}


def test_ending_what_is_over_changes_nothing(opened, now):
    rally = opened()
    end_rally(rally=rally, by=None, now=now + HOUR)
    before = Rally.objects.values().get()

    ends = [end_rally(rally=rally, by=None, now=now + hours * HOUR) for hours in (1, 9)]

    assert (ends, Rally.objects.values().get()) == ([False, False], before)
    assert len(trail()) == 2


@pytest.mark.parametrize(
    "ends_at",
    [F("starts_at"), F("starts_at") - HOUR, F("starts_at") + LONGEST_RALLY + timedelta(seconds=1)],
)
def test_a_rally_lasts_some_hours(opened, ends_at):
    opened(ends=24)
    with violates("rally_lasts_hours"):
        Rally.objects.update(ends_at=ends_at)
