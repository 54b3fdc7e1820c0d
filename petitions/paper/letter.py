"""How much of a text goes into a letter."""

import re

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

TAG = re.compile(r"<(/?)(?:p|ul|ol|blockquote|h[2-4])\b[^>]*>")
HEADING_LAST = re.compile(r"<h[2-4]\b[^>]*>(?:(?!</h[2-4]>).)*</h[2-4]>\s*\Z", re.DOTALL)


def first_blocks(html: SafeString, most: int) -> SafeString:
    """The whole paragraphs and lists with which a text begins, of at most `most` characters.

    A heading is not left alone at the end. Where even the first paragraph is longer it is cut, and
    ends in "…". `html` is what `to_html` made, and safe; so is what comes back.
    """
    if len(html) <= most:
        return html
    end = max((place for place in _ends(html) if place <= most), default=0)
    whole = HEADING_LAST.sub("", html[:end]).rstrip()
    return mark_safe(whole or Truncator(html).chars(most, html=True))  # noqa: S308


def _ends(html: str) -> list[int]:
    """Where a block ends that is within no other."""
    depth, found = 0, []
    for tag in TAG.finditer(html):
        depth += -1 if tag[1] else 1
        if depth == 0:
            found.append(tag.end())
    return found
