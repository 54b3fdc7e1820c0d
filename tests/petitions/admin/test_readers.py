"""Those who do not edit a case see of it what the public sees, and nothing that is hidden."""

import pytest
from django.core.files.base import ContentFile

from campaigns.models import Campaign
from organizations.models import Role
from petitions.versions import versions
from tests.access import confirm_log_in
from tests.factories import (
    CampaignFactory,
    ConsentFactory,
    MembershipFactory,
    UpdateFactory,
    edit,
    open_petition,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HIDDEN = ["Zenobia", "Quill", "WX4711", "diabetes", "Her own words", "a signed form"]
LIST = "/admin/campaigns/campaign/"


@pytest.fixture
def campaign(settings, tmp_path):
    """A public case under an alias, of which much is hidden."""
    settings.MEDIA_ROOT = tmp_path
    campaign = open_petition(
        summary="A summary.",
        campaign__name="Zenobia Quill",
        campaign__alias="Rosa M.",
        campaign__prison_number="WX4711",
        campaign__health="She has diabetes.",
        campaign__quote="Her own words.",
    ).campaign
    ConsentFactory(campaign=campaign, item="health", evidence="a signed form")
    ConsentFactory(campaign=campaign, item="name")
    Campaign.objects.update(show_name=True)
    edit(campaign.petitions.get(), summary="Zenobia Quill waits.", slug="free-zenobia-quill")
    Campaign.objects.update(show_name=False)
    UpdateFactory(campaign=campaign, title="Zenobia was heard")
    campaign.photo.save("photo.jpg", ContentFile(b"a photo"), save=False)
    Campaign.objects.update(photo=campaign.photo.name, photo_alt="Zenobia smiles.")
    return campaign


@pytest.fixture
def log_in(client, campaign):
    def as_one(role):
        user = MembershipFactory(organization=campaign.organization, role=role).user
        client.force_login(user)
        confirm_log_in(client)
        return client

    return as_one


def told(answer):
    text = answer.content.decode()
    return [word for word in HIDDEN if word.casefold() in text.casefold()]


@pytest.mark.parametrize("role", [Role.READER, Role.MODERATOR, Role.DELIVERER])
def test_no_page_tells_them_what_is_hidden(log_in, campaign, role):
    client = log_in(role)
    case = f"{LIST}{campaign.pk}/"
    petition = campaign.petitions.get()
    for path in (
        "/admin/",
        LIST,
        f"{case}change/",
        f"{case}preview/",
        f"{case}preview/?lang=es",
        f"{case}history/",
        "/admin/petitions/petition/",
        f"/admin/petitions/petition/{petition.pk}/change/",
    ):
        answer = client.get(path)
        assert (path, answer.status_code, told(answer)) == (path, 200, [])
    assert "Rosa M." in client.get(f"{case}preview/").content.decode()


@pytest.mark.parametrize("role", [Role.READER, Role.MODERATOR, Role.DELIVERER])
@pytest.mark.parametrize(
    "page", ["versions/", "versions/compare/", "versions/restore/", "photo/", "update"]
)
def test_what_stays_inside_is_not_theirs(log_in, campaign, role, page):
    client = log_in(role)
    if page == "update":
        path = f"/admin/campaigns/update/{campaign.updates.get().pk}/change/"
    else:
        key = next(version.key for version in versions(campaign))
        path = f"{LIST}{campaign.pk}/{page}?version={key}&older={key}&newer={key}"
    assert client.get(path).status_code == 403
    assert client.post(f"{LIST}{campaign.pk}/preview/", {"name": "x"}).status_code == 403


@pytest.mark.parametrize("words", ["Zenobia", "Quill", "WX4711"])
def test_searching_tells_no_hidden_name_or_number(log_in, words):
    assert "Rosa M." not in log_in(Role.READER).get(f"{LIST}?q={words}").content.decode()
    assert "Rosa M." in log_in(Role.EDITOR).get(f"{LIST}?q={words}").content.decode()


def test_a_case_without_a_public_name_is_its_editors_alone(log_in, campaign):
    nameless = CampaignFactory(
        organization=campaign.organization, name="Zenobia Quill", alias="", show_name=False
    )
    path = f"{LIST}{nameless.pk}/change/"
    assert log_in(Role.READER).get(path).status_code == 302  # to the start page: not there
    assert log_in(Role.EDITOR).get(path).status_code == 200


def test_editors_find_and_read_all_of_it(log_in, campaign):
    client = log_in(Role.EDITOR)
    assert set(told(client.get(f"{LIST}{campaign.pk}/change/"))) == set(HIDDEN)
    assert "Zenobia Quill" in client.get(LIST).content.decode()


def test_where_one_edits_here_and_reads_there_the_other_case_stays_hidden(log_in, campaign):
    client = log_in(Role.READER)
    own = CampaignFactory(name="Own Case", alias="")
    user = MembershipFactory(organization=own.organization, role=Role.EDITOR).user
    MembershipFactory(organization=campaign.organization, user=user, role=Role.READER)
    client.force_login(user)
    confirm_log_in(client)
    answer = client.get(LIST)
    assert "Own Case" in answer.content.decode()
    assert told(answer) == []
    assert told(client.get(f"{LIST}{campaign.pk}/change/")) == []
    assert "Rosa M." not in client.get(f"{LIST}?q=Zenobia").content.decode()
