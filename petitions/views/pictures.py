"""The picture that goes with a petition's link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_safe

from petitions.pictures import picture, picture_url, version_of
from petitions.public import petition_at
from web.pages import public_page


@public_page
@require_safe
def share_picture(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Today's picture; any other version leads to it, so that none is drawn at somebody's wish."""
    petition = petition_at(slug)
    with translation.override("es" if version.startswith("es-") else "en"):
        if version != version_of(petition):
            return redirect(picture_url(petition))
        response = HttpResponse(picture(petition), content_type="image/jpeg")
    response.headers["Content-Language"] = version[:2]
    # Chats and other sites show it on pages of their own.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
