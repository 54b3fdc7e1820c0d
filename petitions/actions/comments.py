"""What staff decide about comments. Nobody edits one: it is shown as it was written, or not at all.

Whoever judges, and whoever changes what must not be told, takes the campaign first and its
signatures next, so that no comment is approved beside a word that is being forbidden.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from campaigns.forbidden import Guard, guard_of, guards_of
from campaigns.models import Campaign, ForbiddenWord
from organizations.actions import delete_row, record, save_row
from organizations.models import User
from petitions.comments import is_flagged
from petitions.models import Comment, CommentReport
from petitions.models.comment import CommentQuerySet
from petitions.models.comment_state import TRANSITIONS, CommentState


class Verdict(models.TextChoices):
    """What may be decided about a comment."""

    APPROVE = "approve", _("approve")
    REFUSE = "refuse", _("refuse")
    QUOTE = "quote", _("quote on the page")


LEADS_TO = {
    Verdict.APPROVE: (CommentState.APPROVED, False),
    Verdict.REFUSE: (CommentState.REFUSED, False),
    Verdict.QUOTE: (CommentState.APPROVED, True),
}
"""The state, and whether the comment is quoted."""


class Why(models.TextChoices):
    """Why a comment was not judged."""

    CHANGED = "changed", _("It was changed, or judged by somebody else, since you read it.")
    FORBIDDEN = (
        "forbidden",
        _("It tells a name or word that must never appear. It can only be refused."),
    )
    FLAGGED = "flagged", _("Something in it is marked. Please judge it by itself.")


@dataclass(frozen=True)
class Was:
    """Where a comment stood before it was judged, and the digest of what it is now."""

    pk: int
    state: str
    quoted: bool
    reading: str


@dataclass(frozen=True)
class Judged:
    """What came of judging: those done, and those left as they were, by their ids."""

    done: list[Was]
    left: dict[int, Why]


def judge(
    *,
    comments: CommentQuerySet,
    read: Mapping[int, str],
    verdict: Verdict,
    by: User | None,
    now: datetime,
    unless_flagged: bool = False,
) -> Judged:
    """Approve, refuse or quote comments, each as it was read; answer the reports about them.

    `comments` are those that may be judged, `read` tells of each by its id the digest of what was
    read (`Comment.reading`). What stands otherwise by now is left, and so is what tells a
    forbidden word and would be shown; with `unless_flagged` also what is marked in any way.
    """
    targets = dict.fromkeys(read, LEADS_TO[verdict])
    with transaction.atomic():
        judged = _judge(
            comments, read, targets, f"{verdict.value} comment", by, now, unless_flagged
        )
        done = [was.pk for was in judged.done]
        CommentReport.objects.standing().filter(signature__in=done).update(settled_at=now)
    return judged


def put_back(
    *,
    comments: CommentQuerySet,
    was: Iterable[Was],
    judged_at: datetime,
    by: User | None,
    now: datetime,
) -> Judged:
    """Undo what was judged at a moment: each comment, and the reports that it answered."""
    before = {one.pk: one for one in was}
    read = {pk: one.reading for pk, one in before.items()}
    targets = {pk: (CommentState(one.state), one.quoted) for pk, one in before.items()}
    with transaction.atomic():
        judged = _judge(comments, read, targets, "put comment back", by, now, False)
        done = [one.pk for one in judged.done]
        answered = CommentReport.objects.filter(signature__in=done, settled_at=judged_at)
        answered.update(settled_at=None)
    return judged


def forbid(
    *, campaign: Campaign, words: Iterable[ForbiddenWord], by: User | None, now: datetime
) -> int:
    """Save words of a campaign's list; what was approved and tells one waits again.

    Returns how many comments that are.
    """
    with transaction.atomic():
        _lock(campaign.pk)
        for word in words:
            save_row(row=word, changed=["text"], organization=campaign.organization, by=by, now=now)
        return hold_telling(campaign=campaign, by=by, now=now)


def allow(*, word: ForbiddenWord, by: User | None, now: datetime) -> None:
    """Take a word off its campaign's list; comments that were refused stay so."""
    delete_row(row=word, organization=word.campaign.organization, by=by, now=now)


def hold_telling(*, campaign: Campaign, by: User | None, now: datetime) -> int:
    """Let each approved comment wait again that tells what must not be told of a campaign by now.

    To be called in the transaction that changes that. Returns how many there were.
    """
    with transaction.atomic():
        campaign = _lock(campaign.pk)
        guard = guard_of(campaign)
        # Those of signatures that do not count at the moment, too: they may come back.
        approved = Comment.objects.filter(
            petition__campaign=campaign, comment_state=CommentState.APPROVED
        )
        approved = approved.only("comment", "show_name", "first_name", "last_name")
        telling = [row.pk for row in approved.order_by("pk").iterator() if _tells(guard, row)]
        held = Comment.objects.filter(pk__in=telling)
        held.update(comment_state=CommentState.WAITING, comment_quoted=False)
        if telling:
            record(
                action="hold comments", subject=campaign, organization=campaign.organization,
                by=by, now=now, comments=telling,
            )  # fmt: skip
    return len(telling)


def _judge(
    comments: CommentQuerySet,
    read: Mapping[int, str],
    targets: Mapping[int, tuple[CommentState, bool]],
    action: str,
    by: User | None,
    now: datetime,
    unless_flagged: bool,
) -> Judged:
    judged = Judged([], {})
    rows, guards = _locked(comments, read)
    for pk, seen in read.items():
        row = rows.get(pk)
        if row is None or row.reading != seen or not _may_become(row, targets[pk][0]):
            judged.left[pk] = Why.CHANGED
            continue
        guard = guards[row.petition.campaign_id]
        if targets[pk][0] == CommentState.APPROVED and _tells(guard, row):
            judged.left[pk] = Why.FORBIDDEN
        elif unless_flagged and is_flagged(row, guard):
            judged.left[pk] = Why.FLAGGED
        else:
            judged.done.append(_set(row, targets[pk], action, by, now))
    return judged


def _locked(
    comments: CommentQuerySet, read: Mapping[int, str]
) -> tuple[dict[int, Comment], dict[int, Guard]]:
    found = comments.written().filter(pk__in=read)
    of_campaigns = found.order_by().values("petition__campaign")
    campaigns = Campaign.objects.filter(pk__in=of_campaigns).order_by("pk")
    guards = guards_of(campaigns.select_for_update(no_key=True))
    rows = (
        found.filter(petition__campaign__in=guards)
        .select_related("petition__campaign__organization")
        .prefetch_related("comment_reports")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    return {row.pk: row for row in rows}, guards


def _set(
    row: Comment,
    target: tuple[CommentState, bool],
    action: str,
    by: User | None,
    now: datetime,
) -> Was:
    state, quoted = row.comment_state, row.comment_quoted
    row.comment_state, row.comment_quoted = target
    row.save(update_fields=["comment_state", "comment_quoted"])
    record(
        action=action, subject=row, organization=row.petition.campaign.organization, by=by,
        now=now, petition=row.petition_id, before=state, was_quoted=quoted,
    )  # fmt: skip
    return Was(row.pk, state, quoted, row.reading)


def _may_become(row: Comment, target: CommentState) -> bool:
    before = CommentState(row.comment_state)
    return target == before or target in TRANSITIONS[before]


def _tells(guard: Guard, row: Comment) -> bool:
    return guard.is_told_by(*row.public_texts)


def _lock(campaign_id: int) -> Campaign:
    campaigns = Campaign.objects.select_related("organization")
    return campaigns.select_for_update(of=("self",), no_key=True).get(pk=campaign_id)
