"""Signs as people of many networks do, and asks for the mails about it."""

import base64
import itertools
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db.models import F
from django_tasks_db.models import DBTaskResult

from petitions.actions import signatures as actions
from petitions.models import Attempt, ConfirmationMail, Petition, Signature
from petitions.networks import Client, client_at
from web import proof

HERE = "198.51.100.7"
"""An address in a network that signs often."""

_number = itertools.count(1)


def elsewhere() -> str:
    """An address in a network that nobody else has."""
    number = next(_number)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def somebody(now) -> Client:
    """A client whose network nobody else has."""
    return client_at(elsewhere(), now)


def a_day_later() -> None:
    """Let the mails that were sent be forgotten by the limits of their mailboxes."""
    sent = ConfirmationMail.objects.exclude(ended_at=None)
    sent.update(ended_at=F("ended_at") - timedelta(days=1))


def sign(*, petition: Petition, now, client: Client | None = None, language="en", **kwargs) -> None:
    """Sign from a network of one's own, unless the test names a client."""
    client = client or somebody(now)
    actions.sign(petition=petition, client=client, language=language, now=now, **kwargs)


def resend(*, petition: Petition, now, client: Client | None = None, **kwargs) -> None:
    """Ask for the mail again, from a network of one's own."""
    actions.resend(petition=petition, client=client or somebody(now), now=now, **kwargs)


def owed(signature: Signature) -> int:
    """The id of a mail that is owed about a signature."""
    mail = ConfirmationMail.objects.create(
        petition=signature.petition, address_hash=signature.address_hash
    )
    return mail.pk


def asked_for() -> list[tuple[int, bytes]]:
    """The mails that wait in the outbox, the oldest first: petition and address of each."""
    ids = [
        row.args_kwargs["kwargs"]["mail_id"] for row in DBTaskResult.objects.order_by("enqueued_at")
    ]
    mails = ConfirmationMail.objects.in_bulk(ids)
    return [(mails[pk].petition_id, bytes(mails[pk].address_hash)) for pk in ids]


def about(signature: Signature) -> tuple[int, bytes]:
    """The petition and the address that a mail about a signature is for."""
    return signature.petition_id, bytes(signature.address_hash)


def proven() -> str:
    """A proof of work, as the page sends it."""
    made = proof.challenge()
    number = next(
        n
        for n in range(made.max_number + 1)
        if sha256(f"{made.salt}{n}".encode()).hexdigest() == made.challenge
    )
    said = {"algorithm": "SHA-256", "challenge": made.challenge, "number": number}
    said |= {"salt": made.salt, "signature": made.signature}
    return base64.b64encode(json.dumps(said).encode()).decode()


def used(number: int, address: str = HERE) -> None:
    """Have a network sign so many times in this hour, but not in this minute."""
    client = client_at(address, datetime.now(UTC))
    row = {"network": client.fingerprint}
    Attempt.objects.bulk_create([Attempt(**row) for _ in range(number)])
    Attempt.objects.update(at=F("at") - timedelta(minutes=5))
