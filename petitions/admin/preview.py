"""The public page of a petition as it would look with what stands in the admin's form."""

from datetime import date
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import Campaign
from petitions.forms import SignForm
from petitions.models import Petition
from petitions.news import public_news
from petitions.public import Addressed, PublicPetition, addressed_of
from petitions.timeline import timeline
from web.languages import asked_language
from web.pages import keep_private


def _day(request: HttpRequest) -> date:
    """The day that is asked for, for which the facts are reckoned; today where that is none."""
    try:
        return date.fromisoformat(request.POST.get("on") or request.GET.get("on") or "")
    except ValueError:
        return timezone.localdate()


def preview(admin: "ModelAdmin[Any]", request: HttpRequest, object_id: str) -> HttpResponse:
    """Render the first petition of the form, or of the saved campaign on a GET.

    Nothing is saved; fields that are not valid show what was saved before.
    """
    campaign = admin.get_object(request, object_id)
    if campaign is None:
        raise Http404
    may_edit = admin.has_change_permission(request, campaign)
    if not may_edit and (
        request.method == "POST" or not admin.has_view_permission(request, campaign)
    ):
        raise PermissionDenied
    language = asked_language(request)
    with translation.override(language):
        if request.method == "POST":
            petition, addressed = _from_form(admin, request, campaign)
        else:
            found = campaign.petitions.with_addressees(_day(request))
            petition, addressed = found.order_by("pk").first(), None
        return keep_private(_page(request, campaign, petition, addressed))


def _from_form(
    admin: "ModelAdmin[Any]", request: HttpRequest, campaign: Campaign
) -> tuple[Petition | None, list[Addressed] | None]:
    today = _day(request)
    form = admin.get_form(request, campaign, change=True)(request.POST, instance=campaign)
    form.is_valid()
    formsets, _inlines = admin._create_formsets(request, campaign, change=True)  # type: ignore[attr-defined]
    for formset in formsets:
        if formset.model is not Petition:
            continue
        for row in formset.forms:
            if row.is_valid() or row.instance.pk or row.has_changed():
                chosen = row.cleaned_data.get("addressed_to", [])
                return row.instance, [
                    addressed_of(address.decision_maker_id, address.by_name, today)
                    for address in chosen
                ]
    return None, None


def _page(
    request: HttpRequest,
    campaign: Campaign,
    petition: Petition | None,
    addressed: list[Addressed] | None,
) -> HttpResponse:
    if petition is None:
        return render(request, "admin/preview_empty.html")
    today = _day(request)
    petition.campaign = campaign
    counted = Petition.objects.with_supporters().with_sources().filter(pk=petition.pk).first()
    for name in ("supporters", "signature_count", "on_paper", "imported"):
        setattr(petition, name, getattr(counted, name, 0))
    petition.slug = petition.slug or "preview"
    shown = PublicPetition(petition, today)
    # The public address serves a photo only once it may be seen there.
    kept = Campaign.objects.exclude(photo="").filter(pk=campaign.pk)
    own = reverse("admin:campaigns_campaign_photo", args=[campaign.pk])
    shown.photo_url = own if kept.exists() else ""
    shown.photo_sources = []
    if addressed is not None:
        shown.addressed = addressed
    elif not petition.pk:
        shown.addressed = []
    news = public_news(campaign, timezone.now())
    context = {
        "petition": shown,
        "form": SignForm(action=""),
        "others": [],
        "news": news,
        "timeline": timeline(shown, news),
        "is_preview": True,
    }
    return render(request, "petitions/detail.html", context)
