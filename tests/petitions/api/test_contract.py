"""The names and meanings that others rely on: none may go, or change what it says."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from campaigns.models import Campaign, Update
from organizations.models import Organization
from petitions.actions import petitions as petition_actions
from petitions.actions.breakdowns import break_down
from petitions.actions.pauses import pause_signing
from tests.factories import SignatureFactory, open_petition, show_photo, tell

pytestmark = pytest.mark.django_db

SITE = "https://petitions.example"


@pytest.fixture
def petition(settings, tmp_path, db):
    settings.MEDIA_ROOT, settings.SITE_URL = tmp_path, SITE
    organization = {
        "slug": "coalition",
        "name": "A Coalition",
        "short_name": "AC",
        "mission": "We stand together.",
        "mission_es": "Estamos juntas.",
        "notice": "A notice.",
    }
    return open_petition(
        slug="free-her",
        code="abcdefgh",
        goal=2_000,
        title="Free her",
        title_es="Libérenla",
        ask="Please let her go.",
        summary="A summary.",
        summary_es="Un resumen.",
        story="Because *it is right*.",
        story_es="Porque *es justo*.",
        carried_over=1_000,
        carried_over_source="an earlier platform",
        carried_over_source_es="otra plataforma",
        carried_over_on=date(2020, 11, 30),
        campaign__alias="Ana",
        campaign__story="She is strong.",
        campaign__quote="I want to go home.",
        **{f"campaign__organization__{name}": value for name, value in organization.items()},
    )


SUMMARY = {
    "slug": "free-her",
    "code": "abcdefgh",
    "organization": "coalition",
    "title": "Free her",
    "title_es": "Libérenla",
    "ask": "Please let her go.",
    "ask_es": None,
    "summary": "A summary.",
    "summary_es": "Un resumen.",
    "status": "open",
    "is_paused": False,
    "outcome": None,
    "outcome_on": None,
    "opened_at": "2026-01-05T12:00:00Z",
    "supporters": 1_001,
    "goal": 2_000,
    "url": f"{SITE}/petitions/free-her/",
    "url_es": f"{SITE}/es/petitions/free-her/",
    "share_url": f"{SITE}/p/abcdefgh",
}


def test_organizations(ask, petition):
    SignatureFactory(petition=petition)
    open_petition(campaign=petition.campaign)

    assert ask("organizations/") == {
        "total": 1,
        "limit": 20,
        "offset": 0,
        "items": [
            {
                "slug": "coalition",
                "name": "A Coalition",
                "short_name": "AC",
                "mission": "We stand together.",
                "mission_es": "Estamos juntas.",
                "notice": "A notice.",
                "notice_es": None,
                "supporters": 1_001,
                "petitions": 2,
                "url": f"{SITE}/organizations/coalition/",
                "url_es": f"{SITE}/es/organizations/coalition/",
            }
        ],
    }


def test_petitions(ask, petition):
    SignatureFactory(petition=petition)

    (found,) = ask("petitions/")["items"]

    (office,) = found.pop("addressed_to")
    assert set(office) == {"name", "name_es", "role", "role_es"}
    assert office["name"].startswith("Holder ")
    assert office["role"].startswith("Head of Office ")
    assert found == SUMMARY


def test_one_petition(ask, petition):
    SignatureFactory(petition=petition)
    show_photo(petition.campaign)

    found = ask("petitions/free-her/")

    assert found.pop("addressed_to")
    assert found == SUMMARY | {
        "public_name": "Ana",
        "case_html": "<p>She is strong.</p>\n",
        "case_html_es": None,
        "story_html": "<p>Because <em>it is right</em>.</p>\n",
        "story_html_es": "<p>Porque <em>es justo</em>.</p>\n",
        "quote": "",
        "quote_es": None,
        "health_html": "",
        "health_html_es": None,
        "photo_url": f"{SITE}/petitions/free-her/photo/",
        "photo_alt": "She smiles.",
        "photo_alt_es": None,
    }


@pytest.mark.parametrize(
    ("outcome", "status"), [("granted", "victory"), ("died", "closed"), ("denied", "closed")]
)
def test_a_petition_that_has_ended(ask, petition, outcome, status):
    petition_actions.close_petition(
        petition=petition, outcome=outcome, on=date(2026, 3, 1), by=None, now=timezone.now()
    )

    found = ask("petitions/free-her/")

    assert [found[name] for name in ("status", "outcome", "outcome_on", "goal")] == [
        status,
        outcome,
        "2026-03-01",
        None,
    ]


def test_a_petition_that_pauses(ask, petition):
    pause_signing(petition=petition, note="", note_es="", by=None, now=timezone.now())

    found = ask("petitions/free-her/")

    assert (found["status"], found["is_paused"]) == ("open", True)


def test_counts(ask, petition):
    for source, number in (("web", 3), ("paper", 2), ("import", 1)):
        SignatureFactory.create_batch(number, petition=petition, source=source)

    assert ask("petitions/free-her/counts/") == {
        "supporters": 1_006,
        "goal": 2_000,
        "sources": {
            "online": 3,
            "on_paper": 2,
            "imported": 1,
            "carried_over": {
                "number": 1_000,
                "source": "an earlier platform",
                "source_es": "otra plataforma",
                "as_of": "2020-11-30",
            },
        },
    }


def test_series(ask, petition, now):
    empty = {"total": 0, "limit": 366, "offset": 0, "as_of": None, "step": "day", "items": []}
    assert ask("petitions/free-her/series/") == empty
    for day, number in ((7, 2), (8, 3)):
        moment = datetime(2026, 3, day, 12, tzinfo=UTC)
        SignatureFactory.create_batch(number, petition=petition, confirmed_at=moment)
    break_down(petition_id=petition.pk, now=now)

    found = ask("petitions/free-her/series/")

    assert found == empty | {
        "total": 2,
        "as_of": "2026-03-08T18:00:00Z",
        "items": [
            {"day": "2026-03-07", "signatures": 2, "supporters": 1_002},
            {"day": "2026-03-08", "signatures": 3, "supporters": 1_005},
        ],
    }
    assert ask("petitions/free-her/series/", limit=1, offset=1)["items"] == found["items"][1:]


def test_regions(ask, petition, now):
    empty = {"as_of": None, "regions": [], "counties": []}
    assert ask("petitions/free-her/regions/") == empty
    SignatureFactory.create_batch(6, petition=petition, postal_code="93610")
    SignatureFactory.create_batch(5, petition=petition, country="FR", postal_code="75001")
    SignatureFactory.create_batch(5, petition=petition, postal_code="89501")
    SignatureFactory.create_batch(3, petition=petition, postal_code="10001")
    break_down(petition_id=petition.pk, now=now)

    def region(kind, signatures, state=None, county=None):
        return {"kind": kind, "state": state, "county": county, "signatures": signatures}

    assert ask("petitions/free-her/regions/") == {
        "as_of": "2026-03-08T18:00:00Z",
        "regions": [
            region("state", 6, "CA"),
            region("state", 5, "NV"),
            region("elsewhere", 8),
        ],
        "counties": [region("county", 6, "CA", "Madera County")],
    }


def test_updates(ask, petition):
    tell(petition.campaign, title="Old", body="Before.")
    news = tell(
        petition.campaign,
        at=datetime(2026, 3, 8, 18, tzinfo=UTC),
        title="A hearing",
        title_es="Una audiencia",
        body="It went *well*.",
        photo="updates/1.jpg",
        photo_alt="A letter.",
        shows_her=False,
    )

    found = ask("petitions/free-her/updates/", limit=1)

    page = f"petitions/free-her/updates/#news-{news.pk}"
    assert found == {
        "total": 2,
        "limit": 1,
        "offset": 0,
        "items": [
            {
                "id": news.pk,
                "title": "A hearing",
                "title_es": "Una audiencia",
                "body_html": "<p>It went <em>well</em>.</p>\n",
                "body_html_es": None,
                "published_at": "2026-03-08T18:00:00Z",
                "photo_url": f"{SITE}/petitions/free-her/updates/{news.pk}/photo/",
                "photo_alt": "A letter.",
                "photo_alt_es": None,
                "url": f"{SITE}/{page}",
                "url_es": f"{SITE}/es/{page}",
            }
        ],
    }


def test_it_tells_of_no_petition_that_is_not_public(ask, client, hidden):
    slugs = [petition.slug for petition in hidden]

    listed = [found["slug"] for found in ask("petitions/")["items"]]

    assert set(slugs).isdisjoint(listed)
    for slug in slugs:
        for name in ("", "counts/", "series/", "regions/", "updates/"):
            assert client.get(f"/api/petitions/{slug}/{name}").status_code == 404
    for organization in Organization.objects.all():
        assert organization.slug in str(ask("organizations/"))


def test_it_hides_what_the_pages_hide(ask, client):
    """A name that came into a text before it was hidden, and a number."""
    text = "Roberta Quux, W12345"
    petition = open_petition(
        slug="hidden", title=text, title_es=text, summary=text, story=text, campaign__alias="Ana"
    )
    Campaign.objects.update(name="Roberta Quux", prison_number="W12345", story=text)
    tell(Campaign.objects.get(pk=petition.campaign_id), title="News", body="Today.")
    Update.objects.update(title="Roberta!", body=text)

    for path in ("petitions/", "petitions/hidden/", "petitions/hidden/updates/"):
        told = str(ask(path))
        assert "Ana" in told
        assert [word for word in ("Roberta", "Quux", "W12345") if word in told] == []
    assert ask("petitions/", q="Quux")["items"] == []


class TestLists:
    @pytest.fixture(autouse=True)
    def _three(self, petition):
        self.first = petition
        second = open_petition(slug="second", title="Blue bird")
        open_petition(slug="third", campaign=second.campaign)
        petition_actions.close_petition(
            petition=second, outcome="granted", on=date(2026, 3, 1), by=None, now=timezone.now()
        )

    @pytest.mark.parametrize(
        ("query", "slugs"),
        [
            ({}, {"free-her", "second", "third"}),
            ({"status": "open"}, {"free-her", "third"}),
            ({"status": "victory"}, {"second"}),
            ({"status": "closed"}, set()),
            ({"q": "blue bird"}, {"second"}),
            ({"q": " "}, {"free-her", "second", "third"}),
            ({"organization": "coalition"}, {"free-her"}),
            ({"organization": "none"}, set()),
            ({"organization": "coalition", "q": "blue"}, set()),
        ],
    )
    def test_are_narrowed(self, ask, query, slugs):
        found = ask("petitions/", **query)

        assert {each["slug"] for each in found["items"]} == slugs
        assert found["total"] == len(slugs)

    def test_are_read_in_parts(self, ask):
        whole = ask("petitions/")["items"]
        parts = [ask("petitions/", limit=1, offset=offset) for offset in range(4)]

        assert [part["items"] for part in parts] == [*([each] for each in whole), []]
        assert {part["total"] for part in parts} == {3}

    @pytest.mark.parametrize("path", ["petitions/", "organizations/", "petitions/free-her/"])
    def test_cost_no_more_queries_the_longer_they_are(
        self, ask, path, django_assert_max_num_queries, django_assert_num_queries
    ):
        with django_assert_max_num_queries(6) as few:
            ask(path)
        for number in range(3):
            open_petition(slug=f"more-{number}")
        with django_assert_num_queries(len(few)):
            ask(path)
