"""Two organizations on one site: neither's staff can see that the other's rows exist."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.urls import get_resolver
from django.utils import timezone

from organizations.members.actions import invite
from organizations.models import Invitation, Membership, Role
from petitions.actions.invalidations import invalidate
from petitions.actions.petitions import close_petition
from petitions.models import Rally, Signature
from tests.access import confirm_log_in
from tests.factories import (
    CampaignFactory,
    ConsentFactory,
    MembershipFactory,
    OrganizationFactory,
    PetitionFactory,
    SignatureFactory,
    StaffFactory,
    SubscriptionFactory,
    open_petition,
)
from tests.test_site import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

MARK = "Xochiquetzal"
"""Stands in everything that the other organization has, and nowhere else."""

ROLES = list(Role)
SHARED = {"petitions_suppression", "petitions_decisionmaker"}


@pytest.fixture
def theirs(now):
    """An organization with a row of every kind, each of which bears the mark."""
    organization = OrganizationFactory(name=f"{MARK} House", short_name=MARK, slug=MARK.lower())
    owner = MembershipFactory(
        organization=organization, role="owner", user__username=f"{MARK}-owner"
    ).user
    marked = {
        "organization": organization,
        "name": f"{MARK} Real",
        "alias": f"{MARK} Alias",
        "story": MARK,
    }
    draft = ConsentFactory(campaign=CampaignFactory(**marked), given_by=MARK).campaign
    PetitionFactory(campaign=draft, slug=f"{MARK}-draft", title=f"{MARK} draft")
    petition = open_petition(
        campaign=CampaignFactory(**marked), slug=f"{MARK}-open", title=f"{MARK} open"
    )
    named = {"petition": petition, "first_name": MARK, "comment": MARK}
    SignatureFactory(**named, email=f"a@{MARK.lower()}.example")
    SignatureFactory(**named, state="held", email=f"b@{MARK.lower()}.example")
    SubscriptionFactory(organization=organization, email=f"c@{MARK.lower()}.example")
    doomed = SignatureFactory(**named)
    invalidate(
        signatures=Signature.objects.filter(pk=doomed.pk),
        reason=MARK,
        criteria={},
        by=owner,
        now=timezone.now(),
    )
    invite(
        organization=organization,
        email=f"new@{MARK.lower()}.example",
        role="editor",
        language="en",
        by=owner,
        now=timezone.now(),
    )
    Rally.objects.create(
        organization=organization,
        name=MARK,
        salt=b"x" * 16,
        network=b"x" * 16,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
    )
    draft.photo_alt = MARK
    draft.photo.save(f"{MARK}.jpg", ContentFile(b"x"))
    return organization


@pytest.fixture
def client_as(client, organization):
    """Logs in somebody who has a role in an organization of their own."""

    def log_in(role):
        open_petition(campaign__organization=organization)
        client.force_login(MembershipFactory(organization=organization, role=role).user)
        confirm_log_in(client)
        return client

    return log_in


def addresses(theirs):
    """Every address of the admin, with each id that a row of theirs has in it."""
    for path, pattern in patterns(get_resolver()):
        if not path.startswith("admin/") or pattern.name in ("login", "logout", "invitation"):
            continue
        plain = path.replace("^", "").replace("$", "").replace("\\Z", "")
        if not re.search(r"<[^>]+>|\(\?P<\w+>[^)]*\)", plain):
            yield f"/{plain}"
            continue
        for pk in _ids(pattern.name, theirs):
            yield "/" + re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)", str(pk), plain)


def _ids(name, theirs):
    for model, page in admin.site._registry.items():
        prefix = f"{model._meta.app_label}_{model._meta.model_name}"
        if name and name.startswith(f"{prefix}_") and prefix not in SHARED:
            path = getattr(page, "organization_path", None)
            rows = model._default_manager.filter(**{path: theirs.pk}) if path else []
            yield from (row.pk for row in rows)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_tells_of_the_other_organization(client_as, theirs, role, method):
    client = client_as(role)
    reached = list(addresses(theirs))
    assert len(reached) > 60
    for path in reached:
        answer = getattr(client, method)(path)
        assert answer.status_code < 500, path
        assert MARK.lower() not in answer.content.decode().lower(), path
        assert MARK.lower() not in answer.headers.get("Location", "").lower(), path


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_a_row_of_theirs_answers_as_if_it_were_there(client_as, theirs, role):
    client = client_as(role)
    for path in addresses(theirs):
        numbered = re.search(r"/(\d+)/", path)
        if not numbered or "organizations/user/" in path:
            continue
        made_up = path.replace(numbered[0], f"/{10**9}/")
        for method in (client.get, client.post):
            there, nowhere = method(path), method(made_up)
            assert there.status_code == nowhere.status_code, path
            where = there.headers.get("Location", ""), nowhere.headers.get("Location", "")
            assert where[0] == where[1], path


@pytest.mark.parametrize("role", ROLES)
def test_searches_and_filters_find_nothing_of_theirs(client_as, theirs, role):
    client = client_as(role)
    petition = theirs.campaigns.get(state="published").petitions.get()
    for path in (
        f"/admin/campaigns/campaign/?q={MARK}",
        f"/admin/petitions/petition/?q={MARK}",
        f"/admin/petitions/signature/?q={MARK}",
        f"/admin/petitions/signature/?petition__id__exact={petition.pk}",
        f"/admin/petitions/subscription/?organization__id__exact={theirs.pk}",
        f"/admin/petitions/signature/fraud/?petition={petition.pk}&state=confirmed",
        f"/admin/petitions/signature/fraud/?domain={MARK.lower()}.example",
        f"/admin/petitions/signature/fraud/?alike={petition.signatures.first().pk}",
    ):
        answer = client.get(path)
        page = answer.content.decode().lower()
        # What was typed stands in its field again; nothing else may.
        rest = re.sub(rf"(value=\"|=|%3d){MARK.lower()}", "", page)
        assert MARK.lower() not in rest, path


def test_no_action_reaches_a_row_of_theirs(client_as, theirs):
    client = client_as("owner")
    held = Signature.objects.get(state="held")
    counted = Signature.objects.get(state="confirmed", petition=held.petition)
    before = snapshot()
    for path, action, row in (
        ("campaigns/campaign", "publish_selected", theirs.campaigns.get(state="draft")),
        ("campaigns/campaign", "unpublish_selected", theirs.campaigns.get(state="published")),
        ("petitions/petition", "pause_selected", held.petition),
        ("petitions/signature", "release_selected", held),
        ("petitions/signature", "refuse_selected", held),
        ("petitions/signature", "invalidate_selected", counted),
        ("petitions/rally", "end_selected", Rally.objects.get()),
        ("organizations/invitation", "revoke_selected", Invitation.objects.get()),
    ):
        sent = {"action": action, "_selected_action": [row.pk], "reason": "mine", "pause": "x"}
        client.post(f"/admin/{path}/", sent | {"select_across": "1"})
        client.post(f"/admin/{path}/", sent)
    assert snapshot() == before


def snapshot():
    """What their rows say, of all that an action could change."""
    return [
        list(Signature.objects.order_by("pk").values_list("pk", "state")),
        list(Rally.objects.values_list("ends_at")),
        list(Invitation.objects.values_list("revoked_at")),
        list(Membership.objects.order_by("pk").values_list("pk", "role")),
    ]


def test_staff_of_both_write_only_where_they_may(client, organization, theirs):
    user = MembershipFactory(organization=organization, role="editor").user
    MembershipFactory(organization=theirs, user=user, role="reader")
    client.force_login(user)
    campaign = theirs.campaigns.get(state="published")
    petition = campaign.petitions.get()
    address = f"/admin/campaigns/campaign/{campaign.pk}/change/"
    assert client.get(address).status_code == 200, "to read"
    assert client.post(address, {"story": "mine"}).status_code == 403
    closing = {"outcome": "granted", "on": "2026-03-01"}
    assert (
        client.post(f"/admin/petitions/petition/{petition.pk}/close/", closing).status_code == 403
    )
    chosen = {"_selected_action": [campaign.pk], "action": "unpublish_selected"}
    client.post("/admin/campaigns/campaign/", chosen)
    campaign.refresh_from_db()
    petition.refresh_from_db()
    assert (campaign.is_published, petition.is_open) == (True, True)
    signatures = client.get("/admin/petitions/signature/").context["cl"]
    assert signatures.result_count == 0, "those of one's own, not of where one only reads"


def test_superusers_see_both(client, organization, theirs):
    client.force_login(StaffFactory())
    assert MARK in client.get("/admin/campaigns/campaign/").content.decode()


def test_a_batch_of_both_is_nobody_s_but_the_host_s(client, organization, theirs):
    ours = SignatureFactory(petition=open_petition(campaign__organization=organization))
    other = Signature.objects.get(state="confirmed", petition__campaign__organization=theirs)
    batch = invalidate(
        signatures=Signature.objects.filter(pk__in=[ours.pk, other.pk]),
        reason="a bot",
        criteria={},
        by=StaffFactory(),
        now=timezone.now(),
    )
    client.force_login(MembershipFactory(organization=organization, role="owner").user)
    confirm_log_in(client)
    page = f"/admin/petitions/invalidation/{batch.pk}/"
    assert client.get(f"{page}undo/").status_code == 404
    assert client.get(f"{page}change/").status_code == 302


def test_closing_is_for_open_ones_of_one_s_own(client_as, theirs, organization):
    client = client_as("editor")
    petition = organization.campaigns.get().petitions.get()
    sent = {"outcome": "granted", "on": "2026-03-01"}
    client.post(f"/admin/petitions/petition/{petition.pk}/close/", sent)
    petition.refresh_from_db()
    assert not petition.is_open
    their = theirs.campaigns.get(state="published").petitions.get()
    close_petition(
        petition=their, outcome="denied", on=timezone.localdate(), by=None, now=timezone.now()
    )
    assert client.get(f"/admin/petitions/petition/{their.pk}/close/").status_code == 404
