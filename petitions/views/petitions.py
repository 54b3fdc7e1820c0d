"""A petition's pages: the case with its form, signing, what comes after."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from petitions.actions import signatures as actions
from petitions.actions.rates import TooMany
from petitions.comments import public_comments
from petitions.forms import Delay, ResendForm, SearchForm, SignForm
from petitions.invitations import cleaned, code_of
from petitions.models import Petition
from petitions.networks import client_at
from petitions.news import public_news
from petitions.offices import offices_of, scripts_of
from petitions.public import PublicPetition, petition_at
from petitions.sharing import Sharing
from petitions.timeline import timeline
from web.languages import asked_language
from web.pages import own_forms_only, private_page, public_page, see_other
from web.proof import challenge

PAGE_SIZE = 20
OTHERS = 3


@public_page
@require_safe
def petition_list(request: HttpRequest) -> HttpResponse:
    """All published petitions, narrowed by words and by state."""
    today = timezone.localdate()
    found = Petition.objects.visible()
    form = SearchForm(request.GET or None)
    if form.is_bound and form.is_valid():
        words, status = form.cleaned_data["q"], form.cleaned_data["status"]
        found = found.matching(words) if words else found
        found = found.having_status(status) if status else found
    pages = Paginator(found.for_page(today).newest_first(), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "petitions": [PublicPetition(row, today) for row in page],
    }
    return render(request, "petitions/list.html", context)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The case, the ask, the count, and the form to sign."""
    return _page(request, petition_at(slug, with_sources=True))


@own_forms_only
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a signature down: 303 to what comes next, 422 with the form, 410 once it is closed."""
    petition = petition_at(slug, with_sources=True)
    if request.method != "POST":
        return redirect(petition.get_absolute_url())
    if not petition.is_signable:
        return _refused(request, petition)
    form = _form(request, petition)
    if not form.is_valid():
        return _page(request, petition, form=form, status=422)
    try:
        actions.sign(
            petition=petition.petition,
            person=form.person(),
            language=get_language(),
            read=_text_read(request),
            via=code_of(request),
            **_sender(request),
        )
    except TooMany as error:
        delay = _delay(error)
        return _too_many(_page(request, petition, form=_form(request, petition, delay)), delay)
    except actions.Corrected:
        return _corrected(request, petition_at(slug, with_sources=True))
    except actions.NotOpen:
        return _refused(request, petition_at(slug, with_sources=True))
    return see_other(reverse("petition-check-email", args=[slug]))


@own_forms_only
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def check_email(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next after signing; a POST mails the link again."""
    petition = petition_at(slug, with_sources=True)
    form = ResendForm(request.POST or None)
    context = {"petition": petition, "form": form, "again": "again" in request.GET}
    if request.method != "POST":
        return render(request, "petitions/check_email.html", context)
    if not form.is_valid():
        return render(request, "petitions/check_email.html", context, status=422)
    email = form.cleaned_data["email"]
    try:
        actions.resend(petition=petition.petition, email=email, **_sender(request))
    except TooMany as error:
        delay = _delay(error)
        context["form"] = ResendForm(request.POST, delay=delay)
        return _too_many(render(request, "petitions/check_email.html", context), delay)
    return see_other(f"{request.path}?again=1")


@public_page
@require_safe
def thank_you(request: HttpRequest, slug: str) -> HttpResponse:
    """Thanks, what happens next, and what else can be done: one thing in front, the rest folded.

    The same page for everyone. `?via=` is the code that the address to pass on carries; how many
    came through it is not told here, where everybody whom it was sent to could read it.
    """
    petition = petition_at(slug, with_sources=True)
    context = {
        "petition": petition,
        "others": _others(petition),
        "is_held": "held" in request.GET,
        "sharing": Sharing(petition, cleaned(request.GET.get("via", ""))),
        "offices": offices_of(petition),
        "scripts": scripts_of(petition),
    }
    return render(request, "petitions/thank_you.html", context)


@public_page
@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """`{"supporters": …, "goal": …}`, exact as of now; the goal may be null."""
    found = Petition.objects.visible().with_supporters()
    row = get_object_or_404(found.only("goal", "carried_over"), slug=slug)
    petition = PublicPetition(row, timezone.localdate())
    return JsonResponse({"supporters": petition.supporters, "goal": petition.goal})


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The short address, on paper and in mails: leads to the page wherever it is now."""
    petition = get_object_or_404(Petition.objects.visible(), code=code)
    via = cleaned(request.GET.get("via", ""))
    with translation.override(asked_language(request)):
        address = petition.get_absolute_url()
    return redirect(f"{address}?via={via}" if via else address)


def _others(petition: PublicPetition) -> list[PublicPetition]:
    organization = petition.campaign.organization_id
    found = Petition.objects.visible().having_status("open").exclude(pk=petition.pk)
    if not petition.is_inside:
        # Nobody is asked to sign for who is free, or has died, whatever staff left open.
        found = found.exclude(campaign=petition.campaign_id)
    found = found.filter(campaign__organization=organization).for_page(petition.today)
    return [PublicPetition(row, petition.today) for row in found.newest_first()[:OTHERS]]


def _page(
    request: HttpRequest,
    petition: PublicPetition,
    *,
    form: SignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    news = public_news(petition.campaign, timezone.now())
    context = {
        "petition": petition,
        "form": form or _form(request, petition),
        "others": _others(petition),
        "comments": public_comments(petition),
        "news": news,
        "timeline": timeline(petition, news),
    }
    return render(request, "petitions/detail.html", context, status=status)


def _form(request: HttpRequest, petition: PublicPetition, delay: Delay | None = None) -> SignForm:
    """The form with what was typed into it; one that is shown again carries the code along."""
    action = reverse("petition-sign", args=[petition.slug])
    is_sent = request.method == "POST"
    return SignForm(
        request.POST if is_sent else None,
        via=code_of(request) if is_sent else "",
        action=action,
        text=petition.text_id,
        delay=delay,
        shows_comments=petition.shows_comments,
    )


def _sender(request: HttpRequest) -> dict[str, Any]:
    """Who sends a form, when, and what proof of work came with it: what limits look at."""
    now = timezone.now()
    client = client_at(request.META.get("REMOTE_ADDR", ""), now)
    return {"client": client, "now": now, "proof": request.POST.get("altcha", "")}


def _delay(error: TooMany) -> Delay:
    return Delay(error.seconds, challenge())


def _text_read(request: HttpRequest) -> int | None:
    """The text that the form says was read; who sends none is taken to have read today's."""
    text = request.POST.get("text", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _too_many(response: HttpResponse, delay: Delay) -> HttpResponse:
    """429: the page with its form again, and the time to wait (RFC 6585, 4)."""
    response.status_code = 429
    response.headers["Retry-After"] = str(delay.seconds)
    return response


def _corrected(request: HttpRequest, petition: PublicPetition) -> HttpResponse:
    """422: the new text, with the form and all that was typed."""
    form = _form(request, petition)
    form.add_error(
        None, _("The text was corrected while you were reading. Please read it again and sign.")
    )
    return _page(request, petition, form=form, status=422)


def _refused(request: HttpRequest, petition: PublicPetition) -> HttpResponse:
    """410 where the petition has ended; 503 with all that was typed while signing pauses."""
    if not petition.is_paused:
        return _page(request, petition, status=410)
    response = _page(request, petition, form=_form(request, petition), status=503)
    response.headers["Retry-After"] = str(petition.retry_after(timezone.now()))
    return response
