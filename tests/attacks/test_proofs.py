"""Proofs of work that were not done, or not for this: over the limit, each leads to 429 again."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from petitions.models import Signature
from tests.attacks.attack import CHECK, GOOD, SIGN, STRANGER
from tests.attacks.conftest import Snapshot, World, changed
from tests.petitions.pages import filled_in
from web import proof

COST = 50


@pytest.fixture(autouse=True)
def _over_the_limit(settings: Any) -> None:
    settings.PROOF_COST = COST
    settings.SIGNING_PER_MINUTE = 0


def solve(challenge: Any, algorithm: str = "SHA-256") -> dict[str, Any]:
    """What a browser sends that has done its work."""
    most = getattr(challenge, "max_number", 2 * COST)
    found = altcha.solve_challenge(challenge.challenge, challenge.salt, algorithm, most)
    return {
        "algorithm": algorithm,
        "challenge": challenge.challenge,
        "number": found.number,
        "salt": challenge.salt,
        "signature": challenge.signature,
    }


def made(**options: Any) -> dict[str, Any]:
    """A solved challenge as the site makes it, but for the options."""
    common = {"hmac_key": proof._key(), "max_number": 2 * COST}
    common["expires"] = timezone.now() + proof.LIFETIME
    return solve(altcha.create_challenge(altcha.ChallengeOptions(**common | options)))


def encode(said: Any) -> str:
    return base64.b64encode(json.dumps(said).encode()).decode()


def forged() -> dict[str, str]:
    """Answers that are none, by what is wrong with them."""
    good, other = made(), made()
    past = timezone.now() - timedelta(seconds=2)
    return {
        "none": "",
        "no answer": "x",
        "true": encode(True),
        "an empty object": encode({}),
        "a number that was guessed": encode(good | {"number": good["number"] + 1}),
        "a number as a text": encode(good | {"number": str(good["number"])}),
        "a number that is true": encode(good | {"number": True}),
        "the number of another": encode(good | {"challenge": other["challenge"]}),
        "the seal of another": encode(good | {"signature": other["signature"]}),
        "no seal": encode({key: good[key] for key in good if key != "signature"}),
        "another hash": encode(good | {"algorithm": "MD5"}),
        "an expired one": encode(made(expires=past)),
        "an expired one, prolonged": encode(made(expires=past) | {"salt": good["salt"]}),
        "one that never expires": encode(made(expires=None)),
        "one of another site": encode(made(hmac_key="another")),
        "one padded with spaces": " " + encode(good),
        "one of half a megabyte": encode(good | {"more": "x" * 300_000}),
        "a list of good ones": encode([good]),
        "brackets": base64.b64encode(b"[" * 384).decode(),
        "a NUL": "\0",
        "SQL": "' OR 1=1 --",
    }


def send(path: str, **form: str) -> HttpResponse:
    browser = Client(enforce_csrf_checks=True)
    return browser.post(path, form, REMOTE_ADDR=STRANGER)


@pytest.mark.parametrize("path", [SIGN, CHECK])
def test_no_forged_proof_buys_anything(
    path: str, world: World, snapshot: Callable[[], Snapshot]
) -> None:
    answers, before = forged(), snapshot()

    found = {name: send(path, **GOOD, altcha=answer) for name, answer in answers.items()}

    statuses = {name: answer.status_code for name, answer in found.items()}
    assert statuses == dict.fromkeys(answers, 429)
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in found.values())
    assert changed(before, snapshot()) == set()
    if path == SIGN:
        assert {name: filled_in(found["none"])[name] for name in GOOD} == GOOD


def test_a_proof_buys_one_signature_and_no_second(world: World) -> None:
    good = made()
    rewritten = base64.b64encode(json.dumps(good, indent=1).encode()).decode()
    second = GOOD | {"email": "second@example.org"}

    statuses = [
        send(SIGN, **GOOD, altcha=encode(good)).status_code,
        send(SIGN, **GOOD, altcha=encode(good)).status_code,
        send(SIGN, **second, altcha=rewritten).status_code,
        send(CHECK, **second, altcha=encode(good)).status_code,
    ]

    assert statuses == [303, 429, 429, 429]
    assert not Signature.objects.filter(email="second@example.org").exists()
