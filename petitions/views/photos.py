"""A case's photo: served here and not from a folder, so that it is gone as soon as consent is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from campaigns.photos import answer_with
from campaigns.renditions import FORMATS, WIDTHS, rendition
from petitions.models import Petition
from web.pages import public_page


@public_page
@require_safe
def photo(request: HttpRequest, slug: str) -> HttpResponse:
    """The photo of a petition's campaign, while its consent stands (the database sees to that)."""
    return answer_with(_shown(slug).photo)


@public_page
@require_safe
def photo_in_size(request: HttpRequest, slug: str, width: int, kind: str) -> HttpResponse:
    """The same photo, under the same condition, in one of the sizes and formats that there are."""
    campaign = _shown(slug)
    if width not in WIDTHS or kind not in FORMATS:
        raise Http404("no such size")
    try:
        content = rendition(campaign, width, kind)
    except OSError as error:
        raise Http404("the file is lost, or is no photo") from error
    return HttpResponse(content, content_type=FORMATS[kind][0])


def _shown(slug: str) -> Campaign:
    """The case, if its photo may be seen. Raises Http404."""
    found = Petition.objects.visible().select_related("campaign")
    return get_object_or_404(found, slug=slug, campaign__show_photo=True).campaign
