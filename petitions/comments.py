"""Comments as they are read: by the public on a petition's pages, by staff in their queue."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.forbidden import Guard, Span, guard_of, guards_of, merged
from petitions.models import Comment
from petitions.models.comment import CommentQuerySet
from petitions.public import PublicPetition

ON_PETITION = 10
"""Comments on a petition's own page; all of them have a page of their own."""

ON_PAGE = 40

ADDRESS = re.compile(r"(?<![^\s@<>])[^\s@<>]+@[^\s@<>]+\.[^\s@<>]*\w")
PHONE = re.compile(
    r"(?<![\w+])(?!\d{4}-\d\d-\d\d\b)\+?\(?\d(?:[\s().\u2010-\u2013-]{0,2}\d){6,14}(?!\w)"
)
"""Seven digits or more (ITU-T E.164 allows 15), but no day as in 2026-11-24."""

WHOLE_LINK = re.compile(
    r"(?:https?:|www\.|(?<![a-z0-9-])(?:[a-z0-9-]+\.)+(?:com|org|net|info|ru|cn|xyz|top|io)\b)"
    r"(?:\S*[\w/])?",
    re.IGNORECASE,
)
"""What `petitions.names.LINK` finds in a name, to its end."""

KINDS = {
    "forbidden": _("tells a name or word that must never appear"),
    "link": _("holds a link"),
    "address": _("holds an email address"),
    "phone": _("holds what looks like a phone number"),
}
"""What is marked in a comment, in words."""


@dataclass(frozen=True)
class Piece:
    """A part of a text, and the kind of what is marked in it; empty where nothing is."""

    text: str
    kind: str = ""


# --- For the public


@dataclass(frozen=True)
class PublicComments:
    """Some comments of a petition, and where those after them begin; None where there are none."""

    quoted: list[Comment]
    others: list[Comment]
    after: str | None

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.quoted or self.others)


def public_comments(
    petition: PublicPetition, *, size: int = ON_PETITION, after: str = ""
) -> PublicComments:
    """The next comments of a petition, quoted ones first, then the newest; two queries at most.

    None where they are switched off. What tells a forbidden word is left out, even if it was
    approved: the list is asked each time.
    """
    if not petition.shows_comments or petition.is_withheld:
        return PublicComments([], [], None)
    found = Comment.objects.approved().filter(petition=petition.pk)
    rows = list(_after(found, after).order_by("-comment_quoted", "-pk")[: size + 1])
    is_more, rows = len(rows) > size, rows[:size]
    cursor = position(rows[-1]) if is_more else None
    guard = guard_of(petition.campaign) if rows else None
    shown = [row for row in rows if guard and not guard.is_told_by(*row.public_texts)]
    quoted = [row for row in shown if row.comment_quoted]
    return PublicComments(quoted, [row for row in shown if not row.comment_quoted], cursor)


def position(comment: Comment) -> str:
    """Where a comment stands on the pages, for those after it."""
    return f"{'q' if comment.comment_quoted else ''}{comment.pk}"


def _after(found: CommentQuerySet, position: str) -> CommentQuerySet:
    """Those that follow a position; all of them where it is none."""
    match = re.fullmatch(r"(q?)([0-9]{1,18})", position)
    if match is None:
        return found
    same = found.filter(comment_quoted=bool(match[1]), pk__lt=int(match[2]))
    return same | found.filter(comment_quoted=False) if match[1] else same


# --- For staff


@dataclass(frozen=True)
class Reading:
    """A comment as staff read it before they judge it."""

    comment: Comment
    guard: Guard

    def __getattr__(self, name: str) -> Any:
        # Everything else is the row's.
        return getattr(self.comment, name)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The comment, cut where something is marked."""
        return pieces(self.comment.comment, self.guard)

    @cached_property
    def name_pieces(self) -> list[Piece]:
        """The public name, cut likewise."""
        name = self.comment.public_name
        return pieces(name, self.guard) if self.comment.show_name else [Piece(name)]

    @cached_property
    def flags(self) -> list[str]:
        """What is marked in it, in words."""
        kinds = {piece.kind for piece in (*self.pieces, *self.name_pieces)}
        return [str(text) for kind, text in KINDS.items() if kind in kinds]

    @property
    def is_forbidden(self) -> bool:
        """Whether it can only be refused."""
        return any(piece.kind == "forbidden" for piece in (*self.pieces, *self.name_pieces))

    @cached_property
    def reports(self) -> list[Any]:
        """The reports about it that nobody has answered."""
        return [row for row in self.comment.comment_reports.all() if row.settled_at is None]


def pieces(text: str, guard: Guard) -> list[Piece]:
    """A text cut where something in it is marked; a forbidden word comes before all else."""
    taken = guard.spans(text)
    marked = [(span, "forbidden") for span in taken]
    for kind, pattern in (("address", ADDRESS), ("link", WHOLE_LINK), ("phone", PHONE)):
        for span in merged(found.span() for found in pattern.finditer(text)):
            if not any(_overlap(span, other) for other in taken):
                marked.append((span, kind))
                taken = [*taken, span]
    found, end = [], 0
    for (start, stop), kind in sorted(marked):
        found += [Piece(text[end:start]), Piece(text[start:stop], kind)]
        end = stop
    return [piece for piece in (*found, Piece(text[end:])) if piece.text]


def is_flagged(comment: Comment, guard: Guard) -> bool:
    """Whether somebody should look at it by itself: something is marked, or it was reported."""
    reading = Reading(comment, guard)
    return bool(reading.flags or reading.reports)


def readings(found: QuerySet[Comment]) -> list[Reading]:
    """Comments with all that staff see of them, in the order of their ids; three queries."""
    found = found.select_related("petition__campaign__organization").order_by("pk")
    rows = list(found.prefetch_related("comment_reports"))
    guards = guards_of(row.petition.campaign for row in rows)
    return [Reading(row, guards[row.petition.campaign_id]) for row in rows]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
