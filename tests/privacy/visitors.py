"""Browsers that keep every answer they get, and the ways through the site that strangers take."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone, translation

from campaigns.models import Update
from organizations.models import Organization
from petitions.models import Comment, OldAddress, Petition
from petitions.pictures import version_of
from petitions.public import PublicPetition
from tests.pdf import text_of
from tests.test_site import patterns

AGENT = "Qzagent-of-a-reader/7"
REFERRER = "https://qz-where-they-came-from.example/"

OF_TESTS = ("breaking/", "leaking/")
"""Addresses that only `tests.privacy.urls` has."""

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
MARKS = re.compile(r"\\Z|[$^]")


@dataclass(frozen=True)
class Answer:
    """What was asked for, and what came back."""

    asked: str
    sent: str
    response: HttpResponse

    @property
    def head(self) -> bytes:
        """Its headers and cookies."""
        lines = [f"{name}: {value}" for name, value in self.response.headers.items()]
        return "\n".join([*lines, self.response.cookies.output()]).encode()

    @property
    def told(self) -> bytes:
        """All of it, but for what only repeats the address that was asked for."""
        content = self.response.getvalue()
        if content.startswith(b"%PDF"):
            content = text_of(content).encode()
        told = self.head + b"\n\n" + content
        for echo in sorted(self._echoes(), key=len, reverse=True):
            told = told.replace(echo.encode(), b"")
        return told

    @property
    def is_kept_by_nobody(self) -> bool:
        """Whether no cache may keep it."""
        said = {part.strip() for part in self.response.headers.get("Cache-Control", "").split(",")}
        return {"private", "no-store"} <= said

    def _echoes(self) -> set[str]:
        path = self.asked.partition(" ")[2]
        return {path, path.removeprefix("/es"), self.sent} - {"", "/"}


class Visitor(Client):
    """A browser; `answers` are all that it got, `typed` what its owner typed or was shown once."""

    def __init__(self, address: str = "198.51.100.77", **extra: Any) -> None:
        super().__init__(
            REMOTE_ADDR=address,
            HTTP_USER_AGENT=AGENT,
            HTTP_REFERER=REFERRER,
            raise_request_exception=False,
            **extra,
        )
        self.answers: list[Answer] = []
        self.typed: dict[str, str] = {}

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        asked = f"{request['REQUEST_METHOD']} {request['PATH_INFO']}"
        self.answers.append(Answer(asked, request.get("QUERY_STRING", ""), response))
        return response

    @property
    def statuses(self) -> set[int]:
        """The kinds of answers that it got."""
        return {answer.response.status_code for answer in self.answers}


def every_address() -> list[str]:
    """Every address of the site in every language, with all that may stand for its parameters."""
    found: list[str] = []
    for language in ("en", "es"):
        with translation.override(language):
            for path, _pattern in patterns(get_resolver()):
                if not path.startswith(OF_TESTS):
                    found += _filled("/" + MARKS.sub("", path))
    return list(dict.fromkeys(found))


def _filled(path: str) -> Iterator[str]:
    names = [one or other for one, other in PARAMETER.findall(path)]
    # In the admin a stranger gets no further than the log-in, whatever the row.
    if path.startswith("/admin/"):
        found = [("1",) * len(names)]
    elif "pk" in names:
        found = _rows(path)
    else:
        found = [*itertools.product(*(_values()[name] for name in names))]
    for chosen in found:
        parts = iter(chosen)
        yield PARAMETER.sub(lambda _found, parts=parts: next(parts), path)


def _rows(path: str) -> list[tuple[str, str]]:
    """The slug of each petition with each row that stands under its address, and with the first:
    its campaign's news, drafts too, or the comments of its signers, shown or not."""
    if "/updates/" in path:
        found = Update.objects.order_by("pk").values_list("campaign__petitions__slug", "pk")
    else:
        found = Comment.objects.order_by("pk").values_list("petition__slug", "pk")
    slugs = _values()["slug"]
    return [*((slug, str(pk)) for slug, pk in found), *((slug, "1") for slug in slugs)]


def _pictures() -> list[str]:
    """The versions of today's pictures that there are, in both languages."""
    today = timezone.localdate()
    found = []
    for row in Petition.objects.visible().for_page(today):
        for language in ("en", "es"):
            with translation.override(language):
                found.append(version_of(PublicPetition(row, today)))
    return found


def _values() -> dict[str, list[str]]:
    slugs = [*Petition.objects.values_list("slug", flat=True)]
    slugs += OldAddress.objects.values_list("slug", flat=True)
    return {
        "slug": [*slugs, *Organization.objects.values_list("slug", flat=True)],
        "code": [*Petition.objects.values_list("code", flat=True)],
        "token": ["not-a-token"],
        "rest": ["anything/"],
        "width": ["480", "1200"],
        "kind": ["avif", "webp"],
        "version": ["en-1", *_pictures()],
    }
