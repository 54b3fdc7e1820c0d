"""Rolls up when and where the signatures of each petition came from."""

import time
from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Value, When
from django.db.models.functions import Left, TruncDate, TruncMonth
from django.utils import timezone

from petitions.models import Breakdown, Petition, Signature
from petitions.models.breakdown import Step
from petitions.models.petition import State
from petitions.models.signature import SignatureQuerySet
from petitions.places import places_of
from petitions.regions import UNITED_STATES

EVERY = timedelta(minutes=5)
"""How old a breakdown becomes before it is made anew."""

SHARE = 100
"""A breakdown that took long waits so many times as long: it never takes more than 1% of the time
of the worker. Half a million signatures take 1 to 2 s, so ten million wait for about an hour."""


def due(now: datetime) -> list[int]:
    """The petitions that were opened and whose breakdown is missing or due, by id."""
    later = Breakdown.objects.filter(petition=OuterRef("pk"), due_at__gt=now)
    found = Petition.objects.filter(~Exists(later)).exclude(state=State.DRAFT)
    return list(found.order_by("pk").values_list("pk", flat=True))


def break_down(*, petition_id: int, now: datetime) -> Breakdown:
    """Make the breakdown of a petition anew from its rows; return it.

    What was withdrawn, invalidated or erased meanwhile is no part of it any more.
    """
    started = time.perf_counter()
    counted = Signature.objects.counted().filter(petition=petition_id).order_by()
    with transaction.atomic():
        step = Step.MONTH if counted.exclude(anonymized_at=None).exists() else Step.DAY
        days = _days(counted, step)
        places = [list(astuple(place)) for place in places_of(_groups(counted))]
        took = timedelta(seconds=time.perf_counter() - started)
        made, _is_new = Breakdown.objects.update_or_create(
            petition_id=petition_id,
            defaults={
                "as_of": now,
                "due_at": now + max(EVERY, SHARE * took),
                "step": step,
                "days": days,
                "places": places,
            },
        )
    return made


def _days(counted: SignatureQuerySet, step: str) -> list[list[str | int]]:
    zone = timezone.get_default_timezone()
    of_day = TruncDate("confirmed_at", tzinfo=zone)
    if step == Step.MONTH:
        of_day = TruncDate(TruncMonth("confirmed_at", tzinfo=zone), tzinfo=zone)
    rows = counted.annotate(day=of_day).values_list("day").annotate(number=Count("pk"))
    return [[day.isoformat(), number] for day, number in rows.order_by("day")]


def _groups(counted: SignatureQuerySet) -> Iterator[tuple[str, str, str, int]]:
    code = Case(When(country=UNITED_STATES, then=Left("postal_code", 5)), default=Value(""))
    rows = counted.annotate(code=code).values_list("country", "code", "region")
    return iter(rows.annotate(number=Count("pk")))
