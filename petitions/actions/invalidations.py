"""Taking out of the count what is not genuine, and putting it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from organizations.actions import record
from organizations.models import User
from petitions.models import Petition, Signature
from petitions.models.signature import State


def invalidate(*, signatures: list[int], reason: str, by: User | None, now: datetime) -> int:
    """Take signatures out of the count because they are not genuine; return how many were."""
    return _move(
        signatures,
        source=(State.CONFIRMED, State.HELD),
        change={"state": State.INVALIDATED, "ended_at": now},
        audit={
            "action": "invalidate signatures",
            "by": by,
            "now": now,
            "reason": reason,
        },
    )


def restore(*, signatures: list[int], reason: str, by: User | None, now: datetime) -> int:
    """Undo an invalidation; return how many signatures count again."""
    return _move(
        signatures,
        source=(State.INVALIDATED,),
        change={
            "state": State.CONFIRMED,
            "confirmed_at": Coalesce("confirmed_at", Value(now)),
            "ended_at": None,
        },
        audit={"action": "restore signatures", "by": by, "now": now, "reason": reason},
    )


def _move(
    ids: list[int], *, source: tuple[State, ...], change: dict[str, Any], audit: dict[str, Any]
) -> int:
    moved = 0
    with transaction.atomic():
        rows = Signature.objects.filter(pk__in=ids, state__in=source)
        petitions = Petition.objects.filter(signatures__in=rows).distinct().order_by("pk")
        for petition in petitions.select_related("campaign__organization"):
            number = rows.filter(petition=petition).update(**change)
            record(
                subject=petition,
                organization=petition.campaign.organization,
                signatures=number,
                **audit,
            )
            moved += number
    return moved
