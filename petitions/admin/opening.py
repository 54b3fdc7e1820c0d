"""Letting a petition take signatures, once somebody has read what people will sign."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.actions import NotAllowed
from organizations.admin import acting
from organizations.scope import Scoped
from petitions.actions.petitions import open_petition
from petitions.models import Petition
from petitions.models.petition import State
from petitions.public import PublicPetition


def next_step(petition: Petition) -> SafeString:
    """A link to what comes next for a petition: to open it, to end it, to correct its end."""
    name, label = {
        State.DRAFT: ("open", _("Open for signing")),
        State.OPEN: ("close", _("Declare the outcome")),
        State.CLOSED: ("correct", _("Correct the outcome")),
    }[State(petition.state)]
    address = reverse(f"admin:petitions_petition_{name}", args=[petition.pk])
    return format_html('<a href="{}">{}</a>', address, label)


def open_view(admin: Scoped, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what people will sign; on a press of the button, open the petition."""
    petition = get_object_or_404(admin.get_queryset(request), pk=pk)
    if not admin.allows(request, admin.permission("change"), petition):
        raise PermissionDenied
    shown = PublicPetition(petition, timezone.localdate())
    if request.method == "POST":
        try:
            open_petition(petition=petition, by=acting(request), now=timezone.now())
        except NotAllowed:
            messages.warning(request, _("%(name)s is open already.") % {"name": shown.title})
        else:
            messages.success(request, _("%(name)s is open for signing.") % {"name": shown.title})
        return redirect("admin:campaigns_campaign_change", petition.campaign_id)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Open for signing"),
        "opts": admin.opts,
        "petition": shown,
    }
    return render(request, "admin/open_petition.html", context)
