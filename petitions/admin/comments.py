"""The queue in which staff read comments: one after the other, by keyboard or by taps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.admin import acting
from organizations.roles import organizations_where
from petitions.actions.comments import Judged, Verdict, Was, Why, judge, put_back
from petitions.admin.signed import SignedRows
from petitions.comments import readings
from petitions.models import Comment, Petition
from petitions.models.comment import CommentQuerySet
from petitions.models.comment_state import CommentState
from petitions.public import PublicPetition
from web.pages import see_other

PAGE_SIZE = 20
KEPT_FOR_UNDO = 50
"""Of a session's judgements, the newest ones."""

JUDGED = "comments_judged"
ALL = "all"


@dataclass(frozen=True)
class Tab:
    """A part of the queue."""

    name: str
    label: Promise
    choose: Callable[[CommentQuerySet], CommentQuerySet]
    is_newest_first: bool = False


TABS = {
    tab.name: tab
    for tab in (
        Tab("waiting", gettext_lazy("Waiting"), CommentQuerySet.waiting),
        Tab("reported", gettext_lazy("Reported"), CommentQuerySet.reported),
        Tab("approved", gettext_lazy("Approved"), CommentQuerySet.approved, True),
        Tab("refused", gettext_lazy("Refused"), CommentQuerySet.refused, True),
    )
}


@admin.register(Comment)
class CommentAdmin(SignedRows):
    """Comments, to be read and judged; nobody edits one."""

    def has_judge_permission(self, request: HttpRequest) -> bool:
        """Whether this member of staff may approve, refuse and quote."""
        return request.user.has_perm(self.permission("change"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return super().has_module_permission(request) or self.has_judge_permission(request)

    def get_urls(self) -> list[Any]:
        """The queue alone."""
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="petitions_comment_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show what is to be read next; a POST judges."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._queue(request)
        if not self.has_judge_permission(request):
            raise PermissionDenied
        verdict, _separator, which = request.POST.get("judge", "").partition(":")
        judged = self._undo(request) if verdict == "undo" else self._judge(request, verdict, which)
        return _answer(request, judged)

    def comments(self, request: HttpRequest) -> CommentQuerySet:
        """All that this member of staff may read."""
        return cast(CommentQuerySet, self.get_queryset(request)).written()

    def judged(self, request: HttpRequest) -> CommentQuerySet:
        """All that this member of staff may judge."""
        ids = organizations_where(request.user, self.permission("change"))
        return cast(CommentQuerySet, self.in_organizations(self.comments(request), ids))

    def _queue(self, request: HttpRequest) -> HttpResponse:
        tab = TABS.get(request.GET.get("show", ""), TABS["waiting"])
        chosen = _number(request.GET.get("petition"))
        counts = _counts(self.comments(request))
        ids = _ids(self.comments(request), tab, chosen, _number(request.GET.get("after")))
        is_more, ids = len(ids) > PAGE_SIZE, ids[:PAGE_SIZE]
        found = readings(self.comments(request).filter(pk__in=ids))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Comments"),
            "opts": self.opts,
            "tab": tab,
            "tabs": TABS.values(),
            "petitions": _petitions(counts),
            "chosen": chosen,
            "waiting": sum(counts.values()),
            "reported": self.comments(request).reported().count(),
            "readings": found[::-1] if tab.is_newest_first else found,
            "after": ids[-1] if is_more else None,
            "may_judge": self.has_judge_permission(request),
            "may_undo": bool(request.session.get(JUDGED)),
        }
        return render(request, "admin/comments.html", context)

    def _judge(self, request: HttpRequest, verdict: str, which: str) -> Judged:
        read = _read(request.POST.getlist("read"))
        if which != ALL:
            read = {pk: seen for pk, seen in read.items() if str(pk) == which}
        if verdict not in Verdict.values or not read:
            raise BadRequest("no such button")
        now = timezone.now()
        judged = judge(
            comments=self.judged(request),
            read=read,
            verdict=Verdict(verdict),
            by=acting(request),
            now=now,
            unless_flagged=which == ALL,
        )
        if judged.done:
            _remember(request, judged, now)
        return judged

    def _undo(self, request: HttpRequest) -> Judged:
        kept = request.session.get(JUDGED, [])
        if not kept:
            return Judged([], {})
        last = kept[-1]
        request.session[JUDGED] = kept[:-1]
        return put_back(
            comments=self.judged(request),
            was=[Was(*row) for row in last["was"]],
            judged_at=datetime.fromisoformat(last["at"]),
            by=acting(request),
            now=timezone.now(),
        )


def _ids(found: CommentQuerySet, tab: Tab, petition: int | None, after: int | None) -> list[int]:
    """The ids of a page of the queue and of one more; read from the index alone."""
    found = tab.choose(found)
    if petition is not None:
        found = found.filter(petition=petition)
    if after is not None:
        found = found.filter(pk__lt=after) if tab.is_newest_first else found.filter(pk__gt=after)
    ordered = found.order_by("-pk" if tab.is_newest_first else "pk")
    return list(ordered.values_list("pk", flat=True)[: PAGE_SIZE + 1])


def _counts(found: CommentQuerySet) -> dict[int, int]:
    """How many wait, by their petition."""
    counted = found.waiting().order_by().values_list("petition").annotate(number=Count("pk"))
    return dict(counted)


def _petitions(counts: dict[int, int]) -> list[dict[str, Any]]:
    found = Petition.objects.filter(pk__in=counts).select_related("campaign").order_by("title")
    today = timezone.localdate()
    return [
        {"pk": row.pk, "title": PublicPetition(row, today).title, "number": counts[row.pk]}
        for row in found
    ]


def _read(values: list[str]) -> dict[int, str]:
    """What the page showed: of each comment its id and the digest of what was read."""
    split = (value.partition(":") for value in values)
    return {number: seen for pk, _colon, seen in split if (number := _number(pk)) is not None}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _remember(request: HttpRequest, judged: Judged, now: datetime) -> None:
    was = [[one.pk, one.state, one.quoted, one.reading] for one in judged.done]
    kept = [*request.session.get(JUDGED, []), {"at": now.isoformat(), "was": was}]
    request.session[JUDGED] = kept[-KEPT_FOR_UNDO:]


def _answer(request: HttpRequest, judged: Judged) -> HttpResponse:
    """What was done: as JSON to the page's script, else as messages of the page that follows."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(_told(judged))
    if judged.done:
        number = len(judged.done)
        text = ngettext("One comment was judged.", "%(n)s comments were judged.", number)
        messages.success(request, text % {"n": number})
    for why in Why:
        if number := sum(reason is why for reason in judged.left.values()):
            text = ngettext("Not judged: one comment.", "Not judged: %(n)s comments.", number)
            messages.warning(request, f"{text % {'n': number}} {why.label}")
    return see_other(request.get_full_path())


def _told(judged: Judged) -> dict[str, Any]:
    now = Comment.objects.in_bulk([one.pk for one in judged.done])
    done = [{"pk": row.pk, "reading": row.reading, "told": state_of(row)} for row in now.values()]
    left = [{"pk": pk, "why": str(why.label)} for pk, why in judged.left.items()]
    return {"done": done, "left": left}


def state_of(comment: Comment) -> str:
    """Where a comment stands, in a word or two."""
    if comment.comment_quoted:
        return _("Quoted on the page")
    told = {
        CommentState.WAITING: _("Waits"),
        CommentState.APPROVED: _("Approved"),
        CommentState.REFUSED: _("Refused"),
    }
    return told[CommentState(comment.comment_state)]
