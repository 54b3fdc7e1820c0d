"""From which network somebody signs: known again for a while, never written down.

A network is one IPv4 address or one IPv6 /64, as providers give them to one household. Only a
keyed fingerprint is kept (HMAC-SHA-256, cut to 128 bits), under a key that is new every day (UTC).
"""

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection

from petitions.models.network import NetworkKey
from web import clients
from web.clients import Network

FINGERPRINT_BYTES = 16
UNKNOWN = ipaddress.IPv4Network("0.0.0.0/32")
"""Stands for a peer without an address, such as a proxy behind a socket."""

_keys: dict[date, bytes] = {}


@dataclass(frozen=True)
class Client:
    """Who is at the other end of a request: its network, and its fingerprints of this hour."""

    network: Network
    fingerprints: tuple[bytes, ...]

    @property
    def fingerprint(self) -> bytes:
        """The one of today."""
        return self.fingerprints[0]


def client_at(address: str, now: datetime) -> Client:
    """The client with this address; in the first hour of a day also by yesterday's fingerprint."""
    network = network_of(address)
    days = dict.fromkeys((_day(now), _day(now - timedelta(hours=1))))
    return Client(network, tuple(fingerprint(network, day) for day in days))


def network_of(address: str) -> Network:
    """The network by which limits count an address; `UNKNOWN` for what is none."""
    return clients.network_of(address) or UNKNOWN


def fingerprint(network: Network, day: date) -> bytes:
    """A network under the key of a day (16 bytes)."""
    return _digest(_key(day), network)


def rally_fingerprint(network: Network, salt: bytes) -> bytes:
    """A network under a rally's own salt, which outlives midnight (16 bytes)."""
    return _digest(salt, network)


def _digest(key: bytes, network: Network) -> bytes:
    # Two shares: one from the database, one from a file, so that neither alone leads back.
    secret = hmac.digest(settings.NETWORK_KEY.encode(), key, hashlib.sha256)
    return hmac.digest(secret, str(network).encode(), hashlib.sha256)[:FINGERPRINT_BYTES]


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _key(day: date) -> bytes:
    key = _keys.get(day)
    if key is None:
        key = _stored_key(day)
        # Inside a transaction it may yet be taken back, and another process make another one.
        if not connection.in_atomic_block:
            for old in [known for known in _keys if known < day - timedelta(days=1)]:
                del _keys[old]
            _keys[day] = key
    return key


def _stored_key(day: date) -> bytes:
    NetworkKey.objects.bulk_create(
        [NetworkKey(day=day, key=secrets.token_bytes(32))], ignore_conflicts=True
    )
    return bytes(NetworkKey.objects.get(day=day).key)
