"""A case's photo: served here and not from a folder, so that it is gone as soon as consent is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from campaigns.photos import CONTENT_TYPE
from petitions.models import Petition
from web.pages import public_page


@public_page
@require_safe
def photo(request: HttpRequest, slug: str) -> HttpResponse:
    """The photo of a petition's campaign, while its consent stands (the database sees to that)."""
    found = Petition.objects.visible().select_related("campaign")
    campaign = get_object_or_404(found, slug=slug, campaign__show_photo=True).campaign
    try:
        with campaign.photo.open() as file:
            content = file.read()  # as a whole, so that the answer has a validator
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type=CONTENT_TYPE)
