"""The questions that the API answers; each with a number of queries that does not grow."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import NinjaAPI, Path, Query

from organizations.models import Organization
from petitions import public
from petitions.api import schemas, shown
from petitions.models import Breakdown, Petition
from petitions.news import PublicUpdate
from petitions.public import PublicPetition, petition_at

LONGEST_WORDS = 200
MOST = 100
MOST_DAYS = 1_000
FURTHEST = 1_000_000

api = NinjaAPI(
    title="Petitions",
    version="1",
    description=(
        "What the pages of this site show, as JSON: read-only, without a key, from any origin. "
        "Nothing of it says who signed."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)

SLUG = r"^[-a-zA-Z0-9_]+$"
Slug = Annotated[str, Path(pattern=SLUG, description="The petition's part of addresses.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Days = Annotated[int, Query(ge=1, le=MOST_DAYS, description="How many days at most.")]
Offset = Annotated[int, Query(ge=0, le=FURTHEST, description="How many to pass over.")]
# No database takes a NUL, and no text here has one.
Words = Annotated[
    str,
    Query(max_length=LONGEST_WORDS, pattern=r"^[^\x00]*$", description="Words to search for."),
]
Narrow = Annotated[schemas.StatusName | None, Query(description="Only those of this status.")]
Of = Annotated[
    str | None, Query(pattern=SLUG, max_length=50, description="Only those of this organization.")
]

PROBLEMS = {404: schemas.Problem, 422: schemas.Problem, 429: schemas.Problem}
FOUND_ALWAYS = {422: schemas.Problem, 429: schemas.Problem}


@api.get(
    "/organizations/",
    response={200: schemas.Organizations, **FOUND_ALWAYS},
    summary="Organizations",
    operation_id="organizations",
    url_name="api-organizations",
)
def organizations(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> Any:
    """Who runs petitions here, by name."""
    rows: list[Any] = list(public.organizations().order_by("name", "pk")[offset : offset + limit])
    visible = Petition.objects.visible().filter(campaign__organization__in=rows)
    sums: dict[int, int] = {}
    row: Any
    for row in visible.select_related("campaign").with_supporters():
        key = row.campaign.organization_id
        sums[key] = sums.get(key, 0) + row.supporters
    items = [shown.organization(row, sums.get(row.pk, 0), row.started) for row in rows]
    return _page(Organization.objects.count(), limit, offset, items)


@api.get(
    "/petitions/",
    response={200: schemas.Petitions, **FOUND_ALWAYS},
    summary="Petitions",
    operation_id="petitions",
    url_name="api-petitions",
)
def petitions(
    request: HttpRequest,
    q: Words = "",
    status: Narrow = None,
    organization: Of = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """All published petitions, the newest first, narrowed by words, status and organization."""
    today = timezone.localdate()
    found = Petition.objects.visible()
    found = found.matching(q) if q.strip() else found
    found = found.having_status(status) if status else found
    found = found.filter(campaign__organization__slug=organization) if organization else found
    rows = found.for_page(today).newest_first()[offset : offset + limit]
    items = [shown.petition_summary(PublicPetition(row, today)) for row in rows]
    return _page(found.count(), limit, offset, items)


@api.get(
    "/petitions/{slug}/",
    response={200: schemas.Petition, **PROBLEMS},
    summary="One petition",
    operation_id="petition",
    url_name="api-petition",
)
def petition(request: HttpRequest, slug: Slug) -> Any:
    """All that its page tells."""
    return shown.petition(petition_at(slug, with_sources=True))


@api.get(
    "/petitions/{slug}/counts/",
    response={200: schemas.Counts, **PROBLEMS},
    summary="The count of a petition",
    operation_id="counts",
    url_name="api-counts",
)
def counts(request: HttpRequest, slug: Slug) -> Any:
    """How many support it at this moment, the next goal, and where the count comes from."""
    return shown.counts(petition_at(slug, with_sources=True))


@api.get(
    "/petitions/{slug}/series/",
    response={200: schemas.Series, **PROBLEMS},
    summary="Signatures by day",
    operation_id="series",
    url_name="api-series",
)
def series(request: HttpRequest, slug: Slug, limit: Days = 366, offset: Offset = 0) -> Any:
    """Confirmed signatures of each day, counted anew every few minutes."""
    row = get_object_or_404(Petition.objects.visible(), slug=slug)
    breakdown = Breakdown.objects.filter(petition=row).first()
    days = shown.days(breakdown, row.carried_over)
    page = _page(len(days), limit, offset, days[offset : offset + limit])
    about: dict[str, Any] = {"as_of": None, "step": "day"}
    if breakdown:
        about = {"as_of": breakdown.as_of, "step": breakdown.step}
    return page | about


@api.get(
    "/petitions/{slug}/regions/",
    response={200: schemas.Regions, **PROBLEMS},
    summary="Where supporters are",
    operation_id="regions",
    url_name="api-regions",
)
def regions(request: HttpRequest, slug: Slug) -> Any:
    """Confirmed signatures by state and by county of California, counted every few minutes."""
    row = get_object_or_404(Petition.objects.visible(), slug=slug)
    return shown.regions(Breakdown.objects.filter(petition=row).first())


@api.get(
    "/petitions/{slug}/updates/",
    response={200: schemas.Updates, **PROBLEMS},
    summary="News of the case",
    operation_id="updates",
    url_name="api-updates",
)
def updates(request: HttpRequest, slug: Slug, limit: Limit = 20, offset: Offset = 0) -> Any:
    """What was published about it, the newest first."""
    visible = Petition.objects.visible().select_related("campaign")
    row = get_object_or_404(visible, slug=slug)
    found = row.campaign.updates.public(timezone.now())
    newest = found.with_photo_consent().newest_first()[offset : offset + limit]
    items = [shown.update(PublicUpdate(row.campaign, update), slug) for update in newest]
    return _page(found.count(), limit, offset, items)


def _page(total: int, limit: int, offset: int, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"total": total, "limit": limit, "offset": offset, "items": items}
