"""The pictures that go with a petition's links: what stands on one, its address, and its file.

The address changes with all that is drawn: the texts, the photo, the milestone that the count has
passed. Whoever keeps an old picture therefore meets a new address; what was hidden is asked for
each time, and is never drawn again.
"""

import hashlib
from datetime import date

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.drawn import kept
from campaigns.models import Campaign
from campaigns.renditions import file_names
from petitions.drawing import Photo, Words, draw
from petitions.models import Petition
from petitions.public import PublicPetition

DRAWING = 1
"""To be raised when pictures are drawn otherwise, so that each gets a new address."""

STEPS = (10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90)
"""Milestones of each power of ten: 10, 15 … 90, 100, 150 …"""

DIGITS = 12


def milestone(number: int) -> int:
    """The last milestone that a count has passed; 0 below ten."""
    if number < STEPS[0]:
        return 0
    power = int(10 ** (len(str(number)) - 2))
    return max(step for step in STEPS if step * power <= number) * power


def words_of(petition: PublicPetition) -> Words:
    """What stands on the picture, in the language of the moment."""
    return Words(
        above=_state(petition) or _addressed(petition),
        title=petition.title,
        number=_number(petition),
        by=petition.campaign.organization.name,
    )


def picture_alt(petition: PublicPetition) -> str:
    """What the picture shows, for those who cannot see it."""
    words = words_of(petition)
    return ". ".join(part for part in (words.title, words.number) if part)


def version_of(petition: PublicPetition) -> str:
    """The part of its address that names the picture: its language, and a digest of all on it."""
    campaign = petition.campaign
    photo = (campaign.photo.name, campaign.photo_x, campaign.photo_y)
    shown = photo if campaign.show_photo and campaign.photo else ()
    drawn = repr((DRAWING, words_of(petition), shown))
    return f"{get_language()}-{hashlib.sha256(drawn.encode()).hexdigest()[:DIGITS]}"


def picture_url(petition: PublicPetition) -> str:
    """The path of today's picture in the language of the moment."""
    return reverse("petition-picture", args=[petition.slug, version_of(petition)])


def picture(petition: PublicPetition) -> bytes:
    """Today's picture, drawn the first time that it is asked for."""

    def make() -> bytes:
        return draw(words_of(petition), _photo(petition.campaign))

    return kept(file_name(petition), make)


def file_name(petition: PublicPetition) -> str:
    """The file that today's picture is kept in, in the language of the moment."""
    return f"picture-{petition.pk}-{version_of(petition)}.jpg"


def current_files(today: date) -> set[str]:
    """The files that something public leads to: pictures, and photos in their sizes."""
    found: set[str] = set()
    for row in Petition.objects.visible().for_page(today):
        found.update(file_names(row.campaign))
        for code, _language in settings.LANGUAGES:
            with translation.override(code):
                found.add(file_name(PublicPetition(row, today)))
    return found


def _number(petition: PublicPetition) -> str:
    passed = milestone(int(petition.supporters))
    if passed:
        return _("%(number)s+ supporters") % {"number": intcomma(passed)}
    return _("Be among the first to sign") if petition.is_open else ""


def _addressed(petition: PublicPetition) -> str:
    names = [each.titled_name for each in petition.addressed]
    return _("Petitioning %(names)s") % {"names": ", ".join(names)} if names else ""


def _state(petition: PublicPetition) -> str:
    if petition.is_open:
        return ""
    if petition.is_victory:
        return _("Won")
    return _("In memory") if petition.is_mourned else _("Closed")


def _photo(campaign: Campaign) -> Photo | None:
    if not (campaign.show_photo and campaign.photo):
        return None
    try:
        with campaign.photo.open() as file:
            content = file.read()
    except FileNotFoundError:
        return None
    if campaign.photo_x is None or campaign.photo_y is None:
        return Photo(content, None)
    return Photo(content, (campaign.photo_x, campaign.photo_y))
