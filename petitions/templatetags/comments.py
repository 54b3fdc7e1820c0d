"""What the pages of the staff tell of comments."""

from typing import Any

from django import template
from django.contrib import admin
from django.template import Context
from django.utils import timezone

from petitions.admin.comments import CommentAdmin, state_of
from petitions.models import Comment, Petition
from petitions.public import PublicPetition

register = template.Library()


@register.simple_tag
def comment_state(comment: Comment) -> str:
    """Where a comment stands, in a word or two."""
    return state_of(comment)


@register.simple_tag
def shown_title(petition: Petition) -> str:
    """A petition's title as the public reads it today."""
    return PublicPetition(petition, timezone.localdate()).title


@register.inclusion_tag("admin/comments_waiting.html", takes_context=True)
def comments_waiting(context: Context) -> dict[str, Any]:
    """How many comments wait to be read, for staff who may read them."""
    request = context["request"]
    queue = admin.site.get_model_admin(Comment)
    if not isinstance(queue, CommentAdmin) or not queue.has_view_permission(request):
        return {"may_see": False}
    return {"may_see": True, "number": queue.comments(request).waiting().count()}
