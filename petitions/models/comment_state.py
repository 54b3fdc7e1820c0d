"""Where the comment of a signature stands, and the database's own watch over it.

A comment is hidden until a person has read it; what was approved is what stands.
"""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CommentState(models.TextChoices):
    """Whether a comment may be shown."""

    WAITING = "waiting", _("waits to be read")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")


TRANSITIONS = {
    CommentState.WAITING: {CommentState.APPROVED, CommentState.REFUSED},
    CommentState.APPROVED: {CommentState.REFUSED, CommentState.WAITING},
    CommentState.REFUSED: {CommentState.APPROVED, CommentState.WAITING},
}

COMMENT_CONSTRAINTS: list[Any] = [
    models.CheckConstraint(
        condition=Q(comment_state__in=CommentState.values), name="signature_comment_state_known"
    ),
    models.CheckConstraint(
        condition=Q(comment_quoted=False) | Q(comment_state=CommentState.APPROVED),
        name="signature_quote_is_approved",
    ),
    models.CheckConstraint(
        condition=Q(comment_state=CommentState.WAITING) | ~Q(comment=""),
        name="signature_judged_comment_is_written",
    ),
]

COMMENT_INDEXES = [
    # In the order of the queue; narrowed to a petition, the index alone is read.
    models.Index(
        fields=["id"],
        include=["petition"],
        condition=Q(state="confirmed", comment_state=CommentState.WAITING) & ~Q(comment=""),
        name="signature_comment_waiting",
    ),
    # Those that were judged, newest first.
    models.Index(
        fields=["comment_state", "-id"],
        include=["petition"],
        condition=Q(state="confirmed") & ~Q(comment_state=CommentState.WAITING) & ~Q(comment=""),
        name="signature_comment_judged",
    ),
    models.Index(
        fields=["petition", "-comment_quoted", "-id"],
        condition=Q(comment_state=CommentState.APPROVED),
        name="signature_comment_of_page",
    ),
]

# Only where a statement names these columns: confirming, counting and withdrawing go without.
COMMENT_TRIGGERS = [
    pgtrigger.Trigger(
        name="comment_anew",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("comment", "show_name", "first_name", "last_name"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition(
            "OLD.comment IS DISTINCT FROM NEW.comment OR (NEW.show_name AND"
            " (OLD.show_name, OLD.first_name, OLD.last_name)"
            " IS DISTINCT FROM (NEW.show_name, NEW.first_name, NEW.last_name))"
        ),
        func="""
            NEW.comment_state = 'waiting';
            NEW.comment_quoted = false;
            IF OLD.comment IS DISTINCT FROM NEW.comment THEN
                DELETE FROM petitions_commentreport WHERE signature_id = NEW.id;
            END IF;
            RETURN NEW;
        """,
    ),
]
