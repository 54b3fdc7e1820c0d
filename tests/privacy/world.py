"""A site in whose every field stands something that can be told from all else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.actions import unpublish
from campaigns.models import Campaign, ForbiddenWord, Item, Link
from organizations.models import Organization, User
from petitions.actions import petitions as petition_actions
from petitions.actions import texts
from petitions.models import Addressee, Petition
from tests.access import PASSWORD
from tests.factories import (
    CampaignFactory,
    ConsentFactory,
    HolderFactory,
    OrganizationFactory,
    PetitionFactory,
    edit,
)

_numbers = count(100)


def mark(word: str) -> str:
    """A text that stands nowhere else, and is written differently in every kind of page."""
    return f"Qz{next(_numbers)}'&ñ {word}"


def plain_mark(word: str) -> str:
    """The same where only small letters, digits and hyphens can stand."""
    return f"qz{next(_numbers)}-{word}"


def marks(names: str) -> dict[str, str]:
    """A mark for each of these fields."""
    return {name: mark(name) for name in names.split()}


@dataclass(frozen=True)
class World:
    """The organization, its petitions by how public they are, and its staff."""

    organization: Organization
    open: Petition
    told: Petition
    draft: Petition
    gone: Petition
    closed: Petition
    staff: User

    @property
    def visible(self) -> list[Petition]:
        """Those that the public sees."""
        return [self.open, self.told, self.closed]


def build() -> World:
    """One of everything: a case under an alias, one that is told whole, a draft, one taken off the
    site, and one that has ended."""
    organization = OrganizationFactory(
        slug=plain_mark("coalition"),
        contact_email=f"{plain_mark('contact')}@coalition.example",
        **marks("name short_name mission mission_es notice notice_es"),
    )
    world = World(
        organization=organization,
        open=_opened(organization, goal=12),
        told=_opened(organization, shown=True),
        draft=_petition(_campaign(organization)),
        gone=_opened(organization),
        closed=_opened(organization),
        staff=_staff("staff"),
    )
    # Consent to the story stands beside none to the name: the least that may be published.
    edit(world.open, title=mark("title before it is corrected"))
    unpublish(campaign=world.gone.campaign, by=world.staff, now=timezone.now())
    return world


def close_long_ago(petition: Petition, now: datetime) -> None:
    """End a petition so long ago that its signers are to be forgotten."""
    petition_actions.close_petition(
        petition=petition, outcome="granted", on=timezone.localdate(), by=None, now=now
    )
    Petition.objects.filter(pk=petition.pk).update(closed_at=now - timedelta(days=365))


def correct(petition: Petition, by: User, now: datetime) -> None:
    """Correct a title that people have signed, as staff do."""
    kept = Petition.objects.get(pk=petition.pk)
    kept.title = mark("title once corrected")
    petition_actions.save_petition(
        petition=kept,
        changed=["title"],
        by=by,
        now=now,
        note=mark("note of a correction"),
        note_es=mark("note in Spanish"),
    )


def first_texts(petition: Petition, now: datetime) -> None:
    """Give a draft the text that it would be opened with."""
    kept = Petition.objects.get(pk=petition.pk)
    kept.text = texts.first_text(petition=kept, now=now)
    kept.save(update_fields=["text"])


def _staff(word: str) -> User:
    return User.objects.create_superuser(
        plain_mark(word),
        f"{plain_mark(word)}@staff.example",
        PASSWORD,
        first_name=mark("first name of staff"),
        last_name=mark("last name of staff"),
    )


def _opened(organization: Organization, *, shown: bool = False, **fields: Any) -> Petition:
    campaign = _campaign(organization)
    for item in Item.values if shown else [Item.STORY]:
        _consent(campaign, item)
    petition = _petition(campaign, **fields)
    if shown:
        campaign.photo.save(f"{plain_mark('file')}.jpg", ContentFile(b"a photo"), save=False)
        campaign.show_name = campaign.show_photo = campaign.show_prison_number = True
        campaign.save()
    Addressee.objects.create(petition=petition, decision_maker=HolderFactory().decision_maker)
    petition_actions.publish(campaign=petition.campaign, by=None, now=timezone.now())
    return Petition.objects.get(pk=petition.pk)


def _campaign(organization: Organization) -> Campaign:
    campaign: Campaign = CampaignFactory(
        organization=organization,
        prison_number=f"WQZ{next(_numbers)}77",
        birth_date=date(1950, 1, 2) + timedelta(days=31 * next(_numbers)),
        incarcerated_since=date(1999, 2, 3),
        photo=f"campaigns/{plain_mark('photo')}.jpg",
        **marks("name alias sentence sentence_es story story_es photo_alt photo_alt_es"),
    )
    Link.objects.create(
        campaign=campaign,
        url=f"https://{plain_mark('link')}.example/",
        **marks("label label_es text"),
    )
    ForbiddenWord.objects.create(campaign=campaign, text=mark("name that must never appear"))
    return campaign


def _consent(campaign: Campaign, item: str) -> None:
    ConsentFactory(
        campaign=campaign,
        item=item,
        given_on=date(2020, 1, 2) + timedelta(days=next(_numbers)),
        **marks("given_by evidence taken_by_name"),
    )


def _petition(campaign: Campaign, **fields: Any) -> Petition:
    petition: Petition = PetitionFactory(
        campaign=campaign,
        slug=plain_mark("slug"),
        carried_over=3,
        carried_over_on=date(2020, 11, 30),
        **marks("title title_es ask ask_es summary summary_es story story_es"),
        **marks("carried_over_source carried_over_source_es"),
        **fields,
    )
    return petition
