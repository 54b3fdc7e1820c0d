"""Organizations, their staff, and the trace of what staff did."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from web.languages import localized


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

    @property
    def localized_mission(self) -> str:
        """The mission in the language of the moment, in English where there is no other."""
        return localized(self, "mission")

    @property
    def localized_notice(self) -> str:
        """The notice in the language of the moment."""
        return localized(self, "notice")


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
        indexes = [models.Index(fields=["-at"], name="audit_event_at")]

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
