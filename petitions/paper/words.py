"""What stands on a sheet, in words."""

import re
from dataclasses import dataclass
from html import unescape

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext

from petitions.public import PublicPetition
from web.languages import is_translated

HEADING = re.compile(r"<h[2-4]>.*?</h[2-4]>", re.DOTALL)
PARAGRAPH = re.compile(r"</(?:p|li|blockquote)>|<hr>")
MOST_LETTERS = 10_000
"""More than a page can hold; what comes after is not even looked at."""


@dataclass(frozen=True)
class Ask:
    """What people sign, in one language."""

    addressed: str
    title: str
    ask: str


@dataclass(frozen=True)
class Labels:
    """The words of the form itself, in one language."""

    sheet: str
    number: str
    name: str
    city: str
    postal_code: str
    signature: str
    day: str
    consequence: str
    return_to: str
    scan: str
    over: str


@dataclass(frozen=True)
class SheetWords:
    """All that a sheet tells: first in the language that was asked for, then in the other one."""

    ask: Ask
    labels: Labels
    other_ask: Ask | None
    """None where the petition is not written in the other language."""
    other_labels: Labels
    story: list[str]
    """The paragraphs of the case and of what is asked, without their headings."""
    notice: str
    organization: str
    address: str
    """The short address as somebody types it."""
    link: str
    """The same as a code tells it: to the page in the language of the sheet."""


def sheet_words(petition: PublicPetition) -> SheetWords:
    """The words of a petition's sheet in the language of the moment."""
    other = "en" if get_language() == "es" else "es"
    # Where it is not written in the language that was asked for, the other one stands above.
    is_written = _is_written(petition)
    with translation.override(other):
        # Anew, since a petition keeps the texts that it has once told.
        same = PublicPetition(petition.petition, petition.today)
        other_ask = _ask(same) if is_written and _is_written(same) else None
        other_labels = _labels(same)
    return SheetWords(
        ask=_ask(petition),
        labels=_labels(petition),
        other_ask=other_ask,
        other_labels=other_labels,
        story=[*_paragraphs(petition.case_html), *_paragraphs(petition.story_html)],
        notice=petition.notice,
        organization=petition.campaign.organization.name,
        address=_typed(settings.SITE_URL + reverse("petition-short", args=[petition.code])),
        link=petition.share_url,
    )


def _is_written(petition: PublicPetition) -> bool:
    """Whether what people sign is written in the language of the moment."""
    return all(is_translated(petition.petition, field) for field in ("title", "ask"))


def _ask(petition: PublicPetition) -> Ask:
    names = [
        f"{each.name}, {each.role}" if each.role and not each.title else each.titled_name
        for each in petition.addressed
    ]
    addressed = gettext("To %(names)s") % {"names": "; ".join(names)} if names else ""
    return Ask(addressed, petition.title, petition.ask)


def _labels(petition: PublicPetition) -> Labels:
    organization = petition.campaign.organization
    return Labels(
        sheet=gettext("Signature sheet"),
        number=gettext("Sheet No."),
        name=gettext("Name"),
        city=gettext("City"),
        postal_code=gettext("ZIP code"),
        signature=gettext("Signature"),
        day=gettext("Date"),
        consequence=gettext(
            "This sheet goes to the decision maker, where it may become a public record. Please "
            "sign once and for yourself only, and only if you are 13 or older."
        ),
        return_to=gettext("Please give the sheet back to %(organization)s (%(email)s).")
        % {"organization": organization.name, "email": organization.contact_email},
        scan=gettext("Read more or sign online"),
        over=gettext("Please sign on the other side."),
    )


def _paragraphs(html: str) -> list[str]:
    parts = PARAGRAPH.split(HEADING.sub("", html[:MOST_LETTERS]))
    plain = (unescape(strip_tags(part)) for part in parts)
    return [text for part in plain if (text := part.strip())]


def _typed(address: str) -> str:
    return re.sub(r"^https?://", "", address)
