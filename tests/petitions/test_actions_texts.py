"""What people sign does not change under them: the versions of a petition's text."""

from datetime import timedelta

import pytest

from organizations.models import AuditEvent
from petitions.actions import petitions as actions
from petitions.actions.petitions import Address
from petitions.actions.texts import NoteMissing
from petitions.models import Petition, PetitionText, Signature
from petitions.models.petition_text import FROZEN
from petitions.models.signature import State
from tests.factories import (
    OPENED,
    DecisionMakerFactory,
    HolderFactory,
    PetitionFactory,
    SignatureFactory,
    open_petition,
)

pytestmark = pytest.mark.django_db

NOTE = {"note": "The office was misspelt.", "note_es": "El cargo estaba mal escrito."}


def save(petition, now, addressed_to=None, note="", note_es="", **texts):
    """Save a petition as staff who changed these fields; return it as it is kept."""
    edited = Petition.objects.get(pk=petition.pk)
    for name, value in texts.items():
        setattr(edited, name, value)
    actions.save_petition(
        petition=edited,
        addressed_to=addressed_to,
        changed=[*texts],
        by=None,
        now=now,
        note=note,
        note_es=note_es,
    )
    return Petition.objects.get(pk=petition.pk)


def versions(petition):
    return list(petition.texts.order_by("number").values_list("number", "title", "is_correction"))


# --- The first


def test_opening_keeps_what_the_petition_says_as_its_first_text(now):
    petition = PetitionFactory(title="One", title_es="Uno", ask="Two", ask_es="Dos")
    first, second = DecisionMakerFactory.create_batch(2)
    save(petition, OPENED, [Address(second.pk, by_name=True), Address(first.pk, by_name=False)])

    opened = actions.open_petition(petition=petition, by=None, now=now)

    text = PetitionText.objects.get()
    assert opened.text == Petition.objects.get().text == text
    assert [getattr(text, name) for name in FROZEN] == ["One", "Uno", "Two", "Dos"]
    assert text.addressees == [
        {"decision_maker": second.pk, "by_name": True},
        {"decision_maker": first.pk, "by_name": False},
    ]
    assert (text.number, text.since) == (1, now)
    assert (text.is_correction, text.note, text.note_es) == (False, "", "")


def test_a_draft_has_no_text_however_often_it_is_saved(now):
    petition = save(PetitionFactory(), now, title="Other words", addressed_to=[])

    assert (petition.text, PetitionText.objects.count()) == (None, 0)


def test_opening_again_keeps_the_text(petition, now):
    actions.close_petition(petition=petition, outcome="denied", on=now.date(), by=None, now=now)

    actions.open_petition(petition=petition, by=None, now=now)

    assert Petition.objects.get().text == petition.text == PetitionText.objects.get()


# --- The next


@pytest.mark.parametrize("name", FROZEN)
def test_another_word_makes_another_text(petition, now, name):
    before = {field: getattr(petition, field) for field in FROZEN}

    saved = save(petition, now, **{name: "Other words"})

    first, second = PetitionText.objects.order_by("number")
    assert (saved.text, second.number, second.since) == (second, 2, now)
    assert {field: getattr(first, field) for field in FROZEN} == before
    assert {field: getattr(second, field) for field in FROZEN} == before | {name: "Other words"}
    assert getattr(saved, name) == "Other words"


def test_other_addressees_make_another_text(petition, now):
    kept = petition.addressees.get()
    office = DecisionMakerFactory()
    changes = [
        [Address(kept.decision_maker_id, True), Address(office.pk, True)],
        [Address(kept.decision_maker_id, False), Address(office.pk, True)],
        [Address(office.pk, True)],
        [],
    ]

    numbers = [save(petition, now, change).text.number for change in changes]

    assert numbers == [2, 3, 4, 5]
    assert PetitionText.objects.get(number=4).addressees == [
        {"decision_maker": office.pk, "by_name": True}
    ]


@pytest.mark.parametrize("name", ["summary", "summary_es", "story", "story_es", "slug"])
def test_what_nobody_signs_makes_none(petition, now, name):
    SignatureFactory(petition=petition)

    saved = save(petition, now, **{name: "other"})

    assert (saved.text, PetitionText.objects.count()) == (petition.text, 1)
    assert getattr(saved, name) == "other"


def test_saving_what_is_as_before_makes_none(petition, now):
    SignatureFactory(petition=petition)
    office = DecisionMakerFactory()
    both = [Address(petition.addressees.get().decision_maker_id, True), Address(office.pk, True)]
    save(petition, now, both, **NOTE)

    save(petition, now, both[::-1], **NOTE)
    save(petition, now, title=petition.title, **NOTE)

    assert PetitionText.objects.count() == 2


def test_a_closed_petition_keeps_its_versions_too(petition, now):
    actions.close_petition(petition=petition, outcome="denied", on=now.date(), by=None, now=now)

    save(petition, now, title="Other words")

    assert versions(petition) == [(1, petition.title, False), (2, "Other words", False)]


def test_a_new_petition_is_saved_without_a_text(now):
    petition = PetitionFactory.build(campaign=open_petition().campaign)
    office = HolderFactory().decision_maker

    actions.save_petition(
        petition=petition, addressed_to=[Address(office.pk, True)], changed=[], by=None, now=now
    )

    assert Petition.objects.get(pk=petition.pk).text is None
    assert petition.addressees.get().decision_maker == office


def test_a_page_that_was_opened_before_cannot_bring_another_text_along(petition, now):
    stale = Petition.objects.get()
    stale.text = None

    actions.save_petition(petition=stale, changed=[], by=None, now=now)

    assert Petition.objects.get().text == petition.text


# --- Corrections


@pytest.mark.parametrize("state", State)
def test_once_anybody_has_signed_it_is_a_correction_with_its_note(petition, now, state):
    SignatureFactory(petition=petition, state=state, ended_at=now)

    saved = save(petition, now, title="Other words", **NOTE)

    assert (saved.text.is_correction, saved.text.note, saved.text.note_es) == (
        True,
        "The office was misspelt.",
        "El cargo estaba mal escrito.",
    )


@pytest.mark.parametrize("source", ["paper", "import"])
def test_signatures_from_elsewhere_make_it_one_too(petition, now, source):
    SignatureFactory(petition=petition, source=source, text=None)

    with pytest.raises(NoteMissing):
        save(petition, now, ask="Other words")


@pytest.mark.parametrize("note", ["", " \n"])
@pytest.mark.parametrize("change", [{"title": "Other words"}, {"addressed_to": []}])
def test_a_correction_without_a_note_changes_nothing(petition, now, note, change):
    SignatureFactory(petition=petition)
    before = (Petition.objects.values().get(), petition.addressees.count())

    with pytest.raises(NoteMissing):
        save(petition, now, note=note, story="Other words", **change)

    assert (Petition.objects.values().get(), petition.addressees.count()) == before
    assert (PetitionText.objects.count(), AuditEvent.objects.filter(at=now).count()) == (1, 0)


def test_before_anybody_has_signed_nothing_is_said_of_a_change(petition, now):
    saved = save(petition, now, title="Other words", **NOTE)

    assert (saved.text.is_correction, saved.text.note, saved.text.note_es) == (False, "", "")


def test_a_draft_that_was_signed_is_corrected_too(now):
    petition = SignatureFactory().petition

    with pytest.raises(NoteMissing):
        save(petition, now, title="Other words")


def test_signatures_keep_the_text_that_they_were_given_to(petition, now):
    first = SignatureFactory(petition=petition)
    save(petition, now, title="Other words", **NOTE)
    second = SignatureFactory(petition=petition)
    save(petition, now + timedelta(days=1), title=petition.title, **NOTE)

    titles = Signature.objects.order_by("pk").values_list("text__number", "text__title")

    assert list(titles) == [(1, petition.title), (2, "Other words")]
    assert (first.text.number, second.text.number) == (1, 2)
    assert versions(petition) == [
        (1, petition.title, False),
        (2, "Other words", True),
        (3, petition.title, True),
    ]


def test_the_trail_tells_of_a_correction_as_of_any_edit(petition, now, staff):
    SignatureFactory(petition=petition)
    petition.title = "Other words"

    actions.save_petition(petition=petition, changed=["title"], by=staff, now=now, note="A slip.")

    event = AuditEvent.objects.get(action="edit petition")
    assert (event.by, event.at, event.details) == (staff, now, {"changed": ["title"]})
