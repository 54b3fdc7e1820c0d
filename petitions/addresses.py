"""One person, one address: how a mail address is brought to the form in which it is compared.

What providers themselves ignore is ignored here too, since it reaches the same mailbox.
"""

import hashlib
import hmac
from dataclasses import dataclass

import idna
from django.conf import settings


@dataclass(frozen=True)
class Rule:
    """What a provider ignores in the part before the @, and its other names."""

    domain: str
    ignores_dots: bool = False
    ignores_plus_tag: bool = False


GMAIL = Rule("gmail.com", ignores_dots=True, ignores_plus_tag=True)

RULES = {
    "gmail.com": GMAIL,
    "googlemail.com": GMAIL,
    "outlook.com": Rule("outlook.com", ignores_plus_tag=True),
    "hotmail.com": Rule("hotmail.com", ignores_plus_tag=True),
    "live.com": Rule("live.com", ignores_plus_tag=True),
    "msn.com": Rule("msn.com", ignores_plus_tag=True),
}
"""Google: dots don't matter, plus addressing, googlemail.com is gmail.com. Microsoft: plus
addressing in Outlook.com. Other providers' addresses are compared as they are, but for case."""


def canonical(address: str) -> str:
    """The form in which two addresses of one mailbox are equal.

    `address` must be syntactically valid (see the sign form).
    """
    local, _, domain = address.strip().rpartition("@")
    local, domain = local.casefold(), _ascii_domain(domain)
    rule = RULES.get(domain, Rule(domain))
    if rule.ignores_plus_tag:
        local = local.partition("+")[0] or local
    if rule.ignores_dots:
        local = local.replace(".", "")
    return f"{local}@{rule.domain}"


def address_hash(address: str) -> bytes:
    """The keyed fingerprint (HMAC-SHA-256, 32 bytes) by which a repeat signer is known.

    Fast on purpose: it is the key that protects it, not the cost.
    """
    key = settings.ADDRESS_KEY.encode()
    return hmac.digest(key, canonical(address).encode(), hashlib.sha256)


def _ascii_domain(domain: str) -> str:
    domain = domain.strip().rstrip(".").lower()
    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except idna.IDNAError:
        return domain
