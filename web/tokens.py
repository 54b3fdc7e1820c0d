"""The secrets in mailed links: derived when needed, never stored.

A token is the row's id and an HMAC-SHA-256 (256 bits) over purpose, id and the version kept in
the row; raising the version revokes what was mailed. The key is `settings.TOKEN_KEY`.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Protocol, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet

ID_BYTES = 8
TOKEN_BYTES = ID_BYTES + hashlib.sha256().digest_size


class HasTokens(Protocol):
    """A row that tokens are derived from."""

    pk: int
    token_version: int


Row = TypeVar("Row", bound=Model)


def make(purpose: str, row: HasTokens) -> str:
    """The token for one purpose and row, safe in an address (54 characters)."""
    message = f"{purpose}:{row.pk}:{row.token_version}".encode()
    return encode(row.pk.to_bytes(ID_BYTES, "big") + mac_of(message))


def find(purpose: str, token: str, rows: QuerySet[Row]) -> Row | None:
    """The row that a token belongs to, or None for a wrong, foreign, revoked or mangled token."""
    pk = _row_id(token)
    row = rows.filter(pk=pk).first() if pk is not None else None
    if row is None:
        return None
    expected = make(purpose, row)  # type: ignore[arg-type]
    return row if hmac.compare_digest(expected.encode(), token.encode()) else None


def mac_of(message: bytes) -> bytes:
    """The HMAC of a message under the key of the tokens (32 bytes)."""
    return hmac.digest(settings.TOKEN_KEY.encode(), message, hashlib.sha256)


def decode(token: str) -> bytes | None:
    """What a token holds; None for what is none."""
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None


def encode(raw: bytes) -> str:
    """Bytes as they can stand in an address."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _row_id(token: str) -> int | None:
    raw = decode(token)
    if raw is None or len(raw) != TOKEN_BYTES:
        return None
    pk = int.from_bytes(raw[:ID_BYTES], "big")
    return pk if pk < 2**63 else None
