"""A case's photo as staff see it, shown to the public or not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.photos import answer_with
from web.pages import keep_private

BY_SCRIPT = "X-Sent-By"
"""The header with which static/js/form.js sends a form that holds a file."""
View = Callable[..., HttpResponse]


def sent_by_script(view: View) -> View:
    """Tell the script that sent a form where to go next, which it could not read of a redirect."""

    @wraps(view)
    def wrapped(admin: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(admin, request, *args, **kwargs)
        if BY_SCRIPT not in request.headers or "Location" not in response.headers:
            return response
        return HttpResponse(status=204, headers={"X-Location": response.headers["Location"]})

    return wrapped


def ask_for_photo_again(request: HttpRequest, form: forms.BaseForm) -> None:
    """Say beside the photo of a form with errors that no browser keeps it, unless a script does."""
    is_lost = "photo" in request.FILES and BY_SCRIPT not in request.headers
    if is_lost and "photo" in form.fields and "photo" not in form.errors:
        form.add_error("photo", _("Please choose the photo again: it was not kept."))


def photo_shown(campaign: Campaign) -> SafeString | str:
    """The photo, on which staff click what matters."""
    if campaign._state.adding or not campaign.photo:
        return _("Once a photo is saved, it stands here: then click on what matters, her face.")
    address = reverse("admin:campaigns_campaign_photo", args=[campaign.pk])
    return format_html(
        '<div class="photo-point" data-photo-point><img src="{}" alt="{}"></div><div>{}</div>',
        address,
        campaign.photo_alt,
        _("Click on what matters, her face: the page cuts the photo around it."),
    )


def photo_view(admin: "ModelAdmin[Any]", request: HttpRequest, object_id: str) -> HttpResponse:
    """The photo itself, for who edits the case."""
    campaign = admin.get_object(request, object_id)
    if campaign is None or not campaign.photo:
        raise Http404
    if not admin.has_change_permission(request, campaign):
        raise PermissionDenied
    return keep_private(answer_with(campaign.photo))
