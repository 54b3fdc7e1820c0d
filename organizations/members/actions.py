"""Writes of members and invitations."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.actions import record
from organizations.members.emails import send_invitation
from organizations.models import Invitation, Membership, Organization, Role, User


class LastOwner(Exception):
    """Nobody would be left who may invite others."""


class NotStanding(Exception):
    """The invitation was used, revoked, or is too old."""


class MemberAlready(Exception):
    """This person works for the organization already."""


def invite(
    *,
    organization: Organization,
    email: str,
    role: str,
    language: str,
    by: User,
    now: datetime,
) -> Invitation:
    """Ask somebody by mail to work for an organization; the mail leaves with this transaction.

    One that was asked before and let it lapse is asked anew: the old link ends.
    """
    with transaction.atomic():
        lapsed = Invitation.objects.filter(
            Q(email__iexact=email), organization=organization, accepted_at=None, revoked_at=None
        )
        lapsed.exclude(pk__in=lapsed.standing(now)).update(revoked_at=now)
        invitation = Invitation.objects.create(
            organization=organization,
            email=email,
            role=role,
            language=language,
            invited_at=now,
            invited_by_name=by.get_username(),
        )
        record(
            action="invite member", subject=invitation, organization=organization, by=by, now=now,
            role=role,
        )  # fmt: skip
        send_invitation.enqueue(invitation_id=invitation.pk)
    return invitation


def revoke_invitation(*, invitation: Invitation, by: User, now: datetime) -> bool:
    """End an invitation that nobody has accepted; False where there is nothing to end."""
    with transaction.atomic():
        standing = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not standing.update(revoked_at=now):
            return False
        record(
            action="revoke invitation", subject=invitation, by=by, now=now,
            organization=invitation.organization,
        )  # fmt: skip
    return True


def join_as_new(
    *, invitation: Invitation, username: str, password: str, now: datetime
) -> Membership:
    """Make the account of who was invited, and let them work; the password is checked already.

    Raises NotStanding, and IntegrityError where the user name was taken a moment ago.
    """
    with transaction.atomic():
        user = User.objects.create_user(username, invitation.email, password, is_staff=True)
        return join(invitation=invitation, user=user, now=now)


def join(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Let a member of staff work for the organization that invited them; once.

    Raises NotStanding, and MemberAlready where they do.
    """
    with transaction.atomic():
        waiting = Invitation.objects.standing(now).filter(pk=invitation.pk)
        if not waiting.update(accepted_at=now):
            raise NotStanding
        membership, is_new = Membership.objects.get_or_create(
            user=user,
            organization=invitation.organization,
            defaults={"role": invitation.role, "since": now},
        )
        if not is_new:
            raise MemberAlready
        record(
            action="join", subject=membership, organization=invitation.organization, by=user,
            now=now, role=invitation.role,
        )  # fmt: skip
    return membership


def change_role(*, membership: Membership, role: str, by: User, now: datetime) -> Membership:
    """Give a member another role. Raises LastOwner where nobody would be left to invite others."""
    with transaction.atomic():
        membership = _locked(membership, keeps_owner=role == Role.OWNER)
        before, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        record(
            action="change role", subject=membership, organization=membership.organization, by=by,
            now=now, before=before, after=role,
        )  # fmt: skip
    return membership


def remove_member(*, membership: Membership, by: User, now: datetime) -> None:
    """Let somebody go; who works for no other organization keeps neither account nor session.

    The account stays as a name without a password, since the audit trail tells of it.
    Raises LastOwner where nobody would be left to invite others.
    """
    with transaction.atomic():
        membership = _locked(membership, keeps_owner=False)
        user = membership.user
        record(
            action="remove member", subject=membership, organization=membership.organization,
            by=by, now=now, role=membership.role,
        )  # fmt: skip
        membership.delete()
        if not (user.is_superuser or user.memberships.exists()):
            _close_account(user)


def _locked(membership: Membership, *, keeps_owner: bool) -> Membership:
    """The row, once it is sure that an owner is left; two at a time wait for each other."""
    organization = Organization.objects.select_for_update().get(pk=membership.organization_id)
    membership = Membership.objects.select_related("user", "organization").get(pk=membership.pk)
    others = organization.memberships.filter(role=Role.OWNER).exclude(pk=membership.pk)
    if membership.is_owner and not keeps_owner and not others.exists():
        raise LastOwner
    return membership


def _close_account(user: User) -> None:
    user.is_active = user.is_staff = False
    user.set_unusable_password()
    user.email = ""
    user.save(update_fields=["is_active", "is_staff", "password", "email"])
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
