"""News of a case: on the petition's page, on their own, as a feed, with their photos."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from campaigns.actions import save_update, take_off_update, unpublish, withdraw_consent
from campaigns.models import Campaign, Item, Update
from tests.factories import ConsentFactory, TimelineEntryFactory, UpdateFactory, open_petition, tell
from tests.petitions.pages import elements, links_of, queries, text_of

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE, FEED = "/petitions/free-her/updates/", "/petitions/free-her/updates.atom"
FEBRUARY, MARCH = datetime(2026, 2, 10, 20, 0, tzinfo=UTC), datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def petition(db):
    return open_petition(
        slug="free-her", campaign__name="Jane Roe", campaign__alias="Ana", title="Free Ana"
    )


@pytest.fixture
def campaign(petition):
    return petition.campaign


def headlines(response):
    return [text_of(found) for found in elements(response) if found.name in ("h2", "h3")]


def read(client, address=FEED):
    """The feed, as XML."""
    return ET.fromstring(client.get(address).content)  # noqa: S314 - our own


class TestPetitionPage:
    def test_shows_the_newest_three_with_a_link_to_all(self, client, campaign, petition):
        for day in range(1, 5):
            tell(campaign, at=FEBRUARY + timedelta(days=day), title=f"News of day {day}")

        page = client.get("/petitions/free-her/")

        told = [line for line in headlines(page) if line.startswith("News of day")]
        assert told == ["News of day 4", "News of day 3", "News of day 2"]
        assert PAGE in links_of(page)
        assert "All news (4)" in page.content.decode()

    def test_says_nothing_where_there_is_none(self, client, campaign):
        UpdateFactory(campaign=campaign)

        assert "News of the case" not in headlines(client.get("/petitions/free-her/"))

    @pytest.mark.parametrize(("start", "query"), [("", ""), ("/es", "?lang=es")])
    def test_tells_feed_readers_of_the_feed(self, client, campaign, start, query):
        for address in (f"{start}/petitions/free-her/", f"{start}{PAGE}"):
            page = client.get(address)
            found = [dict(each.attributes) for each in elements(page) if each.name == "link"]
            feeds = [each["href"] for each in found if each.get("type") == "application/atom+xml"]
            assert feeds == [FEED + query]

    def test_takes_as_many_queries_for_many_as_for_one(self, client, campaign):
        addresses = ["/petitions/free-her/", PAGE, FEED]
        tell(campaign)
        TimelineEntryFactory(campaign=campaign)
        for_one = [queries(client, address) for address in addresses]
        for _ in range(9):
            tell(campaign)
            TimelineEntryFactory(campaign=campaign)

        assert [queries(client, address) for address in addresses] == for_one


class TestPage:
    def test_shows_all_the_newest_first_in_markdown(self, client, campaign):
        first = tell(campaign, at=FEBRUARY, title="First", body="*Dear* <b>all</b>")
        second = tell(campaign, at=MARCH, title="Second")

        page = client.get(PAGE)

        ids = [dict(found.attributes)["id"] for found in elements(page) if found.name == "article"]
        assert ids == [f"news-{second.pk}", f"news-{first.pk}"]
        assert "<em>Dear</em> &lt;b&gt;all" in page.content.decode()
        assert "a volunteer" not in page.content.decode()

    def test_speaks_spanish_or_says_that_it_cannot(self, client, campaign):
        tell(campaign, title="One", title_es="Una", body="x", body_es="Hola")
        tell(campaign, title="Two")

        page = client.get(f"/es{PAGE}")

        assert [line for line in headlines(page) if line in ("Una", "Two")] == ["Two", "Una"]
        assert (
            len([each for each in elements(page) if dict(each.attributes).get("class") == "notice"])
            == 1
        )

    def test_shows_what_is_scheduled_when_its_time_comes(self, client, campaign):
        update = tell(campaign, at=timezone.now() + timedelta(hours=1), title="Tomorrow")
        assert [b"Tomorrow" in client.get(path).content for path in (PAGE, FEED)] == [False] * 2

        Update.objects.filter(pk=update.pk).update(publish_at=timezone.now())

        assert [b"Tomorrow" in client.get(path).content for path in (PAGE, FEED)] == [True] * 2

    def test_is_gone_with_the_news_and_with_the_campaign(self, client, campaign):
        update = tell(campaign, title="She is free")
        photo = f"{PAGE}{update.pk}/photo/"
        take_off_update(update=update, by=None, now=timezone.now())
        for path in ("/petitions/free-her/", PAGE, FEED):
            assert b"She is free" not in client.get(path).content

        unpublish(campaign=Campaign.objects.get(), by=None, now=timezone.now())
        statuses = [client.get(path).status_code for path in (PAGE, FEED, photo)]
        assert statuses == [404, 404, 404]

    def test_tells_no_name_that_was_hidden_later(self, client, campaign):
        consent = ConsentFactory(campaign=campaign, item=Item.NAME)
        Campaign.objects.update(show_name=True)
        tell(Campaign.objects.get(), title="Jane Roe is heard", body="Jane is *heard*.")
        assert b"Jane Roe is heard" in client.get(PAGE).content

        withdraw_consent(consent=consent, on=timezone.localdate(), by=None, now=timezone.now())
        Campaign.objects.update(state="published")

        for path in ("/petitions/free-her/", PAGE, FEED):
            told = client.get(path).content.decode()
            assert "Ana is heard" in told
            assert "Jane" not in told

    def test_of_no_petition_that_the_public_sees_is_not_found(self, client, campaign):
        for path in ("/petitions/none/updates/", "/petitions/none/updates.atom"):
            assert client.get(path).status_code == 404


class TestPhoto:
    @pytest.fixture
    def update(self, campaign, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        (tmp_path / "updates").mkdir()
        Path(tmp_path / "updates/1.jpg").write_bytes(b"a photo")
        ConsentFactory(campaign=campaign, item=Item.PHOTO)
        return tell(campaign, photo="updates/1.jpg", photo_alt="She smiles.", shows_her=True)

    def test_shows_with_her_consent(self, client, update):
        address = f"{PAGE}{update.pk}/photo/"

        answer = client.get(address)

        assert (answer.status_code, answer.content) == (200, b"a photo")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert f'src="{address}" alt="She smiles."' in client.get(PAGE).content.decode()

    def test_is_gone_as_soon_as_her_consent_is(self, client, update, campaign):
        consent = campaign.consents.get(item=Item.PHOTO)

        withdraw_consent(consent=consent, on=timezone.localdate(), by=None, now=timezone.now())

        assert client.get(f"{PAGE}{update.pk}/photo/").status_code == 404
        page = client.get(PAGE).content.decode()
        assert update.title in page
        assert "photo/" not in page

    def test_of_something_else_needs_no_consent(self, client, update, campaign):
        Update.objects.update(shows_her=False)
        campaign.consents.filter(item=Item.PHOTO).update(withdrawn_on=timezone.localdate())

        assert client.get(f"{PAGE}{update.pk}/photo/").status_code == 200

    def test_of_what_is_not_public_is_not_found(self, client, update):
        other = open_petition(slug="other")
        take_off_update(update=update, by=None, now=timezone.now())

        assert client.get(f"{PAGE}{update.pk}/photo/").status_code == 404
        Update.objects.update(state="published")
        assert client.get(f"/petitions/{other.slug}/updates/{update.pk}/photo/").status_code == 404

    def test_whose_file_is_lost_is_not_found(self, client, update, settings, tmp_path):
        Path(tmp_path / "updates/1.jpg").unlink()

        assert client.get(f"{PAGE}{update.pk}/photo/").status_code == 404


class TestFeed:
    def test_is_atom_with_absolute_links(self, client, campaign, petition, settings):
        settings.SITE_URL = "https://petitions.example"
        update = tell(campaign, at=FEBRUARY, title="A hearing & more", body="*Soon*")

        answer = client.get(FEED, headers={"host": "localhost"})
        feed = read(client)

        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert answer.headers["Content-Language"] == "en"
        assert feed.tag == f"{ATOM}feed"
        assert feed.findtext(f"{ATOM}title") == "News: Free Ana"
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == campaign.organization.name
        links = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}
        assert links == {
            "alternate": f"https://petitions.example{PAGE}",
            "self": f"https://petitions.example{FEED}",
        }
        [entry] = feed.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == "A hearing & more"
        assert entry.findtext(f"{ATOM}summary") == "<p><em>Soon</em></p>\n"
        assert entry.findtext(f"{ATOM}published") == "2026-02-10T20:00:00+00:00"
        assert entry.find(f"{ATOM}link").get("href") == (
            f"https://petitions.example{PAGE}#news-{update.pk}"
        )
        assert entry.findtext(f"{ATOM}id") == update.key.urn

    def test_has_all_that_atom_demands(self, client, campaign):
        """RFC 4287, 4.1: id, title and updated, once each, and an author."""
        tell(campaign)

        feed = read(client)

        for element in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1
            moment = datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
            assert moment.tzinfo is not None
        assert feed.find(f"{ATOM}author") is not None
        ids = [each.text for each in feed.iter(f"{ATOM}id")]
        assert len(ids) == len(set(ids)) == 2

    def test_speaks_spanish_where_it_is_asked_to(self, client, campaign):
        update = tell(campaign, title="One", title_es="Una", body="x", body_es="Hola")

        feed = read(client, f"{FEED}?lang=es")

        assert client.get(f"{FEED}?lang=es").headers["Content-Language"] == "es"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
        [entry] = feed.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == "Una"
        assert f"/es{PAGE}#news-{update.pk}" in entry.find(f"{ATOM}link").get("href")
        assert entry.findtext(f"{ATOM}id") != update.key.urn

    def test_keeps_its_ids_when_texts_slug_and_site_change(
        self, client, campaign, petition, settings
    ):
        update = tell(campaign, at=FEBRUARY)

        def ids():
            return [each.text for each in read(client).iter(f"{ATOM}id")]

        before = ids()
        settings.SITE_URL = "https://elsewhere.example"
        update.title = "Another headline"
        save_update(update=update, changed=["title"], by=None, now=MARCH)
        assert ids() == before

    def test_tells_when_something_in_it_changed_last(self, client, campaign):
        assert read(client).findtext(f"{ATOM}updated") == "2026-01-05T12:00:00+00:00"
        update = tell(campaign, at=FEBRUARY)
        assert read(client).findtext(f"{ATOM}updated") == "2026-02-10T20:00:00+00:00"

        save_update(update=update, changed=["title"], by=None, now=MARCH)

        assert read(client).findtext(f"{ATOM}updated") == "2026-03-01T20:00:00+00:00"

    def test_that_did_not_change_is_not_sent_again(self, client, campaign):
        for make in (lambda: None, lambda: tell(campaign)):
            make()
            seen = client.get(FEED)
            again = client.get(FEED, headers={"if-none-match": seen.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b"")
            assert seen.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"

    def test_has_one_path(self, client, campaign):
        assert client.get(f"/es{FEED}").status_code == 404
