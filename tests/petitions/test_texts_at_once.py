"""Staff correct a text while people sign it, over real connections."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from petitions.actions import petitions as actions
from petitions.actions.petitions import Address
from petitions.actions.signatures import Corrected
from petitions.actions.texts import NoteMissing
from petitions.models import Petition, PetitionText, Signature
from tests import signing
from tests.factories import HolderFactory, PersonFactory, SignatureFactory
from tests.races import at_once, meanwhile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("connections"),  # they take most of the server's
]

SIGNERS = 50
CORRECTIONS = 4
LOOKS = 40

# What a reader sees at one moment: whether the petition says what its text says.
SEEN = """
    SELECT petition.title = text.title AND (
               SELECT jsonb_agg(decision_maker_id ORDER BY id)
                 FROM petitions_addressee WHERE petition_id = petition.id
           ) = jsonb_path_query_array(text.addressees, '$[*].decision_maker')
      FROM petitions_petition AS petition
      JOIN petitions_petitiontext AS text ON text.id = petition.text_id
"""


def test_whoever_signs_while_texts_are_corrected_signs_one_that_stood_then(petition, typed):
    SignatureFactory(petition=petition)
    offices = [HolderFactory().decision_maker for _ in range(CORRECTIONS)]

    def sign(number):
        email = f"person{number}@example.org"
        browser = Client(REMOTE_ADDR=f"10.1.{number}.1")
        for _ in range(CORRECTIONS + 1):  # who meets a correction reads it and signs again
            before = Petition.objects.get().text_id
            answer = browser.post(f"/petitions/{petition.slug}/sign/", typed | {"email": email})
            if answer.status_code == 303:
                break
        return email, answer.status_code, before, Petition.objects.get().text_id

    def correct():
        for number, office in enumerate(offices):
            actions.save_petition(
                petition=Petition.objects.get(),
                addressed_to=[Address(office.pk, by_name=True)],
                changed=["title"],
                by=None,
                now=timezone.now(),
                note=f"Correction {number}.",
            )

    def look():
        seen = set()
        for _ in range(LOOKS):
            with connection.cursor() as cursor:
                cursor.execute(SEEN)
                seen |= set(cursor.fetchall())
        return seen

    signers = [lambda number=number: sign(number) for number in range(SIGNERS)]
    *answers, _, seen = at_once([*signers, correct, look])

    given = dict(Signature.objects.values_list("email", "text_id"))
    assert {status for _, status, _, _ in answers} <= {303, 410, 422}
    assert [answer for answer in answers if answer[1] == 303]
    assert [
        email
        for email, status, before, after in answers
        if status == 303 and not before <= given[email] <= after
    ] == []
    assert seen == {(True,)}
    assert list(PetitionText.objects.order_by("number").values_list("number", "is_correction")) == [
        (number + 1, number > 0) for number in range(CORRECTIONS + 1)
    ]


def test_a_change_waits_for_who_is_signing_and_is_a_correction_then(petition, now):
    def change():
        edited = Petition.objects.get()
        edited.title = "Other words"
        actions.save_petition(petition=edited, changed=["title"], by=None, now=now)

    with transaction.atomic():
        SignatureFactory(petition=petition, state="pending")
        changed = meanwhile(change)

    with pytest.raises(NoteMissing):
        changed.result(10)
    assert Petition.objects.get().title == petition.title


def test_sql_by_hand_waits_for_who_is_signing_too(petition):
    def change():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO petitions_petitiontext (petition_id, number, since, title, title_es,"
                " ask, ask_es, addressees, is_correction, note, note_es)"
                " SELECT petition_id, 2, now(), title, title_es, ask, ask_es, addressees, false,"
                " '', '' FROM petitions_petitiontext"
            )

    with transaction.atomic():
        SignatureFactory(petition=petition, state="pending")
        changed = meanwhile(change)

    refused = changed.exception(10)
    assert refused.__cause__.diag.constraint_name == "petition_text_signed_is_corrected"
    assert PetitionText.objects.count() == 1


def test_two_corrections_at_once_come_one_after_the_other(petition, now):
    SignatureFactory(petition=petition)

    def correct(title):
        edited = Petition.objects.get()
        edited.title = title
        actions.save_petition(petition=edited, changed=["title"], by=None, now=now, note="A slip.")

    at_once([lambda n=n: correct(f"Words {n}") for n in range(8)])

    titles = list(PetitionText.objects.order_by("number").values_list("title", flat=True))
    assert sorted(titles) == sorted([petition.title, *(f"Words {n}" for n in range(8))])
    assert Petition.objects.get().title == titles[-1]


def test_who_signs_while_the_text_changes_never_signs_the_old_one(petition, now):
    stale = Petition.objects.get()

    with transaction.atomic():
        edited = Petition.objects.get()
        edited.title = "Other words"
        actions.save_petition(petition=edited, changed=["title"], by=None, now=now)
        signed = meanwhile(lambda: signing.sign(petition=stale, person=PersonFactory(), now=now))

    assert isinstance(signed.exception(10), Corrected)
    assert Signature.objects.count() == 0
