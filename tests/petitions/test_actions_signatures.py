"""From a filled-in form to a counted signature, and back."""

from datetime import timedelta

import pytest

from petitions.actions import petitions as petition_actions
from petitions.actions import signatures as actions
from petitions.addresses import address_hash
from petitions.models import Signature, Subscription
from petitions.models.signature import CONFIRM_WITHIN
from tests import signing
from tests.factories import (
    PersonFactory,
    PetitionFactory,
    SignatureFactory,
    open_petition,
)
from tests.petitions.rows import signed, supporters
from tests.signing import about, asked_for

pytestmark = pytest.mark.django_db

INSTANT = timedelta(microseconds=1)


def close(petition, now):
    return petition_actions.close_petition(
        petition=petition, outcome="denied", on=now.date(), by=None, now=now
    )


# --- Signing


def test_signing_takes_down_what_was_typed(petition, now):
    person = PersonFactory(comment="Free her.", show_name=True, wants_updates=True)

    signing.sign(petition=petition, person=person, language="es", now=now)

    assert list(
        Signature.objects.values(
            "petition", "state", "source", "first_name", "last_name", "email", "country",
            "postal_code", "comment", "show_name", "wants_updates", "language", "requested_at",
            "confirmed_at", "ended_at",
        )
    ) == [
        {
            "petition": petition.pk,
            "state": "pending",
            "source": "web",
            "first_name": "Zoë",
            "last_name": "O'Brien-Nuñez",
            "email": person.email,
            "country": "US",
            "postal_code": "93610",
            "comment": "Free her.",
            "show_name": True,
            "wants_updates": True,
            "language": "es",
            "requested_at": now,
            "confirmed_at": None,
            "ended_at": None,
        }
    ]  # fmt: skip


def test_signing_counts_nothing_and_subscribes_nobody_yet(petition, now):
    signed(petition, now, wants_updates=True)

    assert (supporters(petition), Subscription.objects.count()) == (0, 0)


def test_signing_enqueues_one_mail_that_names_the_signature_only(petition, now):
    signature = signed(petition, now)

    assert asked_for() == [about(signature)]


def test_signing_again_while_pending_replaces_what_was_typed(petition, now):
    first = signed(petition, now, first_name="Ann", comment="first", show_name=True)

    second = signed(
        petition,
        now + timedelta(days=3),
        language="es",
        first_name="Ana",
        country="MX",
        postal_code="01000",
        wants_updates=True,
    )

    assert second.pk == first.pk
    assert (second.first_name, second.comment, second.show_name) == ("Ana", "", False)
    assert (second.country, second.postal_code, second.language) == ("MX", "01000", "es")
    assert (second.wants_updates, second.requested_at) == (True, now + timedelta(days=3))
    assert asked_for() == [about(first)] * 2


@pytest.mark.parametrize(
    "again", ["ANA@example.org", "ana@EXAMPLE.org", "ana@example.org.", " ana@example.org"]
)
def test_one_mailbox_signs_once_however_it_is_written(petition, now, again):
    signed(petition, now)

    signed(petition, now, email=again)

    assert Signature.objects.count() == 1


def test_the_same_address_may_sign_several_petitions(petition, now):
    signed(petition, now)
    signed(open_petition(), now)

    assert Signature.objects.count() == 2


@pytest.mark.parametrize("state", ["held", "confirmed", "invalidated"])
def test_signing_again_changes_nothing_of_what_was_decided(petition, now, state):
    before = SignatureFactory(petition=petition, state=state, ended_at=now)
    kept = Signature.objects.values().get()

    signed(petition, now + timedelta(days=1), email=before.email, first_name="Mallory")

    assert Signature.objects.values().get() == kept
    assert asked_for() == [about(before)]


def test_who_withdrew_may_sign_again(petition, now):
    signature = signed(petition, now)
    actions.confirm(signature=signature, now=now)
    actions.withdraw(signature=signature, now=now)

    again = signed(petition, now, first_name="Ana")

    assert (again.pk, again.state, again.first_name) == (signature.pk, "pending", "Ana")
    assert (again.confirmed_at, again.ended_at) == (None, None)
    actions.confirm(signature=again, now=now)
    assert supporters(petition) == 1


def test_who_withdrew_what_was_signed_on_paper_signs_again_online(petition, now):
    row = SignatureFactory(
        petition=petition, state="withdrawn", source="paper", postal_code="", ended_at=now
    )

    again = signed(petition, now, email=row.email)

    assert (again.pk, again.source, again.postal_code) == (row.pk, "web", "93610")


def test_who_erased_may_sign_again(petition, now):
    signature = signed(petition, now)
    actions.erase(signature=signature)

    again = signed(petition, now)
    actions.confirm(signature=again, now=now)

    assert supporters(petition) == 1


def test_a_draft_takes_no_signature(now):
    with pytest.raises(actions.NotOpen):
        signed(PetitionFactory(), now)

    assert (Signature.objects.count(), asked_for()) == (0, [])


def test_a_closed_petition_takes_no_signature(petition, now):
    petition = close(petition, now)

    with pytest.raises(actions.NotOpen):
        signed(petition, now)

    assert (Signature.objects.count(), asked_for()) == (0, [])


# --- Asking for the mail again


def test_resending_mails_the_link_again_and_gives_it_seven_more_days(petition, now):
    signature = signed(petition, now)
    later = now + timedelta(days=30)

    signing.resend(petition=petition, email="ANA@example.org", now=later)

    signature.refresh_from_db()
    assert (signature.state, signature.requested_at) == ("pending", later)
    assert asked_for() == [about(signature)] * 2


@pytest.mark.parametrize("state", ["held", "confirmed", "withdrawn", "invalidated"])
def test_resending_changes_no_signature_that_is_not_pending(petition, now, state):
    signature = SignatureFactory(petition=petition, state=state, ended_at=now)
    kept = Signature.objects.values().get()

    signing.resend(petition=petition, email=signature.email, now=now + timedelta(days=1))

    assert Signature.objects.values().get() == kept
    assert asked_for() == [about(signature)]


def test_resending_to_who_has_not_signed_sends_nothing(petition, now, deliver):
    signed(open_petition(), now, email="ana@example.org")
    deliver()

    signing.resend(petition=petition, email="ana@example.org", now=now)

    assert deliver() == []


def test_resending_lends_no_time_once_the_petition_is_closed(petition, now):
    signature = signed(petition, now)
    petition = close(petition, now)

    signing.resend(petition=petition, email=signature.email, now=now + timedelta(days=6))

    assert asked_for() == [about(signature)] * 2
    with pytest.raises(actions.Expired):
        actions.confirm(signature=signature, now=now + timedelta(days=8))


# --- Confirming


def test_confirming_counts_the_signature(petition, now):
    signature = signed(petition, now)

    actions.confirm(signature=signature, now=now + timedelta(hours=1))

    assert (signature.state, signature.confirmed_at) == ("confirmed", now + timedelta(hours=1))
    assert supporters(petition) == 1


def test_confirming_twice_counts_once_and_keeps_the_first_date(petition, now):
    signature = signed(petition, now)

    for later in (timedelta(0), timedelta(days=1), timedelta(days=100)):
        actions.confirm(signature=signature, now=now + later)

    assert (signature.confirmed_at, supporters(petition)) == (now, 1)


def test_confirming_works_until_just_before_seven_days_have_passed(petition, now):
    signature = signed(petition, now)

    actions.confirm(signature=signature, now=now + CONFIRM_WITHIN - INSTANT)

    assert supporters(petition) == 1


def test_confirming_after_exactly_seven_days_is_too_late(petition, now):
    signature = signed(petition, now)

    with pytest.raises(actions.Expired):
        actions.confirm(signature=signature, now=now + timedelta(days=7))

    signature.refresh_from_db()
    assert (signature.state, supporters(petition)) == ("pending", 0)


def test_signing_again_after_the_link_has_ended_gives_a_new_one(petition, now):
    signature = signed(petition, now)
    later = now + timedelta(days=8)

    signed(petition, later)
    actions.confirm(signature=signature, now=later)

    assert supporters(petition) == 1


@pytest.mark.parametrize("state", ["withdrawn", "invalidated"])
def test_what_was_taken_back_cannot_be_confirmed(petition, now, state):
    signature = SignatureFactory(
        petition=petition, state=state, requested_at=now, confirmed_at=None, ended_at=now
    )

    with pytest.raises(actions.Expired):
        actions.confirm(signature=signature, now=now)

    assert (Signature.objects.get().state, supporters(petition)) == (state, 0)


def test_what_was_erased_meanwhile_cannot_be_confirmed(petition, now):
    signature = signed(petition, now)
    actions.erase(signature=Signature.objects.get())

    with pytest.raises(actions.Expired):
        actions.confirm(signature=signature, now=now)

    assert (Signature.objects.count(), supporters(petition)) == (0, 0)


def test_what_was_signed_while_the_petition_was_open_may_be_confirmed_after(petition, now):
    signature = signed(petition, now)
    close(petition, now)

    actions.confirm(signature=signature, now=now + timedelta(days=6))

    assert supporters(petition) == 1


def test_confirming_subscribes_who_asked_for_news(petition, now):
    signature = signed(petition, now, language="es", wants_updates=True)

    actions.confirm(signature=signature, now=now + timedelta(hours=1))

    subscription = Subscription.objects.get()
    assert subscription.organization == petition.campaign.organization
    assert (subscription.email, subscription.language) == ("ana@example.org", "es")
    assert bytes(subscription.address_hash) == address_hash("ana@example.org")
    assert (subscription.since, subscription.ended_at) == (now + timedelta(hours=1), None)


def test_confirming_subscribes_nobody_who_did_not_ask(petition, now):
    signature = signed(petition, now)

    actions.confirm(signature=signature, now=now)

    assert Subscription.objects.count() == 0


def test_confirming_goes_by_what_was_typed_last(petition, now):
    stale = signed(petition, now, wants_updates=True)
    signed(petition, now, wants_updates=False)

    actions.confirm(signature=stale, now=now)

    assert Subscription.objects.count() == 0


def test_confirming_again_does_not_take_up_news_that_were_ended(petition, now):
    signature = signed(petition, now, wants_updates=True)
    actions.confirm(signature=signature, now=now)
    actions.unsubscribe(subscription=Subscription.objects.get(), now=now)

    actions.confirm(signature=signature, now=now + timedelta(days=1))

    assert Subscription.objects.get().ended_at == now
