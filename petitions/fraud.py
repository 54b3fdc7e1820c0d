"""How signatures that are not genuine are found, and what would go if they were taken out."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Count, F, Func, Max, Min, Q, Value, Window
from django.db.models.functions import Lag, Upper
from django.utils import timezone

from petitions.models import Petition, Signature
from petitions.models.signature import BEFORE_INVALIDATED, WHOLE_NAME, SignatureQuerySet, State
from petitions.public import PublicPetition

RATE_WITHIN = timedelta(hours=1)
SAMPLE = 20
"""Rows of a preview that are shown one by one, the newest."""

FINGERPRINT_DIGITS = 32


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What signatures have in common that are to be found; None or empty: whatever it is.

    `network` is a fingerprint as hexadecimal digits, or its beginning. `name` may hold `*` for
    any letters and `?` for one. `rate` finds networks from which so many came within an hour.
    """

    domain: str = ""
    subdomains: bool = False
    network: str = ""
    since: datetime | None = None
    until: datetime | None = None
    name: str = ""
    rate: int | None = None
    petition: int | None = None
    source: str = ""
    state: str = ""

    def __bool__(self) -> bool:
        """Whether there is any; that of subdomains is none by itself."""
        return bool(self.kinds)

    @property
    def kinds(self) -> dict[str, Any]:
        """What may be told of them for good: only that a domain, network or name was looked for."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        if not self.domain:
            told["subdomains"] = False
        for name in ("domain", "network", "name"):
            told[name] = bool(told[name])
        for name in ("since", "until"):
            told[name] = told[name] and told[name].isoformat()
        return {name: value for name, value in told.items() if value}

    def found(self, among: SignatureQuerySet) -> SignatureQuerySet:
        """Those among some signatures that meet all of them and may be invalidated."""
        found = self._in_span(among.filter(state__in=BEFORE_INVALIDATED))
        for name in ("petition", "source", "state"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        for narrow in (self._of_domain, self._of_network, self._of_name):
            found = narrow(found)
        return self._of_busy(found, among)

    def _in_span(self, found: SignatureQuerySet) -> SignatureQuerySet:
        found = found.filter(requested_at__gte=self.since) if self.since else found
        return found.filter(requested_at__lte=self.until) if self.until else found

    def _of_domain(self, found: SignatureQuerySet) -> SignatureQuerySet:
        if not self.domain:
            return found
        ends = ["@", "."] if self.subdomains else ["@"]
        return found.filter(reduce(or_, (Q(email__iendswith=end + self.domain) for end in ends)))

    def _of_network(self, found: SignatureQuerySet) -> SignatureQuerySet:
        if not self.network:
            return found
        first, last = (bytes.fromhex(self.network.ljust(FINGERPRINT_DIGITS, end)) for end in "0f")
        return found.filter(network__gte=first, network__lte=last)

    def _of_name(self, found: SignatureQuerySet) -> SignatureQuerySet:
        if not self.name:
            return found
        return found.filter(_ILike(Upper(WHOLE_NAME), Value(like_pattern(self.name))))

    def _of_busy(self, found: SignatureQuerySet, among: SignatureQuerySet) -> SignatureQuerySet:
        if not self.rate:
            return found
        # The rate is that of the network, whatever else is looked for.
        of_networks = self._in_span(among.filter(network__isnull=False))
        first_of_so_many = Window(
            Lag("requested_at", offset=self.rate - 1),
            partition_by="network",
            order_by="requested_at",
        )
        busy = of_networks.annotate(first=first_of_so_many).filter(
            first__gte=F("requested_at") - RATE_WITHIN
        )
        return found.filter(network__in=busy.values("network"))


class _ILike(Func):
    """Whether a text is like a pattern of SQL, whatever the case of its letters."""

    template = "%(expressions)s"
    arg_joiner = " ILIKE "
    arity = 2
    output_field = BooleanField()


def like_pattern(wildcards: str) -> str:
    """A pattern of SQL's LIKE from one with `*` and `?`; all else stands for itself."""
    for special in ("\\", "%", "_"):
        wildcards = wildcards.replace(special, f"\\{special}")
    return wildcards.replace("*", "%").replace("?", "_")


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of a petition's signatures were found, and where they stand."""

    title: str
    number: int
    counted: int
    held: int
    pending: int
    first: datetime
    last: datetime
    last_id: int


class Preview:
    """What would go: by petition, from when to when, and the newest of them.

    `last_id` bounds it, so that who signs from now on is not among them.
    """

    def __init__(self, found: SignatureQuerySet, last_id: int | None = None) -> None:
        self._found = found if last_id is None else found.filter(pk__lte=last_id)

    @cached_property
    def shares(self) -> list[Share]:
        """Each petition concerned, the one with most of them first."""
        by_petition: Any = (
            self._found.order_by()
            .values("petition")
            .annotate(
                number=Count("pk"),
                counted=_standing(State.CONFIRMED),
                held=_standing(State.HELD),
                pending=_standing(State.PENDING),
                first=Min("requested_at"),
                last=Max("requested_at"),
                last_id=Max("pk"),
            )
        )
        rows = list(by_petition.order_by("-number", "petition"))
        ids = [row.pop("petition") for row in rows]
        petitions = Petition.objects.select_related("campaign").in_bulk(ids)
        today = timezone.localdate()
        return [
            Share(title=PublicPetition(petitions[pk], today).title, **row)
            for pk, row in zip(ids, rows, strict=True)
        ]

    @cached_property
    def sample(self) -> list[Signature]:
        """The newest of them."""
        return list(self.signatures.select_related("petition").order_by("-pk")[:SAMPLE])

    @property
    def signatures(self) -> SignatureQuerySet:
        """All of them."""
        return self._found.filter(pk__lte=self.last_id)

    @property
    def number(self) -> int:
        """How many would go."""
        return sum(share.number for share in self.shares)

    @property
    def counted(self) -> int:
        """How many of them count now."""
        return sum(share.counted for share in self.shares)

    @property
    def held(self) -> int:
        """How many of them are held for a check."""
        return sum(share.held for share in self.shares)

    @property
    def pending(self) -> int:
        """How many of them wait for their signer."""
        return sum(share.pending for share in self.shares)

    @property
    def first(self) -> datetime | None:
        """When the first of them was signed."""
        return min((share.first for share in self.shares), default=None)

    @property
    def last(self) -> datetime | None:
        """When the last of them was signed."""
        return max((share.last for share in self.shares), default=None)

    @property
    def last_id(self) -> int:
        """The highest id among them; 0 where there is none."""
        return max((share.last_id for share in self.shares), default=0)


def _standing(state: State) -> Count:
    return Count("pk", filter=Q(state=state))
