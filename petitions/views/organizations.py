"""An organization's profile, with its petitions."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations.models import Organization
from petitions.models import Petition
from petitions.public import PublicPetition, organizations
from web.pages import public_page


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The profile of the one organization, or the list of them where there are several."""
    found = list(organizations().order_by("name")[:100])
    if len(found) == 1:
        return _profile(request, found[0])
    return render(request, "organizations/list.html", {"organizations": found})


@public_page
@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the organization is, its number of supporters, its petitions."""
    return _profile(request, get_object_or_404(organizations(), slug=slug))


@public_page
@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """`{"supporters": …, "petitions": …}`: the supporters of an organization's published petitions,
    and how many petitions it has ever published."""
    organization: Any = get_object_or_404(organizations(), slug=slug)
    found = Petition.objects.visible().filter(campaign__organization=organization)
    today = timezone.localdate()
    numbers = [PublicPetition(row, today).supporters for row in found.with_supporters()]
    return JsonResponse({"supporters": sum(numbers), "petitions": organization.started})


def _profile(request: HttpRequest, organization: Organization) -> HttpResponse:
    today = timezone.localdate()
    found = Petition.objects.visible().filter(campaign__organization=organization)
    petitions = [PublicPetition(row, today) for row in found.for_page(today).newest_first()]
    context = {
        "organization": organization,
        "petitions": petitions,
        "supporters": sum(petition.supporters for petition in petitions),
    }
    return render(request, "organizations/profile.html", context)
