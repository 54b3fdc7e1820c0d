"""Members of staff, and a campaign to work on."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from campaigns.models import Campaign
from tests.factories import StaffFactory, open_petition
from tests.petitions.admin.page import filled_in


@pytest.fixture
def staff_client(client, staff):
    """The browser of somebody who may do everything."""
    client.force_login(staff)
    client.get("/admin/")  # the first request of a session notes it
    return client


@pytest.fixture
def client_of(db):
    """Makes the browser of a member of staff with these permissions and no other."""

    def make(*codenames):
        user = StaffFactory(is_superuser=False)
        for codename in codenames:
            user.user_permissions.add(Permission.objects.get(codename=codename))
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
