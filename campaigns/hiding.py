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
from campaigns.triggers import FORMER

LONG_ENOUGH = 3
"""Letters from which on a part of a name counts by itself; shorter ones are words of their own."""

RUN_TOGETHER = 6
"""Letters from which on a whole name is found inside a longer word too, as in "freejaneroe"."""

SEAM = "\0"
"""Stands in a folded text where a new word begins within a hashtag: "#Free|Jane|Roe|2026"."""

ROUNDS = 3
"""How often a text is looked through: beside an alias what is left may be another hidden name."""

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


HIDING = ("name", "alias", "prison_number", "show_name", "show_prison_number", *FORMER)
"""The fields of a campaign that say what its texts must not tell."""


@dataclass(frozen=True)
class Hiding:
    """What the texts of a campaign must not tell, and what stands there instead.

    The name is hidden while it is not shown, and with it all that it was before: else who types
    another name over it would bring it back wherever it was written. While a name is shown, a
    former one stays hidden only if it was replaced while it was not shown: there never was a
    consent to tell it. One that was replaced while it was shown (a slip, a marriage) may go on
    standing where it was written, until the name is hidden again. It is the same with numbers.

    A word that stands in the name that is shown, or in the alias, is never hidden.
    """

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    alias: str
    public_name: str

    @property
    def patterns(self) -> "list[re.Pattern[str]]":
        """What tells a hidden name or number, to be looked for in a folded text."""
        return [pattern for pattern in (_any_name(self), _any_number(self)) if pattern]

    def is_told_by(self, *texts: str) -> bool:
        """Whether a part of a hidden name, or a hidden number, stands in any of the texts."""
        folded = [fold(text).letters for text in texts if self.may_be_told_by(text)]
        return any(pattern.search(letters) for pattern in self.patterns for letters in folded)

    def may_be_told_by(self, text: str) -> bool:
        """False of a text that holds none of it; a quick look, as most texts tell nothing."""
        letters = text.replace("%20", " ").translate(_BARE)
        return any(key in letters for key in _keys(self))


def hiding_of(campaign: Campaign) -> Hiding:
    """What the texts of a campaign must not tell today."""
    names = [campaign.name, *campaign.former_names]
    numbers = [campaign.prison_number, *campaign.former_numbers]
    return Hiding(
        names=tuple(campaign.unshown_names if campaign.show_name else names),
        numbers=tuple(campaign.unshown_numbers if campaign.show_prison_number else numbers),
        alias=campaign.alias,
        public_name=campaign.public_name,
    )


def tells_what_is_hidden(campaign: Campaign, *texts: str) -> bool:
    """Whether a part of the real name, or the prison number, stands in a text though not shown.

    Parts of a name count from three letters on, unless the alias has them too; a whole name
    counts whatever the length of its parts.
    """
    return hiding_of(campaign).is_told_by(*texts)


def hidden_patterns(campaign: Campaign) -> "list[re.Pattern[str]]":
    """What tells the hidden name or number, to be looked for in a folded text."""
    return hiding_of(campaign).patterns


def without_hidden(campaign: Campaign, text: str) -> str:
    """A text with the alias in place of the real name, and "…" in place of a hidden number.

    Of what may be shown nothing is replaced.
    """
    return shown(hiding_of(campaign), text)


@lru_cache(maxsize=1024)
def shown(hiding: Hiding, text: str) -> str:
    """`without_hidden`, kept: a long story takes some milliseconds, at each view of its page."""
    for _round in range(ROUNDS):
        if not hiding.may_be_told_by(text):
            break
        before = text
        if pattern := _any_name(hiding):
            text = _replaced(pattern, text, hiding.public_name or UNKNOWN)
        if pattern := _any_number(hiding):
            text = _replaced(pattern, text, UNKNOWN)
        if text == before:
            break
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


class _Bare(dict[int, str]):
    """Of each letter what `fold` makes of it, and of all else nothing, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = bare = "".join(filter(str.isalnum, _plain(chr(code)) or ""))
        return bare


_BARE = _Bare()


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


@lru_cache(maxsize=1024)
def _keys(hiding: Hiding) -> frozenset[str]:
    """Letters and digits of which some stand in a row in each text that tells what is hidden."""
    parts = ("".join(part) for words in _names(hiding) for part in _parts(hiding, words))
    return frozenset(parts) | _numbers(hiding)


def _names(hiding: Hiding) -> list[list[str]]:
    """The words of each hidden name; without those names that the alias tells as a whole."""
    known = _known(hiding)
    return [words for name in hiding.names if not known.issuperset(words := words_of(name))]


def _known(hiding: Hiding) -> frozenset[str]:
    return frozenset(words_of(hiding.alias) + words_of(hiding.public_name))


def _numbers(hiding: Hiding) -> frozenset[str]:
    """The letters and digits of each hidden number."""
    return frozenset("".join(words_of(number)) for number in hiding.numbers) - {""}


@lru_cache(maxsize=1024)
def _any_name(hiding: Hiding) -> "re.Pattern[str] | None":
    """What tells a hidden name, in a folded text; None where there is none."""
    names = _names(hiding)
    parts = {tuple(part) for words in names for part in _parts(hiding, words)}
    if not parts:
        return None
    longest_first = sorted(parts, key=lambda part: (-len(part), part))
    one = "|".join(WITHIN.join(loosely(word) for word in part) for part in longest_first)
    found = [rf"{START}(?:{one})(?:{_BETWEEN}(?:{one}))*{END}"]
    wholes = ("".join(words) for words in names if len(words) > 1)
    found += [loosely(together) for together in wholes if len(together) >= RUN_TOGETHER]
    return re.compile("|".join(found))


def _parts(hiding: Hiding, words: list[str]) -> list[list[str]]:
    """The parts of a name that tell it: from one telling word to another, and the whole."""
    known = _known(hiding)
    telling = [i for i, word in enumerate(words) if len(word) >= LONG_ENOUGH and word not in known]
    together = "".join(words)
    # With all that stands between them.
    spans = {(i, i) for i in telling} | set(combinations(telling, 2))
    if len(together) >= LONG_ENOUGH or not together.isascii():
        spans.add((0, len(words) - 1))
    return [words[i : j + 1] for i, j in spans]


@lru_cache(maxsize=1024)
def _any_number(hiding: Hiding) -> "re.Pattern[str] | None":
    """What tells a hidden prison number, in a folded text; None where there is none."""
    numbers = sorted(_numbers(hiding), key=lambda one: (-len(one), one))
    if not numbers:
        return None
    one = "|".join(r"[\s\0.-]?".join(map(re.escape, digits)) for digits in numbers)
    return re.compile(rf"{START}(?:{one}){END}")


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
