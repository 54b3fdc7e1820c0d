"""The database refuses what must never be, whatever writes the rows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from petitions.models import Addressee, Signature, Tally
from tests.factories import (
    OPENED,
    DecisionMakerFactory,
    HolderFactory,
    OrganizationFactory,
    PetitionFactory,
    SignatureFactory,
    SubscriptionFactory,
)
from tests.petitions.rows import CLOSED, DAY

pytestmark = pytest.mark.django_db


def twice(make, **kwargs):
    make(**kwargs)
    make(**kwargs)


def same_address_twice():
    twice(SignatureFactory, petition=PetitionFactory(), email="ana@example.org")


def same_addressee_twice():
    petition, office = PetitionFactory(), DecisionMakerFactory()
    twice(Addressee.objects.create, petition=petition, decision_maker=office)


def same_office_twice():
    twice(DecisionMakerFactory, organization=OrganizationFactory(), office="Parole Board")


def two_holders_at_a_time():
    office = DecisionMakerFactory()
    HolderFactory(decision_maker=office, since=date(2019, 1, 7), until=date(2027, 1, 4))
    HolderFactory(decision_maker=office, since=date(2026, 1, 1))


def same_subscriber_twice():
    twice(SubscriptionFactory, organization=OrganizationFactory(), email="ana@example.org")


def same_slot_twice():
    twice(Tally.objects.create, petition=PetitionFactory(), source="web", slot=1, count=1)


FORBIDDEN = [
    ("decision_maker_once_per_organization", same_office_twice),
    ("decision_maker_phone_can_be_dialled", lambda: DecisionMakerFactory(phone="at noon")),
    (
        "decision_maker_form_is_on_the_web",
        lambda: DecisionMakerFactory(contact_url="javascript:x()"),
    ),
    ("signature_share_code_once", lambda: twice(SignatureFactory, share_code="abcdefgh23")),
    ("signature_counted_forgets_who_asked", lambda: SignatureFactory(via="abcdefgh23")),
    ("holder_since_before_until", lambda: HolderFactory(since=DAY, until=DAY)),
    ("holder_one_at_a_time", two_holders_at_a_time),
    ("petition_state_known", lambda: PetitionFactory(state="paused", opened_at=OPENED)),
    ("petition_has_texts", lambda: PetitionFactory(title="")),
    ("petition_has_texts", lambda: PetitionFactory(ask="")),
    ("petition_has_texts", lambda: PetitionFactory(summary="")),
    ("petition_goal_positive", lambda: PetitionFactory(goal=0)),
    ("petition_opened_has_date", lambda: PetitionFactory(state="open")),
    ("petition_closed_has_outcome", lambda: PetitionFactory(**CLOSED | {"outcome": ""})),
    ("petition_closed_has_outcome", lambda: PetitionFactory(**CLOSED | {"outcome": "lost"})),
    ("petition_closed_has_outcome", lambda: PetitionFactory(**CLOSED | {"outcome_on": None})),
    ("petition_closed_has_outcome", lambda: PetitionFactory(**CLOSED | {"closed_at": None})),
    ("petition_closed_has_outcome", lambda: PetitionFactory(**CLOSED | {"state": "open"})),
    ("petition_closed_has_outcome", lambda: PetitionFactory(outcome="granted")),
    (
        "petition_carried_over_has_source",
        lambda: PetitionFactory(carried_over=1, carried_over_on=DAY),
    ),
    (
        "petition_carried_over_has_source",
        lambda: PetitionFactory(carried_over=1, carried_over_source="an earlier platform"),
    ),
    ("addressee_once_per_petition", same_addressee_twice),
    ("signature_once_per_address", same_address_twice),
    ("signature_state_known", lambda: SignatureFactory(state="maybe")),
    ("signature_source_known", lambda: SignatureFactory(source="fax")),
    ("signature_has_name", lambda: SignatureFactory(first_name="")),
    (
        "signature_online_has_address",
        lambda: SignatureFactory(email="", address_hash=b"a fingerprint"),
    ),
    ("signature_online_has_address", lambda: SignatureFactory(address_hash=None)),
    ("signature_country_is_code", lambda: SignatureFactory(country="us")),
    ("signature_country_is_code", lambda: SignatureFactory(country="")),
    ("signature_us_has_zip", lambda: SignatureFactory(postal_code="")),
    ("signature_us_has_zip", lambda: SignatureFactory(postal_code="93610-1234")),
    ("signature_comment_length", lambda: SignatureFactory(comment="é" * 1001)),
    ("signature_confirmed_has_date", lambda: SignatureFactory(confirmed_at=None)),
    ("signature_ended_has_date", lambda: SignatureFactory(state="withdrawn")),
    ("signature_ended_has_date", lambda: SignatureFactory(state="invalidated")),
    ("subscription_once_per_address", same_subscriber_twice),
    ("subscription_has_address", lambda: SubscriptionFactory(email="")),
    ("tally_once_per_slot", same_slot_twice),
]


@pytest.mark.parametrize(("name", "insert"), FORBIDDEN)
def test_the_database_refuses_what_a_constraint_forbids(name, insert):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        insert()

    assert refused.value.__cause__.diag.constraint_name == name


def test_a_slug_and_a_code_lead_to_one_petition():
    first = PetitionFactory()

    for taken in ({"slug": first.slug}, {"code": first.code}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PetitionFactory(**taken)


def test_a_petition_that_was_signed_cannot_be_deleted():
    signature = SignatureFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        signature.petition.delete()


def test_constraints_let_pass_what_they_should():
    office = DecisionMakerFactory()
    DecisionMakerFactory(office=office.office, organization=OrganizationFactory())
    HolderFactory(decision_maker=office, until=date(2019, 1, 7))
    HolderFactory(decision_maker=office, since=date(2019, 1, 7))
    petition = PetitionFactory(goal=1)
    other = PetitionFactory(goal=None)

    SignatureFactory(petition=petition, email="ana@example.org", comment="é" * 1000)
    SignatureFactory(petition=other, email="ana@example.org")
    for _ in range(2):
        SignatureFactory(petition=petition, source="paper", email="", address_hash=None)
    SignatureFactory(petition=petition, source="import", postal_code="")
    SignatureFactory(petition=petition, country="MX", postal_code="")

    assert Signature.objects.count() == 6
