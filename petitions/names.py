"""What may stand in a line that a supporter types, such as a name."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

JOINERS = {"\u200c", "\u200d"}
"""Needed to write names in Persian, Hindi and other scripts; no other format character is."""

# One letter before the dot says as much as all of them, and is looked for in a tenth of a second in
# a megabyte, where `+` would take hours.
LINK = re.compile(
    r"https?:|www\.|[a-z0-9-]\.(?:com|org|net|info|ru|cn|xyz|top|io)\b", re.IGNORECASE
)
FORCED_DIRECTION = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""Embeddings, overrides and isolates (Unicode UAX 9): they make text read as what it is not."""

FORBIDDEN = ("Cc", "Cs", "Co", "Zl", "Zp")
"""Controls, halves of characters, private use, breaks. Not what is unassigned: it may be an emoji
that is younger than this Python."""

VISIBLE = ("L", "N", "S", "P")


def is_forbidden(character: str) -> bool:
    """Whether a character has no place in any text: of a forbidden kind, or no character at all."""
    number = ord(character)
    is_none = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF  # Unicode 23.7
    return is_none or unicodedata.category(character) in FORBIDDEN


def check_name(text: str) -> None:
    """Accept names as they are (`Zoë O'Brien-Nuñez 李`).

    Raises ValidationError for control and invisible characters, line breaks, text that runs
    backwards by force, and links.
    """
    for character in text:
        is_format = unicodedata.category(character) == "Cf"
        if is_forbidden(character) or (is_format and character not in JOINERS):
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
        is_control = is_forbidden(character) and character not in "\n\t"
        if is_control or character in FORCED_DIRECTION:
            raise ValidationError(_("Please leave out control characters."), code="characters")
