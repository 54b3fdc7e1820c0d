"""Markdown to safe HTML, for what staff write."""

from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["replacements", "smartquotes"]
)


def to_html(text: str) -> SafeString:
    """Render Markdown; what is not in `TAGS` (scripts, styles, images, raw HTML) is left out."""
    html = _parser.render(text)
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))  # noqa: S308


def to_text(text: str) -> str:
    """Markdown as plain text, for descriptions and cards."""
    return " ".join(unescape(nh3.clean(_parser.render(text), tags=set())).split())
