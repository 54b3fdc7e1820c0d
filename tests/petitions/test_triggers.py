"""The database's watch over the texts that people sign, SQL by hand included."""

from contextlib import contextmanager

import pytest
from django.db import connection

from petitions.models import Addressee, DecisionMaker, Petition, PetitionText, Signature
from tests.constraints import violates
from tests.factories import (
    OPENED,
    DecisionMakerFactory,
    PetitionFactory,
    SignatureFactory,
    address_only,
    edit,
    open_petition,
)

pytestmark = pytest.mark.django_db


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def refused_at_the_end(name):
    """The block must break the constraint `name` once its transaction ends."""
    with violates(name):
        yield
        run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


def accepted():
    """What was written may be committed as it stands."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


def copied(text, **changes):
    """A new row like `text`, not saved."""
    names = ["petition", "title", "title_es", "ask", "ask_es", "addressees"]
    kept = {name: getattr(text, name) for name in names}
    return PetitionText(**kept | {"number": text.number + 1, "since": OPENED} | changes)


# --- What every opened petition and online signature has


def test_a_petition_cannot_be_opened_without_a_text():
    petition = PetitionFactory()
    with violates("petition_opened_has_text"):
        Petition.objects.filter(pk=petition.pk).update(state="open", opened_at=OPENED)


def test_a_petition_that_was_opened_cannot_lose_its_text(petition):
    with violates("petition_opened_has_text"):
        run("UPDATE petitions_petition SET text_id = NULL")


def test_an_online_signature_needs_a_text(petition):
    with violates("signature_online_has_text"):
        SignatureFactory(petition=petition, text=None)


@pytest.mark.parametrize("source", ["paper", "import"])
def test_no_other_signature_needs_one(petition, source):
    SignatureFactory(petition=petition, source=source, text=None)
    accepted()
    assert Signature.objects.get().text is None


def test_a_signature_cannot_be_given_to_the_text_of_another_petition(petition):
    other = open_petition().text
    with violates("signature_text_of_its_petition"):
        SignatureFactory(petition=petition, text=other)
    signature = SignatureFactory(petition=petition)
    with violates("signature_text_of_its_petition"):
        run("UPDATE petitions_signature SET text_id = %s", other.pk)
    assert Signature.objects.get().text == signature.text == petition.text


# --- A petition says what its newest text says


@pytest.mark.parametrize("name", ["title", "title_es", "ask", "ask_es"])
@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_words_cannot_be_changed_in_place(petition, name, state, now):
    standing = {
        "draft": {},
        "open": {},
        "closed": {"outcome": "denied", "outcome_on": now, "closed_at": now},
    }
    Petition.objects.update(state=state, **standing[state])
    with refused_at_the_end("petition_says_its_text"):
        run(f"UPDATE petitions_petition SET {name} = 'Other words.'")  # noqa: S608


@pytest.mark.parametrize("name", ["summary", "story", "slug", "goal", "carried_over_source"])
def test_what_nobody_signs_may_change(petition, name):
    Petition.objects.update(**{name: 7})
    accepted()


def test_words_of_a_draft_may_change():
    PetitionFactory()
    run("UPDATE petitions_petition SET title = 'Other words.'")
    accepted()


def test_addressees_cannot_be_changed_in_place(petition):
    office = DecisionMakerFactory()
    with refused_at_the_end("petition_says_its_text"):
        Addressee.objects.create(petition=petition, decision_maker=office)
    with refused_at_the_end("petition_says_its_text"):
        run("DELETE FROM petitions_addressee")
    with refused_at_the_end("petition_says_its_text"):
        run("UPDATE petitions_addressee SET by_name = false")
    with refused_at_the_end("petition_says_its_text"):
        run("UPDATE petitions_addressee SET decision_maker_id = %s", office.pk)


def test_addressees_cannot_be_moved_from_one_petition_to_another(petition):
    draft = PetitionFactory()
    with refused_at_the_end("petition_says_its_text"):
        run("UPDATE petitions_addressee SET petition_id = %s", draft.pk)


def test_addressees_of_a_draft_may_change():
    addressee = Addressee.objects.create(
        petition=PetitionFactory(), decision_maker=DecisionMakerFactory()
    )
    addressee.delete()
    accepted()


def test_an_addressee_may_be_written_anew_as_the_text_has_it(petition):
    kept = Addressee.objects.get()
    run("DELETE FROM petitions_addressee")
    Addressee.objects.create(petition=petition, decision_maker_id=kept.decision_maker_id)
    accepted()


def test_the_text_of_a_petition_is_its_own_and_its_newest(petition):
    edit(petition, title="Other words.")
    first = PetitionText.objects.get(number=1)
    other = open_petition()
    with refused_at_the_end("petition_says_its_text"):
        run(
            "UPDATE petitions_petition SET title = %s, text_id = %s WHERE id = %s",
            first.title, first.pk, petition.pk,
        )  # fmt: skip
    with refused_at_the_end("petition_says_its_text"):
        run(
            "UPDATE petitions_petition SET title = %s, text_id = %s WHERE id = %s",
            petition.title, other.text_id, petition.pk,
        )  # fmt: skip


def test_a_newer_text_cannot_stand_beside_the_petition(petition):
    with refused_at_the_end("petition_says_its_text"):
        copied(petition.text, title="Other words.").save()


def test_a_petition_that_has_texts_has_a_text(petition):
    with refused_at_the_end("petition_says_its_text"):
        run("UPDATE petitions_petition SET state = 'draft', text_id = NULL")


# --- Texts are only ever added


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Other words.'", "ask_es = 'Otras palabras.'", "addressees = '[]'", "number = 2",
        "since = now()", "note = 'Something else.'", "is_correction = false", "id = 0",
    ],
)  # fmt: skip
def test_a_text_is_never_changed(petition, change):
    with violates("petition_text_is_frozen"):
        run(f"UPDATE petitions_petitiontext SET {change}")  # noqa: S608


def test_a_text_is_never_deleted(petition):
    edit(petition, title="Other words.")
    with refused_at_the_end("petition_text_is_kept"):
        run("DELETE FROM petitions_petitiontext WHERE number = 1")


def test_an_office_that_an_old_text_addresses_is_kept(petition):
    office = petition.addressees.get().decision_maker
    address_only(petition, [])
    with violates("decision_maker_of_text_is_kept"):
        office.delete()
    DecisionMakerFactory().delete()
    assert DecisionMaker.objects.get() == office


def test_texts_go_with_their_petition(petition):
    edit(petition, title="Other words.")
    Petition.objects.get().delete()
    accepted()
    assert (PetitionText.objects.count(), Addressee.objects.count()) == (0, 0)


def test_once_anybody_has_signed_a_new_text_is_a_correction(petition):
    SignatureFactory(petition=petition, state="pending")
    with violates("petition_text_signed_is_corrected"):
        copied(petition.text).save()
    with violates("petition_text_correction_has_note"):
        copied(petition.text, is_correction=True).save()


def test_a_text_is_whole_and_has_a_number_of_its_own(petition):
    with violates("petition_text_is_whole"):
        copied(petition.text, title="").save()
    with violates("petition_text_is_whole"):
        copied(petition.text, ask="").save()
    with violates("petition_text_numbered_once"):
        copied(petition.text, number=1).save()
