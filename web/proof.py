"""Proof of work: what a browser computes before its form is taken, by the ALTCHA protocol.

The server hides a random number in a challenge (SHA-256 of salt and number) and signs it; a browser
finds the number by trying, about `settings.PROOF_COST` times (`static/js/proof.js`). Nothing is
stored here. Both sides are shown by `components/proof.html`.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import altcha
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

LIFETIME = timedelta(minutes=20)
LONGEST_PAYLOAD = 512  # characters; one of ours has about 370
DIGEST = re.compile(r"[0-9a-f]{64}")
SHAPES = {
    "algorithm": re.compile("SHA-256"),
    "challenge": DIGEST,
    "salt": re.compile(r"[0-9a-f]{24}\?expires=[0-9]{1,12}&"),
    "signature": DIGEST,
}


@dataclass(frozen=True)
class Challenge:
    """What a browser is told, for `components/proof.html`; none of it is secret."""

    challenge: str
    salt: str
    signature: str
    max_number: int


def challenge() -> Challenge:
    """A new challenge, good for `LIFETIME`.

    To find its number takes `settings.PROOF_COST` hashes on average (at least 1), and at most one
    more than twice as many.
    """
    options = altcha.ChallengeOptions(
        hmac_key=_key(), max_number=2 * settings.PROOF_COST, expires=timezone.now() + LIFETIME
    )
    made = altcha.create_challenge(options)
    return Challenge(made.challenge, made.salt, made.signature, made.max_number)


def solved(payload: str) -> str | None:
    """The id of the challenge that a payload (the form's field `altcha`) solves, 64 characters.

    None for one that is wrong, expired, mangled, oversized or of another site; raises nothing.

    A good payload stays good until it expires, so the caller has to see to it that each is used
    once: store the id under a unique constraint, in the transaction of what it pays for, and
    refuse whoever meets the constraint. However a payload is written, its challenge has one id.
    Ids may be forgotten after `LIFETIME`.
    """
    read = _read(payload)
    if read is None:
        return None
    is_solved, _reason = altcha.verify_solution(read, _key(), check_expires=True)
    return read.challenge if is_solved else None


def _key() -> str:
    """A key for this purpose only, so that nothing else that is signed passes for a challenge."""
    return salted_hmac("web.proof", "challenge", algorithm="sha256").hexdigest()


def _read(payload: str) -> altcha.Payload | None:
    """What a payload says, where all of it is of the kind that a challenge of ours has."""
    if len(payload) > LONGEST_PAYLOAD:
        return None
    try:
        said = json.loads(base64.b64decode(payload, validate=True))
    except (ValueError, RecursionError):
        return None
    return _payload(said) if isinstance(said, dict) else None


def _payload(said: dict[str, Any]) -> altcha.Payload | None:
    number = said.get("number")
    texts = {name: said.get(name) for name in SHAPES}
    fits = all(
        isinstance(text, str) and SHAPES[name].fullmatch(text) for name, text in texts.items()
    )
    if type(number) is not int or not fits:  # True is an int of another type
        return None
    return altcha.Payload(number=number, **texts)  # type: ignore[arg-type]
