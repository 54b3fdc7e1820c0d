"""Rows as the API tells them: through the same hiding as the pages, in both languages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from campaigns.models import Campaign
from organizations.models import Organization
from petitions.models import Breakdown
from petitions.models.petition import Status
from petitions.news import PublicUpdate
from petitions.places import Place
from petitions.public import Addressed, PublicPetition
from web.languages import is_translated, localized

SPANISH = "es"

Told = dict[str, Any]


def organization(row: Organization, supporters: int, petitions: int) -> Told:
    """An organization with its numbers."""
    texts = _both("mission", row, lambda: row.localized_mission)
    texts |= _both("notice", row, lambda: row.localized_notice)
    names = {"slug": row.slug, "name": row.name, "short_name": row.short_name}
    numbers = {"supporters": supporters, "petitions": petitions}
    return names | texts | numbers | _addresses("organization", row.slug)


def petition_summary(english: PublicPetition) -> Told:
    """What stands on the card of a petition."""
    row = english.petition
    spanish = PublicPetition(row, english.today)
    told: Told = {
        "slug": row.slug,
        "code": row.code,
        "organization": row.campaign.organization.slug,
        "addressed_to": _addressed(english, spanish),
        "status": _status(english),
        "is_paused": english.is_paused,
        "outcome": row.outcome or None,
        "outcome_on": row.outcome_on,
        "opened_at": row.opened_at,
        "supporters": english.supporters,
        "goal": english.goal_ahead,
        "share_url": english.share_url,
    }
    for field in ("title", "ask", "summary"):
        told[field] = getattr(english, field)
        told[f"{field}_es"] = _in_spanish(row, field, partial(_text, spanish, field))
    return told | _addresses("petition", row.slug)


def petition(english: PublicPetition) -> Told:
    """All that the page of a petition tells."""
    row, campaign = english.petition, english.campaign
    spanish = PublicPetition(row, english.today)
    told = petition_summary(english) | {"public_name": campaign.public_name}
    of_campaign = {"case_html": "story", "quote": "quote", "health_html": "health"}
    for name, field in {"story_html": "story", **of_campaign}.items():
        owner = row if name == "story_html" else campaign
        told[name] = str(getattr(english, name))
        text = _in_spanish(owner, field, partial(_text, spanish, name))
        told[f"{name}_es"] = text if told[name] else None
    return told | _photo(campaign, english, spanish, english.photo_url)


def update(news: PublicUpdate, slug: str) -> Told:
    """A piece of news."""
    spanish = PublicUpdate(news.campaign, news.update)
    told: Told = {"id": news.pk, "published_at": news.at}
    for name, field in (("title", "title"), ("body_html", "body")):
        told[name] = str(getattr(news, name))
        told[f"{name}_es"] = _in_spanish(news.update, field, partial(_text, spanish, name))
    photo = reverse("petition-update-photo", args=[slug, news.pk]) if news.has_photo else ""
    pages = _addresses("petition-updates", slug)
    told |= {name: f"{address}#{news.anchor}" for name, address in pages.items()}
    told["photo_url"] = settings.SITE_URL + photo if photo else None
    told["photo_alt"] = news.photo_alt if photo else None
    alt_es = _in_spanish(news.update, "photo_alt", lambda: spanish.photo_alt)
    return told | {"photo_alt_es": alt_es if photo else None}


def counts(english: PublicPetition) -> Told:
    """How many support a petition, and where the count comes from."""
    row = english.petition
    source_es = _in_spanish(row, "carried_over_source", lambda: row.localized_source)
    return {
        "supporters": english.supporters,
        "goal": english.goal_ahead,
        "sources": {
            "online": english.online,
            "on_paper": english.on_paper,
            "imported": english.imported,
            "carried_over": {
                "number": row.carried_over,
                "source": row.localized_source,
                "source_es": source_es,
                "as_of": row.carried_over_on,
            },
        },
    }


def days(breakdown: Breakdown | None, carried_over: int) -> list[Told]:
    """Each day with its signatures, and the supporters up to its end."""
    told, supporters = [], carried_over
    for day, number in breakdown.days if breakdown else []:
        supporters += number
        told.append({"day": day, "signatures": number, "supporters": supporters})
    return told


def regions(breakdown: Breakdown | None) -> Told:
    """Where supporters are."""
    places = [Place(*place) for place in breakdown.places] if breakdown else []
    told: Told = {"as_of": breakdown.as_of if breakdown else None, "regions": [], "counties": []}
    for place in places:
        told["counties" if place.is_in_california else "regions"].append(
            {
                "kind": place.kind,
                "state": place.state or None,
                "county": place.county or None,
                "signatures": place.number,
            }
        )
    return told


def _status(shown: PublicPetition) -> str:
    if shown.is_open:
        return Status.OPEN
    return Status.VICTORY if shown.is_victory else Status.CLOSED


def _addressed(english: PublicPetition, spanish: PublicPetition) -> list[Told]:
    with translation.override(SPANISH):
        in_spanish: list[Addressed] = spanish.addressed
    return [
        {"name": en.titled_name, "role": en.role, "name_es": es.titled_name, "role_es": es.role}
        for en, es in zip(english.addressed, in_spanish, strict=True)
    ]


def _photo(
    campaign: Campaign, english: PublicPetition, spanish: PublicPetition, address: str
) -> Told:
    if not campaign.show_photo:
        return {"photo_url": None, "photo_alt": None, "photo_alt_es": None}
    return {
        "photo_url": settings.SITE_URL + address,
        "photo_alt": english.photo_alt,
        "photo_alt_es": _in_spanish(campaign, "photo_alt", lambda: spanish.photo_alt),
    }


def _both(name: str, row: object, text: Callable[[], str]) -> Told:
    return {name: localized(row, name), f"{name}_es": _in_spanish(row, name, text)}


def _in_spanish(row: object, field: str, text: Callable[[], str]) -> str | None:
    """A text in Spanish, or None where nobody has written it."""
    with translation.override(SPANISH):
        has_text = bool(getattr(row, field)) and is_translated(row, field)
        return text() if has_text else None


def _text(shown: object, name: str) -> str:
    return str(getattr(shown, name))


def _addresses(name: str, slug: str) -> Told:
    english = settings.SITE_URL + reverse(name, args=[slug])
    with translation.override(SPANISH):
        return {"url": english, "url_es": settings.SITE_URL + reverse(name, args=[slug])}
