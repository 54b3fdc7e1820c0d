"""What a supporter does to a signature on their own page."""

from datetime import timedelta

import pytest

from petitions.actions import signatures as actions
from petitions.models import Signature, Subscription
from petitions.models.signature import State
from tests.factories import (
    OPENED,
    CampaignFactory,
    SignatureFactory,
    SubscriptionFactory,
    open_petition,
)
from tests.petitions.rows import signed, supporters

pytestmark = pytest.mark.django_db


# --- Taking back


@pytest.mark.parametrize("state", ["pending", "held", "confirmed"])
def test_withdrawing_ends_what_stands(petition, now, state):
    signature = SignatureFactory(petition=petition, state=state)
    SignatureFactory(petition=petition)

    actions.withdraw(signature=signature, now=now)

    signature.refresh_from_db()
    assert (signature.state, signature.ended_at, supporters(petition)) == ("withdrawn", now, 1)


@pytest.mark.parametrize("state", ["withdrawn", "invalidated"])
def test_withdrawing_changes_nothing_of_what_ended_before(petition, now, state):
    signature = SignatureFactory(petition=petition, state=state, ended_at=now)

    actions.withdraw(signature=signature, now=now + timedelta(days=1))

    signature.refresh_from_db()
    assert (signature.state, signature.ended_at) == (state, now)


def test_withdrawing_does_not_end_the_news(petition, now):
    signature = signed(petition, now, wants_updates=True)
    actions.confirm(signature=signature, now=now)

    actions.withdraw(signature=signature, now=now)

    assert Subscription.objects.get().is_active


@pytest.mark.parametrize("state", State)
def test_erasing_deletes_a_signature_in_any_state(petition, now, state):
    signature = SignatureFactory(petition=petition, state=state, ended_at=now)
    other = SignatureFactory(petition=petition)

    actions.erase(signature=signature)

    assert list(Signature.objects.all()) == [other]
    assert supporters(petition) == 1


def test_erasing_deletes_the_subscription_too_and_no_other(petition, now):
    signature = signed(petition, now, wants_updates=True)
    actions.confirm(signature=signature, now=now)
    elsewhere = SubscriptionFactory(email=signature.email)
    neighbour = SubscriptionFactory(organization=petition.campaign.organization)

    actions.erase(signature=signature)

    assert set(Subscription.objects.all()) == {elsewhere, neighbour}


def test_erasing_twice_is_harmless(petition, now):
    signature = signed(petition, now)

    actions.erase(signature=signature)
    actions.erase(signature=signature)

    assert Signature.objects.count() == 0


# --- Name and news


@pytest.mark.parametrize("shown", [True, False])
def test_a_signer_decides_whether_their_name_is_shown(petition, shown):
    signature = SignatureFactory(petition=petition, show_name=not shown)
    other = SignatureFactory(petition=petition, show_name=not shown)

    actions.show_name(signature=signature, shown=shown)

    signature.refresh_from_db()
    other.refresh_from_db()
    assert (signature.show_name, other.show_name) == (shown, not shown)


def test_subscribing_takes_effect_once(petition, now):
    signature = SignatureFactory(petition=petition)

    actions.subscribe(signature=signature, now=now)
    actions.subscribe(signature=signature, now=now + timedelta(days=1))

    signature.refresh_from_db()
    subscription = Subscription.objects.get()
    assert (signature.wants_updates, subscription.since) == (True, now)
    assert actions.subscription_of(signature) == subscription


def test_subscribing_takes_up_news_that_were_ended(petition, now):
    signature = SignatureFactory(petition=petition)
    actions.subscribe(signature=signature, now=now)
    actions.stop_updates(signature=signature, now=now)
    later = now + timedelta(days=1)

    actions.subscribe(signature=signature, now=later)

    subscription = Subscription.objects.get()
    assert (subscription.since, subscription.ended_at) == (later, None)


def test_signing_two_petitions_of_an_organization_subscribes_once(petition, now):
    organization = petition.campaign.organization
    other = open_petition(campaign=CampaignFactory(organization=organization))
    for each in (petition, other):
        actions.confirm(signature=signed(each, now, wants_updates=True), now=now)

    assert Subscription.objects.count() == 1


def test_news_of_two_organizations_are_apart(petition, now):
    signatures = [
        SignatureFactory(petition=each, email="ana@example.org")
        for each in (petition, open_petition())
    ]
    for signature in signatures:
        actions.subscribe(signature=signature, now=now)

    actions.stop_updates(signature=signatures[0], now=now)

    active = [actions.subscription_of(signature).is_active for signature in signatures]
    assert active == [False, True]


def test_stopping_the_news_keeps_the_signature(petition, now):
    signature = SignatureFactory(petition=petition, wants_updates=True)
    actions.subscribe(signature=signature, now=OPENED)

    actions.stop_updates(signature=signature, now=now)

    signature.refresh_from_db()
    assert (signature.wants_updates, signature.state) == (False, "confirmed")
    assert Subscription.objects.get().ended_at == now


def test_stopping_the_news_of_who_has_none_is_harmless(petition, now):
    signature = SignatureFactory(petition=petition)

    actions.stop_updates(signature=signature, now=now)

    assert actions.subscription_of(signature) is None


def test_unsubscribing_twice_keeps_the_first_date(now):
    subscription, other = SubscriptionFactory(), SubscriptionFactory()

    actions.unsubscribe(subscription=subscription, now=now)
    actions.unsubscribe(subscription=subscription, now=now + timedelta(days=1))

    subscription.refresh_from_db()
    other.refresh_from_db()
    assert (subscription.ended_at, other.ended_at) == (now, None)
