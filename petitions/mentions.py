"""Where a petition's texts name somebody, as a reader would find it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from petitions.models import Petition
from petitions.models.petition import TEXTS

AROUND = 40
"""Characters that are shown on either side of a name."""
LONG_ENOUGH = 3
"""Letters from which on a part of a name counts by itself."""


@dataclass(frozen=True)
class Mention:
    """A name within a text: which text, what stands before it, the name, what stands after."""

    field: str
    before: str
    name: str
    after: str


def mentions(petition: Petition, names: Iterable[str]) -> list[Mention]:
    """Every place where title, ask, summary or story, or the campaign's story, in either language,
    have one of the names, or a part of it."""
    patterns = [pattern for name in names if (pattern := _pattern(name))]
    found = []
    for label, text in _texts(petition):
        text = unicodedata.normalize("NFC", text)
        plain = _plain(text)
        found += [
            _mention(label, text, place.start(), place.end())
            for pattern in patterns
            for place in pattern.finditer(plain)
        ]
    return found


def _texts(petition: Petition) -> Iterator[tuple[str, str]]:
    for field in TEXTS:
        yield from _in_both_languages(petition, field, _label(petition, field))
    yield from _in_both_languages(petition.campaign, "story", _("the campaign’s story"))


def _in_both_languages(row: Model, field: str, label: str) -> Iterator[tuple[str, str]]:
    yield label, getattr(row, field)
    yield _("%(text)s, in Spanish") % {"text": label}, getattr(row, f"{field}_es")


def _label(petition: Petition, field: str) -> str:
    return str(petition._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _plain(text: str) -> str:
    """The text without accents, as long as before."""
    return "".join(unicodedata.normalize("NFKD", letter)[:1] for letter in text)


def _pattern(name: str) -> "re.Pattern[str] | None":
    """The whole name, or a part with its capital letter, so that no verb is taken for a Rob."""
    words = re.findall(r"[^\W_]+", _plain(unicodedata.normalize("NFC", name)))
    parts = [word for word in words if len(word) >= LONG_ENOUGH and word[0].isupper()]
    if not parts:
        return None
    alone = "|".join(re.escape(form) for word in parts for form in (word, word.upper()))
    whole = r"\W{1,3}".join(map(re.escape, words))
    return re.compile(rf"\b(?:{whole}|{alone})\b")


def _mention(label: str, text: str, start: int, end: int) -> Mention:
    before, after = text[:start], text[end:]
    return Mention(
        label,
        f"…{before[-AROUND:]}" if len(before) > AROUND else before,
        text[start:end],
        f"{after[:AROUND]}…" if len(after) > AROUND else after,
    )
