"""The secrets in mailed links: derived when needed, never stored.

A token is the row's id and an HMAC-SHA-256 (256 bits) over purpose, id and the version kept in
the row; raising the version revokes what was mailed. The key is `settings.TOKEN_KEY`.
"""

import base64
import binascii
import enum
import hashlib
import hmac
from typing import Protocol, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet

ID_BYTES = 8
TOKEN_BYTES = ID_BYTES + hashlib.sha256().digest_size


class Purpose(enum.StrEnum):
    """What a token lets its holder do."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"
    NOT_ME = "not-me"


class HasTokens(Protocol):
    """A row that tokens are derived from."""

    pk: int
    token_version: int


Row = TypeVar("Row", bound=Model)


def make(purpose: Purpose, row: HasTokens) -> str:
    """The token for one purpose and row, safe in an address (54 characters)."""
    message = f"{purpose}:{row.pk}:{row.token_version}".encode()
    mac = hmac.digest(settings.TOKEN_KEY.encode(), message, hashlib.sha256)
    return _encode(row.pk.to_bytes(ID_BYTES, "big") + mac)


def find(purpose: Purpose, token: str, rows: QuerySet[Row]) -> Row | None:
    """The row that a token belongs to, or None for a wrong, foreign, revoked or mangled token."""
    pk = _row_id(token)
    row = rows.filter(pk=pk).first() if pk is not None else None
    if row is None:
        return None
    expected = make(purpose, row)  # type: ignore[arg-type]
    return row if hmac.compare_digest(expected.encode(), token.encode()) else None


def make_for_address(address_hash: bytes) -> str:
    """The token by which the owner of an address stops its mails (86 characters).

    It needs no row, so that it works when the signature it was mailed about is long gone.
    """
    return _encode(address_hash + _address_mac(address_hash))


def find_address(token: str) -> bytes | None:
    """The fingerprint of the address that a token belongs to, or None for any other text."""
    raw = _decode(token)
    if raw is None or len(raw) != 2 * hashlib.sha256().digest_size:
        return None
    address_hash = raw[: hashlib.sha256().digest_size]
    is_ours = hmac.compare_digest(make_for_address(address_hash).encode(), token.encode())
    return address_hash if is_ours else None


def _address_mac(address_hash: bytes) -> bytes:
    message = f"{Purpose.NOT_ME}:".encode() + address_hash
    return hmac.digest(settings.TOKEN_KEY.encode(), message, hashlib.sha256)


def _row_id(token: str) -> int | None:
    raw = _decode(token)
    if raw is None or len(raw) != TOKEN_BYTES:
        return None
    pk = int.from_bytes(raw[:ID_BYTES], "big")
    return pk if pk < 2**63 else None


def _decode(token: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
