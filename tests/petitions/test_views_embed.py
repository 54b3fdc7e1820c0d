"""The card for other sites, the only page of the public that they may frame."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from campaigns.actions import unpublish
from petitions.actions import petitions as petition_actions
from petitions.actions.pauses import pause_signing
from petitions.models import Petition
from petitions.views.embed import LEAST_HEIGHT
from tests.factories import SignatureFactory, open_petition
from tests.petitions.pages import elements

pytestmark = pytest.mark.django_db

SITE = "https://petitions.example"
CARD, CODE = "/petitions/free-her/embed/", "/petitions/free-her/embed/code/"


@pytest.fixture
def petition(settings):
    settings.SITE_URL = SITE
    return open_petition(
        slug="free-her", goal=200, title='Free "her" & <us>', title_es="Libérenla", carried_over=120,
        carried_over_source="an earlier platform", carried_over_on=date(2020, 11, 30),
    )  # fmt: skip


def policy(response):
    parts = response.headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def of(response, name):
    return [dict(each.attributes) for each in elements(response) if each.name == name]


class TestFraming:
    @pytest.mark.parametrize("path", [CARD, f"/es{CARD}", f"{CARD}?theme=dark"])
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_anyone_may_frame_the_card(self, client, petition, path, method):
        response = getattr(client, method)(path)

        assert policy(response)["frame-ancestors"] == "*"
        assert "X-Frame-Options" not in response.headers
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"

    def test_may_do_so_the_next_time_too(self, client, petition):
        """What is answered 304 has the headers of any page, and a browser takes those for new."""
        etag = client.get(CARD).headers["ETag"]

        response = client.get(CARD, headers={"if-none-match": etag})

        assert response.status_code == 200
        assert policy(response)["frame-ancestors"] == "*"

    def test_nothing_else_of_its_policy_is_wider(self, client, petition):
        card, page = policy(client.get(CARD)), policy(client.get("/petitions/free-her/"))

        assert card == page | {"frame-ancestors": "*"}
        assert page["frame-ancestors"] == "'none'"

    def test_nobody_may_frame_the_page_with_the_snippet(self, client, petition):
        response = client.get(CODE)

        assert policy(response)["frame-ancestors"] == "'none'"
        assert policy(response)["frame-src"] == "'self'"
        assert response.headers["X-Frame-Options"] == "DENY"

    @pytest.mark.parametrize("path", ["/petitions/none/embed/", "/petitions/none/embed/code/"])
    def test_what_is_not_there_is_not_there(self, client, petition, path):
        assert client.get(path).status_code == 404


class TestAnswer:
    def test_is_the_same_for_everyone_and_found_by_nobody(self, client, petition):
        response = client.get(CARD, headers={"cookie": "a=b"})

        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["ETag"]
        assert not response.cookies
        assert 'content="noindex"' in response.content.decode()

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_is_for_reading_only(self, client, petition, method):
        assert getattr(client, method)(CARD).status_code == 405

    def test_costs_few_queries(self, client, petition, django_assert_num_queries):
        with django_assert_num_queries(2):
            client.get(CARD)


class TestCard:
    def test_has_the_count_the_progress_and_a_button_to_the_petition(self, client, petition):
        SignatureFactory.create_batch(3, petition=petition)

        response = client.get(CARD)

        [count] = [each for each in of(response, "div") if "data-count" in each]
        [bar] = of(response, "progress")
        [button] = of(response, "a")
        page = response.content.decode()
        assert count["data-count"] == "/petitions/free-her/count.json"
        assert (bar["value"], bar["max"]) == ("123", "200")
        assert button["href"] == f"{SITE}/petitions/free-her/#sign-here"
        assert (button["target"], button["rel"]) == ("_blank", "noopener")
        assert "Free &quot;her&quot; &amp; &lt;us&gt;" in page
        assert "Sign this petition" in page
        assert not [each for each in elements(response) if "style" in dict(each.attributes)]

    def test_is_in_spanish_below_es(self, client, petition):
        response = client.get(f"/es{CARD}")

        assert "Libérenla" in response.content.decode()
        assert of(response, "a")[0]["href"] == f"{SITE}/es/petitions/free-her/#sign-here"

    @pytest.mark.parametrize(
        ("query", "theme", "sheets"),
        [("", None, 1), ("?theme=light", "light", 1), ("?theme=dark", "dark", 2), ("?theme=x", None, 1)],
    )  # fmt: skip
    def test_is_light_or_dark_as_asked(self, client, petition, query, theme, sheets):
        response = client.get(CARD + query)

        assert of(response, "html")[0].get("data-theme") == theme
        styles = [each for each in of(response, "link") if each["rel"] == "stylesheet"]
        assert len(styles) == sheets

    def test_leads_to_the_case_while_signing_pauses(self, client, petition):
        pause_signing(petition=petition, note="", note_es="", by=None, now=timezone.now())

        response = client.get(CARD)

        page = response.content.decode()
        assert "Signing pauses for a while." in page
        assert "Sign this petition" not in page
        assert of(response, "a")[0]["href"] == f"{SITE}/petitions/free-her/"

    @pytest.mark.parametrize(
        ("outcome", "words"), [("released", "Won"), ("died", "In memory"), ("denied", "Closed")]
    )
    def test_says_how_it_ended(self, client, petition, outcome, words):
        petition_actions.close_petition(
            petition=petition, outcome=outcome, on=date(2026, 3, 1), by=None, now=timezone.now()
        )

        response = client.get(CARD)

        page = response.content.decode()
        assert words in page
        assert "Read her case" in page
        assert "Sign this petition" not in page
        assert of(response, "progress") == []

    def test_is_gone_with_the_case(self, client, petition):
        kept = Petition.objects.select_related("campaign").get()
        unpublish(campaign=kept.campaign, by=None, now=timezone.now())

        assert client.get(CARD).status_code == 404
        assert client.get(CODE).status_code == 404


class Frame(HTMLParser):
    """The elements of a snippet."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


class TestSnippet:
    @pytest.mark.parametrize(
        ("path", "address"),
        [
            (CODE, f"{SITE}{CARD}"),
            (f"{CODE}?theme=dark", f"{SITE}{CARD}?theme=dark"),
            (f"/es{CODE}", f"{SITE}/es{CARD}"),
        ],
    )
    def test_is_a_frame_that_works_without_a_script(self, client, petition, path, address):
        response = client.get(path)

        [snippet, script] = texts(response)
        [(tag, attributes)] = Frame(snippet).found
        assert tag == "iframe"
        assert attributes["src"] == address
        assert attributes["title"] == ("Libérenla" if "/es/" in path else petition.title)
        assert attributes["height"] == str(LEAST_HEIGHT)
        assert script.startswith("<script>\naddEventListener(")
        assert f'event.origin === "{SITE}"' in script
        assert of(response, "iframe")[0]["src"] == address.removeprefix(SITE)


def texts(response):
    """What stands in the text areas, as it is copied."""

    class Areas(HTMLParser):
        CDATA_CONTENT_ELEMENTS = ("script", "style")

        def __init__(self):
            super().__init__(convert_charrefs=True)
            self.found, self.inside = [], False

        def handle_starttag(self, tag, attrs):
            if tag == "textarea":
                self.inside = True
                self.found.append("")

        def handle_endtag(self, tag):
            self.inside = self.inside and tag != "textarea"

        def handle_data(self, data):
            if self.inside:
                self.found[-1] += data

    areas = Areas()
    areas.feed(response.content.decode())
    return areas.found
