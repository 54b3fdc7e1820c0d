"""The admin of organizations and of the audit trail."""

import pytest

from organizations.models import AuditEvent, Organization, User
from tests.factories import OrganizationFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client


def filled(organization, **changes):
    fields = ["name", "short_name", "slug", "contact_email", "mission", "mission_es"]
    fields += ["notice", "notice_es", "comments_open"]
    return {field: getattr(organization, field) for field in fields} | changes


def test_an_edit_goes_through_the_action(staff_client, staff, organization):
    address = f"/admin/organizations/organization/{organization.pk}/change/"
    answer = staff_client.post(address, filled(organization, mission="We walk together."))
    assert answer.status_code == 302
    assert Organization.objects.get().mission == "We walk together."
    event = AuditEvent.objects.get()
    assert (event.by, event.action, event.details) == (
        staff,
        "edit organization",
        {"changed": ["mission"]},
    )


def test_an_organization_cannot_be_deleted(staff_client, organization):
    address = f"/admin/organizations/organization/{organization.pk}/delete/"
    assert staff_client.post(address, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [organization.pk], "post": "yes"}
    staff_client.post("/admin/organizations/organization/", chosen)
    assert Organization.objects.get() == organization


def test_the_audit_trail_can_only_be_read(staff_client, organization, now):
    event = AuditEvent.objects.create(
        organization=organization, at=now, by_name="ana", action="test", subject="campaign 7"
    )
    pages = "/admin/organizations/auditevent/"
    assert "campaign 7" in staff_client.get(pages).content.decode()
    assert staff_client.get(f"{pages}{event.pk}/change/").status_code == 200
    assert staff_client.post(f"{pages}{event.pk}/change/", {"action": "x"}).status_code == 403
    assert staff_client.post(f"{pages}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff_client.get(f"{pages}add/").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    staff_client.post(pages, chosen)
    assert AuditEvent.objects.get().action == "test"


def test_a_new_member_of_staff_can_be_made(staff_client):
    fields = {"username": "ana", "password1": "violets are blue", "password2": "violets are blue"}
    staff_client.post("/admin/organizations/user/add/", {**fields, "usable_password": "true"})
    assert User.objects.get(username="ana").check_password("violets are blue")


def test_lists_take_as_many_queries_for_many_as_for_one(
    staff_client, django_assert_max_num_queries, now
):
    def queries(path):
        with django_assert_max_num_queries(50) as seen:
            assert staff_client.get(path).status_code == 200
        return len(seen)

    paths = ["/admin/organizations/organization/", "/admin/organizations/auditevent/"]
    paths += ["/admin/organizations/user/"]
    staff_client.get("/admin/")  # the first request of a session notes it

    def add(number):
        for organization in OrganizationFactory.create_batch(number):
            AuditEvent.objects.create(
                organization=organization, at=now, by=StaffFactory(), action="x", subject="y"
            )

    add(1)
    for_few = [queries(path) for path in paths]
    add(29)
    assert [queries(path) for path in paths] == for_few


def test_a_taken_address_is_told_in_plain_words(staff_client, organization):
    OrganizationFactory(slug="taken")
    path = f"/admin/organizations/organization/{organization.pk}/change/"
    sent = {"name": "A", "short_name": "A", "slug": "taken", "contact_email": "a@example.org"}
    answer = staff_client.post(path, sent)
    told = "This address is taken. Please choose another."
    assert answer.context["adminform"].form.errors["slug"] == [told]
