"""All comments of a petition, and reporting one."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from petitions.actions import comment_reports as actions
from petitions.actions.rates import TooMany
from petitions.comments import ON_PAGE, public_comments
from petitions.models.comment import Reason
from petitions.networks import client_at
from petitions.public import petition_at
from web.pages import own_forms_only, private_page, public_page, see_other


class ReportForm(forms.Form):
    """What is wrong with a comment; nobody has to say."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        required=False,
        choices=[("", _("I would rather not say")), *Reason.choices],
    )


@public_page
@require_safe
def comment_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All comments that may be shown, the quoted ones first, then the newest."""
    petition = petition_at(slug)
    found = public_comments(petition, size=ON_PAGE, after=request.GET.get("after", ""))
    context = {"petition": petition, "comments": found, "is_first": "after" not in request.GET}
    return render(request, "petitions/comments.html", context)


@own_forms_only
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One button; pressed, it reports a comment. The answer is the same whatever stands there."""
    petition = petition_at(slug)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {"petition": petition, "form": form, "done": "done" in request.GET}
    if request.method != "POST":
        return render(request, "petitions/report.html", context)
    if not form.is_valid():
        return render(request, "petitions/report.html", context, status=422)
    now = timezone.now()
    try:
        actions.report(
            petition=petition.petition,
            pk=pk,
            reason=form.cleaned_data["reason"],
            client=client_at(request.META.get("REMOTE_ADDR", ""), now),
            now=now,
        )
    except TooMany as error:
        return _too_many(
            render(request, "petitions/report.html", context | {"is_late": True}), error
        )
    return see_other(f"{request.path}?done=1")


def _too_many(response: HttpResponse, error: TooMany) -> HttpResponse:
    response.status_code = 429
    response.headers["Retry-After"] = str(error.seconds)
    return response
