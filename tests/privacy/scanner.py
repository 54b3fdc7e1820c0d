"""Finds a value in whatever was sent or written, however it is spelled there."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from urllib.parse import quote, quote_plus

from django.utils import formats, translation
from django.utils.html import escape as django_escape
from django.utils.html import json_script
from django.utils.text import slugify

from web.markdown import to_html

Value = str | bytes | date

LONG_ENOUGH = 6
"""Characters from which on a text is taken for a value of its own, and not for a word."""

WIDEST_GROUP = 3
"""Base64 packs so many bytes into one group: a value may begin at any of them."""


class Scanner:
    """Looks for values, each under the name of where it is kept."""

    def __init__(self) -> None:
        self._places: dict[bytes, set[str]] = {}
        self.places: set[str] = set()
        """Where the values are kept that it would know again."""

    def add(self, place: str, value: Value) -> None:
        """Look for one value more, unless it is too short to be told from a word."""
        if is_telling(value):
            self.places.add(place)
            for spelling in spellings(value):
                self._places.setdefault(spelling, set()).add(place)

    def without(self, values: Iterable[Value]) -> "Scanner":
        """The same, but for values that everybody may read by now."""
        known = {spelling for value in filter(is_telling, values) for spelling in spellings(value)}
        left = Scanner()
        left.places = self.places
        left._places = {
            spelling: places for spelling, places in self._places.items() if spelling not in known
        }
        return left

    def found(self, texts: Iterable[bytes]) -> dict[str, str]:
        """Where each value that stands in the texts is kept, with what was seen of it."""
        # What pages have in common is looked through once.
        lines = {line for text in texts for line in _both_cases(text).splitlines()}
        all_lines = b"\n".join(lines)
        seen = (spelling for spelling in self._places if spelling in all_lines)
        return {
            place: spelling.decode(errors="backslashreplace")
            for spelling in seen
            for place in self._places[spelling]
            if _is_whole(spelling, all_lines)
        }


def is_telling(value: Value) -> bool:
    """Whether a value is so much of its own that finding it means something."""
    if isinstance(value, date):
        return True
    return len(value) >= LONG_ENOUGH or (
        isinstance(value, str) and value.isdigit() and len(value) > 4
    )


def spellings(value: Value) -> set[bytes]:
    """A value as it may stand in a page, a header, an address, a log line or a cache."""
    if isinstance(value, date):
        return {text.encode().lower() for text in _days(value)}
    if isinstance(value, bytes):
        return {value, value.hex().encode(), *_in_base64(value)} - {b""}
    texts = {
        value,
        escape(value),
        django_escape(value),
        quote(value),
        quote(value, safe=""),
        quote_plus(value),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        str(json_script(value)).partition('">"')[2].partition('"</script')[0],
        repr(value)[1:-1],
        slugify(value),
        to_html(value).strip().removeprefix("<p>").removesuffix("</p>"),
    }
    plain = value.encode()
    found = {text.encode() for text in texts if len(text) >= min(len(value), LONG_ENOUGH)}
    found |= {plain.hex().encode(), *_in_base64(plain)}
    # Under two spellings of case, as the scanned text is.
    return {line for spelling in found for line in (spelling, spelling.lower())}


def _in_base64(value: bytes) -> Iterator[bytes]:
    for before in range(WIDEST_GROUP):
        shifted = base64.b64encode(b"\0" * before + value)
        # Without the characters that its neighbours have a share in.
        first = -(-before * 8 // 6)
        last = (before + len(value)) * 8 // 6
        if last - first >= LONG_ENOUGH:
            yield shifted[first:last]
            yield base64.urlsafe_b64encode(b"\0" * before + value)[first:last]


def _days(day: date) -> Iterator[str]:
    yield day.isoformat()
    yield f"{day:%Y%m%d}"
    yield f"{day:%m/%d/%Y}"
    yield f"{day:%d/%m/%Y}"
    for language in ("en", "es"):
        with translation.override(language):
            for kind in ("DATE_FORMAT", "SHORT_DATE_FORMAT"):
                yield formats.date_format(day, kind)


def _both_cases(text: bytes) -> bytes:
    return text + b"\n" + text.lower()


def _is_whole(spelling: bytes, text: bytes) -> bool:
    """Whether it stands there by itself, where it is short and of digits: a ZIP code, say."""
    if len(spelling) >= LONG_ENOUGH or not spelling.isdigit():
        return True
    return bool(re.search(rb"(?<![\w.-])" + spelling + rb"(?![\w-])", text))
