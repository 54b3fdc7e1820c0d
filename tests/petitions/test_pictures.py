"""The picture that goes with a petition's link, and what the head of the page says."""

import json
import re
from io import BytesIO

import pytest
from django.utils import timezone, translation
from PIL import Image, ImageChops

from campaigns import drawn
from campaigns.actions import unpublish, withdraw_consent
from campaigns.models import Campaign, Item
from petitions import pictures
from petitions.drawing import LARGEST_BYTES, Photo, Words, draw, font_of, readable, wrapped
from petitions.models import OldAddress, Petition
from petitions.pictures import milestone, picture_url
from petitions.public import PublicPetition
from petitions.tasks import sweep_drawn
from tests.factories import ConsentFactory, SignatureFactory, edit, open_petition, show_photo
from tests.petitions.pages import elements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def drawings(monkeypatch):
    """What is drawn, in turn."""
    drawn = []

    def note(words, photo):
        drawn.append((words, photo))
        return draw(words, photo)

    monkeypatch.setattr(pictures, "draw", note)
    return drawn


@pytest.fixture
def petition():
    """A petition that is written in both languages."""
    return open_petition(slug="her", title="Free her", title_es="Libérenla")


def url(petition, language="en"):
    today = timezone.localdate()
    row = Petition.objects.for_page(today).get(pk=petition.pk)
    with translation.override(language):
        return picture_url(PublicPetition(row, today))


def image(response):
    return Image.open(BytesIO(response.content)).convert("RGB")


def photographed(petition, **fields):
    """Give the case a photo that is a whole field of one colour."""
    show_photo(petition.campaign)
    out = BytesIO()
    Image.new("RGB", (400, 500), (0, 200, 0)).save(out, "JPEG")
    campaign = Campaign.objects.get(pk=petition.campaign_id)
    with campaign.photo.storage.open(campaign.photo.name, "wb") as file:
        file.write(out.getvalue())
    Campaign.objects.filter(pk=campaign.pk).update(**fields)


def sweep_drawn_later(monkeypatch):
    """Sweep when the files are old enough; return how many were removed."""
    before = len(list(drawn.folder().iterdir()))
    monkeypatch.setattr(drawn, "SPARED_SECONDS", -5)
    assert sweep_drawn() is False
    return before - len(list(drawn.folder().iterdir()))


def is_green(response):
    red, green, blue = image(response).getpixel((1000, 300))
    return green > 150 and red < 80 and blue < 80


@pytest.mark.parametrize(
    ("number", "passed"),
    [
        (0, 0), (9, 0), (10, 10), (14, 10), (15, 15), (99, 90), (100, 100), (149, 100), (150, 150),
        (1281, 1000), (10576, 10000), (159185, 150000), (12345678, 10000000),
    ],
)  # fmt: skip
def test_the_count_is_told_by_milestones(number, passed):
    assert milestone(number) == passed


class TestPicture:
    def test_is_of_the_size_that_is_asked_for_and_light(self, browser, petition):
        response = browser.get(url(petition))

        assert response.headers["Content-Type"] == "image/jpeg"
        assert image(response).size == (1200, 630)
        assert len(response.content) <= 200_000
        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"

    def test_is_drawn_once_in_each_language(self, browser, petition, drawings):
        for language in ("en", "es", "en", "es"):
            assert browser.get(url(petition, language)).status_code == 200

        assert [words.title for words, _photo in drawings] == ["Free her", "Libérenla"]

    def test_no_other_version_is_drawn_at_somebodys_wish(self, browser, petition, drawings):
        for version in ("en-0", "en", "x", "es-000000000000"):
            response = browser.get(f"/petitions/her/picture/{version}.jpg")
            language = "es" if version.startswith("es-") else "en"
            assert (response.status_code, response.headers["Location"]) == (
                302, url(petition, language),
            )  # fmt: skip
        assert (drawings, list(drawn.folder().glob("*.jpg"))) == ([], [])

    def test_gets_a_new_address_with_a_milestone_and_with_a_text(self, browser, petition, drawings):
        before = url(petition)
        browser.get(before)
        SignatureFactory.create_batch(9, petition=petition)
        assert url(petition) == before

        SignatureFactory(petition=petition)
        passed = url(petition)
        edit(petition, title="Free her now")

        assert len({before, passed, url(petition)}) == 3
        assert browser.get(before).headers["Location"] == url(petition)
        browser.get(url(petition))
        assert [words.number for words, _photo in drawings][-1] == "10+ supporters"

    def test_is_not_there_for_what_the_public_must_not_see(self, browser, petition):
        address = url(petition)
        browser.get(address)

        unpublish(campaign=petition.campaign, by=None, now=timezone.now())

        assert browser.get(address).status_code == 404

    def test_moves_with_the_page(self, browser, petition):
        OldAddress.objects.create(petition=petition, slug="free-her", until=timezone.now())

        response = browser.get("/petitions/free-her/picture/en-1.jpg")

        assert response.headers["Location"] == "/petitions/her/picture/en-1.jpg"

    @pytest.mark.parametrize("point", [{}, {"photo_x": 50, "photo_y": 20}])
    def test_shows_her_while_she_agrees(self, browser, petition, point, monkeypatch):
        photographed(petition, **point)
        before = url(petition)
        assert is_green(browser.get(before))

        consent = petition.campaign.consents.get(item=Item.PHOTO)
        withdraw_consent(consent=consent, on=timezone.localdate(), by=None, now=timezone.now())

        assert browser.get(before).headers["Location"] == url(petition)
        assert not is_green(browser.get(url(petition)))
        assert sweep_drawn_later(monkeypatch) == 1

    def test_tells_no_name_that_is_hidden(self, browser, drawings):
        petition = open_petition(campaign__name="Jane Roe", campaign__alias="Ana")
        ConsentFactory(campaign=petition.campaign, item=Item.NAME)
        Campaign.objects.filter(pk=petition.campaign_id).update(show_name=True)
        edit(petition, title="Free Jane Roe")
        Campaign.objects.filter(pk=petition.campaign_id).update(show_name=False)
        petition.refresh_from_db()

        browser.get(url(petition))

        assert [words.title for words, _photo in drawings] == ["Free Ana"]

    def test_a_photo_that_is_lost_is_left_out(self, browser, petition):
        photographed(petition)
        campaign = Campaign.objects.get()
        campaign.photo.storage.delete(campaign.photo.name)

        assert image(browser.get(url(petition))).size == (1200, 630)


class TestDrawing:
    @pytest.mark.parametrize(
        "title",
        ["Free", "Free her " * 40, "x" * 300, "Libérenla, ¡ahora! " * 12, "", "中" * 20],
    )
    @pytest.mark.parametrize("photo", [None, Photo(b"no photo", None)])
    def test_any_title_has_room(self, title, photo):
        words = Words("Petitioning " * 30, title, "12,345,678+ supporters " * 3, "Coalition " * 20)

        drawn = draw(words, photo)

        assert len(drawn) <= LARGEST_BYTES
        assert Image.open(BytesIO(drawn)).size == (1200, 630)

    def test_a_photo_full_of_detail_stays_light(self):
        out = BytesIO()
        Image.effect_noise((1600, 1600), 200).convert("RGB").save(out, "JPEG")

        for point in (None, (0, 100)):
            assert len(draw(Words("", "Free her", "", ""), Photo(out.getvalue(), point))) <= 200_000

    def test_accents_are_drawn(self):
        words = [Words("", title, "", "") for title in ("Zoé Nuñez", "Zoe Nunez")]

        one, other = (Image.open(BytesIO(draw(each, None))) for each in words)

        assert ImageChops.difference(one, other).getbbox() is not None

    def test_a_letter_that_the_font_lacks_loses_its_accent_first(self):
        assert readable("“Zoë Őrsi” – ¡Škvorecký… 中!") == "“Zoë Orsi” – ¡Škvorecký… !"

    def test_lines_are_no_wider_than_they_may_be(self):
        font = font_of("Vera.ttf", 40)

        lines = wrapped("Supercalifragilistic " * 3 + "a b c", font, 200)

        assert max(font.getlength(line) for line in lines) <= 200
        assert "".join(lines).replace(" ", "") == "Supercalifragilistic" * 3 + "abc"


class TestHead:
    @staticmethod
    def meta(response):
        found = [dict(each.attributes) for each in elements(response) if each.name == "meta"]
        return {each.get("property") or each.get("name"): each.get("content") for each in found}

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_names_the_picture_and_what_it_shows(self, browser, petition, language, settings):
        address = "/es/petitions/her/" if language == "es" else "/petitions/her/"

        told = self.meta(browser.get(address))

        assert told["og:image"] == settings.SITE_URL + url(petition, language)
        assert told["og:image:alt"].startswith("Libérenla" if language == "es" else "Free her")
        assert (told["og:image:width"], told["twitter:card"]) == ("1200", "summary_large_image")

    def test_is_cut_at_the_end_of_a_word(self, browser):
        petition = open_petition(title="Free her " * 20, summary="She is strong. " * 19)

        told = self.meta(browser.get(f"/petitions/{petition.slug}/"))

        assert told["og:title"] == "Free her " * 7 + "Free…"
        assert len(told["og:description"]) <= 200
        assert told["description"] == told["og:description"]
        assert told["description"].endswith("She…")

    def test_tells_search_engines_who_asks_what(self, browser, petition):
        page = browser.get("/petitions/her/").content.decode()

        [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        told = json.loads(text)
        assert (told["@type"], told["name"]) == ("WebPage", "Free her")
        assert told["about"]["name"] == petition.ask
        assert told["publisher"]["name"] == petition.campaign.organization.name
        assert told["potentialAction"]["target"].endswith("/petitions/her/#sign-here")

    def test_no_text_ends_the_data(self, browser, petition):
        title = "</script><script>x()</script>"
        edit(petition, title=title)

        page = browser.get("/petitions/her/").content.decode()

        [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert json.loads(text)["name"] == title
        assert "<script>x" not in page

    @pytest.mark.parametrize("address", ["/", "/petitions/", "/petitions/her/", "/privacy/"])
    def test_there_is_one_main_address_and_one_in_each_language(self, browser, petition, address):
        found = [
            dict(each.attributes) for each in elements(browser.get(address)) if each.name == "link"
        ]

        assert len([each for each in found if each["rel"] == "canonical"]) == 1
        languages = {each["hreflang"]: each["href"] for each in found if "hreflang" in each}
        assert set(languages) == {"en", "es", "x-default"}
        assert languages["x-default"] == languages["en"]
