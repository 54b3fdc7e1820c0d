"""Rows of petitions and signatures as tests bring them about, and the count that they make."""

from datetime import date, timedelta

from django.utils import timezone

from petitions.actions import invalidations
from petitions.actions import petitions as petition_actions
from petitions.actions import signatures as signature_actions
from petitions.addresses import address_hash
from petitions.models import Petition, Signature, Tally
from petitions.models.petition import Outcome
from tests import signing
from tests.factories import OPENED, PersonFactory

DAY = date(2026, 3, 1)
CLOSED = {
    "state": "closed",
    "opened_at": OPENED,
    "closed_at": OPENED,
    "outcome": "granted",
    "outcome_on": DAY,
}

STATES = ["unknown", "pending", "expired", "confirmed", "withdrawn", "invalidated"]
"""What an address may have done before; see `prepare`."""


def supporters(petition):
    """How many a petition has, as its pages say."""
    return Petition.objects.with_supporters().get(pk=petition.pk).supporters


def tallied():
    """The number of confirmed signatures of each petition and source, as triggers count them."""
    totals = {}
    for tally in Tally.objects.all():
        key = (tally.petition_id, tally.source)
        totals[key] = totals.get(key, 0) + tally.count
    return {key: total for key, total in totals.items() if total}


def rows():
    """The same, counted row by row."""
    totals = {}
    for key in Signature.objects.counted().values_list("petition_id", "source"):
        totals[key] = totals.get(key, 0) + 1
    return totals


def signed(petition, now, language="en", **typed):
    """Sign and return the row; what a test does not care about is filled in."""
    typed.setdefault("email", "ana@example.org")
    person = PersonFactory(**typed)
    signing.sign(petition=petition, person=person, language=language, now=now)
    return Signature.objects.get(petition=petition, address_hash=address_hash(person.email))


def prepare(petition, address, state):
    """Bring an address into a state."""
    if state == "unknown":
        return
    now = timezone.now()
    person = PersonFactory(email=address, first_name="Before")
    signing.sign(petition=petition, person=person, language="es", now=now)
    signature = Signature.objects.get(petition=petition)
    if state == "expired":
        Signature.objects.update(requested_at=now - timedelta(days=30))
    if state in ("confirmed", "withdrawn", "invalidated"):
        signature_actions.confirm(signature=signature, now=now)
    if state == "withdrawn":
        signature_actions.withdraw(signature=signature, now=now)
    if state == "invalidated":
        invalidations.invalidate(
            signatures=Signature.objects.all(), reason="a bot", criteria={}, by=None, now=now
        )


def close(petition, outcome=Outcome.DENIED):
    """End a petition on `DAY`."""
    return petition_actions.close_petition(
        petition=petition, outcome=outcome, on=DAY, by=None, now=timezone.now()
    )
