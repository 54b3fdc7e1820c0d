"""The guide for staff: `docs/staff/` as pages of the admin, and which part of them tells of what."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER: Path = settings.BASE_DIR / "docs" / "staff"
PICTURES = FOLDER / "pictures"
START = "start"
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")

TITLE = re.compile(r"# (.+)\n")
LINK = re.compile(r"([a-z-]+)\.md(#[a-z-]+)?")
PICTURE = re.compile(r"pictures/([a-z-]+)\.webp")
LINKED = re.compile(r"\]\(([a-z-]+)\.md\)")

TELLS_OF = {
    "campaigns.campaign": "case",
    "campaigns.update": "news",
    "django_tasks_database.dbtaskresult": "trouble#mail-that-does-not-arrive",
    "organizations.auditevent": "people#who-did-what",
    "organizations.invitation": "people#invite-somebody",
    "organizations.membership": "people",
    "organizations.organization": "organization",
    "organizations.sitestate": "pausing#the-whole-site",
    "organizations.user": "people#for-whoever-hosts-the-site",
    "petitions.comment": "comments",
    "petitions.decisionmaker": "decision-makers",
    "petitions.invalidation": "fraud#put-back",
    "petitions.petition": "petition",
    "petitions.rally": "rally",
    "petitions.signature": "signatures",
    "petitions.subscription": "signatures#who-asked-for-news",
    "petitions.suppression": "signatures#addresses-never-to-be-mailed",
}
"""The chapter, or the section of one, that tells of a model's pages in the admin."""

TELLS_OF_PAGE = {
    "app_list": "start#where-to-find-what",
    "auth_user_password_change": "people#for-whoever-hosts-the-site",
    "campaigns_campaign_add": "case#begin-a-case",
    "campaigns_campaign_changelist": "case#where-a-case-stands",
    "campaigns_campaign_versions": "case#compare-and-bring-back",
    "campaigns_campaign_versions_compare": "case#compare-and-bring-back",
    "campaigns_campaign_versions_restore": "case#compare-and-bring-back",
    "campaigns_update_add": "news#write-news",
    "campaigns_update_delete": "news#take-it-off-again",
    "confirm": "logging-in#asked-for-the-password-again",
    "organizations_membership_change": "people#change-a-role",
    "organizations_membership_delete": "people#say-goodbye",
    "password_change": "logging-in#password",
    "password_change_done": "logging-in#password",
    "petitions_decisionmaker_petitions": "decision-makers#readdress-or-close",
    "petitions_decisionmaker_successor": "decision-makers#when-somebody-new-comes",
    "petitions_petition_open": "petition#open-it-for-signing",
    "petitions_petition_close": "petition#how-it-ends",
    "petitions_petition_correct": "petition#correct-the-outcome",
    "petitions_signature_fraud": "fraud#find-and-take-out",
    "recovery_codes": "logging-in#second-factor",
    "second_factor": "logging-in#second-factor",
    "second_factor_code": "logging-in#second-factor",
    "second_factor_set_up": "logging-in#second-factor",
}
"""The section that tells of a page more closely than `TELLS_OF`, by the name of the page's address."""

HISTORY = "people#who-did-what"
"""The section that tells of the history of any row."""


def address_for(opts: Any = None, page: str | None = None) -> str:
    """Where the guide tells of a page of the admin; its start for a page that it does not know.

    `opts` are those of the model that the page shows, `page` is the name of its address.
    """
    place = TELLS_OF_PAGE.get(page or "")
    if place is None and (page or "").endswith("_history"):
        place = HISTORY
    if place is None:
        place = TELLS_OF.get(opts.label_lower, START) if opts is not None else START
    return _address(place)


@require_safe
def guide(request: HttpRequest, name: str = START) -> HttpResponse:
    """A chapter of the guide."""
    path = FOLDER / f"{name}.md"
    if not path.is_file():
        raise Http404
    title, text = _read(path)
    context = {
        **admin.site.each_context(request),
        "title": title,
        "text": text,
        "pages": [(_address(name), _title(FOLDER / f"{name}.md")) for name in chapters()],
        "is_start": name == START,
    }
    return render(request, "admin/guide.html", context)


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the guide."""
    path = PICTURES / f"{name}.webp"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/webp")


def chapters() -> list[str]:
    """The names of all chapters but the first, in the order in which that one links them."""
    found = LINKED.findall((FOLDER / f"{START}.md").read_text(encoding="utf-8"))
    return list(dict.fromkeys(found))


def sections(name: str) -> set[str]:
    """The sections of a chapter, as they stand in addresses."""
    tokens = _parser.parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    return {_section(tokens, at) for at, token in enumerate(tokens) if _is_heading(token)}


def _title(path: Path) -> str:
    found = TITLE.match(path.read_text(encoding="utf-8"))
    return found[1] if found else _("Guide")


def _read(path: Path) -> tuple[str, SafeString]:
    """The title of a chapter, and its text with links and pictures that lead within the admin."""
    tokens = _parser.parse(TITLE.sub("", path.read_text(encoding="utf-8"), count=1))
    for at, token in enumerate(tokens):
        if _is_heading(token):
            token.attrSet("id", _section(tokens, at))
        for child in token.children or []:
            _lead(child)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return _title(path), mark_safe(html)  # noqa: S308  (of our own files)


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open"


def _section(tokens: list[Token], at: int) -> str:
    return slugify(tokens[at + 1].content)


def _lead(token: Token) -> None:
    """Let a link to a chapter, or a picture, lead to where the admin shows it."""
    if token.type == "link_open" and (found := LINK.fullmatch(str(token.attrs["href"]))):
        token.attrSet("href", _address(found[1] + (found[2] or "")))
    if token.type == "image" and (found := PICTURE.fullmatch(str(token.attrs["src"]))):
        token.attrSet("src", reverse("admin:guide_picture", args=[found[1]]))
        token.attrSet("class", "guide-picture")
        token.attrSet("loading", "lazy")


def _address(place: str) -> str:
    name, _mark, section = place.partition("#")
    address = reverse("admin:guide", args=[name])
    return f"{address}#{section}" if section else address
