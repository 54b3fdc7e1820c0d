"""Makes rows for tests, by the same actions as the site where there is one."""

from datetime import UTC, date, datetime
from typing import Any

import factory

from campaigns.models import Campaign, Consent, Item
from organizations.models import Organization, User
from petitions.actions import petitions as actions
from petitions.actions.signatures import Person
from petitions.addresses import address_hash
from petitions.models import Addressee, DecisionMaker, Holder, Petition, Signature, Subscription

OPENED = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


class StaffFactory(factory.django.DjangoModelFactory):
    """A superuser."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff{n}")
    is_staff = True
    is_superuser = True


class OrganizationFactory(factory.django.DjangoModelFactory):
    """An organization."""

    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Coalition {n}")
    short_name = factory.Sequence(lambda n: f"C{n}")
    slug = factory.Sequence(lambda n: f"coalition-{n}")
    mission = "We stand together."
    contact_email = "hello@coalition.example"


class CampaignFactory(factory.django.DjangoModelFactory):
    """A draft campaign."""

    class Meta:
        model = Campaign

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Real Name{n}")
    alias = factory.Sequence(lambda n: f"Alias{n}")
    incarcerated_since = date(2000, 6, 1)
    story = "She is strong."


class ConsentFactory(factory.django.DjangoModelFactory):
    """A consent that stands."""

    class Meta:
        model = Consent

    campaign = factory.SubFactory(CampaignFactory)
    item = Item.STORY
    given_on = date(2025, 5, 1)
    given_by = "herself"
    evidence = "a letter"
    taken_by_name = "a volunteer"


class DecisionMakerFactory(factory.django.DjangoModelFactory):
    """An office."""

    class Meta:
        model = DecisionMaker

    office = factory.Sequence(lambda n: f"Office {n}")
    role = factory.Sequence(lambda n: f"Head of Office {n}")


class HolderFactory(factory.django.DjangoModelFactory):
    """Who holds an office."""

    class Meta:
        model = Holder

    decision_maker = factory.SubFactory(DecisionMakerFactory)
    name = factory.Sequence(lambda n: f"Holder {n}")


class PetitionFactory(factory.django.DjangoModelFactory):
    """A draft petition."""

    class Meta:
        model = Petition

    campaign = factory.SubFactory(CampaignFactory)
    slug = factory.Sequence(lambda n: f"petition-{n}")
    title = factory.Sequence(lambda n: f"Petition {n}")
    ask = "Please let her go."
    summary = "A short summary."
    story = "Because it is right."


class SignatureFactory(factory.django.DjangoModelFactory):
    """A confirmed online signature."""

    class Meta:
        model = Signature

    petition = factory.SubFactory(PetitionFactory)
    state = "confirmed"
    first_name = "Zoë"
    last_name = "O'Brien-Nuñez"
    email = factory.Sequence(lambda n: f"signer{n}@example.org")
    address_hash = factory.LazyAttribute(lambda row: address_hash(row.email))
    country = "US"
    postal_code = "93610"
    requested_at = OPENED
    confirmed_at = OPENED


class SubscriptionFactory(factory.django.DjangoModelFactory):
    """A subscription to an organization's news that stands."""

    class Meta:
        model = Subscription

    organization = factory.SubFactory(OrganizationFactory)
    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    address_hash = factory.LazyAttribute(lambda row: address_hash(row.email))
    since = OPENED


class PersonFactory(factory.Factory):
    """What somebody types into the sign form."""

    class Meta:
        model = Person

    first_name = "Zoë"
    last_name = "O'Brien-Nuñez"
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    country = "US"
    postal_code = "93610"
    comment = ""
    show_name = False
    wants_updates = False


def open_petition(**kwargs: Any) -> Petition:
    """A petition that the public sees and can sign; `campaign__name=…` reaches its campaign."""
    petition: Petition = PetitionFactory(**kwargs)
    campaign = petition.campaign
    if not campaign.consents.filter(item=Item.STORY).exists():
        ConsentFactory(campaign=campaign)
    if campaign.is_published:
        actions.open_petition(petition=petition, by=None, now=OPENED)
    else:
        actions.publish(campaign=campaign, by=None, now=OPENED)
    Addressee.objects.create(petition=petition, decision_maker=HolderFactory().decision_maker)
    return Petition.objects.get(pk=petition.pk)
