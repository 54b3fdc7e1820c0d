"""A supporter's signature."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Length, Trim, Upper
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from petitions.invitations import CODE_LENGTH, TOLD_FROM
from petitions.models.comment_state import (
    COMMENT_CONSTRAINTS,
    COMMENT_INDEXES,
    COMMENT_TRIGGERS,
    CommentState,
)
from petitions.models.invalidation import Invalidation
from petitions.models.petition import Petition
from petitions.models.petition_text import PetitionText
from petitions.models.tally import TALLY_TRIGGERS

CONFIRM_WITHIN = timedelta(days=7)
"""How long a mailed confirmation link works."""

COMMENT_LENGTH = 1000


class State(models.TextChoices):
    """Where a signature stands; only confirmed ones are counted."""

    PENDING = "pending", _("waits for its confirmation")
    HELD = "held", _("confirmed, awaits a check")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn by its signer")
    INVALIDATED = "invalidated", _("invalidated by staff")


TRANSITIONS = {
    State.PENDING: {State.CONFIRMED, State.HELD, State.WITHDRAWN, State.INVALIDATED},
    State.HELD: {State.CONFIRMED, State.WITHDRAWN, State.INVALIDATED},
    State.CONFIRMED: {State.WITHDRAWN, State.INVALIDATED},
    State.WITHDRAWN: {State.PENDING},
    State.INVALIDATED: {State.CONFIRMED, State.HELD, State.PENDING},
}


BEFORE_INVALIDATED = tuple(
    state for state, targets in TRANSITIONS.items() if State.INVALIDATED in targets
)
"""States in which a signature may be invalidated; undoing it leads back there."""


WITHOUT_SIGNER: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "email": "",
    "address_hash": None,
    "network": None,
    "postal_code": "",
    "comment": "",
    "show_name": False,
    "wants_updates": False,
    "share_code": "",
    "via": "",
    "brought": 0,
}
"""What is left in the fields that say who signed, once that is forgotten."""


class Source(models.TextChoices):
    """How a signature came in."""

    WEB = "web", _("online")
    PAPER = "paper", _("on paper")
    IMPORT = "import", _("imported")


WHOLE_NAME = Trim(Concat("first_name", Value(" "), "last_name"))
"""The whole name as staff search for it; in capitals, it stands in the index of that."""


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Chainable reads."""

    def of_address(self, address_hash: bytes) -> "SignatureQuerySet":
        """All of one address; looks into the unique index once for each petition."""
        petitions = Petition.objects.order_by().values("pk")
        return self.filter(petition__in=petitions, address_hash=address_hash)

    def personal(self) -> "SignatureQuerySet":
        """Those that still say who signed."""
        return self.filter(anonymized_at=None)

    def counted(self) -> "SignatureQuerySet":
        """Those that are part of a count."""
        return self.filter(state=State.CONFIRMED)


class Signature(models.Model):
    """That a person supports a petition."""

    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="signatures", verbose_name=_("petition")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.WEB)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    address_hash = models.BinaryField(max_length=32, null=True, editable=False)
    country = models.CharField(_("country"), max_length=2)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    comment = models.TextField(_("comment"), max_length=COMMENT_LENGTH, blank=True)
    comment_state = models.CharField(
        _("comment"),
        max_length=10,
        choices=CommentState,
        default=CommentState.WAITING,
        db_default=CommentState.WAITING,
        editable=False,
    )
    comment_quoted = models.BooleanField(
        _("comment is quoted"), default=False, db_default=False, editable=False
    )
    show_name = models.BooleanField(_("name may be shown"), default=False)
    wants_updates = models.BooleanField(_("asked for updates"), default=False)
    language = models.CharField(_("language"), max_length=5, default="en")
    requested_at = models.DateTimeField(_("signed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("withdrawn or invalidated"), null=True, blank=True)
    token_version = models.PositiveSmallIntegerField(default=1, editable=False)
    # Never searched by alone, so without an index of its own. The database's foreign key is that
    # of petition and text together (migration 0003): a text of another petition is refused.
    text = models.ForeignKey(
        PetitionText,
        models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
        editable=False,
        related_name="signatures",
        verbose_name=_("text that was signed"),
    )
    network = models.BinaryField(max_length=16, null=True, editable=False)
    needs_check = models.BooleanField(_("to be checked"), default=False, editable=False)
    invalidation = models.ForeignKey(
        Invalidation,
        models.PROTECT,
        null=True,
        db_index=False,
        editable=False,
        related_name="signatures",
        verbose_name=_("invalidated batch"),
    )
    state_before = models.CharField(max_length=12, blank=True, editable=False)
    # What a supporter's own link carries, once they have confirmed; how many confirmed through it;
    # and through whose link this one came, until it is confirmed (see `actions.signatures`).
    share_code = models.CharField(
        max_length=CODE_LENGTH, blank=True, default="", db_default="", editable=False
    )
    brought = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    via = models.CharField(
        max_length=CODE_LENGTH, blank=True, default="", db_default="", editable=False
    )
    region = models.CharField(_("region"), max_length=80, blank=True, editable=False)
    anonymized_at = models.DateTimeField(_("anonymized"), null=True, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        triggers = [*TALLY_TRIGGERS, *COMMENT_TRIGGERS]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "address_hash"], name="signature_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="signature_state_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="signature_source_known"
            ),
            models.CheckConstraint(
                condition=~Q(first_name="") | Q(anonymized_at__isnull=False),
                name="signature_has_name",
            ),
            models.CheckConstraint(
                condition=~Q(source=Source.WEB)
                | (~Q(email="") & Q(address_hash__isnull=False))
                | Q(anonymized_at__isnull=False),
                name="signature_online_has_address",
            ),
            models.CheckConstraint(
                condition=~Q(source=Source.WEB) | Q(text__isnull=False),
                name="signature_online_has_text",
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"),
                name="signature_country_is_code",
            ),
            models.CheckConstraint(
                condition=~Q(source=Source.WEB, country="US")
                | Q(postal_code__regex=r"^[0-9]{5}$")
                | Q(anonymized_at__isnull=False),
                name="signature_us_has_zip",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("comment"), COMMENT_LENGTH),
                name="signature_comment_length",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="signature_confirmed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.WITHDRAWN, State.INVALIDATED])
                | Q(ended_at__isnull=False),
                name="signature_ended_has_date",
            ),
            models.CheckConstraint(
                condition=Q(anonymized_at=None) | Q(**WITHOUT_SIGNER),
                name="signature_anonymized_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(invalidation=None)
                | (Q(state=State.INVALIDATED) & Q(state_before__in=BEFORE_INVALIDATED)),
                name="signature_of_batch_is_invalidated",
            ),
            models.UniqueConstraint(
                fields=["share_code"],
                condition=~Q(share_code=""),
                name="signature_share_code_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | Q(via=""),
                name="signature_counted_forgets_who_asked",
            ),
            *COMMENT_CONSTRAINTS,
        ]
        indexes = [
            models.Index(fields=["petition", "-id"], name="signature_newest_of_petition"),
            models.Index(
                fields=["requested_at"],
                condition=Q(state=State.PENDING),
                name="signature_pending_since",
            ),
            models.Index(
                fields=["petition"],
                condition=Q(state=State.HELD),
                name="signature_held_of_petition",
            ),
            models.Index(
                fields=["invalidation", "-id"],
                condition=Q(invalidation__isnull=False),
                name="signature_newest_of_batch",
            ),
            BrinIndex(fields=["requested_at"], name="signature_by_time"),
            # For the lists of staff: what is rare is found at once, of what is common there is
            # enough among the newest.
            models.Index(
                fields=["state", "-id"],
                condition=~Q(state=State.CONFIRMED),
                name="signature_newest_uncounted",
            ),
            models.Index(
                fields=["source", "-id"],
                condition=~Q(source=Source.WEB),
                name="signature_newest_not_online",
            ),
            models.Index(
                fields=["-id"], condition=Q(needs_check=True), name="signature_newest_to_check"
            ),
            models.Index(
                fields=["network"],
                condition=Q(network__isnull=False),
                name="signature_of_network",
            ),
            models.Index(
                fields=["requested_at"], condition=~Q(via=""), name="signature_asked_since"
            ),
            GinIndex(
                OpClass(Upper(WHOLE_NAME), "gin_trgm_ops"),
                OpClass(Upper("email"), "gin_trgm_ops"),
                name="signature_search",
            ),
            *COMMENT_INDEXES,
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name as given; a single name is a name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def told_brought(self) -> int | None:
        """How many signed through its signer's link; None while these are so few that the number
        would tell who."""
        return self.brought if self.brought >= TOLD_FROM else None

    @property
    def is_pending(self) -> bool:
        """Whether its link has not been used yet."""
        return self.state == State.PENDING

    @property
    def is_confirmed(self) -> bool:
        """Whether it is part of the count."""
        return self.state == State.CONFIRMED

    @property
    def is_held(self) -> bool:
        """Whether it was confirmed and awaits a check."""
        return self.state == State.HELD

    @property
    def is_withdrawn(self) -> bool:
        """Whether its signer took it back."""
        return self.state == State.WITHDRAWN

    @property
    def country_name(self) -> str:
        """The country in the language of the moment."""
        return str(countries.name(self.country))

    @property
    def is_standing(self) -> bool:
        """Whether its signer still stands by it: it may be withdrawn."""
        return State.WITHDRAWN in TRANSITIONS[State(self.state)]

    def may_confirm(self, now: datetime) -> bool:
        """Whether its link does anything: it is still to be confirmed, or is confirmed already."""
        is_done = self.is_confirmed or self.is_held
        return is_done or (self.is_pending and now < self.confirm_until)

    @property
    def wording(self) -> str:
        """A digest of what the confirmation page shows (16 hexadecimal digits).

        Another one means that somebody has typed the signature anew since.
        """
        shown = (self.full_name, self.country, self.postal_code, self.comment)
        choices = (str(self.show_name), str(self.wants_updates))
        return hashlib.sha256("\0".join(shown + choices).encode()).hexdigest()[:16]

    @property
    def confirm_until(self) -> datetime:
        """When its confirmation link ends."""
        return self.requested_at + CONFIRM_WITHIN
