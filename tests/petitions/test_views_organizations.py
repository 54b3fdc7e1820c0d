"""An organization's profile, with its petitions."""

from datetime import date

import pytest
from django.utils import timezone

from campaigns.actions import unpublish
from petitions.actions import petitions as petition_actions
from tests.factories import (
    CampaignFactory,
    OrganizationFactory,
    PetitionFactory,
    SignatureFactory,
    open_petition,
)
from tests.petitions.pages import (
    count_on,
    elements,
    language_of,
    links_of,
    petitions_on,
    queries,
    text_of,
)

pytestmark = pytest.mark.django_db

DAY = date(2020, 11, 30)


def carried(number):
    return {
        "carried_over": number,
        "carried_over_source": "an earlier platform",
        "carried_over_on": DAY,
    }


@pytest.fixture
def coalition(db):
    """An organization with the numbers of three well-known petitions."""
    organization = OrganizationFactory(
        name="Women’s Coalition",
        slug="coalition",
        mission="We stand together.",
        mission_es="Estamos juntas.",
    )
    for slug, number in (("first", 159_185), ("second", 1_281), ("third", 10_576)):
        open_petition(slug=slug, campaign__organization=organization, **carried(number))
    return organization


def headline_count(response, address="/organizations/coalition/count.json"):
    return count_on(response, address)


# --- The profile


def test_the_profile_tells_who_it_is_and_shows_its_petitions(browser, coalition):
    open_petition(slug="elsewhere")

    response = browser.get("/organizations/coalition/")

    page = text_of(next(found for found in elements(response) if found.name == "main"))
    assert response.status_code == 200
    assert [text for text in ("Women’s Coalition", "We stand together.") if text not in page] == []
    assert headline_count(response) == "171,042"
    assert "Started 3 petitions" in page
    assert set(petitions_on(response)) == {"first", "second", "third"}
    assert count_on(response, "/petitions/first/count.json") == "159,185"


def test_the_profile_in_spanish_leads_to_spanish_pages(browser, coalition):
    response = browser.get("/es/organizations/coalition/")

    page = text_of(next(found for found in elements(response) if found.name == "main"))
    assert (response.status_code, language_of(response)) == (200, "es")
    assert "Estamos juntas." in page
    assert "/es/petitions/first/" in links_of(response)
    assert "/petitions/first/" not in links_of(response)


def test_the_profile_counts_what_was_ever_published_and_is_not_taken_off(browser, coalition):
    ended = open_petition(slug="ended", campaign__organization=coalition, **carried(8))
    petition_actions.close_petition(
        petition=ended, outcome="died", on=DAY, by=None, now=timezone.now()
    )
    PetitionFactory(slug="draft", campaign=ended.campaign, **carried(100))
    hidden = open_petition(slug="hidden", campaign__organization=coalition, **carried(1000))
    unpublish(campaign=hidden.campaign, by=None, now=timezone.now())

    response = browser.get("/organizations/coalition/")

    assert set(petitions_on(response)) == {"first", "second", "third", "ended"}
    assert headline_count(response) == "171,050"


def test_a_profile_without_petitions_says_so(browser):
    OrganizationFactory(slug="coalition")

    response = browser.get("/organizations/coalition/")

    assert (response.status_code, headline_count(response)) == (200, "0")


@pytest.mark.parametrize("slug", ["nothing", "COALITION", "%00", "%FF"])
def test_an_unknown_organization_is_not_found(browser, coalition, slug):
    for page in ("", "count.json"):
        assert browser.get(f"/organizations/{slug}/{page}").status_code == 404


# --- Home


@pytest.mark.parametrize("language", ["", "/es"])
def test_home_is_the_profile_of_the_one_organization(browser, coalition, language):
    home = browser.get(f"{language}/")

    assert (home.status_code, headline_count(home)[:3]) == (200, "171")
    assert petitions_on(home) == petitions_on(browser.get("/organizations/coalition/"))
    assert language_of(home) == (language or "/en")[1:]


def test_home_lists_the_organizations_where_there_are_several(browser, coalition):
    OrganizationFactory(slug="another", name="A <b>nother</b>")

    response = browser.get("/")

    found = [link for link in links_of(response) if link.startswith("/organizations/")]
    assert found == ["/organizations/another/", "/organizations/coalition/"]
    assert "A &lt;b&gt;nother" in response.content.decode()


def test_home_answers_before_there_is_any_organization(browser):
    assert browser.get("/").status_code == 200


# --- The count


def test_the_count_is_the_exact_sum(browser, coalition):
    before = browser.get("/organizations/coalition/count.json")
    petition = coalition.campaigns.order_by("pk")[1].petitions.get()
    SignatureFactory.create_batch(3, petition=petition)
    SignatureFactory(petition=petition, state="pending")
    SignatureFactory(petition=petition, source="paper", email="", address_hash=None)

    after = browser.get("/organizations/coalition/count.json")

    assert before.content == b'{"supporters": 171042, "petitions": 3}'
    assert after.json() == {"supporters": 171_046, "petitions": 3}
    assert headline_count(browser.get("/organizations/coalition/")) == "171,046"
    assert after.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"


def test_the_count_leaves_out_what_is_not_published(browser, coalition):
    hidden = open_petition(campaign__organization=coalition, **carried(1000))
    unpublish(campaign=hidden.campaign, by=None, now=timezone.now())
    PetitionFactory(campaign__organization=coalition, **carried(1000))

    response = browser.get("/organizations/coalition/count.json")

    # Ever published were four; the one that never was is not among them.
    assert response.json() == {"supporters": 171_042, "petitions": 4}


def test_the_count_of_an_organization_without_petitions_is_zero(browser):
    OrganizationFactory(slug="coalition")

    response = browser.get("/organizations/coalition/count.json")

    assert response.json() == {"supporters": 0, "petitions": 0}


def test_the_count_has_one_path(browser, coalition):
    assert browser.get("/es/organizations/coalition/count.json").status_code == 404


# --- How much work it is


def test_pages_take_as_many_queries_for_thirty_petitions_as_for_one(browser):
    campaign = CampaignFactory(organization__slug="coalition")
    SignatureFactory(petition=open_petition(campaign=campaign))
    addresses = ["/", "/organizations/coalition/", "/organizations/coalition/count.json"]
    one = [queries(browser, address) for address in addresses]
    for _ in range(29):
        petition = open_petition(campaign__organization=campaign.organization)
        SignatureFactory.create_batch(2, petition=petition)

    assert [queries(browser, address) for address in addresses] == one
