"""A site in whose every field stands something that can be told from all else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from campaigns.actions import send_back, submit, unpublish
from campaigns.models import Campaign, Item
from organizations.models import Organization, User
from petitions.actions import petitions as petition_actions
from petitions.actions import texts
from petitions.models import Addressee, Petition
from tests.access import PASSWORD
from tests.factories import OrganizationFactory, PetitionFactory, edit
from tests.privacy.case import agree, case, office, tell_news
from tests.privacy.marks import mark, marks, number, plain_mark


@dataclass(frozen=True)
class World:
    """The organization, its petitions by how public they are, and its staff."""

    organization: Organization
    open: Petition
    told: Petition
    draft: Petition
    gone: Petition
    closed: Petition
    renamed: Petition
    staff: User
    retired: str
    """The address at which `renamed` told the name that it hides by now."""


def build() -> World:
    """One of everything: a case under an alias, one that is told whole, a draft, one taken off the
    site, one that has ended, and one whose name was shown once."""
    organization = OrganizationFactory(
        slug=plain_mark("coalition"),
        contact_email=f"{plain_mark('contact')}@coalition.example",
        **marks("name short_name mission mission_es notice notice_es"),
    )
    renamed, retired = _renamed(organization)
    world = World(
        organization=organization,
        open=_opened(organization, goal=12),
        told=_told(organization),
        draft=_petition(case(organization)),
        gone=_opened(organization),
        closed=_opened(organization, by_name=False),
        renamed=renamed,
        staff=_staff("staff"),
        retired=retired,
    )
    # Consent to the story stands beside none to the name: the least that may be published.
    edit(world.open, title=mark("title before it is corrected"))
    now = timezone.now()
    unpublish(campaign=world.gone.campaign, by=world.staff, now=now)
    submit(campaign=world.draft.campaign, by=world.staff, now=now)
    note = mark("what is to be mended")
    send_back(campaign=world.draft.campaign, note=note, by=world.staff, now=now)
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


def _opened(organization: Organization, *, by_name: bool = True, **fields: Any) -> Petition:
    """The petition of a case that shows no more than it must."""
    campaign = case(organization)
    agree(campaign, Item.STORY)
    petition = _petition(campaign, **fields)
    return _published(petition, by_name=by_name)


def _told(organization: Organization) -> Petition:
    """One that shows all that can be shown; it had another address before."""
    campaign = case(organization)
    for item in Item.values:
        agree(campaign, item, valid_until=date(2099, 1, 2) + timedelta(days=number()))
    petition = _petition(campaign)
    campaign.photo.save(f"{plain_mark('file')}.jpg", ContentFile(b"a photo"), save=False)
    campaign.show_name = campaign.show_photo = campaign.show_prison_number = True
    campaign.show_quote = campaign.show_health = True
    campaign.save()
    petition = _published(petition, has_own_words=True)
    petition.slug = plain_mark("slug-of-today")
    petition_actions.save_petition(petition=petition, changed=["slug"], by=None, now=timezone.now())
    return Petition.objects.get(pk=petition.pk)


def _renamed(organization: Organization) -> tuple[Petition, str]:
    """One that hides the name it showed once, in its address too, and that address; it shows no
    comments."""
    campaign = case(organization)
    for item in (Item.STORY, Item.NAME):
        agree(campaign, item)
    campaign.show_name = True
    campaign.save()
    retired = f"{plain_mark('free')}-{slugify(campaign.name)}"
    petition = _published(_petition(campaign, slug=retired, comments_open=False))
    campaign = Campaign.objects.get(pk=campaign.pk)
    campaign.show_name = False
    campaign.save()
    return Petition.objects.get(pk=petition.pk), retired


def _published(
    petition: Petition, *, by_name: bool = True, has_own_words: bool = False
) -> Petition:
    addressed = office(petition.campaign.organization, has_own_words=has_own_words)
    Addressee.objects.create(petition=petition, decision_maker=addressed, by_name=by_name)
    petition_actions.publish(campaign=petition.campaign, by=None, now=timezone.now())
    tell_news(petition.campaign)
    return Petition.objects.get(pk=petition.pk)


def _petition(campaign: Campaign, **fields: Any) -> Petition:
    petition: Petition = PetitionFactory(
        campaign=campaign,
        slug=fields.pop("slug", "") or plain_mark("slug"),
        carried_over=3,
        carried_over_on=date(2020, 11, 30),
        **marks("title title_es ask ask_es summary summary_es story story_es"),
        **marks("carried_over_source carried_over_source_es"),
        **fields,
    )
    return petition
