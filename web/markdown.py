"""Markdown to safe HTML, for what staff write."""

from collections.abc import Iterator
from enum import Enum
from html import unescape
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["replacements", "smartquotes"]
)

_finder = MarkdownIt("commonmark", {"html": True})
_finder.validateLink = lambda url: True  # type: ignore[method-assign]


class LeftOut(Enum):
    """What somebody may write that `to_html` does not show as they mean it."""

    HTML = "html"
    LINK = "link"
    IMAGE = "image"


def left_out(text: str) -> set[LeftOut]:
    """What of a Markdown text does not show: raw HTML, links that lead nowhere safe, images."""
    found = set()
    for token in _tokens(_finder.parse(text)):
        if token.type in ("html_block", "html_inline"):
            found.add(LeftOut.HTML)
        elif token.type == "image":
            found.add(LeftOut.IMAGE)
        elif token.type == "link_open" and not _is_safe(str(token.attrGet("href") or "")):
            found.add(LeftOut.LINK)
    return found


def _tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or []


def _is_safe(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"", *SCHEMES}
    except ValueError:
        return False


def to_html(text: str) -> SafeString:
    """Render Markdown; what is not in `TAGS` (scripts, styles, images, raw HTML) is left out."""
    html = _parser.render(text)
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))  # noqa: S308


def to_text(text: str) -> str:
    """Markdown as plain text, for descriptions and cards."""
    return " ".join(unescape(nh3.clean(_parser.render(text), tags=set())).split())
