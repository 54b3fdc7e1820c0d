"""Two who write the same signature or petition at the same moment, over real connections.

Each race is run in both orders: the second has begun, and waits for the first to commit. Then it
is run freely, many times: whatever comes first, it ends as one of the two orders does.
"""

import time
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from threading import Barrier

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from petitions.actions import invalidations
from petitions.actions import petitions as petition_actions
from petitions.models import ConfirmationMail, Petition, Signature, Subscription
from petitions.models.petition import Outcome
from petitions.tokens import Purpose, make, make_for_address
from tests import signing
from tests.factories import PersonFactory, SignatureFactory
from tests.petitions.rows import rows, supporters, tallied
from tests.races import at_once, meanwhile
from tests.signing import about, asked_for, elsewhere

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("connections"),  # they take most of the server's
]

ADDRESSES = 200
PLACES = 8
ROUNDS = 12
SIGNERS = 6
SIGNINGS = 8


# --- What may happen to one signature; each returns what its doer is told


def confirm(row):
    return Client().post(f"/signatures/confirm/{make(Purpose.CONFIRM, row)}/").status_code


def withdraw(row):
    path = f"/signatures/manage/{make(Purpose.MANAGE, row)}/"
    return Client().post(path, {"do": "withdraw"}).status_code


def erase(row):
    path = f"/signatures/manage/{make(Purpose.MANAGE, row)}/"
    return Client().post(path, {"do": "erase"}).status_code


def say_not_me(row):
    path = f"/signatures/not-me/{make_for_address(bytes(row.address_hash))}/"
    return Client().post(path, {"do": "stop"}).status_code


def sign_again(row):
    form = {"first_name": "Zoë", "email": row.email, "country": "MX", "subscribe": "on"}
    path = f"/petitions/{row.petition.slug}/sign/"
    return Client(REMOTE_ADDR=elsewhere()).post(path, form).status_code


def invalidate(row):
    batch = invalidations.invalidate(
        signatures=Signature.objects.filter(pk=row.pk),
        reason="a test",
        criteria={},
        by=None,
        now=timezone.now(),
    )
    return batch.counts.get().number if batch.pk else 0


def release(row):
    return invalidations.release(
        signatures=Signature.objects.filter(pk=row.pk),
        reason="a test",
        by=None,
        now=timezone.now(),
    )


@dataclass(frozen=True)
class Race:
    """Two doings, and how they end if the first comes first; `left` is a state, or "nothing"."""

    state: str
    first: object
    second: object
    told: tuple[int, int]
    left: str

    def __str__(self):
        return f"{self.state}: {self.first.__name__}, {self.second.__name__}"


# In pairs: the same two in either order.
RACES = [
    Race("pending", confirm, withdraw, (303, 303), "withdrawn"),
    Race("pending", withdraw, confirm, (303, 410), "withdrawn"),
    Race("pending", confirm, erase, (303, 303), "nothing"),
    Race("pending", erase, confirm, (303, 410), "nothing"),
    Race("pending", confirm, invalidate, (303, 1), "invalidated"),
    Race("pending", invalidate, confirm, (1, 410), "invalidated"),
    Race("pending", confirm, sign_again, (303, 303), "confirmed"),
    Race("pending", sign_again, confirm, (303, 303), "confirmed"),
    Race("pending", confirm, say_not_me, (303, 303), "confirmed"),
    Race("pending", say_not_me, confirm, (303, 410), "nothing"),
    Race("doubted", confirm, release, (303, 1), "confirmed"),
    Race("doubted", release, confirm, (1, 303), "confirmed"),
    Race("doubted", confirm, withdraw, (303, 303), "withdrawn"),
    Race("doubted", withdraw, confirm, (303, 410), "withdrawn"),
    Race("held", release, withdraw, (1, 303), "withdrawn"),
    Race("held", withdraw, release, (303, 0), "withdrawn"),
    Race("held", release, erase, (1, 303), "nothing"),
    Race("held", erase, release, (303, 0), "nothing"),
    Race("held", release, invalidate, (1, 1), "invalidated"),
    Race("held", invalidate, release, (1, 0), "invalidated"),
    Race("confirmed", withdraw, invalidate, (303, 0), "withdrawn"),
    Race("confirmed", invalidate, withdraw, (1, 303), "invalidated"),
    Race("confirmed", erase, invalidate, (303, 0), "nothing"),
    Race("confirmed", invalidate, erase, (1, 303), "nothing"),
    Race("withdrawn", sign_again, erase, (303, 303), "nothing"),
    Race("withdrawn", erase, sign_again, (303, 303), "pending"),
]


def standing(petition, state, number=1):
    """Signatures of people who asked for news; a doubted one needs a check once confirmed."""
    now = timezone.now()
    return SignatureFactory.create_batch(
        number,
        petition=petition,
        state="pending" if state == "doubted" else state,
        needs_check=state in ("doubted", "held"),
        wants_updates=True,
        requested_at=now,
        confirmed_at=None if state in ("pending", "doubted") else now,
        ended_at=now if state == "withdrawn" else None,
    )


def left_of(row):
    """Where the signature of an address stands, or "nothing"."""
    found = Signature.objects.filter(petition=row.petition_id, address_hash=row.address_hash)
    return found.get().state if found else "nothing"


@pytest.mark.parametrize("race", RACES, ids=str)
def test_two_that_happen_one_right_after_the_other_end_in_their_order(petition, race):
    [row] = standing(petition, race.state)

    with transaction.atomic():
        first = race.first(row)
        second = meanwhile(lambda: race.second(row))

    assert (first, second.result(10)) == race.told
    assert left_of(row) == race.left
    assert supporters(petition) == (race.left == "confirmed")
    if race.left == "nothing":
        assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "orders", list(zip(RACES[::2], RACES[1::2], strict=True)), ids=lambda orders: str(orders[0])
)
def test_two_that_happen_at_once_end_in_one_order_or_the_other(petition, orders):
    one, other = orders
    batch = standing(petition, one.state, ROUNDS)
    together = Barrier(2)

    def run(act):
        told = []
        for row in batch:
            together.wait(10)
            told.append(act(row))
        return told

    answers = zip(*at_once([lambda: run(one.first), lambda: run(one.second)]), strict=True)

    ends = {(*one.told, one.left), (*reversed(other.told), other.left)}
    # A link is unknown, and not only too late, where its row was gone before the page looked.
    told = [tuple(410 if status == 404 else status for status in each) for each in answers]
    assert {(*each, left_of(row)) for each, row in zip(told, batch, strict=True)} <= ends
    assert tallied() == rows()


# --- Many who sign


def test_two_hundred_addresses_eight_times_at_once_make_two_hundred_rows(petition):
    together = Barrier(PLACES)

    def sign_all(place):
        for number in range(ADDRESSES):
            email = f"person{number}@example.org"
            person = PersonFactory(email=email.upper() if place % 2 else email)
            together.wait(60)
            signing.sign(petition=petition, person=person, now=timezone.now())

    at_once([lambda place=place: sign_all(place) for place in range(PLACES)], 300)

    made = list(Signature.objects.all())
    assert sorted(row.email.lower() for row in made) == sorted(
        f"person{number}@example.org" for number in range(ADDRESSES)
    )
    assert {row.state for row in made} == {"pending"}
    assert Counter(asked_for()) == {about(row): PLACES for row in made}
    assert ConfirmationMail.objects.owed().count() == ADDRESSES * PLACES
    assert tallied() == {}


# --- Closing a petition while people sign it


def close(petition):
    now = timezone.now()
    petition_actions.close_petition(
        petition=petition, outcome=Outcome.DENIED, on=now.date(), by=None, now=now
    )


def sign(petition, typed, email="zoe@example.org"):
    browser = Client(REMOTE_ADDR=elsewhere())
    form = typed | {"email": email}
    return browser.post(f"/petitions/{petition.slug}/sign/", form).status_code


def test_who_signs_while_a_petition_is_being_closed_is_refused(petition, typed):
    with transaction.atomic():
        close(petition)
        signed = meanwhile(lambda: sign(petition, typed))

    assert signed.result(10) == 410
    assert Signature.objects.count() == 0
    assert asked_for() == []


def test_closing_waits_for_who_is_signing_and_keeps_the_signature(petition, typed):
    with transaction.atomic():
        status = sign(petition, typed)
        closed = meanwhile(lambda: close(petition))

    closed.result(10)
    row = Signature.objects.get()
    assert (status, row.state) == (303, "pending")
    assert Petition.objects.get().state == "closed"
    assert (confirm(row), supporters(petition)) == (303, 1)


@pytest.mark.parametrize("before", [3, 12, 24])
def test_nothing_is_accepted_once_a_petition_is_closed(petition, typed, before):
    closed_at = []

    def sign_often(place):
        told = []
        for number in range(SIGNINGS):
            email = f"person{place}-{number}@example.org"
            begun = time.monotonic()
            told.append((email, begun, sign(petition, typed, email)))
        return told

    def close_in_the_middle():
        deadline = time.monotonic() + 30
        while Signature.objects.count() < before and time.monotonic() < deadline:
            time.sleep(0.001)
        close(petition)
        closed_at.append(time.monotonic())
        return []

    signers = [lambda place=place: sign_often(place) for place in range(SIGNERS)]
    told = list(chain.from_iterable(at_once([*signers, close_in_the_middle])))

    accepted = {email for email, _, status in told if status == 303}
    assert {status for _, _, status in told} <= {303, 410}
    assert {status for _, begun, status in told if begun > closed_at[0]} <= {410}
    assert sign(petition, typed) == 410
    assert set(Signature.objects.values_list("email", flat=True)) == accepted
    assert tallied() == rows() == {}
