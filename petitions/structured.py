"""What search engines read of a page: schema.org in JSON-LD."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from organizations.models import Organization
from petitions.pictures import picture_url
from petitions.public import PublicPetition
from web.cutting import cut

CONTEXT = "https://schema.org"
LONGEST_TITLE = 70
LONGEST_DESCRIPTION = 200


def of_organization(organization: Organization) -> dict[str, Any]:
    """An organization: its name, its page here, its mission."""
    return {"@context": CONTEXT, **_organization(organization)}


def of_petition(petition: PublicPetition) -> dict[str, Any]:
    """The page of a petition: who publishes it, what it asks, how many stand by it, where to sign.

    It names nobody whom the page does not; the survivor is not told of as a `Person`.
    """
    url = _absolute(petition.get_absolute_url())
    told = {
        "@context": CONTEXT,
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": cut(petition.title, LONGEST_TITLE),
        "description": cut(petition.summary, LONGEST_DESCRIPTION),
        "inLanguage": get_language(),
        "primaryImageOfPage": {
            "@type": "ImageObject",
            "url": _absolute(picture_url(petition)),
            "width": 1200,
            "height": 630,
        },
        "datePublished": petition.opened_at.isoformat(),
        "publisher": _organization(petition.campaign.organization),
        "about": {"@type": "Thing", "name": petition.ask},
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": f"{CONTEXT}/EndorseAction",
            "userInteractionCount": int(petition.supporters),
        },
    }
    if petition.is_signable:
        told["potentialAction"] = {"@type": "EndorseAction", "target": f"{url}#sign-here"}
    return told


def _organization(organization: Organization) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "name": organization.name,
        "url": _absolute(organization.get_absolute_url()),
        "description": cut(organization.localized_mission, LONGEST_DESCRIPTION),
    }


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
