"""A case's photo as staff see it, shown to the public or not."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from campaigns.photos import CONTENT_TYPE
from web.pages import keep_private


def photo_view(admin: "ModelAdmin[Any]", request: HttpRequest, object_id: str) -> HttpResponse:
    """The photo itself, for who may see the case."""
    campaign = admin.get_object(request, object_id)
    if campaign is None or not campaign.photo:
        raise Http404
    if not admin.has_view_or_change_permission(request, campaign):
        raise PermissionDenied
    try:
        with campaign.photo.open() as file:
            return keep_private(HttpResponse(file.read(), content_type=CONTENT_TYPE))
    except FileNotFoundError as error:
        raise Http404 from error
