"""What a petition gives for paper: the sheet on which people sign, the letter to post inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from petitions.comments import public_comments
from petitions.news import public_news
from petitions.paper.letter import first_blocks
from petitions.paper.sheet import sheet_pdf
from petitions.public import PublicPetition, petition_at
from web.languages import asked_language
from web.pages import public_page

IN_LETTER = 3
"""Comments and news in a letter, which has to stay within two sheets of large type."""
MOST_OF_CASE, MOST_OF_PLEA, MOST_OF_HEALTH = 3_000, 1_500, 800
"""Characters of its texts; what is longer is shortened, and the letter says so."""


@public_page
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """A PDF to sign on by hand, Spanish first by `?lang=es`.

    Where there is nothing to sign it answers as the sign form does: 410 once the petition has
    ended, 503 while signing pauses.
    """
    language = asked_language(request)
    with translation.override(language):
        petition = petition_at(slug, with_sources=True)
        if not petition.is_signable:
            return _no_sheet(request, petition)
        response = HttpResponse(sheet_pdf(petition), content_type="application/pdf")
    response.headers["Content-Language"] = language
    response.headers["Content-Disposition"] = f'inline; filename="sheet-{petition.code}.pdf"'
    return response


@public_page
@require_safe
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The petition as a letter to post to somebody inside, printed by the reader's browser."""
    petition = petition_at(slug, with_sources=True)
    context = {
        "petition": petition,
        "case": first_blocks(petition.case_html, MOST_OF_CASE),
        "plea": first_blocks(petition.story_html, MOST_OF_PLEA),
        "health": first_blocks(petition.health_html, MOST_OF_HEALTH),
        "comments": public_comments(petition, size=IN_LETTER),
        "news": public_news(petition.campaign, timezone.now())[:IN_LETTER],
    }
    return render(request, "petitions/letter.html", context)


def _no_sheet(request: HttpRequest, petition: PublicPetition) -> HttpResponse:
    status = 503 if petition.is_paused else 410
    context = {"petition": petition, "alternates": []}
    response = render(request, "petitions/no_sheet.html", context, status=status)
    response.headers["Content-Language"] = translation.get_language()
    if petition.is_paused:
        response.headers["Retry-After"] = str(petition.retry_after(timezone.now()))
    return response
