"""What the public says against a comment that it can read."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from outbox.locks import hold
from petitions.actions.rates import TooMany
from petitions.models import Comment, CommentReport, Petition
from petitions.models.comment_state import CommentState
from petitions.networks import Client

LOCK_SPACE = 0x72657074  # "rept": the reports of one network, one after the other
AN_HOUR = 3600


def report(*, petition: Petition, pk: int, reason: str, client: Client, now: datetime) -> None:
    """Take down that somebody in a network reports a public comment; a network counts once.

    Once `settings.REPORTS_HIDE` networks have, the comment is hidden until a person has looked at
    it; what staff have looked at and kept is not hidden so again. What is no public comment of the
    petition is passed over, so that the answer tells nothing. Raises TooMany.
    """
    with transaction.atomic():
        hold(LOCK_SPACE, client.fingerprint)
        _admit(client, now)
        found = Comment.objects.public().filter(petition=petition, pk=pk)
        comment = found.select_for_update(of=("self",), no_key=True).first()
        if (
            comment is None
            or comment.comment_reports.filter(network__in=client.fingerprints).exists()
        ):
            return
        CommentReport.objects.create(
            signature=comment, network=client.fingerprint, reason=reason, at=now
        )
        _hide_if_many(comment)


def _admit(client: Client, now: datetime) -> None:
    """Raise TooMany where the network has reported too many comments within an hour."""
    newest = CommentReport.objects.filter(network__in=client.fingerprints).order_by("-at")
    moments = list(newest.values_list("at", flat=True)[: settings.REPORTS_PER_HOUR])
    if len(moments) == settings.REPORTS_PER_HOUR:
        seconds = AN_HOUR - (now - moments[-1]).total_seconds()
        if seconds > 0:
            raise TooMany(int(seconds) + 1)


def _hide_if_many(comment: Comment) -> None:
    reports = comment.comment_reports.all()
    if any(report.settled_at for report in reports) or len(reports) < settings.REPORTS_HIDE:
        return
    comment.comment_state, comment.comment_quoted = CommentState.WAITING, False
    comment.save(update_fields=["comment_state", "comment_quoted"])
