"""Writes of organizations, and the row of the audit trail that each leaves."""

import pytest

from organizations.actions import COMMAND, record, save_organization
from organizations.models import AuditEvent, Organization
from tests.factories import OrganizationFactory, StaffFactory

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_tells_who_did_what_to_what_and_when(self, organization, now):
        staff = StaffFactory(username="ana")
        record(
            action="test",
            subject=organization,
            organization=organization,
            by=staff,
            now=now,
            items=["a", "b"],
        )
        event = AuditEvent.objects.get()
        assert (event.by, event.by_name, event.at, event.action) == (staff, "ana", now, "test")
        assert (event.organization, event.details) == (organization, {"items": ["a", "b"]})
        assert event.subject == f"organization {organization.pk}"

    def test_of_a_command_has_no_person(self, organization, now):
        record(action="test", subject=organization, organization=None, by=None, now=now)
        event = AuditEvent.objects.get()
        assert (event.by, event.by_name, event.organization) == (None, COMMAND, None)


class TestSaveOrganization:
    def test_saves_and_leaves_an_audit_row(self, now):
        organization, staff = OrganizationFactory(), StaffFactory()
        organization.mission = "We walk together."
        save_organization(organization=organization, changed=["mission"], by=staff, now=now)
        assert Organization.objects.get().mission == "We walk together."
        event = AuditEvent.objects.get()
        assert (event.action, event.details) == ("edit organization", {"changed": ["mission"]})
        assert (event.organization, event.by) == (organization, staff)

    def test_leaves_nothing_where_the_database_refuses(self, now):
        organization = OrganizationFactory()
        organization.name = None
        with pytest.raises(Exception, match="null value"):
            save_organization(organization=organization, changed=["name"], by=None, now=now)
