"""What the pages of the staff tell of comments."""

from django import template
from django.utils import timezone

from petitions.admin.comments import state_of
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
