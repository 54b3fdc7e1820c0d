"""Reads a page as its visitor does: its language, its text, its form and what is wrong with it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.db import connection
from django.http import HttpResponse
from django.test.html import Element, parse_html
from django.test.utils import CaptureQueriesContext

from petitions.tokens import make

PETITION = re.compile(r"(?:/es)?/petitions/([-\w]+)/")


def elements(response: HttpResponse) -> Iterator[Element]:
    """Every element of a page; raises where its markup is broken."""
    yield from _inside(_parsed(response.content))


def text_of(element: Element) -> str:
    """The words of an element, without markup."""
    parts = [child if isinstance(child, str) else text_of(child) for child in element.children]
    return " ".join(" ".join(parts).split())


def language_of(response: HttpResponse) -> str:
    """The language that a page says it is in."""
    return next(_get(found, "lang") for found in elements(response) if found.name == "html")


def links_of(response: HttpResponse) -> list[str]:
    """Where the links of a page lead."""
    return [_get(found, "href") for found in elements(response) if found.name == "a"]


def petitions_on(response: HttpResponse) -> list[str]:
    """The petitions that a page leads to, by the last part of their addresses, in its order."""
    found = [PETITION.fullmatch(link) for link in links_of(response)]
    return list(dict.fromkeys(link[1] for link in found if link))


def count_on(response: HttpResponse, address: str) -> str:
    """The number of supporters that a page shows and refreshes from an address."""
    [count] = [found for found in elements(response) if _get(found, "data-count") == address]
    [number] = [found for found in _inside(count) if _has(found, "data-supporters")]
    return text_of(number)


def filled_in(response: HttpResponse, form: str = "sign") -> dict[str, str]:
    """What a browser would send if the form on the page were sent as it stands."""
    sent = {}
    for field in _form(response, form):
        name = _get(field, "name")
        if field.name == "textarea":
            sent[name] = text_of(field)
        elif field.name == "select":
            [chosen] = [option for option in _inside(field) if _has(option, "selected")] or [None]
            if chosen:
                sent[name] = _get(chosen, "value")
        elif _get(field, "type") != "checkbox":
            sent[name] = _get(field, "value")
        elif _has(field, "checked"):
            sent[name] = _get(field, "value") or "on"
    return sent


def errors_beside_fields(response: HttpResponse) -> dict[str, str]:
    """What is wrong with each field, where the field says that this describes it."""
    described = {}
    by_id = {_get(found, "id"): found for found in elements(response)}
    for field in elements(response):
        if _get(field, "aria-invalid") == "true":
            ids = _get(field, "aria-describedby").split()
            found = next(by_id[name] for name in ids if name.endswith("_error"))
            described[_get(field, "name")] = text_of(found)
    return described


def errors_in_summary(response: HttpResponse) -> dict[str, str]:
    """What is wrong with each field, from the summary, by where its links lead."""
    summary = next(found for found in elements(response) if _get(found, "role") == "alert")
    links = [found for found in _inside(summary) if found.name == "a"]
    return {_get(link, "href").removeprefix("#id_"): text_of(link) for link in links}


def queries(browser, address):
    """How many queries the second visit of a page takes."""
    browser.get(address)
    with CaptureQueriesContext(connection) as taken:
        assert browser.get(address).status_code == 200
    return len(taken)


def answer(response):
    """All that somebody could tell answers apart by."""
    return response.status_code, dict(response.headers), response.content


def link(purpose, row, language=""):
    """The address of a page behind a token."""
    return f"{language}/signatures/{purpose}/{make(purpose, row)}/"


def _form(response: HttpResponse, form: str) -> Iterator[Element]:
    [found] = [found for found in elements(response) if _get(found, "id") == form]
    assert found.name == "form"
    return (field for field in _inside(found) if field.name in ("input", "select", "textarea"))


@lru_cache(maxsize=8)
def _parsed(content: bytes) -> Element:
    return parse_html(content.decode())


def _inside(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if not isinstance(child, str):
            yield from _inside(child)


def _has(element: Element, name: str) -> bool:
    return name in dict(element.attributes)


def _get(element: Element, name: str) -> str:
    return dict(element.attributes).get(name) or ""
