"""Members of staff, and a campaign to work on."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from campaigns.models import Campaign
from organizations import roles
from organizations.models import Organization
from tests.factories import OrganizationFactory, StaffFactory, open_petition
from tests.petitions.admin.page import filled_in


@pytest.fixture
def staff_client(client, staff):
    """The browser of somebody who may do everything."""
    client.force_login(staff)
    client.get("/admin/")  # the first request of a session notes it
    return client


@pytest.fixture
def client_of(db, monkeypatch):
    """Makes the browser of a member of staff with these permissions, for every organization.

    No role is so narrow; each permission is tried by itself all the same.
    """
    granted = {}
    by_roles = roles.grants

    def grants(user):
        if user.pk not in granted:
            return by_roles(user)
        return dict.fromkeys(Organization.objects.values_list("pk", flat=True), granted[user.pk])

    monkeypatch.setattr(roles, "grants", grants)

    def make(*codenames):
        user = StaffFactory(is_superuser=False)
        OrganizationFactory(slug=f"of-{user.username}")  # so that there is one to have them for
        found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
        granted[user.pk] = frozenset(
            f"{permission.content_type.app_label}.{permission.codename}" for permission in found
        )
        assert len(granted[user.pk]) == len(codenames)
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def campaign(db):
    """A published campaign with one open petition and consent to its story."""
    petition = open_petition(campaign__name="Real Name", campaign__alias="Alias", slug="free-her")
    return Campaign.objects.get(pk=petition.campaign_id)


@pytest.fixture
def address(campaign):
    """Where the campaign is edited."""
    return f"/admin/campaigns/campaign/{campaign.pk}/change/"


@pytest.fixture
def fields(staff_client, address):
    """What the campaign's form would send as it stands."""
    return filled_in(staff_client.get(address), "campaign_form")
