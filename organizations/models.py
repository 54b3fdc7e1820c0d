"""Organizations, their staff, and the trace of what staff did."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.triggers import AUDIT_TRIGGERS
from web.languages import localized

INVITATION_LASTS = timedelta(days=7)


class User(AbstractUser):
    """A member of an organization's staff. Supporters have no account."""

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff members")


class Organization(models.Model):
    """Who runs petitions."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(
        _("short name"), max_length=40, help_text=_("What people call it, for example CCWP.")
    )
    slug = models.SlugField(_("address"), unique=True)
    mission = models.TextField(_("mission"), blank=True)
    mission_es = models.TextField(_("mission in Spanish"), blank=True)
    contact_email = models.EmailField(
        _("contact address"), help_text=_("Shown to the public, for questions and takedowns.")
    )
    notice = models.TextField(
        _("notice"), blank=True, help_text=_("Shown above the organization's petitions.")
    )
    notice_es = models.TextField(_("notice in Spanish"), blank=True)
    comments_open = models.BooleanField(
        _("show comments"),
        default=True,
        db_default=True,
        help_text=_("Switched off, no petition of the organization shows any comment."),
    )
    two_pairs_of_eyes = models.BooleanField(
        _("two pairs of eyes"),
        default=False,
        help_text=_(
            "Before a case is public for the first time, one person submits it for review and "
            "another one approves it."
        ),
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_name"),
            models.CheckConstraint(condition=~Q(contact_email=""), name="organization_has_contact"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the profile page, in the language of the moment."""
        return reverse("organization", args=[self.slug])

    def unique_error_message(self, model_class: type[models.Model], unique_check: Any) -> Any:
        """That an address is taken, in words for staff."""
        if tuple(unique_check) == ("slug",):
            return ValidationError(
                _("This address is taken. Please choose another."), code="unique"
            )
        return super().unique_error_message(model_class, unique_check)

    @property
    def localized_mission(self) -> str:
        """The mission in the language of the moment, in English where there is no other."""
        return localized(self, "mission")

    @property
    def localized_notice(self) -> str:
        """The notice in the language of the moment."""
        return localized(self, "notice")


class Role(models.TextChoices):
    """What a member of staff does for an organization; `organizations.roles` says what that allows."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    MODERATOR = "moderator", _("moderator")
    DELIVERER = "deliverer", _("deliverer")
    READER = "reader", _("reader")


class Membership(models.Model):
    """That a member of staff works for an organization, in one role."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("staff member")
    )
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="memberships", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], name="membership_once_per_organization"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def is_owner(self) -> bool:
        """Whether this member may do everything for the organization."""
        return self.role == Role.OWNER


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Chainable reads."""

    def standing(self, now: datetime) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, invited_at__gt=now - INVITATION_LASTS)


class Invitation(models.Model):
    """That somebody was asked, by mail, to work for an organization in a role."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="invitations", verbose_name=_("organization")
    )
    email = models.EmailField(_("email address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    language = models.CharField(_("language of the mail"), max_length=5, default="en")
    invited_at = models.DateTimeField(_("invited"), editable=False)
    invited_by_name = models.CharField(_("invited by"), max_length=200, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    token_version = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "organization",
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_once_per_address",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_standing(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        is_used = self.accepted_at or self.revoked_at
        return not is_used and now < self.invited_at + INVITATION_LASTS


class AuditEvent(models.Model):
    """One thing that a member of staff, or a command, did. Rows are only ever added."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="audit_events"
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    by_name = models.CharField(_("who, by name"), max_length=200)
    action = models.CharField(_("what"), max_length=60)
    subject = models.CharField(_("to what"), max_length=200)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        triggers = AUDIT_TRIGGERS
        indexes = [
            models.Index(fields=["-at"], name="audit_event_at"),
            models.Index(fields=["organization", "-at"], name="audit_event_of_organization"),
            models.Index(fields=["action", "-at"], name="audit_event_of_kind"),
            GinIndex(
                *(
                    OpClass(Upper(name), "gin_trgm_ops")
                    for name in ("by_name", "subject", "action")
                ),
                name="audit_event_search",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"


class SiteStateQuerySet(models.QuerySet["SiteState"]):
    """Chainable reads."""

    def read_only(self) -> "SiteStateQuerySet":
        """The row, if the site is read-only."""
        return self.filter(read_only=True)

    def pausing(self) -> "SiteStateQuerySet":
        """The row, if no petition of the site can be signed."""
        return self.filter(Q(signing_paused=True) | Q(read_only=True))

    def current(self) -> "SiteState":
        """How the switches stand; all off where nobody has touched them yet."""
        return self.first() or SiteState()


class SiteState(models.Model):
    """The switches of the whole site; one row."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    signing_paused = models.BooleanField(
        _("signing pauses"), default=False, help_text=_("On every petition of this site.")
    )
    read_only = models.BooleanField(
        _("the site is read-only"),
        default=False,
        help_text=_("For maintenance: pages can be read, nothing can be signed, sent or edited."),
    )
    note = models.CharField(
        _("why"), max_length=300, blank=True, help_text=_("Shown to the public.")
    )
    note_es = models.CharField(_("why, in Spanish"), max_length=300, blank=True)
    until = models.DateTimeField(
        _("until about"),
        null=True,
        blank=True,
        help_text=_("Told to the public; it does not switch anything by itself."),
    )

    objects = SiteStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("switches of the site")
        verbose_name_plural = _("switches of the site")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="site_state_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def localized_note(self) -> str:
        """Why, in the language of the moment."""
        return localized(self, "note")
