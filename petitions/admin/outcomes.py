"""Declaring how a petition ended, and correcting that."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.actions import NotAllowed
from organizations.admin import acting
from organizations.scope import Scoped
from petitions.actions.petitions import close_petition, correct_outcome, open_beside
from petitions.admin.days import not_ahead
from petitions.models import Outcome, Petition
from petitions.outcomes import Ending, ending


class OutcomeForm(forms.Form):
    """How a petition ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(
        label=gettext_lazy("On"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=timezone.localdate,
    )

    def clean_on(self) -> Any:
        """A day that has come."""
        return not_ahead(self.cleaned_data["on"])


class EndingForm(OutcomeForm):
    """How an open petition ended, and what becomes of the others of the same case."""

    others = forms.ChoiceField(
        label=gettext_lazy("Other petitions of this case are open. End them too?"),
        choices=[
            ("end", gettext_lazy("Yes, end them in the same way")),
            ("leave", gettext_lazy("No, people go on signing them")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, has_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_others:
            del self.fields["others"]

    def clean(self) -> dict[str, Any]:
        """Once she is free, or has died, nobody must be asked to sign for her by oversight."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        is_over = said.get("outcome") in (Outcome.RELEASED, Outcome.DIED)
        if is_over and "others" in self.fields and not said.get("others"):
            self.add_error("others", _("Please choose, so that nobody signs in vain."))
        return said


class CorrectionForm(OutcomeForm):
    """How it ended really, and why it was said otherwise."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Only staff reads it. The page simply says what is right."),
    )


def close_view(admin: Scoped, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the outcome and its day, close the petition, lead to the drafted news."""
    petition = get_object_or_404(admin.get_queryset(request), pk=pk)
    if not _may(admin, request, petition):
        raise PermissionDenied
    form = EndingForm(request.POST or None, has_others=open_beside(petition).exists())
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("outcome", "on")}
        said["with_others"] = form.cleaned_data.get("others") == "end"
        try:
            closed = close_petition(
                petition=petition, **said, by=acting(request), now=timezone.now()
            )
        except NotAllowed:
            messages.warning(request, _("%(name)s is not open.") % {"name": petition})
            return redirect("admin:petitions_petition_changelist")
        messages.success(request, _("%(name)s is closed.") % {"name": petition})
        _remind(request, closed)
        return _to_news(request, closed)
    return _page(admin, request, petition, form, _("Declare the outcome"))


def correct_view(admin: Scoped, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the right outcome, its day and the reason, then say it rightly."""
    petition = get_object_or_404(admin.get_queryset(request), pk=pk)
    if not _may(admin, request, petition):
        raise PermissionDenied
    if not petition.outcome:
        return _has_not_ended(request, petition)
    before = {"outcome": petition.outcome, "on": petition.outcome_on}
    form = CorrectionForm(request.POST or None, initial=before)
    if request.method != "POST" or not form.is_valid():
        return _page(admin, request, petition, form, _("Correct the outcome"))
    try:
        corrected = correct_outcome(
            petition=petition, **form.cleaned_data, by=acting(request), now=timezone.now()
        )
    except NotAllowed:
        return _has_not_ended(request, petition)
    messages.success(request, _("%(name)s: the outcome is corrected.") % {"name": petition})
    return _to_news(request, corrected)


def _remind(request: HttpRequest, petition: Petition) -> None:
    """Tell what the page still shows of somebody who is free, or has died."""
    if petition.outcome == Outcome.RELEASED:
        text = _("Please ask her what may still be shown: name, number, photo, words, health.")
        messages.info(request, text)
    elif petition.outcome == Outcome.DIED:
        text = _("Please read the story again: it may speak of her as if she were alive.")
        messages.info(request, text)


def _has_not_ended(request: HttpRequest, petition: Petition) -> HttpResponse:
    text = _("%(name)s has not ended, so there is no outcome to correct.")
    messages.warning(request, text % {"name": petition})
    return redirect("admin:petitions_petition_changelist")


def _may(admin: Scoped, request: HttpRequest, petition: Petition) -> bool:
    """Whether this member of staff may open, pause and close this petition."""
    return admin.allows(request, admin.permission("change"), petition)


def _to_news(request: HttpRequest, petition: Petition) -> HttpResponse:
    """To the news that is prepared, for those who may write news."""
    if petition.drafted_news_id is None or not request.user.has_perm("campaigns.change_update"):
        return redirect("admin:petitions_petition_changelist")
    messages.info(
        request,
        _("Here is a draft of the news for those who follow the case. Nobody sees it yet."),
    )
    return redirect("admin:campaigns_update_change", petition.drafted_news_id)


def _page(
    admin: Scoped,
    request: HttpRequest,
    petition: Petition,
    form: OutcomeForm,
    title: str,
) -> HttpResponse:
    typed = None if form["on"].errors else form.fields["on"].to_python(form["on"].value())
    day = typed or timezone.localdate()
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "petition": petition,
        "form": form,
        "choices": list(_choices(form, petition, day)),
        "reason": form["reason"] if "reason" in form.fields else None,
        "others": form["others"] if "others" in form.fields else None,
    }
    return render(request, "admin/close_petition.html", context)


def _choices(
    form: OutcomeForm, petition: Petition, on: date
) -> Iterator[tuple[BoundWidget, list[tuple[str, Ending]]]]:
    """Each outcome with what the public would read of it, in both languages."""
    name = petition.campaign.public_name
    for widget in form["outcome"].subwidgets:
        told = []
        for language in ("en", "es"):
            with translation.override(language):
                told.append((language, ending(widget.data["value"], name, on)))
        yield widget, told
