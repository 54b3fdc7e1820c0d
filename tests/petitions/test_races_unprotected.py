"""What the site would do without its protection: a test that takes it away sees the race.

So the tests that see none are known to look in the right place. The protection of this worker's
own database is taken away for the length of a block, with nobody else in it.
"""

from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from petitions.actions import petitions as petition_actions
from petitions.actions import signatures as actions
from petitions.addresses import address_hash
from petitions.models import Petition, Signature, Tally
from tests.constraints import violates
from tests.factories import SignatureFactory
from tests.petitions.rows import supporters
from tests.races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("unprotected"),  # one after the other, in one worker's own database
]

ADDRESS = "ana@example.org"
CONSTRAINT = next(
    each for each in Signature._meta.constraints if each.name == "signature_once_per_address"
)


@contextmanager
def without_the_constraint():
    """Let an address have two signatures of a petition; in the end none are left."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(Signature, CONSTRAINT)
    try:
        yield
    finally:
        Signature.objects.all().delete()  # the constraint would refuse them
        with connection.schema_editor() as editor:
            editor.add_constraint(Signature, CONSTRAINT)


@contextmanager
def without_the_triggers():
    """Let whoever writes signatures count them, too; in the end none are left."""
    run("ALTER TABLE petitions_signature DISABLE TRIGGER USER")
    try:
        yield
    finally:
        Signature.objects.all().delete()
        Tally.objects.all().delete()
        run("ALTER TABLE petitions_signature ENABLE TRIGGER USER")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def both():
    """A place where two meet: neither goes on before the other is there."""
    return Barrier(2, timeout=10)


# --- Twice the same address


def sign_as_others_do(petition, both):
    """Look whether the address has signed, then insert; True where it did."""
    known = Signature.objects.filter(petition=petition, address_hash=address_hash(ADDRESS))
    is_known = known.exists()
    both.wait()
    if is_known:
        return False
    try:
        SignatureFactory(petition=petition, email=ADDRESS)
    except IntegrityError:
        return False
    return True


def test_without_the_constraint_one_address_counts_twice(petition, both):
    with without_the_constraint():
        signed = at_once([lambda: sign_as_others_do(petition, both)] * 2)
        counted = supporters(petition)

    assert (signed, counted) == ([True, True], 2)


def test_with_it_the_same_code_counts_it_once(petition, both):
    with without_the_constraint():
        pass  # it is there again afterwards

    signed = at_once([lambda: sign_as_others_do(petition, both)] * 2)

    assert (sorted(signed), supporters(petition)) == ([False, True], 1)


def test_the_protection_comes_back_also_where_a_test_fails(petition):
    def fail():
        with without_the_constraint(), without_the_triggers():
            SignatureFactory.create_batch(2, petition=petition, email=ADDRESS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    SignatureFactory(petition=petition, email=ADDRESS)
    with violates("signature_once_per_address"):
        SignatureFactory(petition=petition, email=ADDRESS)
    assert supporters(petition) == 1


# --- Twice the same link


def confirm_as_others_do(pk, both):
    """Read where the signature stands, then write it, and count."""
    row = Signature.objects.get(pk=pk)
    both.wait()
    if row.is_pending:
        with transaction.atomic():
            row.state, row.confirmed_at = "confirmed", timezone.now()
            row.save()
            Tally.objects.filter(petition=row.petition_id).update(count=F("count") + 1)


def waiting(petition):
    return SignatureFactory(
        petition=petition, state="pending", confirmed_at=None, requested_at=timezone.now()
    )


def test_without_a_condition_and_triggers_one_link_counts_twice(petition, both):
    with without_the_triggers():
        Tally.objects.create(petition=petition, source="web", slot=0, count=0)
        row = waiting(petition)
        at_once([lambda: confirm_as_others_do(row.pk, both)] * 2)
        counted = supporters(petition)

    assert counted == 2


def test_with_them_the_same_order_of_events_counts_once(petition, both):
    pk = waiting(petition).pk

    def confirm():
        row = Signature.objects.get(pk=pk)
        both.wait()
        actions.confirm(signature=row, now=timezone.now())

    at_once([confirm] * 2)

    assert supporters(petition) == 1


# --- Signing what has just ended


def close(petition):
    now = timezone.now()
    petition_actions.close_petition(
        petition=petition, outcome="denied", on=now.date(), by=None, now=now
    )


def test_without_the_lock_somebody_signs_a_petition_that_has_ended(petition, both):
    closed = Barrier(2, timeout=10)

    def sign():
        is_open = Petition.objects.get(pk=petition.pk).is_open
        both.wait()
        closed.wait()
        if is_open:
            SignatureFactory(petition=petition)

    def close_between():
        both.wait()
        close(petition)
        closed.wait()

    at_once([sign, close_between])

    assert (Petition.objects.get().state, Signature.objects.count()) == ("closed", 1)


def test_with_it_the_same_order_of_events_is_refused(petition, typed, both, monkeypatch):
    closed = Barrier(2, timeout=10)
    take_down = actions.sign

    def late(**kwargs):
        both.wait()  # the view has seen an open petition
        closed.wait()
        take_down(**kwargs)

    def close_between():
        both.wait()
        close(petition)
        closed.wait()

    monkeypatch.setattr(actions, "sign", late)
    path = f"/petitions/{petition.slug}/sign/"
    status, _ = at_once([lambda: Client().post(path, typed).status_code, close_between])

    assert (status, Signature.objects.count()) == (410, 0)
