"""The typeface of what is drawn for paper, and the letters that it has.

Bitstream Vera comes with reportlab; its licence allows to embed it and to pass it on. It has every
letter of English and Spanish, and most of Western Europe, but no other script.
"""

import unicodedata

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Vera", "VeraBd"

FONTS = {name: TTFont(name, f"{name}.ttf") for name in (REGULAR, BOLD)}
for _font in FONTS.values():
    pdfmetrics.registerFont(_font)

WIDTHS: dict[str, dict[int, float]] = {
    name: dict(font.face.charWidths) for name, font in FONTS.items()
}
"""How wide each letter is, in thousandths of the size of the type."""

LIKE = {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2212": "−", "\u2032": "'", "\u2033": '"'}
STAND_IN = "?"
"""What is written for a letter that the typeface does not have."""


def writable(text: str) -> str:
    """A text in one line, in letters that can be drawn: accents joined with their letters, spaces
    single, pictures and invisible signs left out, a foreign letter as its plain form or as "?".
    """
    joined = unicodedata.normalize("NFC", " ".join(text.split()))
    return " ".join("".join(_drawn(letter) for letter in joined).split())


def width(text: str, font: str, size: float) -> float:
    """How wide a writable text is, in points."""
    widths = WIDTHS[font]
    return sum(widths[ord(letter)] for letter in text) * size / 1000


def _drawn(letter: str) -> str:
    if letter == " " or (_has(letter) and unicodedata.category(letter)[0] != "C"):
        return letter
    if letter in LIKE:
        return LIKE[letter]
    kind = unicodedata.category(letter)
    if kind[0] in "CM" or kind in ("So", "Sk"):
        return ""
    if kind[0] == "Z":
        return " "
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if _has(part))
    return plain or STAND_IN


def _has(letter: str) -> bool:
    return all(ord(letter) in widths for widths in WIDTHS.values())
