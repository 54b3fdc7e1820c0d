"""The pages on which staff read, compare and bring back what a case said before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.actions import ConsentMissing
from campaigns.models import Campaign
from organizations.admin import acting
from petitions.actions.texts import Note, NoteMissing
from petitions.actions.versions import changes_to, restore
from petitions.admin.elsewhere import tell_hidden
from petitions.admin.forms import NOTE_MISSING
from petitions.versions import Version, differences, find, versions
from web.pages import keep_private, see_other

Admin = ModelAdmin[Any]


class NoteForm(forms.Form):
    """What is corrected in a text that people have signed, by bringing back what it said."""

    note = forms.CharField(
        label=gettext_lazy("What you correct, and why"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Needed where people have signed the petition. The public reads it."
        ),
    )
    note_es = forms.CharField(
        label=gettext_lazy("The same in Spanish"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )


def list_view(admin: Admin, request: HttpRequest, object_id: str) -> HttpResponse:
    """All versions of a case, the newest first; two can be chosen to be compared."""
    campaign = _campaign(admin, request, object_id)
    context = {"versions": versions(campaign)}
    return _page(admin, request, campaign, "admin/versions.html", _("Versions"), context)


def compare_view(admin: Admin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Two versions of the same text, field by field and word by word."""
    campaign = _campaign(admin, request, object_id)
    found = [find(campaign, request.GET.get(name, "")) for name in ("older", "newer")]
    chosen = [version for version in found if version is not None]
    if len(chosen) < len(found):
        raise Http404
    older, newer = sorted(chosen, key=lambda version: int(version.row.pk))
    same = older.kind == newer.kind and older.row.pgh_obj_id == newer.row.pgh_obj_id
    context = {
        "older": older,
        "newer": newer,
        "is_same": same,
        "differences": differences(older.row, newer.row, newer.kind) if same else [],
    }
    return _page(admin, request, campaign, "admin/versions_compare.html", _("Compare"), context)


def restore_view(admin: Admin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what bringing a version back would change; do it on a POST."""
    campaign = _campaign(admin, request, object_id)
    if not admin.has_change_permission(request, campaign):
        raise PermissionDenied
    version = find(campaign, request.GET.get("version", ""))
    if version is None:
        raise Http404
    row = _row(campaign, version)
    form = NoteForm(request.POST if request.method == "POST" else None)
    chosen = request.POST.getlist("field")
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and _restored(request, campaign, version, row, form):
        return see_other(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))
    row = _row(campaign, version)
    names = {change.field for change in changes_to(version.row, row)}
    found = differences(row, version.row, version.kind)
    context = {
        "version": version,
        "form": form,
        "asks_note": version.kind == "petition" and row.signatures.exists(),
        "differences": [one for one in found if one.field in names],
        "staying": [one for one in found if one.field not in names],
        "chosen": chosen if request.method == "POST" else names,
    }
    title = _("Bring a version back")
    return _page(admin, request, campaign, "admin/versions_restore.html", title, context)


def _restored(
    request: HttpRequest, campaign: Campaign, version: Version, row: Any, form: NoteForm
) -> bool:
    fields = request.POST.getlist("field")
    if not fields and changes_to(version.row, row):
        form.add_error(None, _("Please choose at least one field to bring back."))
        return False
    note = Note(english=form.cleaned_data["note"], spanish=form.cleaned_data["note_es"])
    before = Campaign.objects.get(pk=campaign.pk)
    try:
        changed = restore(
            version=version.row,
            row=row,
            by=acting(request),
            now=timezone.now(),
            note=note,
            fields=fields,
        )
    except NoteMissing:
        form.add_error("note", NOTE_MISSING)
        return False
    except ConsentMissing as error:
        text = _("Nothing is brought back, for want of consent to show: %(why)s.")
        form.add_error(None, text % {"why": error})
        return False
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    if changed:
        messages.success(request, _("It says again what it said before."))
        tell_hidden(request, before, Campaign.objects.get(pk=campaign.pk))
    else:
        messages.warning(request, _("It says this already; nothing was changed."))
    return True


def _row(campaign: Campaign, version: Version) -> Any:
    """The row that a version is of, as it is now."""
    if version.kind == "campaign":
        return Campaign.objects.get(pk=campaign.pk)
    return campaign.petitions.get(pk=version.row.pgh_obj_id)


def _campaign(admin: Admin, request: HttpRequest, object_id: str) -> Campaign:
    campaign: Campaign | None = admin.get_object(request, object_id)
    if campaign is None:
        raise Http404
    if not admin.has_change_permission(request, campaign):
        raise PermissionDenied
    return campaign


def _page(
    admin: Admin,
    request: HttpRequest,
    campaign: Campaign,
    template: str,
    title: str,
    context: dict[str, Any],
) -> HttpResponse:
    shared = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "campaign": campaign,
        "may_restore": admin.has_change_permission(request, campaign),
    }
    return keep_private(render(request, template, shared | context))
