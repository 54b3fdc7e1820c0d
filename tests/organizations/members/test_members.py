"""Who works for an organization: roles, and what is left of those who go."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.members.actions import LastOwner, change_role, remove_member
from organizations.models import AuditEvent, Membership
from tests.access import PASSWORD, log_in, with_app
from tests.constraints import violates
from tests.factories import MembershipFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGES = "/admin/organizations/membership/"


@pytest.fixture
def owner(organization):
    return MembershipFactory(organization=organization, role="owner", user__username="ana")


@pytest.fixture
def editor(organization):
    return MembershipFactory(organization=organization, user__username="bo")


@pytest.fixture
def owner_client(client, owner):
    client.force_login(owner.user)
    client.get("/admin/")
    return client


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", "details"))


class TestConstraints:
    def test_one_role_in_an_organization(self, editor):
        with violates("membership_once_per_organization"):
            Membership.objects.create(
                user=editor.user,
                organization=editor.organization,
                role="reader",
                since=editor.since,
            )

    def test_a_known_role(self, editor):
        with violates("membership_role_known"):
            Membership.objects.update(role="king")


class TestChangingARole:
    def test_leaves_a_trace(self, owner, editor, now):
        change_role(membership=editor, role="moderator", by=owner.user, now=now)
        assert Membership.objects.get(pk=editor.pk).role == "moderator"
        assert trail() == [("change role", {"before": "editor", "after": "moderator"})]

    def test_keeps_one_owner(self, owner, now):
        with pytest.raises(LastOwner):
            change_role(membership=owner, role="editor", by=owner.user, now=now)
        assert Membership.objects.get().role == "owner"
        assert trail() == []

    def test_lets_an_owner_step_back_for_another(self, owner, editor, now):
        change_role(membership=editor, role="owner", by=owner.user, now=now)
        change_role(membership=owner, role="editor", by=owner.user, now=now)
        assert Membership.objects.get(pk=owner.pk).role == "editor"

    def test_takes_effect_with_the_next_request(self, owner, editor, now):
        client = Client()
        client.force_login(editor.user)
        assert client.get("/admin/campaigns/campaign/add/").status_code == 200
        change_role(membership=editor, role="reader", by=owner.user, now=now)
        assert client.get("/admin/campaigns/campaign/add/").status_code == 403


class TestLeaving:
    def test_keeps_nothing(self, owner, editor, now):
        user = editor.user
        user.email = "bo@example.org"
        user.set_password(PASSWORD)
        user.save()
        session = Client()
        session.force_login(user)
        with_app(user)
        Client().force_login(owner.user)

        remove_member(membership=editor, by=owner.user, now=now)

        user.refresh_from_db()
        assert (user.is_active, user.is_staff, user.email) == (False, False, "")
        assert not user.has_usable_password()
        assert not TOTPDevice.objects.filter(user=user).exists()
        assert not StaticDevice.objects.filter(user=user).exists()
        assert Session.objects.count() == 1, "the owner's"
        assert session.get("/admin/").status_code == 302
        assert log_in(Client(), "bo").status_code == 200, "the log-in page again"
        assert ("remove member", {"role": "editor"}) in trail()

    def test_of_one_of_two_keeps_the_account_for_the_other(self, owner, editor, now):
        other = MembershipFactory(user=editor.user)
        remove_member(membership=editor, by=owner.user, now=now)
        editor.user.refresh_from_db()
        assert editor.user.is_active
        assert list(Membership.objects.filter(user=editor.user)) == [other]

    def test_never_closes_a_superuser(self, owner, organization, now):
        host = MembershipFactory(organization=organization, user=StaffFactory())
        remove_member(membership=host, by=owner.user, now=now)
        host.user.refresh_from_db()
        assert host.user.is_active

    def test_is_not_for_the_last_owner(self, owner, now):
        with pytest.raises(LastOwner):
            remove_member(membership=owner, by=owner.user, now=now)
        assert Membership.objects.get() == owner


class TestAdmin:
    def test_changes_a_role(self, owner_client, editor):
        address = f"{PAGES}{editor.pk}/change/"
        assert owner_client.post(address, {"role": "deliverer"}).status_code == 302
        assert Membership.objects.get(pk=editor.pk).role == "deliverer"

    def test_lets_a_member_go_after_asking(self, owner_client, editor):
        address = f"{PAGES}{editor.pk}/delete/"
        assert owner_client.get(address).status_code == 200
        assert owner_client.post(address, {"post": "yes"}).status_code == 302
        assert not Membership.objects.filter(pk=editor.pk).exists()

    @pytest.mark.parametrize(
        ("page", "sent"), [("change", {"role": "reader"}), ("delete", {"post": "yes"})]
    )
    def test_says_why_the_last_owner_stays(self, owner_client, owner, page, sent):
        address = f"{PAGES}{owner.pk}/{page}/"
        answer = owner_client.post(address, sent, follow=True)
        assert "is the only owner" in answer.content.decode()
        assert Membership.objects.get().role == "owner"

    def test_adds_nobody_without_an_invitation(self, owner_client):
        assert owner_client.get(f"{PAGES}add/").status_code == 403

    @pytest.mark.parametrize("role", ["editor", "moderator", "deliverer", "reader"])
    def test_is_for_owners(self, client, organization, editor, role):
        client.force_login(MembershipFactory(organization=organization, role=role).user)
        answers = [client.get(PAGES), client.post(f"{PAGES}{editor.pk}/change/", {"role": "owner"})]
        assert {answer.status_code for answer in answers} <= {403, 404, 302}
        assert Membership.objects.get(pk=editor.pk).role == "editor"


def test_the_trail_is_only_added_to(owner, editor, now):
    change_role(membership=editor, role="reader", by=owner.user, now=now)
    for write in (
        lambda: AuditEvent.objects.update(action="nothing happened"),
        lambda: AuditEvent.objects.update(by_name="nobody"),
        lambda: AuditEvent.objects.all().delete(),
    ):
        with violates("audit_event_is_kept"):
            write()
    owner.user.delete()
    event = AuditEvent.objects.get()
    assert (event.by, event.by_name, event.action) == (None, "ana", "change role")


def test_two_owners_cannot_let_each_other_go(owner, organization, now):
    other = MembershipFactory(organization=organization, role="owner")
    remove_member(membership=other, by=owner.user, now=now)
    with pytest.raises(LastOwner):
        remove_member(membership=owner, by=other.user, now=now)
