"""Another organization on the same site, with a row of every kind that staff work with."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.files.base import ContentFile
from django.db.models import Model, QuerySet

from campaigns.models import Campaign, Fact, FactCheck, Link
from organizations.members.actions import invite
from organizations.models import Organization, User
from organizations.scope import Scoped
from petitions.actions.invalidations import invalidate
from petitions.actions.petitions import close_petition
from petitions.models import CommentReport, Petition, Rally, Signature
from tests.factories import (
    OPENED,
    CampaignFactory,
    CommentFactory,
    ConsentFactory,
    DecisionMakerFactory,
    ForbiddenWordFactory,
    HolderFactory,
    MembershipFactory,
    OrganizationFactory,
    PetitionFactory,
    SignatureFactory,
    SubscriptionFactory,
    TimelineEntryFactory,
    UpdateFactory,
    address_to,
    edit,
    open_petition,
    tell,
)

MARK = "Xochiquetzal"
"""Stands in everything that the other organization has, and nowhere else."""

DOMAIN = f"{MARK.lower()}.example"


def move_in(now: datetime) -> Organization:
    """The other organization, each row of which bears the mark."""
    house = OrganizationFactory(name=f"{MARK} House", short_name=MARK, slug=MARK.lower())
    owner = MembershipFactory(organization=house, role="owner", user__username=f"{MARK}-owner").user
    _draft(house)
    petition = _published(house)
    _signed(petition, owner, now)
    _ended(house, owner, now)
    SubscriptionFactory(organization=house, email=f"c@{DOMAIN}")
    invite(
        organization=house, email=f"new@{DOMAIN}", role="editor", language="en", by=owner, now=now
    )
    Rally.objects.create(
        organization=house,
        name=MARK,
        salt=b"x" * 16,
        network=b"x" * 16,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
    )
    return house


def _case(house: Organization) -> dict[str, Any]:
    return {
        "organization": house,
        "name": f"{MARK} Real",
        "alias": f"{MARK} Alias",
        "story": MARK,
        "sentence": MARK,
    }


def _draft(house: Organization) -> None:
    """A case that nobody sees, with a row in each list of its page."""
    draft = ConsentFactory(campaign=CampaignFactory(**_case(house)), given_by=MARK).campaign
    PetitionFactory(campaign=draft, slug=f"{MARK}-draft", title=f"{MARK} draft")
    Link.objects.create(campaign=draft, text=MARK, url=f"https://{DOMAIN}/")
    TimelineEntryFactory(campaign=draft, text=MARK)
    ForbiddenWordFactory(campaign=draft, text=MARK)
    FactCheck.objects.create(
        campaign=draft,
        fact=Fact.SENTENCE,
        checked_on=date(2026, 1, 2),
        checked_by_name=MARK,
        source=MARK,
    )
    draft.photo_alt = MARK
    draft.photo.save(f"{MARK}.jpg", ContentFile(b"x"))
    UpdateFactory(campaign=draft, title=f"{MARK} drafted", body=MARK, author_name=MARK)


def _published(house: Organization) -> Petition:
    """A case that is public, with news and with an office that changed hands."""
    petition = open_petition(
        campaign=CampaignFactory(**_case(house)), slug=f"{MARK}-open", title=f"{MARK} open"
    )
    office = DecisionMakerFactory(organization=house, office=f"{MARK} office", role=MARK)
    HolderFactory(decision_maker=office, name=f"{MARK} former", until=date(2025, 1, 1))
    HolderFactory(decision_maker=office, name=f"{MARK} holder", since=date(2025, 1, 1))
    petition = address_to(petition, office)
    told = tell(petition.campaign, title=f"{MARK} news", body=MARK, author_name=MARK)
    told.photo_alt, told.shows_her = MARK, False
    told.photo.save(f"{MARK}-news.jpg", ContentFile(b"x"))
    return edit(petition, ask=f"{MARK} asks.")


def _signed(petition: Petition, owner: User, now: datetime) -> None:
    """Signatures and comments in every state."""
    named = {"petition": petition, "first_name": MARK, "comment": MARK, "show_name": True}
    SignatureFactory(**named, email=f"a@{DOMAIN}")
    SignatureFactory(**named, state="held", email=f"b@{DOMAIN}")
    for state in ("waiting", "approved", "refused"):
        CommentFactory(**named, comment_state=state, email=f"{state}@{DOMAIN}")
    reported = CommentFactory(**named, comment_state="approved", email=f"reported@{DOMAIN}")
    CommentReport.objects.create(signature=reported, network=b"1" * 16, at=OPENED, reason="names")
    doomed = SignatureFactory(**named, email=f"doomed@{DOMAIN}")
    invalidate(
        signatures=Signature.objects.filter(pk=doomed.pk),
        reason=MARK,
        criteria={},
        by=owner,
        now=now,
    )


def _ended(house: Organization, owner: User, now: datetime) -> None:
    """A case that is over, with drafted news of it."""
    ended = open_petition(
        campaign=CampaignFactory(**_case(house)), slug=f"{MARK}-ended", title=f"{MARK} ended"
    )
    close_petition(petition=ended, outcome="denied", on=date(2026, 2, 1), by=owner, now=now)


def scoped() -> Iterator[tuple[type[Model], Scoped]]:
    """Each model whose rows belong to organizations, with its page in the admin."""
    for model, page in admin.site._registry.items():
        if isinstance(page, Scoped) and hasattr(page, "organization_path"):
            yield model, page


def rows_of(house: Organization, model: type[Model], path: str) -> QuerySet[Any]:
    """The rows of a model that an organization has."""
    return model._default_manager.filter(**{path: house.pk}).order_by("pk")


def the_open_case(house: Organization) -> Campaign:
    """The case with the petition that can be signed."""
    return house.campaigns.get(petitions__state="open")
