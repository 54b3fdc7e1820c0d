"""Makes rows for tests, by the same actions as the site where there is one."""

from datetime import UTC, date, datetime
from typing import Any

import factory
from django.core.files.base import ContentFile

from campaigns.actions import publish_update
from campaigns.models import Campaign, Consent, ForbiddenWord, Item, TimelineEntry, Update
from organizations.models import Membership, Organization, Role, User
from petitions.actions import petitions as actions
from petitions.actions.petitions import STANDING, Address
from petitions.actions.signatures import Person
from petitions.actions.texts import addressees_of, first_text
from petitions.addresses import address_hash
from petitions.models import (
    Addressee,
    Comment,
    DecisionMaker,
    Holder,
    Petition,
    PetitionText,
    Signature,
    Subscription,
)

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


class MembershipFactory(factory.django.DjangoModelFactory):
    """That somebody, who is no superuser, edits for an organization."""

    class Meta:
        model = Membership

    user = factory.SubFactory(StaffFactory, is_superuser=False)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.EDITOR
    since = OPENED


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


class TimelineEntryFactory(factory.django.DjangoModelFactory):
    """An entry that staff added to a timeline."""

    class Meta:
        model = TimelineEntry

    campaign = factory.SubFactory(CampaignFactory)
    day = date(2015, 6, 1)
    text = factory.Sequence(lambda n: f"Hearing {n}")


class UpdateFactory(factory.django.DjangoModelFactory):
    """A draft of news."""

    class Meta:
        model = Update

    campaign = factory.SubFactory(CampaignFactory)
    title = factory.Sequence(lambda n: f"News {n}")
    body = "Something *happened*."
    edited_at = OPENED
    author_name = "a volunteer"


class DecisionMakerFactory(factory.django.DjangoModelFactory):
    """An office, of the first organization where none is named."""

    class Meta:
        model = DecisionMaker

    organization = factory.LazyFunction(
        lambda: Organization.objects.order_by("pk").first() or OrganizationFactory()
    )
    office = factory.Sequence(lambda n: f"Office {n}")
    role = factory.Sequence(lambda n: f"Head of Office {n}")


class HolderFactory(factory.django.DjangoModelFactory):
    """Who holds an office."""

    class Meta:
        model = Holder

    decision_maker = factory.SubFactory(DecisionMakerFactory)
    name = factory.Sequence(lambda n: f"Holder {n}")


class PetitionFactory(factory.django.DjangoModelFactory):
    """A draft petition; or with `state=` and what belongs to it one that was opened, with a text."""

    class Meta:
        model = Petition

    @classmethod
    def _create(cls, model_class: type[Petition], *args: Any, **kwargs: Any) -> Petition:
        standing = {name: kwargs.pop(name) for name in STANDING if name in kwargs}
        petition: Petition = super()._create(model_class, *args, **kwargs)
        if standing:
            standing = {"text": first_text(petition=petition, now=OPENED)} | standing
            Petition.objects.filter(pk=petition.pk).update(**standing)
            for name, value in standing.items():
                setattr(petition, name, value)
        return petition

    campaign = factory.SubFactory(CampaignFactory)
    slug = factory.Sequence(lambda n: f"petition-{n}")
    title = factory.Sequence(lambda n: f"Petition {n}")
    ask = "Please let her go."
    summary = "A short summary."
    story = "Because it is right."


class SignatureFactory(factory.django.DjangoModelFactory):
    """A confirmed online signature of its petition's text; a draft is given a text for it."""

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
    text = factory.LazyAttribute(lambda row: text_of(row.petition))


class CommentFactory(SignatureFactory):
    """A comment that waits to be read, beside a signature that counts."""

    class Meta:
        model = Comment

    comment = "She belongs with her family."


class ForbiddenWordFactory(factory.django.DjangoModelFactory):
    """A word that must never appear."""

    class Meta:
        model = ForbiddenWord

    campaign = factory.SubFactory(CampaignFactory)
    text = factory.Sequence(lambda n: f"Name{n}")


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


def text_of(petition: Petition) -> PetitionText:
    """The text of a petition as the database has it; a draft that has none is given one."""
    kept = Petition.objects.get(pk=petition.pk)
    if kept.text is None:
        kept.text = petition.text = first_text(petition=kept, now=OPENED)
        kept.save(update_fields=["text"])
    return kept.text


def edit(petition: Petition, **texts: str) -> Petition:
    """Change title, ask or any other text of a petition as staff do, whoever has signed."""
    kept = Petition.objects.get(pk=petition.pk)
    for name, text in texts.items():
        setattr(kept, name, text)
    return actions.save_petition(
        petition=kept, changed=[*texts], by=None, now=OPENED, note="A slip is mended."
    )


def address_to(petition: Petition, *offices: DecisionMaker, by_name: bool = True) -> Petition:
    """Address a petition to offices too, beside those it addresses already, as staff do."""
    addressed_to = [
        Address(row["decision_maker"], row["by_name"]) for row in addressees_of(petition)
    ]
    addressed_to += [Address(office.pk, by_name) for office in offices]
    return address_only(petition, addressed_to)


def address_only(petition: Petition, addressed_to: list[Address]) -> Petition:
    """Address a petition to these and no other, as staff do."""
    return actions.save_petition(
        petition=Petition.objects.get(pk=petition.pk),
        addressed_to=addressed_to,
        changed=["addressed_to"],
        by=None,
        now=OPENED,
        note="The office is another.",
    )


def open_petition(**kwargs: Any) -> Petition:
    """A petition that the public sees and can sign; `campaign__name=…` reaches its campaign."""
    petition: Petition = PetitionFactory(**kwargs)
    campaign = petition.campaign
    if not campaign.consents.filter(item=Item.STORY).exists():
        ConsentFactory(campaign=campaign)
    office = HolderFactory(decision_maker__organization=campaign.organization).decision_maker
    Addressee.objects.create(petition=petition, decision_maker=office)
    if campaign.is_published:
        actions.open_petition(petition=petition, by=None, now=OPENED)
    else:
        actions.publish(campaign=campaign, by=None, now=OPENED)
    return Petition.objects.get(pk=petition.pk)


def tell(campaign: Campaign, *, at: datetime = OPENED, **texts: Any) -> Update:
    """Publish a piece of news of a campaign that shows from a moment on."""
    update = UpdateFactory(campaign=campaign, publish_at=at, **texts)
    return publish_update(update=update, by=None, now=at)


def show_photo(campaign: Campaign) -> None:
    """Give a campaign a photo (of a few bytes) that is shown with consent."""
    ConsentFactory(campaign=campaign, item=Item.PHOTO)
    campaign.photo.save("photo.jpg", ContentFile(b"a photo"), save=False)
    Campaign.objects.filter(pk=campaign.pk).update(
        photo=campaign.photo.name, photo_alt="She smiles.", show_photo=True
    )
