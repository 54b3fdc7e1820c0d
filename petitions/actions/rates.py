"""How often one network may sign, counted in the database, so that every process agrees.

Each signature adds a row of its own; nothing is contended for. Only near a limit do those of one
network wait for each other, so that the limit is met exactly.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from outbox.locks import hold
from petitions.models import Attempt, Petition, Rally
from petitions.networks import Client, rally_fingerprint
from web.proof import solved

LOCK_SPACE = 0x6E657477  # "netw": near a limit, the signers of one network
NEAR = 32
"""Signatures below a limit from which on a network's signers wait for each other: more than the
database has connections for, so that no more can slip past unseen."""


class TooMany(Exception):
    """The network has signed too often: a proof of work, or `seconds` of patience, is needed."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"try again in {seconds} s")


@dataclass(frozen=True)
class Usage:
    """What a network did up to now: how many in the last minute and hour, by the database's clock.

    `minute_ends` and `hour_ends` say in how many seconds the next one passes.
    """

    minute: int
    hour: int
    minute_ends: float
    hour_ends: float

    @property
    def is_free(self) -> bool:
        """Whether one more passes without a proof."""
        return self.minute < settings.SIGNING_PER_MINUTE and self.hour < settings.SIGNING_PER_HOUR

    @property
    def is_near(self) -> bool:
        """Whether one more may be one too many."""
        return any(
            limit - NEAR <= used < limit
            for used, limit in (
                (self.minute, settings.SIGNING_PER_MINUTE),
                (self.hour, settings.SIGNING_PER_HOUR),
                (self.hour, settings.SIGNING_UNCHECKED_PER_HOUR),
            )
        )

    @property
    def seconds(self) -> int:
        """How long to wait until one more passes without a proof; at least one."""
        waits = [1.0]
        if self.minute >= settings.SIGNING_PER_MINUTE:
            waits.append(self.minute_ends)
        if self.hour >= settings.SIGNING_PER_HOUR:
            waits.append(self.hour_ends)
        return int(max(waits)) + 1


def admit(*, petition: Petition, client: Client, proof: str, now: datetime) -> bool:
    """Let a client sign, and note that it did; True where its signature needs a check first.

    `proof` is what the page solved, or empty. To be called in the transaction of what it lets
    pass. Raises TooMany.
    """
    usage = _usage(client)
    if usage.is_near:
        hold(LOCK_SPACE, client.fingerprint)
        usage = _usage(client)
    if usage.is_free:
        _note(client)
        return False
    if rally := _rally(petition, client, now):
        _note(client)
        return _usage(client, rally.most + 1).hour > rally.most
    challenge = solved(proof) if proof else None
    if challenge is None or not _note(client, challenge):
        raise TooMany(usage.seconds)
    return usage.hour >= settings.SIGNING_UNCHECKED_PER_HOUR


def _note(client: Client, challenge: str | None = None) -> bool:
    """Note that a client signed; False where that proof was used before."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [client.fingerprint, challenge])
        return bool(cursor.rowcount)


def _usage(client: Client, most: int | None = None) -> Usage:
    most = most or settings.SIGNING_UNCHECKED_PER_HOUR
    with connection.cursor() as cursor:
        cursor.execute(
            _USAGE,
            {
                "networks": list(client.fingerprints),
                "most": most,
                "per_minute": settings.SIGNING_PER_MINUTE,
                "per_hour": settings.SIGNING_PER_HOUR,
            },
        )
        return Usage(*cursor.fetchone())


def _rally(petition: Petition, client: Client, now: datetime) -> Rally | None:
    open_ones = Rally.objects.filter(
        organization=petition.campaign.organization_id, starts_at__lte=now, ends_at__gt=now
    )
    for rally in open_ones:
        if rally_fingerprint(client.network, bytes(rally.salt)) == bytes(rally.network):
            return rally
    return None


_ATTEMPTS = Attempt._meta.db_table
_NOTE = f"INSERT INTO {_ATTEMPTS} (network, proof) VALUES (%s, %s) ON CONFLICT (proof) DO NOTHING"  # noqa: S608
# The newest ones only, however many there are.
_USAGE = f"""
    WITH newest AS (
        SELECT extract(epoch FROM statement_timestamp() - at)::float AS age
          FROM {_ATTEMPTS}
         WHERE network = ANY(%(networks)s) AND at > statement_timestamp() - interval '1 hour'
         ORDER BY at DESC
         LIMIT %(most)s
    ), ages AS (SELECT array_agg(age ORDER BY age) AS age FROM newest)
    SELECT (SELECT count(*) FROM newest WHERE age < 60),
           (SELECT count(*) FROM newest),
           coalesce(60 - ages.age[%(per_minute)s], 0),
           coalesce(3600 - ages.age[%(per_hour)s], 0)
      FROM ages
"""  # noqa: S608  (the name of a table, from its model)
