"""What the rows of petitions hold, refuse and tell of themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from petitions.actions import invalidations
from petitions.actions import petitions as petition_actions
from petitions.actions import signatures as signature_actions
from petitions.codes import ALPHABET
from petitions.models import Addressee, Petition, Signature, Tally
from petitions.models.petition import TRANSITIONS as PETITION_TRANSITIONS
from petitions.models.petition import Outcome, Status, new_code
from petitions.models.petition import State as PetitionState
from petitions.models.signature import CONFIRM_WITHIN, State
from petitions.models.signature import TRANSITIONS as SIGNATURE_TRANSITIONS
from tests import signing
from tests.factories import (
    OPENED,
    CampaignFactory,
    DecisionMakerFactory,
    HolderFactory,
    PersonFactory,
    PetitionFactory,
    SignatureFactory,
    SubscriptionFactory,
    open_petition,
)
from tests.petitions.rows import CLOSED, DAY

pytestmark = pytest.mark.django_db


# --- States


def test_every_state_of_a_petition_has_its_transitions():
    assert set(PETITION_TRANSITIONS) == set(PetitionState)
    assert set.union(*PETITION_TRANSITIONS.values()) <= set(PetitionState)


def test_every_state_of_a_signature_has_its_transitions():
    assert set(SIGNATURE_TRANSITIONS) == set(State)
    assert set.union(*SIGNATURE_TRANSITIONS.values()) <= set(State)


def same(row):
    return Signature.objects.filter(pk=row.pk)


def invalidate_and_undo(row, now):
    """Only what is in a batch can be put back."""
    batch = invalidations.invalidate(
        signatures=same(row), reason="a bot", criteria={}, by=None, now=now
    )
    if batch.pk:
        invalidations.undo(invalidation=batch, reason="no bot", by=None, now=now)


SIGNATURE_MOVES = {
    "sign": lambda row, now: signing.sign(
        petition=row.petition, person=PersonFactory(email=row.email), now=now
    ),
    "resend": lambda row, now: signing.resend(petition=row.petition, email=row.email, now=now),
    "withdraw": lambda row, now: signature_actions.withdraw(signature=row, now=now),
    "invalidate": lambda row, now: invalidations.invalidate(
        signatures=same(row), reason="a bot", criteria={}, by=None, now=now
    ),
    "release": lambda row, now: invalidations.release(
        signatures=same(row), reason="no bot", by=None, now=now
    ),
    "refuse": lambda row, now: invalidations.refuse(
        signatures=same(row), reason="a bot", by=None, now=now
    ),
    "undo": invalidate_and_undo,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", SIGNATURE_MOVES)
def test_actions_move_a_signature_along_its_transitions_only(petition, state, move, now):
    row = SignatureFactory(petition=petition, state=state, ended_at=now)

    SIGNATURE_MOVES[move](row, now)

    row.refresh_from_db()
    assert State(row.state) in {state, *SIGNATURE_TRANSITIONS[state]}


@pytest.mark.parametrize("state", State)
def test_confirming_moves_a_signature_along_its_transitions_only(petition, state, now):
    row = SignatureFactory(petition=petition, state=state, ended_at=now, requested_at=now)

    try:
        signature_actions.confirm(signature=row, now=now)
    except signature_actions.Expired:
        after = state
    else:
        after = State.HELD if state == State.HELD else State.CONFIRMED

    row.refresh_from_db()
    assert (row.state, after in {state, *SIGNATURE_TRANSITIONS[state]}) == (after, True)


@pytest.mark.parametrize("state", PetitionState)
@pytest.mark.parametrize("target", [PetitionState.OPEN, PetitionState.CLOSED])
def test_actions_move_a_petition_along_its_transitions_only(state, target, now):
    petition = PetitionFactory(**CLOSED) if state == PetitionState.CLOSED else PetitionFactory()
    if state == PetitionState.OPEN:
        petition = petition_actions.open_petition(petition=petition, by=None, now=now)

    try:
        if target == PetitionState.OPEN:
            petition_actions.open_petition(petition=petition, by=None, now=now)
        else:
            petition_actions.close_petition(
                petition=petition, outcome=Outcome.DENIED, on=DAY, by=None, now=now
            )
    except petition_actions.NotAllowed:
        moved = False
    else:
        moved = True

    petition.refresh_from_db()
    assert moved == (target in PETITION_TRANSITIONS[state])
    assert petition.state == (target if moved else state)


# --- Predicates


@pytest.mark.parametrize(
    ("state", "is_open", "is_draft"),
    [("draft", False, True), ("open", True, False), ("closed", False, False)],
)
def test_a_petition_tells_where_it_stands(state, is_open, is_draft):
    petition = Petition(state=state)

    assert (petition.is_open, petition.is_draft) == (is_open, is_draft)


@pytest.mark.parametrize("outcome", Outcome)
def test_a_petition_tells_how_it_ended(outcome):
    petition = Petition(state="closed", outcome=outcome)

    assert petition.is_victory == (outcome in {"granted", "partly_granted", "released"})
    assert petition.is_mourned == (outcome == "died")


@pytest.mark.parametrize("state", State)
def test_a_signature_tells_where_it_stands(state):
    signature = Signature(state=state)

    assert {
        "pending": signature.is_pending,
        "held": signature.is_held,
        "confirmed": signature.is_confirmed,
        "withdrawn": signature.is_withdrawn,
    } == {name: name == state for name in ("pending", "held", "confirmed", "withdrawn")}
    assert signature.is_standing == (state in {"pending", "held", "confirmed"})


def test_a_link_confirms_until_seven_days_have_passed(now):
    pending = Signature(state="pending", requested_at=now)
    confirmed = Signature(state="confirmed", requested_at=now)
    withdrawn = Signature(state="withdrawn", requested_at=now)

    assert pending.confirm_until == now + timedelta(days=7)
    assert pending.may_confirm(now + CONFIRM_WITHIN - timedelta(microseconds=1))
    assert not pending.may_confirm(now + CONFIRM_WITHIN)
    assert confirmed.may_confirm(now + timedelta(days=400))
    assert not withdrawn.may_confirm(now)


def test_a_single_name_is_a_name():
    assert Signature(first_name="Ana").full_name == "Ana"
    assert Signature(first_name="Ana", last_name="Ruiz").full_name == "Ana Ruiz"


def test_a_country_has_its_name_in_the_language_of_the_moment():
    signature = Signature(country="DE")

    with translation.override("es"):
        spanish = signature.country_name

    assert (signature.country_name, spanish) == ("Germany", "Alemania")


def test_rows_name_themselves():
    petition = PetitionFactory(title="Free her")
    office = DecisionMakerFactory(office="Office of the Governor")
    addressee = Addressee.objects.create(petition=petition, decision_maker=office)
    signature = SignatureFactory(petition=petition, first_name="Ana", last_name="")
    rows = [petition, office, addressee, signature, HolderFactory(name="Ana Ruiz")]
    rows.append(SubscriptionFactory(email="ana@example.org"))

    assert [str(row) for row in rows] == [
        "Free her",
        "Office of the Governor",
        "Office of the Governor",
        "Ana",
        "Ana Ruiz",
        "ana@example.org",
    ]
    assert str(Tally(petition_id=1, source="web", slot=2, count=3)) == "1 web 2: 3"


def test_codes_are_opaque_and_differ():
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01oil")


def test_texts_are_in_the_language_of_the_moment():
    office = DecisionMakerFactory(
        office="Office of the Governor", office_es="Oficina del Gobernador", role="Governor"
    )
    petition = PetitionFactory(
        carried_over_source="an earlier platform", carried_over_source_es="otra plataforma"
    )

    with translation.override("es"):
        spanish = (office.localized_office, office.localized_role, petition.localized_source)

    assert spanish == ("Oficina del Gobernador", "Governor", "otra plataforma")
    assert office.localized_office == "Office of the Governor"
    assert petition.localized_source == "an earlier platform"


def test_a_petition_is_translated_once_all_its_texts_are():
    campaign = CampaignFactory(story_es="Es fuerte.")
    petition = PetitionFactory(
        campaign=campaign, title_es="Una", ask_es="Dos", summary_es="Tres", story_es="Cuatro"
    )

    with translation.override("es"):
        assert petition.is_translated()
        campaign.story_es = ""
        assert not petition.is_translated()
        campaign.story_es, petition.ask_es = "Es fuerte.", ""
        assert not petition.is_translated()
    assert petition.is_translated()


def test_facts_stop_on_the_day_of_the_outcome():
    petition = PetitionFactory(campaign__incarcerated_since=date(2000, 6, 1))

    assert petition.facts(date(2026, 7, 1)).years_inside == 26
    petition.outcome_on = date(2010, 7, 1)
    assert petition.facts(date(2026, 7, 1)).years_inside == 10


# --- Reads


def slugs(found):
    return {petition.slug for petition in found}


def test_visible_leaves_out_drafts_and_what_is_not_published(now):
    seen = open_petition(slug="seen")
    ended = open_petition(slug="ended")
    petition_actions.close_petition(
        petition=ended, outcome=Outcome.DENIED, on=DAY, by=None, now=now
    )
    PetitionFactory(slug="draft", campaign=seen.campaign)
    hidden = PetitionFactory(slug="hidden")
    petition_actions.open_petition(petition=hidden, by=None, now=now)

    assert slugs(Petition.objects.all()) == {"seen", "ended", "draft", "hidden"}
    assert slugs(Petition.objects.visible()) == {"seen", "ended"}


def test_each_petition_that_was_opened_has_one_status(now):
    open_petition(slug="open")
    PetitionFactory(slug="draft")
    for outcome in Outcome:
        petition_actions.close_petition(
            petition=open_petition(slug=outcome.replace("_", "-")),
            outcome=outcome,
            on=DAY,
            by=None,
            now=now,
        )

    found = {status: slugs(Petition.objects.having_status(status)) for status in Status}

    assert found == {
        "open": {"open"},
        "victory": {"granted", "partly-granted", "released"},
        "closed": {"denied", "died", "withdrawn", "closed"},
    }


def test_supporters_are_the_confirmed_rows_and_those_carried_over():
    petition = PetitionFactory(
        carried_over=100, carried_over_source="an earlier platform", carried_over_on=DAY
    )
    SignatureFactory.create_batch(2, petition=petition)
    SignatureFactory(petition=petition, source="paper", email="", address_hash=None)
    SignatureFactory(petition=petition, source="import")
    SignatureFactory(petition=petition, source="paper", state="pending")
    SignatureFactory()

    found = Petition.objects.with_supporters().with_sources().get(pk=petition.pk)

    numbers = (found.supporters, found.signature_count, found.on_paper, found.imported)
    assert numbers == (104, 4, 1, 1)


def test_a_petition_without_signatures_has_no_supporters():
    petition = PetitionFactory()

    found = Petition.objects.with_supporters().with_sources().get(pk=petition.pk)

    assert (found.supporters, found.on_paper, found.imported) == (0, 0, 0)


def test_an_addressee_is_named_by_who_holds_the_office_on_the_day():
    office = DecisionMakerFactory()
    HolderFactory(decision_maker=office, name="Before", until=date(2019, 1, 7))
    HolderFactory(decision_maker=office, name="Now", since=date(2019, 1, 7))
    petition = PetitionFactory()
    Addressee.objects.create(petition=petition, decision_maker=office)

    def holder(day):
        return Petition.objects.for_page(day).get().addressees.all()[0].holder_name

    assert (holder(date(2019, 1, 6)), holder(date(2019, 1, 7))) == ("Before", "Now")


def test_a_vacant_office_has_no_holder():
    office = DecisionMakerFactory()
    HolderFactory(decision_maker=office, until=date(2019, 1, 7))
    petition = PetitionFactory()
    Addressee.objects.create(petition=petition, decision_maker=office)

    found = Petition.objects.for_page(DAY).get()

    assert found.addressees.all()[0].holder_name is None


def test_addressees_stand_in_the_order_in_which_they_were_entered():
    petition = PetitionFactory()
    for name in ("Second by name", "First by name"):
        office = DecisionMakerFactory(office=name)
        Addressee.objects.create(petition=petition, decision_maker=office)

    found = Petition.objects.for_page(DAY).get()

    assert [str(row) for row in found.addressees.all()] == ["Second by name", "First by name"]


@pytest.mark.parametrize(
    "words",
    ["mercy", "MERCY", "clemencia", "asthma", "asma", "sheriff", "mercy asthma", '"grant mercy"'],
)
def test_words_are_found_in_any_public_text_of_either_language(words):
    petition = PetitionFactory(
        slug="found",
        title="Grant mercy",
        title_es="Conceda clemencia",
        campaign__story="She has asthma.",
        campaign__story_es="Tiene asma.",
    )
    office = DecisionMakerFactory(office="Office of the Sheriff")
    Addressee.objects.create(petition=petition, decision_maker=office)
    PetitionFactory(slug="other")

    assert slugs(Petition.objects.matching(words)) == {"found"}


@pytest.mark.parametrize("words", ["Hidden", "W12345", '"mercy grant"', "mercy -grant"])
def test_words_are_not_found_in_what_stays_inside(words):
    PetitionFactory(
        title="Grant mercy",
        campaign__name="Hidden Name",
        campaign__alias="Alias",
        campaign__prison_number="W12345",
    )

    assert slugs(Petition.objects.matching(words)) == set()


def test_a_petition_to_several_offices_is_found_once():
    petition = PetitionFactory(title="Grant mercy")
    for _ in range(2):
        Addressee.objects.create(petition=petition, decision_maker=DecisionMakerFactory())

    assert [found.pk for found in Petition.objects.matching("mercy")] == [petition.pk]


@pytest.mark.parametrize("words", ["'", '"', "\\", ":*", "& | !", "()", "<->", "%", "or", "-"])
def test_odd_words_find_nothing_and_break_nothing(words):
    PetitionFactory(title="Grant mercy")

    assert slugs(Petition.objects.matching(words)) == set()


def test_lists_show_the_newest_first():
    for day in (1, 3, 2):
        opened = datetime(2026, 1, day, tzinfo=UTC)
        PetitionFactory(slug=f"day-{day}", state="open", opened_at=opened)

    found = [petition.slug for petition in Petition.objects.newest_first()]

    assert found == ["day-3", "day-2", "day-1"]


def test_what_was_opened_together_stands_in_the_order_in_which_it_was_entered():
    for number in (1, 2, 3):
        PetitionFactory(slug=f"number-{number}", state="open", opened_at=OPENED)
    PetitionFactory(slug="draft")

    found = [petition.slug for petition in Petition.objects.newest_first()]

    assert found == ["draft", "number-1", "number-2", "number-3"]


def test_only_confirmed_signatures_are_counted(now):
    petition = PetitionFactory()
    for state in State:
        SignatureFactory(petition=petition, state=state, ended_at=now)

    assert [row.state for row in Signature.objects.counted()] == ["confirmed"]


def test_all_that_a_card_shows_takes_two_queries(django_assert_num_queries):
    for _ in range(3):
        open_petition()

    with django_assert_num_queries(2):
        for petition in Petition.objects.visible().for_page(DAY):
            names = [row.decision_maker.office for row in petition.addressees.all()]
            assert petition.campaign.organization.name
            assert (petition.supporters, len(names)) == (0, 1)
