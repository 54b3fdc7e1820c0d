"""What the database itself holds of organizations and of the audit trail."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.utils import translation

from organizations.actions import record
from organizations.models import AuditEvent, Organization
from tests.constraints import violates
from tests.factories import OrganizationFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "field"),
    [("organization_has_name", "name"), ("organization_has_contact", "contact_email")],
)
def test_an_organization_without_name_or_contact_is_refused(constraint, field):
    organization = OrganizationFactory()
    with violates(constraint):
        Organization.objects.filter(pk=organization.pk).update(**{field: ""})


def test_two_organizations_have_two_addresses(organization):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganizationFactory(slug=organization.slug)


def test_its_profile_has_an_address_in_each_language(organization):
    assert organization.get_absolute_url() == f"/organizations/{organization.slug}/"
    with translation.override("es"):
        assert organization.get_absolute_url() == f"/es/organizations/{organization.slug}/"


@pytest.mark.parametrize("field", ["mission", "notice"])
def test_its_texts_speak_the_language_of_the_moment_else_english(field):
    both = Organization(**{field: "Together.", f"{field}_es": "Juntas."})
    english = Organization(**{field: "Together."})
    with translation.override("es"):
        assert getattr(both, f"localized_{field}") == "Juntas."
        assert getattr(english, f"localized_{field}") == "Together."
    assert getattr(both, f"localized_{field}") == "Together."


class TestAuditEvent:
    def test_outlives_the_member_of_staff(self, organization, now):
        staff = StaffFactory(username="ana")
        record(action="test", subject=staff, organization=organization, by=staff, now=now)
        staff.delete()
        event = AuditEvent.objects.get()
        assert (event.by, event.by_name) == (None, "ana")

    def test_keeps_its_organization_from_being_deleted(self, organization, now):
        record(action="test", subject=organization, organization=organization, by=None, now=now)
        with pytest.raises(ProtectedError):
            organization.delete()

    def test_reads_as_what_was_done_to_what(self):
        event = AuditEvent(action="publish campaign", subject="campaign 7")
        assert str(event) == "publish campaign: campaign 7"
