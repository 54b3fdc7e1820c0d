"""What a page must not tell of a survivor: the real name behind an alias, a hidden prison number.

Texts are looked through as a reader would: whatever the case, the accents and how they are
encoded, inside hashtags, addresses and Markdown too.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from django.utils.text import slugify

from campaigns.facts import UNKNOWN
from campaigns.models import Campaign

LONG_ENOUGH = 3
"""Letters from which on a part of a name counts by itself; shorter ones are words of their own."""

RUN_TOGETHER = 6
"""Letters from which on a whole name is found inside a longer word too, as in "freejaneroe"."""

SEAM = "\0"
"""Stands in a folded text where a new word begins within a hashtag: "#Free|Jane|Roe|2026"."""

WITHIN = r"(?:[\s\0_.,'’+·-]|%20){0,3}"
_BETWEEN = r"(?:[\s\0_'’+·-]|%20){0,2}"
START, END = r"(?<![^\W_])", r"(?![^\W_])"
"""Of a word, in a pattern for a folded text; `WITHIN` may stand between the words of a name."""

_ASCII_SEAM = re.compile(
    "(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])"
)
"""As `_is_seam` says it."""

_IN_ADDRESS = re.compile(r"([-/%@]|[^\W_]_)?\0([-/%@]|_[^\W_])?")
"""What stands around a name within an address or a handle; the zero stands for the name."""


def tells_what_is_hidden(campaign: Campaign, *texts: str) -> bool:
    """Whether a part of the real name, or the prison number, stands in a text though not shown.

    Parts of a name count from three letters on, unless the alias has them too; a whole name
    counts whatever the length of its parts.
    """
    patterns = hidden_patterns(campaign)
    folded = [fold(text).letters for text in texts]
    return any(pattern.search(letters) for pattern in patterns for letters in folded)


def hidden_patterns(campaign: Campaign) -> "list[re.Pattern[str]]":
    """What tells the hidden name or number, to be looked for in a folded text."""
    return [pattern for pattern in (_name(campaign), _number(campaign)) if pattern]


def without_hidden(campaign: Campaign, text: str) -> str:
    """A text with the alias in place of the real name, and "…" in place of a hidden number.

    Of what may be shown nothing is replaced.
    """
    if pattern := _name(campaign):
        text = _replaced(pattern, text, campaign.alias or UNKNOWN)
    if pattern := _number(campaign):
        text = _replaced(pattern, text, UNKNOWN)
    return text


@dataclass(frozen=True)
class Folded:
    """A text in small letters without accents, and where in the text each of them stood."""

    letters: str
    places: list[int]


def fold(text: str) -> Folded:
    """A text as it is looked through; a seam stands where a new word begins in a hashtag."""
    if text.isascii():
        return _fold_ascii(text)
    letters: list[str] = []
    places: list[int] = []
    before = ""
    for place, letter in enumerate(text):
        if (plain := _plain(letter)) is None:
            continue
        seam = SEAM if _is_seam(before, letter, text[place + 1 : place + 2]) else ""
        letters.append(seam + plain)
        places += [place] * len(seam + plain)
        before = letter
    return Folded("".join(letters), [*places, len(text)])


def _fold_ascii(text: str) -> Folded:
    """The same of a text without anything to be simplified but its capitals, and faster."""
    places = list(range(len(text) + 1))
    seams = [found.start() for found in _ASCII_SEAM.finditer(text)]
    for place in reversed(seams):
        places.insert(place, place)
    return Folded(_ASCII_SEAM.sub(SEAM, text).lower(), places)


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str | None:
    """A letter without capitals and accents; None for an accent, or what is not seen."""
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return None
    folded = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(plain for plain in folded if unicodedata.category(plain) not in ("Mn", "Me"))


def _is_seam(before: str, letter: str, after: str) -> bool:
    if letter.isupper() and (before.islower() or (before.isupper() and after.islower())):
        return True
    return before.isalnum() and letter.isalnum() and before.isalpha() != letter.isalpha()


def words_of(name: str) -> list[str]:
    """The words of a name, folded."""
    return re.findall(r"[^\W_]+", fold(name).letters.replace(SEAM, ""))


def alias_tells_the_name(campaign: Campaign) -> bool:
    """Whether an alias that is to stand for the real name has all of it."""
    words = set() if campaign.show_name else set(words_of(campaign.name))
    return bool(words) and words.issubset(words_of(campaign.alias))


def _name(campaign: Campaign) -> "re.Pattern[str] | None":
    """What tells the real name, in a folded text; None where that is shown."""
    words = [] if campaign.show_name else words_of(campaign.name)
    known = set(words_of(campaign.alias))
    if not words or known.issuperset(words):
        return None
    telling = [i for i, word in enumerate(words) if len(word) >= LONG_ENOUGH and word not in known]
    together = "".join(words)
    # From one telling part to another with all that stands between them; and the whole.
    spans = {(i, i) for i in telling} | set(combinations(telling, 2))
    if len(together) >= LONG_ENOUGH or not together.isascii():
        spans.add((0, len(words) - 1))
    if not spans:
        return None
    parts = sorted((words[i : j + 1] for i, j in spans), key=len, reverse=True)
    one = "|".join(WITHIN.join(loosely(word) for word in part) for part in parts)
    pattern = rf"{START}(?:{one})(?:{_BETWEEN}(?:{one}))*{END}"
    if len(words) > 1 and len(together) >= RUN_TOGETHER:
        pattern += f"|{loosely(together)}"
    return re.compile(pattern)


def _number(campaign: Campaign) -> "re.Pattern[str] | None":
    """What tells the prison number, in a folded text; None where that is shown."""
    digits = "" if campaign.show_prison_number else "".join(words_of(campaign.prison_number))
    if not digits:
        return None
    return re.compile(START + r"[\s\0.-]?".join(map(re.escape, digits)) + END)


def loosely(word: str) -> str:
    """A pattern for a word, with or without seams in it."""
    return f"{SEAM}?".join(map(re.escape, word))


def _replaced(pattern: "re.Pattern[str]", text: str, name: str) -> str:
    folded = fold(text)
    kept: list[str] = []
    end = 0
    for found in pattern.finditer(folded.letters):
        start = folded.places[found.start()]
        kept += [text[end:start]]
        end = folded.places[found.end()]
        kept += [_as_around(name, text[max(start - 2, 0) : start], text[end : end + 2])]
    return "".join([*kept, text[end:]])


def _as_around(name: str, before: str, after: str) -> str:
    """A name as it can stand there: in an address with no blank, in a hashtag in one word."""
    around = _IN_ADDRESS.search(f"{before}{SEAM}{after}")
    if around and any(around.groups()):
        return slugify(name) or name
    is_in_a_word = before[-1:].isalnum() or after[:1].isalnum() or before[-1:] == "#"
    return "".join(name.split()) if is_in_a_word else name
