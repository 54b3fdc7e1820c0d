"""The count that the database keeps."""

import pytest
from django.db import connection

from petitions.models import Signature
from petitions.models.signature import State
from tests.factories import SignatureFactory, open_petition
from tests.petitions.rows import supporters

pytestmark = pytest.mark.django_db


def test_a_confirmed_signature_counts_once(petition):
    SignatureFactory(petition=petition)
    assert supporters(petition) == 1


@pytest.mark.parametrize("state", [s for s in State if s != State.CONFIRMED])
def test_no_other_state_counts(petition, state, now):
    SignatureFactory(petition=petition, state=state, ended_at=now)
    assert supporters(petition) == 0


def test_sql_by_hand_is_counted(petition):
    SignatureFactory.create_batch(3, petition=petition)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM petitions_signature WHERE id = (SELECT min(id) FROM petitions_signature)"
        )
    assert supporters(petition) == 2


def test_a_change_of_petition_moves_the_count(petition):
    other = open_petition()
    SignatureFactory.create_batch(2, petition=petition)
    Signature.objects.update(petition=other, text=other.text)
    assert (supporters(petition), supporters(other)) == (0, 2)


def test_truncate_empties_the_count(petition):
    SignatureFactory.create_batch(2, petition=petition)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # none may be pending in the transaction
        cursor.execute("TRUNCATE petitions_signature CASCADE")
    assert supporters(petition) == 0
