"""Taking out of the count what is not genuine, putting it back, and settling what was held.

All of it is set-based: no signature is fetched, whatever their number. The rows are locked in the
order of their ids; then they are changed, with which the database moves the count; then all else
is written. That is the order of confirming, too, so nobody waits for each other in a circle.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from campaigns.models import Campaign
from organizations.actions import name_of
from organizations.models import User
from petitions.actions.trail import record_petition
from petitions.models import InvalidatedCount, Invalidation, Petition, Signature, Subscription
from petitions.models.signature import BEFORE_INVALIDATED, TRANSITIONS, SignatureQuerySet, State


class NotAsPreviewed(Exception):
    """Another number of signatures than the one that was looked at would go; nothing was done."""


@dataclass(frozen=True)
class Share:
    """The signatures of one petition among those chosen: where they stood, and how many."""

    petition_id: int
    state: str
    state_before: str
    number: int


def invalidate(
    *,
    signatures: SignatureQuerySet,
    reason: str,
    criteria: dict[str, Any],
    by: User | None,
    now: datetime,
    expected: int | None = None,
) -> Invalidation:
    """Take signatures out of the count because they are not genuine; return the batch.

    Takes those that may be invalidated and remembers where each stood, for `undo`. `criteria`
    tells how they were found: kinds, never what was typed of a person. Where nothing is left to
    take, no batch is kept: the one returned has no id. With `expected`, raises NotAsPreviewed
    where another number would be taken.
    """
    standing = Q(state__in=BEFORE_INVALIDATED)
    return _invalidate(signatures, standing, reason, criteria, by, now, expected)


def refuse(
    *, signatures: SignatureQuerySet, reason: str, by: User | None, now: datetime
) -> Invalidation:
    """Invalidate those that are held, as one batch; like `invalidate` otherwise."""
    criteria = {"state": State.HELD.value}
    return _invalidate(signatures, Q(state=State.HELD), reason, criteria, by, now, None)


def undo(*, invalidation: Invalidation, reason: str, by: User | None, now: datetime) -> int:
    """Put a batch back, each signature to where it stood before; return how many were.

    Those that were erased meanwhile are gone. A second time changes nothing and returns 0.
    """
    with transaction.atomic():
        batch = Invalidation.objects.select_for_update().get(pk=invalidation.pk)
        if batch.is_undone:
            return 0
        batch.undone_at, batch.undone_by_name, batch.undone_reason = now, name_of(by), reason
        batch.save(update_fields=["undone_at", "undone_by_name", "undone_reason"])
        taken = Q(
            invalidation=batch,
            state=State.INVALIDATED,
            state_before__in=TRANSITIONS[State.INVALIDATED],
        )
        with _chosen(Signature.objects.all(), taken) as shares:
            _execute(_PUT_BACK)
        details = {"reason": reason, "batch": batch.pk}
        for petition_id in _petitions(shares):
            number = _number(shares, petition_id)
            counted = _number(shares, petition_id, state_before=State.CONFIRMED)
            details |= {"signatures": number, "counted": counted}
            _record("undo invalidation", petition_id, by, now, details)
    return _number(shares)


def release(*, signatures: SignatureQuerySet, reason: str, by: User | None, now: datetime) -> int:
    """Settle a check in favour of signatures; return how many it changed.

    Held ones count from now on, and those of them who asked for news get it; pending ones will
    count once their signer confirms, without a check.
    """
    to_check = Q(state=State.HELD) | Q(state=State.PENDING, needs_check=True)
    with transaction.atomic():
        with _chosen(signatures, to_check) as shares:
            _execute(_COUNT_FOR_SHARERS)
            _execute(_RELEASE, now=now)
            _execute(_SUBSCRIBE, now=now)
        for petition_id in _petitions(shares):
            number = _number(shares, petition_id, state=State.HELD)
            waiting = _number(shares, petition_id, state=State.PENDING)
            details = {"reason": reason, "signatures": number, "waiting": waiting}
            _record("release signatures", petition_id, by, now, details)
    return _number(shares)


def _invalidate(
    signatures: SignatureQuerySet,
    standing: Q,
    reason: str,
    criteria: dict[str, Any],
    by: User | None,
    now: datetime,
    expected: int | None,
) -> Invalidation:
    with transaction.atomic():
        batch = Invalidation.objects.create(
            at=now, by=by, by_name=name_of(by), reason=reason, criteria=criteria
        )
        with _chosen(signatures, standing) as shares:
            _execute(_TAKE_OUT, batch=batch.pk, now=now)
        number = _number(shares)
        if expected is not None and number != expected:
            raise NotAsPreviewed(f"{number}, not {expected}")
        if not number:
            batch.delete()
        _count(batch, shares, by, now)
    return batch


def _count(batch: Invalidation, shares: list[Share], by: User | None, now: datetime) -> None:
    details: dict[str, Any] = {"reason": batch.reason, "batch": batch.pk}
    details |= {"found by": sorted(batch.criteria)}
    for petition_id in _petitions(shares):
        number = _number(shares, petition_id)
        counted = _number(shares, petition_id, state=State.CONFIRMED)
        InvalidatedCount.objects.create(
            invalidation=batch, petition_id=petition_id, number=number, counted=counted
        )
        details |= {"signatures": number, "counted": counted}
        _record("invalidate signatures", petition_id, by, now, details)


@contextmanager
def _chosen(signatures: SignatureQuerySet, standing: Q) -> Iterator[list[Share]]:
    """Lock the signatures in the order of their ids and keep them in the table `chosen`.

    `standing` is asked again of each once it is locked. The table lasts as long as the block.
    """
    rows = Signature.objects.filter(standing, pk__in=signatures.values("pk")).order_by("pk")
    chosen = rows.select_for_update().values("id", "petition_id", "state", "state_before")
    # Not elided, so that there is a statement also where nothing can be found.
    sql, params = chosen.query.get_compiler(chosen.db, elide_empty=False).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE chosen ON COMMIT DROP AS {sql}", params)
        cursor.execute(_SHARES)
        shares = [Share(*row) for row in cursor.fetchall()]
    yield shares
    _execute("DROP TABLE chosen")


def _execute(sql: str, **params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _petitions(shares: list[Share]) -> list[int]:
    return sorted({share.petition_id for share in shares})


def _number(
    shares: list[Share],
    petition_id: int | None = None,
    *,
    state: State | None = None,
    state_before: State | None = None,
) -> int:
    """How many there are: in all, or of one petition, or of those that stood somewhere."""
    return sum(
        share.number
        for share in shares
        if petition_id in (None, share.petition_id)
        and state in (None, share.state)
        and state_before in (None, share.state_before)
    )


def _record(
    action: str, petition_id: int, by: User | None, now: datetime, details: dict[str, Any]
) -> None:
    petition = Petition.objects.select_related("campaign__organization").get(pk=petition_id)
    record_petition(action, petition, by, now, **details)


_SIGNATURES = Signature._meta.db_table
_SHARES = """
    SELECT petition_id, state, state_before, count(*) FROM chosen GROUP BY 1, 2, 3
"""
_TAKE_OUT = f"""
    UPDATE {_SIGNATURES} AS signature
       SET state = 'invalidated', state_before = chosen.state, invalidation_id = %(batch)s,
           ended_at = %(now)s
      FROM chosen
     WHERE signature.id = chosen.id
"""  # noqa: S608  (names of tables, from their models)
_PUT_BACK = f"""
    UPDATE {_SIGNATURES} AS signature
       SET state = chosen.state_before, state_before = '', invalidation_id = NULL, ended_at = NULL
      FROM chosen
     WHERE signature.id = chosen.id
"""  # noqa: S608  (names of tables, from their models)
_RELEASE = f"""
    UPDATE {_SIGNATURES} AS signature
       SET state = CASE chosen.state WHEN 'held' THEN 'confirmed' ELSE chosen.state END,
           confirmed_at = CASE chosen.state
                          WHEN 'held' THEN coalesce(signature.confirmed_at, %(now)s)
                          ELSE signature.confirmed_at END,
           via = CASE chosen.state WHEN 'held' THEN '' ELSE signature.via END,
           needs_check = false
      FROM chosen
     WHERE signature.id = chosen.id
"""  # noqa: S608  (names of tables, from their models)
# As `petitions.actions.signatures.confirm` does for one.
_COUNT_FOR_SHARERS = f"""
    UPDATE {_SIGNATURES} AS sharer
       SET brought = sharer.brought + came.number
      FROM (
        SELECT signature.petition_id, signature.via, count(*) AS number
          FROM chosen
          JOIN {_SIGNATURES} AS signature ON signature.id = chosen.id
         WHERE chosen.state = 'held' AND signature.via <> ''
         GROUP BY signature.petition_id, signature.via
      ) AS came
     WHERE sharer.petition_id = came.petition_id AND sharer.share_code = came.via
"""  # noqa: S608  (names of tables, from their models)
# As `petitions.actions.signatures.subscribe` does for one: a subscription that stands is left as
# it is, an ended one begins anew. In order, so that two releases cannot deadlock.
_SUBSCRIBE = f"""
    INSERT INTO {Subscription._meta.db_table} AS subscription
           (organization_id, email, address_hash, language, since, token_version)
    SELECT DISTINCT ON (campaign.organization_id, signature.address_hash)
           campaign.organization_id, signature.email, signature.address_hash, signature.language,
           %(now)s, 1
      FROM chosen
      JOIN {_SIGNATURES} AS signature ON signature.id = chosen.id
      JOIN {Petition._meta.db_table} AS petition ON petition.id = signature.petition_id
      JOIN {Campaign._meta.db_table} AS campaign ON campaign.id = petition.campaign_id
     WHERE chosen.state = 'held' AND signature.wants_updates AND signature.email <> ''
     ORDER BY campaign.organization_id, signature.address_hash, signature.id DESC
        ON CONFLICT (organization_id, address_hash)
        DO UPDATE SET since = excluded.since, ended_at = NULL
        WHERE subscription.ended_at IS NOT NULL
"""  # noqa: S608  (names of tables, from their models)
