"""The guide for staff: `docs/staff/` as pages of the admin, and which of them tells of what."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

FOLDER: Path = settings.BASE_DIR / "docs" / "staff"
PICTURES = FOLDER / "pictures"
START = "start"
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")

TITLE = re.compile(r"# (.+)\n")
LINK = re.compile(r'href="([a-z-]+)\.md"')
PICTURE = re.compile(r"^!\[([^\]]*)\]\(pictures/([a-z-]+)\.webp\)$", re.MULTILINE)

TELLS_OF = {
    "campaigns.campaign": "case",
    "campaigns.update": "news",
    "organizations.auditevent": "people",
    "organizations.invitation": "people",
    "organizations.membership": "people",
    "organizations.organization": "organization",
    "organizations.sitestate": "pausing",
    "organizations.user": "people",
    "petitions.comment": "comments",
    "petitions.decisionmaker": "decision-makers",
    "petitions.invalidation": "fraud",
    "petitions.petition": "petition",
    "petitions.rally": "rally",
    "petitions.signature": "signatures",
    "petitions.subscription": "signatures",
    "petitions.suppression": "signatures",
}
"""The page of the guide that tells of a model's pages in the admin."""


def address_for(opts: Any = None) -> str:
    """Where the guide tells of a page of the admin; its start for pages of no model."""
    name = TELLS_OF.get(opts.label_lower, START) if opts is not None else START
    return reverse("admin:guide", args=[name])


@require_safe
def guide(request: HttpRequest, name: str = START) -> HttpResponse:
    """A page of the guide."""
    path = FOLDER / f"{name}.md"
    if not path.is_file():
        raise Http404
    title, text = _read(path)
    context = {
        **admin.site.each_context(request),
        "title": title,
        "text": text,
        "pages": [(reverse("admin:guide", args=[page.stem]), _read(page)[0]) for page in _pages()],
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


def _pages() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.md") if path.stem != START)


def _read(path: Path) -> tuple[str, SafeString]:
    """The title of a page, and its text with links and pictures that lead within the admin."""
    whole = path.read_text(encoding="utf-8")
    found = TITLE.match(whole)
    title = found[1] if found else _("Guide")
    parts = PICTURE.split(whole[found.end() if found else 0 :])
    html = _linked(_parser.render(parts[0]))
    for alt, name, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        html += _picture(alt, name) + _linked(_parser.render(text))
    return title, mark_safe(html)  # noqa: S308  (of our own files)


def _linked(html: str) -> str:
    return LINK.sub(lambda found: f'href="{reverse("admin:guide", args=[found[1]])}"', html)


def _picture(alt: str, name: str) -> str:
    address = reverse("admin:guide_picture", args=[name])
    return f'<p class="guide-picture"><img src="{address}" alt="{alt}" loading="lazy"></p>'
