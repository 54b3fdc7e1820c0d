"""What is unusual about the signatures of the last day: for whoever watches over them.

A domain or a network is told of, not judged: a rally, or a newspaper's readers, look like this too.
An hour is one of the clock here, by universal time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Avg, CharField, Count, F, Func, Q, Value
from django.db.models.functions import Lower, TruncHour

from petitions.models.signature import SignatureQuerySet, State

HOUR = timedelta(hours=1)
HOURS = 24
"""The hours that are shown, the one that has just begun among them."""

USUAL_HOURS = 7 * 24
"""What is usual is the average of so many hours before those: a week, so that each weekday and each
time of day has its share in it."""

LEAST = 20
"""Signatures in one hour below which nothing is told: fewer are soon checked by hand, and move no
count that anybody would quote; a family or a class that signs together stays below."""

TIMES = 5
"""How many times its usual hour somebody's busiest one must be. Between night and evening of a
usual day lies a factor of two to three; of five, something has happened."""

SHARE_TIMES = 2
"""How many times its usual share of all signatures a domain must have in that hour. A petition
that is shared widely brings more of every domain at once; a bot brings one."""

COMMON_SHARE = 0.4
COMMON_DOMAINS = frozenset(
    {
        "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com",
        "comcast.net", "live.com", "msn.com", "att.net", "me.com", "protonmail.com", "proton.me",
    }
)  # fmt: skip
"""Providers that anybody may have, and the share at least that is taken as usual of them: gmail.com
alone has about that. So none of them is told of on a site's first day, when nothing is usual yet,
unless next to nothing but that one comes in."""


@dataclass(frozen=True)
class Unusual:
    """A domain or network, its busiest hour of the last day, and what is usual.

    `number` is how many came in that hour, `usual` how many in an average hour of the week
    before; `share` is the part of all in that hour, in per cent.
    """

    name: str
    number: int
    hour: datetime
    usual: float
    share: int


@dataclass(frozen=True)
class Hour:
    """An hour and how many signed in it, and how many of these count by now."""

    starts_at: datetime
    number: int
    counted: int


def held_number(among: SignatureQuerySet) -> int:
    """How many of some signatures wait for a check."""
    return among.filter(state=State.HELD).count()


def by_hour(among: SignatureQuerySet, now: datetime) -> list[Hour]:
    """The last 24 hours, the oldest first, those without a signature included."""
    rows = _hourly(_last_day(among, now)).values_list("hour")
    rows = rows.annotate(number=Count("pk"), counted=Count("pk", filter=Q(state=State.CONFIRMED)))
    found = {hour: (number, counted) for hour, number, counted in rows}
    first = _first_hour(now)
    hours = [first + HOUR * number for number in range(HOURS)]
    return [Hour(hour, *found.get(hour, (0, 0))) for hour in hours]


def unusual_domains(among: SignatureQuerySet, now: datetime) -> list[Unusual]:
    """Domains of addresses whose busiest hour is far above what is usual of them, worst first."""
    busiest = _busiest(_with_domain(_genuine(_last_day(among, now)).exclude(email="")), "domain")
    if not busiest:
        return []
    totals = _totals(among, now)
    week = _usual_week(among, now)
    of_domains = _with_domain(week).filter(domain__in=list(busiest)).order_by()
    usual = Counter(dict(of_domains.values_list("domain").annotate(number=Count("pk"))))
    all_usual = week.count()
    found = []
    for domain, (hour, number) in busiest.items():
        share = number / totals[hour]
        usual_share = usual[domain] / all_usual if all_usual else 0.0
        if domain in COMMON_DOMAINS:
            usual_share = max(usual_share, COMMON_SHARE)
        average = usual[domain] / USUAL_HOURS
        if number > TIMES * average and share > SHARE_TIMES * usual_share:
            found.append(Unusual(domain, number, hour, average, round(100 * share)))
    return _worst_first(found)


def unusual_networks(among: SignatureQuerySet, now: datetime) -> list[Unusual]:
    """Networks from which far more came in an hour than from one that sends any, worst first.

    Named by all digits of their fingerprint. It is another one each day, so a network has no
    past of its own: what is usual is the average of all networks in the hours in which they sent
    anything, of the week before.
    """
    busiest = _busiest(_genuine(_last_day(among, now)).exclude(network=None), "network")
    if not busiest:
        return []
    totals = _totals(among, now)
    numbers = _hourly(_usual_week(among, now).exclude(network=None)).values("hour", "network")
    numbers = numbers.annotate(number=Count("pk"))
    average = numbers.aggregate(average=Avg("number"))["average"] or 0.0
    return _worst_first(
        Unusual(bytes(network).hex(), number, hour, average, round(100 * number / totals[hour]))
        for network, (hour, number) in busiest.items()
        if number > TIMES * average
    )


def _first_hour(now: datetime) -> datetime:
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return this_hour - HOUR * (HOURS - 1)


def _last_day(among: SignatureQuerySet, now: datetime) -> SignatureQuerySet:
    return among.filter(requested_at__gte=_first_hour(now), requested_at__lte=now)


def _usual_week(among: SignatureQuerySet, now: datetime) -> SignatureQuerySet:
    first = _first_hour(now)
    span = {"requested_at__gte": first - HOUR * USUAL_HOURS, "requested_at__lt": first}
    return _genuine(among.filter(**span))


def _genuine(found: SignatureQuerySet) -> SignatureQuerySet:
    """Without those that staff took out already: what was dealt with is not told again."""
    return found.exclude(state=State.INVALIDATED)


def _hourly(found: SignatureQuerySet) -> Any:
    return found.order_by().annotate(hour=TruncHour("requested_at", tzinfo=UTC))


def _with_domain(found: SignatureQuerySet) -> Any:
    after_at = Func(F("email"), Value("@"), Value(-1), function="split_part")
    return found.annotate(domain=Lower(after_at, output_field=CharField()))


def _totals(among: SignatureQuerySet, now: datetime) -> dict[datetime, int]:
    """How many signed in each hour of the last day."""
    rows = _hourly(_genuine(_last_day(among, now))).values_list("hour")
    return dict(rows.annotate(number=Count("pk")))


def _busiest(found: SignatureQuerySet, key: str) -> dict[Any, tuple[datetime, int]]:
    """Of each domain or network that had an hour with `LEAST` signatures, that hour and number."""
    rows = _hourly(found).values(key, "hour").annotate(number=Count("pk"))
    busy = rows.filter(number__gte=LEAST).order_by("number", "hour")
    return {row[key]: (row["hour"], row["number"]) for row in busy}


def _worst_first(found: Iterable[Unusual]) -> list[Unusual]:
    return sorted(found, key=lambda each: (-each.number, each.name))
