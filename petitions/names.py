"""What may stand in a line that a supporter types, such as a name."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

JOINERS = {"\u200c", "\u200d"}
"""Needed to write names in Persian, Hindi and other scripts; no other format character is."""

LINK = re.compile(
    r"https?:|www\.|[a-z0-9-]+\.(?:com|org|net|info|ru|cn|xyz|top|io)\b", re.IGNORECASE
)
VISIBLE = ("L", "N", "S", "P")


def check_name(text: str) -> None:
    """Accept names as they are (`Zoë O'Brien-Nuñez 李`).

    Raises ValidationError for control and invisible characters, line breaks, text that runs
    backwards by force, and links.
    """
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or (
            kind == "Cf" and character not in JOINERS
        ):
            raise ValidationError(
                _("Please write this in one line, without invisible characters."),
                code="characters",
            )
    if text and not any(unicodedata.category(character)[0] in VISIBLE for character in text):
        raise ValidationError(_("Please write at least one letter."), code="invisible")
    if LINK.search(text):
        raise ValidationError(_("A name cannot hold a link."), code="link")


def check_comment(text: str) -> None:
    """Accept any words over several lines.

    Raises ValidationError for control characters and text that runs backwards by force.
    """
    for character in text:
        kind = unicodedata.category(character)
        if character not in "\n\t" and (
            kind in ("Cc", "Cs", "Co", "Cn") or (kind == "Cf" and character not in JOINERS)
        ):
            # Emoji are joined by U+200D; flags of regions use tag characters, which are let go.
            raise ValidationError(_("Please leave out control characters."), code="characters")
