"""What mailed links let a supporter do, and the link that stops all mail to an address.

How a token is made of a row stands in `web.tokens`.
"""

import enum
import hashlib
import hmac

from web.tokens import decode, encode, find, mac_of, make

__all__ = ["Purpose", "find", "find_address", "make", "make_for_address"]


class Purpose(enum.StrEnum):
    """What a token lets its holder do."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"
    NOT_ME = "not-me"


def make_for_address(address_hash: bytes) -> str:
    """The token by which the owner of an address stops its mails (86 characters).

    It needs no row, so that it works when the signature it was mailed about is long gone.
    """
    return encode(address_hash + mac_of(f"{Purpose.NOT_ME}:".encode() + address_hash))


def find_address(token: str) -> bytes | None:
    """The fingerprint of the address that a token belongs to, or None for any other text."""
    raw = decode(token)
    if raw is None or len(raw) != 2 * hashlib.sha256().digest_size:
        return None
    address_hash = raw[: hashlib.sha256().digest_size]
    is_ours = hmac.compare_digest(make_for_address(address_hash).encode(), token.encode())
    return address_hash if is_ours else None
