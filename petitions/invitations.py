"""The codes in supporters' own links: opaque, drawn at random, and read from where a form came.

A link tells nothing of who shares it. What is kept of who came through it stands in
`petitions.actions.signatures`.
"""

import re
from urllib.parse import parse_qsl

from django.http import HttpRequest

from petitions.codes import ALPHABET, drawn

CODE_LENGTH = 10
CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")

LONGEST_QUERY = 500
"""Characters of a query that are looked at."""

TOLD_FROM = 3
"""From how many on their number is told. One who has asked a single person would learn from a
smaller one whether that person has signed."""


def new_code() -> str:
    """A code for a supporter's own link; 31¹⁰ of them, so they are neither guessed nor met twice."""
    return drawn(CODE_LENGTH)


def cleaned(text: str) -> str:
    """The text, if it has the form of a code; else an empty one."""
    return text if CODE.fullmatch(text) else ""


def code_of(request: HttpRequest) -> str:
    """The code with which a form came: carried in it, or in the address of the page it stood on.

    A petition's page is the same for whoever opens it, so the code does not stand in its form. The
    browser sends the whole address of that page along with the form (`Referrer-Policy:
    same-origin`), with or without scripts; a form that is shown again carries the code itself.
    """
    typed = cleaned(request.POST.get("via", ""))
    page = request.headers.get("Referer", "").partition("#")[0]
    return typed or _of_query(page.partition("?")[2])


def _of_query(query: str) -> str:
    return cleaned(dict(parse_qsl(query[:LONGEST_QUERY])).get("via", ""))
