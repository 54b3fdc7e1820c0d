"""What holds for each page of petitions: reading changes nothing, nothing runs, nobody is known."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone, translation

import petitions.urls
from campaigns.models import Link
from petitions.actions import petitions as petition_actions
from petitions.models import Petition
from petitions.pictures import version_of
from petitions.public import PublicPetition
from petitions.tokens import Purpose, make, make_for_address
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    OrganizationFactory,
    SignatureFactory,
    SubscriptionFactory,
    TimelineEntryFactory,
    address_to,
    open_petition,
    tell,
)
from tests.pdf import text_of
from tests.petitions.pages import elements, language_of

pytestmark = pytest.mark.django_db

HOSTILE = "\"'><script>x()</script><b on=1>"


def texts(*names, suffixes=("", "_es")):
    return {f"{name}{suffix}": HOSTILE for name in names for suffix in suffixes}


@pytest.fixture
def world(settings, tmp_path):
    """One of everything, whose every text tries to break out of the page."""
    settings.MEDIA_ROOT = tmp_path
    organization = OrganizationFactory(
        slug="coalition",
        **texts("mission", "notice"),
        **texts("name", "short_name", suffixes=[""]),
    )
    petition = open_petition(
        slug="open",
        goal=3,
        campaign__organization=organization,
        **texts("campaign__sentence", "campaign__story"),
        **texts("campaign__alias", suffixes=[""]),
        **texts("title", "ask", "summary", "story", "carried_over_source"),
        carried_over=1,
        carried_over_on=date(2020, 11, 30),
    )
    Link.objects.create(
        campaign=petition.campaign, url='https://x.example/"><b on=1>', text=HOSTILE, label=HOSTILE
    )
    for number, by_name in enumerate((True, False)):
        office = DecisionMakerFactory(
            office=f"{number}{HOSTILE}",
            office_es=f"{number}{HOSTILE}",
            **texts("role"),
        )
        HolderFactory(decision_maker=office, name=HOSTILE)
        address_to(petition, office, by_name=by_name)
    closed = open_petition(
        slug="closed", campaign=petition.campaign, **texts("title", "ask", "summary", "story")
    )
    petition_actions.close_petition(
        petition=closed,
        outcome="granted",
        on=date(2026, 3, 1),
        by=None,
        now=timezone.now(),
    )
    update = tell(petition.campaign, **texts("title", "body", "photo_alt"))
    TimelineEntryFactory(campaign=petition.campaign, **texts("text"))
    signed = {"first_name": HOSTILE, "last_name": HOSTILE, "comment": HOSTILE, "show_name": True}
    return SimpleNamespace(
        organization=organization,
        petition=petition,
        update=update,
        pending=SignatureFactory(
            petition=petition, state="pending", requested_at=timezone.now(), **signed
        ),
        confirmed=SignatureFactory(petition=petition, comment_state="approved", **signed),
        subscription=SubscriptionFactory(organization=organization),
    )


def picture_of(petition):
    """The version of today's picture, in English."""
    today = timezone.localdate()
    row = Petition.objects.for_page(today).get(pk=petition.pk)
    return version_of(PublicPetition(row, today))


def arguments(world):
    """What each address of the app needs."""
    slugs = [["open"], ["closed"]]
    return {
        "home": [[]],
        "organization": [["coalition"]],
        "organization-count": [["coalition"]],
        "organization-feed": [["coalition"]],
        "sitemap": [[]],
        "robots": [[]],
        "petitions": [[]],
        "petition": slugs,
        "petition-history": slugs,
        "petition-comments": slugs,
        "petition-comment-report": [["open", world.confirmed.pk], ["closed", 1]],
        "petition-updates": slugs,
        "petition-embed": slugs,
        "petition-embed-code": slugs,
        "petition-print": slugs,
        "petition-sheet": [["open"]],
        "petition-updates-feed": slugs,
        "petition-update-photo": [["open", world.update.pk]],
        "petition-sign": slugs,
        "petition-check-email": slugs,
        "petition-thank-you": slugs,
        "petition-count": slugs,
        "petition-photo": slugs,
        "petition-photo-in-size": [["open", 480, "avif"]],
        "petition-picture": [["open", picture_of(world.petition)]],
        "petition-short": [[world.petition.code]],
        "signature-confirm": [
            [make(Purpose.CONFIRM, world.pending)],
            [make(Purpose.CONFIRM, world.confirmed)],
        ],
        "signature-manage": [
            [make(Purpose.MANAGE, world.pending)],
            [make(Purpose.MANAGE, world.confirmed)],
        ],
        "signature-unsubscribe": [[make(Purpose.UNSUBSCRIBE, world.subscription)]],
        "signature-not-me": [[make_for_address(bytes(world.pending.address_hash))]],
        "signature-erased": [[]],
    }


def addresses(world, *, only=None, language="en"):
    """The address of every page, or of those named."""
    with translation.override(language):
        return [
            reverse(name, args=each)
            for name, found in arguments(world).items()
            for each in found
            if only is None or name in only
        ]


PUBLIC = {
    "home", "organization", "organization-count", "petitions", "petition", "petition-thank-you",
    "petition-count", "petition-history", "petition-comments", "petition-updates",
    "petition-updates-feed", "petition-embed-code", "petition-picture", "organization-feed",
    "sitemap", "robots", "petition-print", "petition-sheet",
}  # fmt: skip
PRIVATE = {
    "petition-check-email", "signature-confirm", "signature-manage", "signature-unsubscribe",
    "signature-not-me", "signature-erased", "petition-comment-report",
}  # fmt: skip
PLAIN = {
    "organization-count", "petition-count", "petition-updates-feed", "petition-picture",
    "organization-feed", "sitemap", "robots", "petition-sheet",
}  # fmt: skip
PEOPLE = (PUBLIC | PRIVATE | {"petition-embed"}) - PLAIN


def test_every_address_of_the_app_is_visited_here(world):
    known = {pattern.name for pattern in [*petitions.urls.translated, *petitions.urls.plain]}

    assert set(arguments(world)) == known


def everything():
    """Every row of the database."""
    kept = [model for model in apps.get_models() if not model._meta.proxy]
    models = [model for model in kept if model._meta.managed]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_reading_changes_nothing(browser, world, method, language):
    before = everything()

    for address in addresses(world, language=language):
        for query in ({}, {"do": "erase", "download": "1", "q": "x", "again": "1"}):
            response = getattr(browser, method)(address, query)
            assert response.status_code in (200, 302, 404)  # 404: there is no photo

    assert everything() == before


def test_a_question_about_a_page_is_answered_as_the_page_is(browser, world):
    for address in addresses(world):
        page, head = browser.get(address), browser.head(address)

        assert (head.status_code, head.content) == (page.status_code, b"")
        of_content = {"Content-Length": "", "ETag": ""}
        assert {**head.headers, **of_content} == {**page.headers, **of_content}


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_are_in_the_language_of_their_address(browser, world, language):
    for address in addresses(world, only=PEOPLE, language=language):
        response = browser.get(address, headers={"accept-language": "de"})

        assert response.status_code == 200
        assert response.headers["Content-Language"] == language_of(response) == language
        assert address.startswith("/es/") == (language == "es")


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_text_breaks_out_of_a_page(browser, world, language):
    for address in addresses(world, only=PEOPLE, language=language):
        response = browser.get(address)

        assert no_markup_of_others(response), address


DATA = {"type": "application/ld+json"}
"""What search engines read, and no browser runs."""


def no_markup_of_others(response):
    found = list(elements(response))
    scripts = [dict(each.attributes) for each in found if each.name == "script"]
    inline = [each for each in scripts if "src" not in each and each != DATA]
    broken = [each for each in found if "on" in dict(each.attributes)]
    return not inline and not broken and b"<script>x" not in response.content


@pytest.mark.parametrize("language", ["", "/es"])
def test_no_text_breaks_out_of_the_answer_to_a_form(browser, world, language):
    fields = ["first_name", "last_name", "email", "country", "postal_code", "comment"]
    hostile = dict.fromkeys([*fields, "show_name", "subscribe", "leave_blank"], HOSTILE)

    answers = [
        browser.post(f"{language}/petitions/open/sign/", hostile),
        browser.post(f"{language}/petitions/closed/sign/", hostile),
        browser.post(f"{language}/petitions/open/check-your-email/", hostile),
        browser.post(f"{language}/petitions/open/comments/1/report/", {"reason": HOSTILE}),
        browser.get(f"{language}/petitions/open/comments/", {"after": HOSTILE}),
        browser.get(f"{language}/petitions/", {"q": HOSTILE, "status": HOSTILE, "page": HOSTILE}),
        browser.get(f"{language}/petitions/{HOSTILE}/"),
        browser.get(f"{language}/signatures/manage/{HOSTILE}/"),
    ]

    assert [response.status_code for response in answers] == [
        422, 410, 422, 422, 200, 200, 404, 404,
    ]  # fmt: skip
    assert [no_markup_of_others(response) for response in answers] == [True] * 8


def test_public_pages_are_the_same_for_every_visitor(browser, world, client, staff):
    client.force_login(staff)
    client.cookies["anything"] = "x"
    headers = {"accept-language": "es", "user-agent": "x", "referer": "https://x.example/"}

    for address in addresses(world, only=PUBLIC):
        one, other = browser.get(address), client.get(address, headers=headers)

        assert (one.content, dict(one.headers)) == (other.content, dict(other.headers))
        assert one.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
        assert one.headers["ETag"]
        assert one.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert "X-Robots-Tag" not in one.headers
        assert (dict(one.cookies), dict(other.cookies)) == ({}, {})


def test_a_public_page_that_did_not_change_is_not_sent_again(browser, world):
    for address in addresses(world, only=PUBLIC):
        etag = browser.get(address).headers["ETag"]

        response = browser.get(address, headers={"if-none-match": etag})

        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"


def test_a_count_that_changed_is_sent_again(browser, petition):
    address = f"/petitions/{petition.slug}/count.json"
    etag = browser.get(address).headers["ETag"]
    SignatureFactory(petition=petition)

    response = browser.get(address, headers={"if-none-match": etag})

    assert response.json() == {"supporters": 1, "goal": None}


def test_private_pages_are_kept_and_found_by_nobody(browser, world):
    for address in addresses(world, only=PRIVATE):
        response = browser.get(address)

        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert dict(response.cookies) == {}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_pages_are_for_reading_only(browser, world, method):
    before = everything()

    for address in addresses(world, only=PUBLIC):
        response = getattr(browser, method)(address, {})
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")

    assert everything() == before


def test_public_pages_tell_nothing_of_who_signed(browser, world):
    SignatureFactory(
        petition=world.petition, first_name="Mallory", comment="Private words", show_name=False
    )
    SignatureFactory(
        petition=world.petition, first_name="Mallory", comment="Free her", comment_state="approved"
    )

    for address in addresses(world, only=PUBLIC):
        page = browser.get(address).content
        page = text_of(page) if page.startswith(b"%PDF") else page.decode("utf-8", "replace")
        told = [text for text in ("Mallory", "Private words", "@example.org") if text in page]
        assert told == []
