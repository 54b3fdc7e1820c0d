"""An invitation: mailed, used once, ended."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.members.actions import (
    MemberAlready,
    NotStanding,
    invite,
    join,
    revoke_invitation,
)
from organizations.members.emails import PURPOSE, send_invitation
from organizations.models import AuditEvent, Invitation, Membership, User
from tests.access import PASSWORD
from tests.constraints import violates
from tests.factories import MembershipFactory, OrganizationFactory, StaffFactory
from web.tokens import make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGES = "/admin/organizations/invitation/"
NEW = {"username": "rosa", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def owner(organization):
    return MembershipFactory(organization=organization, role="owner", user__username="ana").user


@pytest.fixture
def invitation(organization, owner):
    return invite(
        organization=organization,
        email="rosa@example.org",
        role="moderator",
        language="es",
        by=owner,
        now=timezone.now(),
    )


def address_of(invitation):
    return reverse("admin:invitation", args=[make(PURPOSE, invitation)])


class TestConstraints:
    def test_a_known_role(self, invitation):
        with violates("invitation_role_known"):
            Invitation.objects.update(role="king")

    def test_not_accepted_and_revoked(self, invitation, now):
        with violates("invitation_accepted_or_revoked"):
            Invitation.objects.update(accepted_at=now, revoked_at=now)

    def test_one_at_a_time_for_an_address(self, invitation, now):
        with violates("invitation_once_per_address"):
            Invitation.objects.create(
                organization=invitation.organization,
                email="ROSA@example.org",
                role="owner",
                invited_at=now,
            )


class TestMail:
    def test_speaks_the_language_and_holds_a_link_that_works(self, invitation, client):
        send_invitation.call(invitation_id=invitation.pk)
        [sent] = mail.outbox
        assert sent.to == ["rosa@example.org"]
        assert "prisi" not in sent.subject
        assert invitation.organization.short_name in sent.subject
        assert address_of(invitation) in sent.body
        assert client.get(address_of(invitation)).status_code == 200

    def test_is_not_sent_once_the_invitation_has_ended(self, invitation, owner):
        revoke_invitation(invitation=invitation, by=owner, now=timezone.now())
        send_invitation.call(invitation_id=invitation.pk)
        assert mail.outbox == []

    def test_no_token_is_kept(self, invitation):
        row = Invitation.objects.get()
        assert make(PURPOSE, row) not in str(vars(row))


class TestPage:
    def test_makes_an_account_with_the_role_and_lets_in(self, invitation, client):
        answer = client.post(address_of(invitation), NEW)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
        user = User.objects.get(username="rosa")
        assert (user.email, user.is_staff, user.is_superuser) == ("rosa@example.org", True, False)
        assert list(Membership.objects.filter(user=user).values_list("role", flat=True)) == [
            "moderator"
        ]
        assert client.get("/admin/").status_code == 200
        assert AuditEvent.objects.latest("pk").action == "join"

    def test_asks_for_a_second_factor_where_one_is_required(self, invitation, client, settings):
        settings.REQUIRE_2FA = True
        client.post(address_of(invitation), NEW)
        answer = client.get("/admin/")
        assert answer.headers["Location"].startswith("/admin/login/")
        answer = client.get("/admin/login/?next=/admin/")
        assert answer.headers["Location"].startswith("/admin/second-factor/set-up/")

    def test_works_once(self, invitation, client):
        client.post(address_of(invitation), NEW)
        again = Client().post(address_of(invitation), NEW | {"username": "rosa2"})
        assert again.status_code == 410
        assert not User.objects.filter(username="rosa2").exists()

    def test_changes_nothing_on_get(self, invitation, client):
        assert client.get(address_of(invitation)).status_code == 200
        assert client.head(address_of(invitation)).status_code == 200
        assert Invitation.objects.get().accepted_at is None

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"username": ""}, "This field is required"),
            ({"username": "ana"}, "already exists"),
            ({"password2": "something else"}, "match"),
            ({"password1": "123", "password2": "123"}, "too short"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_name(self, invitation, client, changed, message):
        answer = client.post(address_of(invitation), NEW | changed)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert message in page
        assert PASSWORD not in page
        assert Invitation.objects.get().accepted_at is None

    def test_lets_staff_join_with_the_account_they_have(self, invitation, client):
        other = MembershipFactory(user__username="bo").user
        client.force_login(other)
        assert "bo" in client.get(address_of(invitation)).content.decode()
        assert client.post(address_of(invitation)).status_code == 302
        assert other.memberships.count() == 2

    def test_does_not_join_twice(self, invitation, owner, client):
        client.force_login(owner)
        assert client.post(address_of(invitation)).headers["Location"] == "/admin/"
        assert owner.memberships.get().role == "owner"
        assert Invitation.objects.get().accepted_at is None

    def test_ends_after_a_week(self, invitation, client):
        Invitation.objects.update(invited_at=timezone.now() - timedelta(days=7))
        assert client.get(address_of(invitation)).status_code == 410
        assert client.post(address_of(invitation), NEW).status_code == 410
        assert not User.objects.filter(username="rosa").exists()

    def test_is_unknown_where_the_token_is_foreign(self, invitation, client):
        for token in ("x", make("manage", invitation), make(PURPOSE, invitation)[:-2] + "xx"):
            answer = client.post(reverse("admin:invitation", args=[token]), NEW)
            assert answer.status_code == 404
        assert not User.objects.filter(username="rosa").exists()

    def test_needs_the_csrf_token(self, invitation):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(address_of(invitation), NEW).status_code == 403


class TestActions:
    def test_a_lapsed_one_is_asked_anew(self, invitation, owner, organization):
        Invitation.objects.update(invited_at=timezone.now() - timedelta(days=8))
        anew = invite(
            organization=organization,
            email="Rosa@example.org",
            role="editor",
            language="en",
            by=owner,
            now=timezone.now(),
        )
        invitation.refresh_from_db()
        assert invitation.revoked_at
        assert anew.is_standing(timezone.now())

    def test_revoked_is_revoked(self, invitation, owner):
        now = timezone.now()
        assert revoke_invitation(invitation=invitation, by=owner, now=now)
        assert not revoke_invitation(invitation=invitation, by=owner, now=now)
        with pytest.raises(NotStanding):
            join(invitation=invitation, user=StaffFactory(), now=now)

    def test_joining_twice_is_refused_whole(self, invitation, owner):
        with pytest.raises(MemberAlready):
            join(invitation=invitation, user=owner, now=timezone.now())
        assert Invitation.objects.get().accepted_at is None


class TestAdmin:
    @pytest.fixture
    def owner_client(self, client, owner):
        client.force_login(owner)
        client.get("/admin/")
        return client

    def test_invites(self, owner_client, organization):
        sent = {
            "organization": organization.pk,
            "email": "new@example.org",
            "role": "editor",
            "language": "en",
        }
        assert owner_client.post(f"{PAGES}add/", sent).headers["Location"] == PAGES
        invited = Invitation.objects.get()
        assert (invited.email, invited.role, invited.invited_by_name) == (
            "new@example.org",
            "editor",
            "ana",
        )

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"email": "nobody"}, "Enter a valid email address."),
            ({"email": "rosa@example.org"}, "is invited already"),
            ({"email": "ANA@example.org"}, "is a member already"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(
        self, owner_client, owner, invitation, organization, changed, message
    ):
        owner.email = "ana@example.org"
        owner.save()
        sent = {"organization": organization.pk, "role": "editor", "language": "en"} | changed
        assert message in owner_client.post(f"{PAGES}add/", sent).content.decode()
        assert Invitation.objects.count() == 1

    def test_invites_to_no_other_organization(self, owner_client):
        other = OrganizationFactory()
        sent = {"email": "new@example.org", "role": "owner", "language": "en"}
        answer = owner_client.post(f"{PAGES}add/", sent | {"organization": other.pk})
        assert answer.status_code == 200
        assert Invitation.objects.count() == 0

    def test_revokes(self, owner_client, invitation):
        sent = {"action": "revoke_selected", "_selected_action": [invitation.pk]}
        owner_client.post(PAGES, sent)
        assert Invitation.objects.get().revoked_at

    @pytest.mark.parametrize("role", ["editor", "moderator", "deliverer", "reader"])
    def test_is_for_owners(self, client, organization, role):
        client.force_login(MembershipFactory(organization=organization, role=role).user)
        assert client.get(PAGES).status_code == client.get(f"{PAGES}add/").status_code == 403
