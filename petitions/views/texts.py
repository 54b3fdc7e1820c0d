"""The history of what a petition asks people to sign."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from petitions.history import versions
from petitions.models import Petition
from petitions.public import PublicPetition
from web.pages import public_page


@public_page
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Each text that people signed, the newest first, with what was corrected and why."""
    today = timezone.localdate()
    found = Petition.objects.visible().for_page(today)
    petition = PublicPetition(get_object_or_404(found, slug=slug), today)
    context = {"petition": petition, "versions": versions(petition)}
    return render(request, "petitions/history.html", context)
