"""How supporters reach the offices that a petition addresses, and what they may say there."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import translation
from django.utils.translation import gettext as _

from petitions.public import Addressed, PublicPetition
from web.languages import language_of


@dataclass(frozen=True)
class Office:
    """An addressee with what is public of how to reach it."""

    addressed: Addressed
    phone: str
    form: str
    postal_address: str

    @property
    def dialled(self) -> str:
        """The number as it stands in a `tel:` link."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


@dataclass(frozen=True)
class Script:
    """What to say on the telephone, in one language."""

    code: str
    language: str
    lines: list[str]


def offices_of(petition: PublicPetition) -> list[Office]:
    """Those that can be reached, in the order of the addressees."""
    found = []
    for row, addressed in zip(petition.addressees.all(), petition.addressed, strict=True):
        office = row.decision_maker
        if office.phone or office.contact_url or office.postal_address:
            found.append(Office(addressed, office.phone, office.contact_url, office.postal_address))
    return found


def scripts_of(petition: PublicPetition) -> list[Script]:
    """What to say in each language in which the ask is written; English, which every office here
    speaks, comes first."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            if language_of(petition.petition, "ask") == code:
                found.append(_script(code, PublicPetition(petition.petition, petition.today)))
    return found


def _script(code: str, petition: PublicPetition) -> Script:
    to = petition.addressed[0].titled_name if petition.addressed else ""
    told = {
        "title": petition.title,
        "ask": petition.ask,
        "number": intcomma(petition.supporters),
        "decision_maker": to,
    }
    lines = [
        _("Hello. My name is … and I live in …"),
        _("I am calling about the petition “%(title)s”.") % told,
        petition.ask,
        _("%(number)s people have signed it, and I am one of them.") % told,
    ]
    if to:
        lines.append(_("Please tell %(decision_maker)s that I called.") % told)
    lines.append(_("Thank you for your time."))
    return Script(code, translation.get_language_info(code)["name_local"], lines)
