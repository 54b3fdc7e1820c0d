"""Pausing the signing of petitions, and resuming it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.actions import NotAllowed
from campaigns.hiding import hiding_of
from organizations.admin import acting
from petitions.actions.pauses import pause_signing, resume_signing
from petitions.admin.forms import TELLS_HIDDEN
from petitions.models import Petition
from petitions.public import PublicPetition

LONGEST_NOTE = 300


class PauseForm(forms.Form):
    """What the public is told while signing pauses."""

    note = forms.CharField(
        label=gettext_lazy("Why signing pauses"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Shown to the public; may be left empty."),
    )
    note_es = forms.CharField(
        label=gettext_lazy("The same in Spanish"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )

    def __init__(self, *args: Any, petitions: QuerySet[Petition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.petitions = petitions

    def clean(self) -> dict[str, Any]:
        """With nothing that a petition which is to pause must not tell."""
        cleaned = super().clean() or self.cleaned_data
        hidden = {hiding_of(petition.campaign) for petition in self.petitions}
        for field in ("note", "note_es"):
            if any(one.is_told_by(cleaned.get(field, "")) for one in hidden):
                self.add_error(field, TELLS_HIDDEN)
        return cleaned


def pause(
    admin: "ModelAdmin[Any]", request: HttpRequest, found: QuerySet[Petition]
) -> HttpResponse | None:
    """Ask what the public should read, then pause each that is open."""
    form = PauseForm(request.POST if "pause" in request.POST else None, petitions=found)
    if not form.is_valid():
        today = timezone.localdate()
        context = {
            **admin.admin_site.each_context(request),
            "title": _("Pause signing"),
            "opts": admin.opts,
            "form": form,
            "petitions": [PublicPetition(petition, today) for petition in found],
        }
        return render(request, "admin/pause_signing.html", context)
    for petition in found:
        try:
            pause_signing(
                petition=petition, **form.cleaned_data, by=acting(request), now=timezone.now()
            )
        except NotAllowed:
            messages.warning(request, _("%(name)s is not open.") % {"name": petition})
        else:
            messages.success(request, _("%(name)s: signing pauses.") % {"name": petition})
    return None


def resume(request: HttpRequest, found: QuerySet[Petition]) -> None:
    """Let each be signed again."""
    for petition in found:
        try:
            resume_signing(petition=petition, by=acting(request), now=timezone.now())
        except NotAllowed:
            messages.warning(request, _("%(name)s: signing did not pause.") % {"name": petition})
        else:
            messages.success(request, _("%(name)s can be signed again.") % {"name": petition})
