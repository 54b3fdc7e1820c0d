"""One case with all that staff may keep of it: in every field a mark."""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.actions import publish_update, withdraw_consent
from campaigns.models import Campaign, Consent, Fact, FactCheck, ForbiddenWord, Item, Link, Update
from organizations.models import Organization
from petitions.models import DecisionMaker
from tests.factories import (
    CampaignFactory,
    ConsentFactory,
    HolderFactory,
    TimelineEntryFactory,
    UpdateFactory,
)
from tests.privacy.marks import mark, marked_day, marks, number, plain_mark

OFFICE = "office office_es role role_es title_before_name title_before_name_es"


def case(organization: Organization) -> Campaign:
    """A draft that shows nothing: a profile, links, dates, checked facts, words not to be told."""
    campaign: Campaign = CampaignFactory(
        organization=organization,
        prison_number=f"WQZ{number()}77",
        birth_date=date(1950, 1, 2) + timedelta(days=31 * number()),
        incarcerated_since=date(1999, 2, 3),
        photo=f"campaigns/{plain_mark('photo')}.jpg",
        **marks("name alias sentence sentence_es story story_es photo_alt photo_alt_es"),
        **marks("quote quote_es health health_es"),
    )
    # It had another name and number before.
    changed = Campaign.objects.filter(pk=campaign.pk)
    changed.update(name=mark("name"), prison_number=f"WQZ{number()}77")
    campaign.refresh_from_db()
    Link.objects.create(
        campaign=campaign,
        url=f"https://{plain_mark('link')}.example/",
        **marks("label label_es text"),
    )
    ForbiddenWord.objects.create(campaign=campaign, text=mark("name that must never appear"))
    for precision in ("day", "month", "year"):
        TimelineEntryFactory(
            campaign=campaign, day=marked_day(), precision=precision, **marks("text text_es")
        )
    FactCheck.objects.create(
        campaign=campaign,
        fact=Fact.SENTENCE,
        checked_on=date(2026, 1, 2),
        **marks("checked_by_name source"),
    )
    news(campaign)
    return campaign


def agree(campaign: Campaign, item: str, **fields: Any) -> Consent:
    """Consent to one item."""
    consent: Consent = ConsentFactory(
        campaign=campaign,
        item=item,
        given_on=date(2020, 1, 2) + timedelta(days=number()),
        **marks("given_by evidence taken_by_name"),
        **fields,
    )
    return consent


def news(campaign: Campaign, **fields: Any) -> Update:
    """A draft of news, with a photo."""
    update: Update = UpdateFactory(
        campaign=campaign,
        photo=ContentFile(b"a photo", name=f"{plain_mark('file')}.jpg"),
        **marks("title title_es body body_es photo_alt photo_alt_es author_name"),
        **fields,
    )
    return update


def tell_news(campaign: Campaign) -> None:
    """Publish news whose photo shows her, news whose photo does not, and news of next month.

    Where she has not agreed to photos, she had when it was published.
    """
    now = timezone.now()
    given = campaign.consents.given().filter(item=Item.PHOTO)
    for_now = None if given.exists() else agree(campaign, Item.PHOTO)
    for fields in (
        {"shows_her": True},
        {"shows_her": False},
        {"publish_at": now + timedelta(days=30)},
    ):
        publish_update(update=news(campaign, **fields), by=None, now=now)
    if for_now:
        on = date(2022, 5, 3) + timedelta(days=number())
        withdraw_consent(consent=for_now, on=on, by=None, now=now)


def office(organization: Organization, *, has_own_words: bool = False) -> DecisionMaker:
    """An office and its holder, who may have words of their own in Spanish."""
    words = marks(OFFICE)
    own = marks("title_before_name_es role_es") if has_own_words else {}
    found: DecisionMaker = HolderFactory(
        decision_maker__organization=organization,
        **{f"decision_maker__{field}": text for field, text in words.items()},
        name=mark("holder"),
        **own,
    ).decision_maker
    return found
