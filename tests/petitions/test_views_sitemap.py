"""What search engines and feed readers are told of the site."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from campaigns.actions import unpublish
from tests.factories import edit, open_petition, tell
from tests.petitions.pages import queries

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/organizations/coalition/feed.atom"
MARCH = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def petition(db):
    """An open petition, written in both languages."""
    return open_petition(
        slug="free-her",
        title="Free her",
        title_es="Libérenla",
        campaign__organization__slug="coalition",
        campaign__organization__name="Coalition",
    )


def xml(client, address):
    return ET.fromstring(client.get(address).content)  # noqa: S314 - our own


class TestSitemap:
    def pages(self, client, settings):
        found = xml(client, "/sitemap.xml").iter(f"{SITEMAP}url")
        return {
            url.find(f"{SITEMAP}loc").text.removeprefix(settings.SITE_URL): url for url in found
        }

    def test_lists_every_page_in_both_languages(self, client, petition, settings):
        tell(petition.campaign, at=MARCH)

        paths = [
            "organizations/coalition/", "petitions/", "privacy/", "terms/", "contact/",
            "petitions/free-her/", "petitions/free-her/updates/",
        ]  # fmt: skip
        assert set(self.pages(client, settings)) == {
            f"{language}{path}" for path in paths for language in ("/", "/es/")
        }

    def test_each_page_can_be_read_and_may_be_found(self, client, petition, settings):
        tell(petition.campaign, at=MARCH)

        for path in self.pages(client, settings):
            response = client.get(path)
            assert (response.status_code, "X-Robots-Tag" in response.headers) == (200, False)
            assert b'content="noindex"' not in response.content
            assert f'rel="canonical" href="{settings.SITE_URL}{path}"' in response.content.decode()

    def test_names_each_page_in_the_other_language(self, client, petition, settings):
        page = self.pages(client, settings)["/es/petitions/free-her/"]

        assert {link.get("hreflang"): link.get("href") for link in page.iter(LINK)} == {
            "en": f"{settings.SITE_URL}/petitions/free-her/",
            "es": f"{settings.SITE_URL}/es/petitions/free-her/",
            "x-default": f"{settings.SITE_URL}/petitions/free-her/",
        }

    def test_says_when_a_page_changed(self, client, petition, settings):
        tell(petition.campaign, at=MARCH)

        page = self.pages(client, settings)["/petitions/free-her/"]

        assert datetime.fromisoformat(page.find(f"{SITEMAP}lastmod").text) == MARCH

    def test_tells_of_nothing_that_the_public_must_not_see(self, client, petition, settings):
        unpublish(campaign=petition.campaign, by=None, now=timezone.now())

        assert [path for path in self.pages(client, settings) if "free-her" in path] == []

    def test_costs_the_same_however_many_there_are(self, client, petition):
        before = queries(client, "/sitemap.xml")
        for _ in range(3):
            tell(open_petition().campaign, at=MARCH)

        assert queries(client, "/sitemap.xml") == before


def test_programs_are_told_where_there_is_nothing_to_find(client, db, settings):
    response = client.get("/robots.txt")

    lines = response.content.decode().splitlines()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert "Disallow: /signatures/" in lines
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"
    assert "Disallow: /" not in lines


class TestFeed:
    @staticmethod
    def titles(client, address=FEED):
        return [
            entry.find(f"{ATOM}title").text for entry in xml(client, address).iter(f"{ATOM}entry")
        ]

    def test_tells_of_petitions_and_of_news_the_newest_first(self, client, petition):
        tell(petition.campaign, at=MARCH, title="A hearing", title_es="Una audiencia")
        open_petition(title="Another organization's")

        assert self.titles(client) == ["A hearing", "New petition: Free her"]
        assert self.titles(client, f"{FEED}?lang=es")[0] == "Una audiencia"

    def test_news_of_a_case_with_two_petitions_stands_there_once(self, client, petition):
        open_petition(campaign=petition.campaign, title="Release her")
        tell(petition.campaign, at=MARCH, title="A hearing")

        assert sorted(self.titles(client)) == [
            "A hearing", "New petition: Free her", "New petition: Release her",
        ]  # fmt: skip

    def test_an_entry_has_the_id_that_it_has_in_the_feed_of_its_case(self, client, petition):
        tell(petition.campaign, at=MARCH)

        ids = [
            {entry.find(f"{ATOM}id").text for entry in xml(client, address).iter(f"{ATOM}entry")}
            for address in (FEED, "/petitions/free-her/updates.atom")
        ]

        assert ids[1] < ids[0]

    def test_a_corrected_text_is_told_as_changed(self, client, petition):
        def changed():
            return xml(client, FEED).find(f"{ATOM}entry/{ATOM}updated").text

        before = changed()
        edit(petition, title="Free her now")

        assert self.titles(client) == ["New petition: Free her now"]
        assert changed() >= before

    def test_is_named_on_the_profile(self, client, petition):
        page = client.get("/es/organizations/coalition/").content.decode()

        assert page.count(f"{FEED}?lang=es") == 2

    def test_is_there_while_there_is_nothing_to_tell(self, client, petition):
        unpublish(campaign=petition.campaign, by=None, now=timezone.now())

        assert self.titles(client) == []
        assert client.get("/organizations/none/feed.atom").status_code == 404
