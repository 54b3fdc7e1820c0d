"""What must never appear in what others write about a case: names and words that staff have listed
(victims, children, relatives, opponents), and what the campaign hides of her.

A listed word is found as a reader would find it: whatever the case, the accents, the spacing and
the look-alike letters, inside hashtags and addresses too. A whole name is found as a whole; a
first or last name that tells by itself is listed by itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from campaigns.hiding import (
    END,
    LONG_ENOUGH,
    RUN_TOGETHER,
    START,
    WITHIN,
    fold,
    hidden_patterns,
    loosely,
    words_of,
)
from campaigns.models import Campaign, ForbiddenWord

IN_HASHTAG = 4
"""Letters from which on a word is found inside a hashtag or handle too, as in "#freesofia"."""

LOOKALIKES = str.maketrans("авеіјкмнорсѕтухһԁαβεικνορτυχ", "abeijkmhopcstyxhdabeikvoptux")
"""Cyrillic and Greek letters that a reader takes for Latin ones."""

_APART = r"[\s\0_.*·-]{1,3}"
"""Between the letters of a word that is spelled out, as in "J o h n"."""

_NO_LETTER = re.compile(r"%20|[\W_]+")

Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one after its last."""


@dataclass(frozen=True)
class Listed:
    """What finds a listed word in a folded text, and the letters that must stand there in a row."""

    letters: str
    pattern: "re.Pattern[str]"


@dataclass(frozen=True)
class Guard:
    """What must never be told of one campaign."""

    hidden: "tuple[re.Pattern[str], ...]"
    listed: tuple[Listed, ...]

    def spans(self, text: str) -> list[Span]:
        """Where a text tells it, in order and without overlaps."""
        folded = fold(text)
        places = folded.places
        return merged(
            (places[found.start()], places[found.end()])
            for letters in _readings(folded.letters)
            for pattern in self._candidates(letters)
            for found in pattern.finditer(letters)
        )

    def is_told_by(self, *texts: str) -> bool:
        """Whether any of the texts tells it."""
        return any(
            pattern.search(letters)
            for text in texts
            if text
            for letters in _readings(fold(text).letters)
            for pattern in self._candidates(letters)
        )

    def _candidates(self, letters: str) -> "list[re.Pattern[str]]":
        """Those that may find something: a list is long, and most of it is in no text."""
        bare = _NO_LETTER.sub("", letters)
        listed = [each.pattern for each in self.listed if each.letters in bare]
        return [*self.hidden, *listed]


def guards_of(campaigns: Iterable[Campaign]) -> dict[int, Guard]:
    """The guard of each campaign, by its id; one query for all of them."""
    by_id = {campaign.pk: campaign for campaign in campaigns}
    listed: dict[int, list[str]] = {pk: [] for pk in by_id}
    words = ForbiddenWord.objects.filter(campaign__in=by_id).order_by("pk")
    for campaign_id, text in words.values_list("campaign_id", "text"):
        listed[campaign_id].append(text)
    return {pk: _guard(campaign, listed[pk]) for pk, campaign in by_id.items()}


def guard_of(campaign: Campaign) -> Guard:
    """The guard of one campaign."""
    return guards_of([campaign])[campaign.pk]


def telling_words(campaign: Campaign, texts: Iterable[str]) -> list[str]:
    """Which of a campaign's listed words stand in any of the texts, in the order of the list."""
    told = list(texts)
    listed = campaign.forbidden_words.order_by("pk").values_list("text", flat=True)
    return [
        word for word in listed if (one := as_listed(word)) and Guard((), (one,)).is_told_by(*told)
    ]


@lru_cache(maxsize=1024)
def as_listed(word: str) -> Listed | None:
    """A word as it is looked for; None where it holds no letter and no digit."""
    words = [part.translate(LOOKALIKES) for part in words_of(word)]
    together = "".join(words)
    if not together:
        return None
    if re.search(r"[^\W\d_]", together) and together.upper() == together.lower():
        # A script without capitals may be without blanks, or join articles to the word.
        return Listed(together, re.compile(WITHIN.join(map(loosely, words))))
    verbatim = re.escape(fold(word.strip()).letters.translate(LOOKALIKES))
    forms = [rf"{START}{WITHIN.join(map(loosely, words))}s?{END}", START + verbatim + END]
    if len(together) >= LONG_ENOUGH:
        forms.append(START + _APART.join(map(re.escape, together)) + END)
    if len(together) >= IN_HASHTAG:
        forms.append(rf"[#@][\w\0.-]*?{loosely(together)}")
    if len(words) > 1 and len(together) >= RUN_TOGETHER:
        forms.append(loosely(together))
    return Listed(together, re.compile("|".join(forms)))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch as one; empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _guard(campaign: Campaign, words: Iterable[str]) -> Guard:
    listed = tuple(filter(None, map(as_listed, words)))
    return Guard(tuple(hidden_patterns(campaign)), listed)


def _readings(letters: str) -> list[str]:
    """A folded text as it is written, and as it looks; letter by letter as long."""
    if letters.isascii():
        return [letters]
    return [letters, letters.translate(LOOKALIKES)]
