"""The list of petitions."""

import pytest

from petitions.models import Petition
from petitions.models.petition import Outcome
from petitions.views.petitions import PAGE_SIZE
from tests.factories import (
    SignatureFactory,
    open_petition,
)
from tests.petitions.pages import (
    elements,
    links_of,
    petitions_on,
    queries,
)
from tests.petitions.rows import close

pytestmark = pytest.mark.django_db


def test_the_list_shows_all_that_is_published_the_newest_first(browser, hidden):
    Petition.objects.visible().update(slug="oldest")
    for day in (10, 11):
        made = open_petition(slug=f"day-{day}")
        Petition.objects.filter(pk=made.pk).update(opened_at=f"2026-01-{day}T00:00Z")

    response = browser.get("/petitions/")

    assert (response.status_code, petitions_on(response)) == (200, ["day-11", "day-10", "oldest"])
    assert b"Hidden" not in response.content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"mercy", "parole", "release", "clemency"}),
        ("?q=", {"mercy", "parole", "release", "clemency"}),
        ("?q=mercy", {"mercy"}),
        ("?q=nothing", set()),
        ("?status=open", {"mercy", "parole"}),
        ("?status=victory", {"release"}),
        ("?status=closed", {"clemency"}),
        ("?status=open&q=parole", {"parole"}),
        ("?status=victory&q=parole", set()),
        ("?status=draft", {"mercy", "parole", "release", "clemency"}),
        ("?unknown=1", {"mercy", "parole", "release", "clemency"}),
    ],
)
def test_the_list_is_narrowed_by_words_and_by_state(browser, query, found):
    for word in ("mercy", "parole", "release", "clemency"):
        open_petition(slug=word, title=f"We ask for {word}")
    close(Petition.objects.get(slug="release"), Outcome.RELEASED)
    close(Petition.objects.get(slug="clemency"), Outcome.DIED)

    response = browser.get(f"/petitions/{query}")

    assert (response.status_code, set(petitions_on(response))) == (200, found)


def test_the_search_keeps_what_was_typed(browser, petition):
    response = browser.get("/petitions/", {"q": '"><script>alert(1)', "status": "victory"})

    fields = {dict(found.attributes).get("name"): found for found in elements(response)}
    assert dict(fields["q"].attributes)["value"] == '"><script>alert(1)'
    [chosen] = [found for found in elements(response) if ("selected", None) in found.attributes]
    assert ("value", "victory") in chosen.attributes


def test_the_list_has_pages(browser):
    campaign = open_petition(slug="number-0").campaign
    for number in range(1, PAGE_SIZE + 1):
        open_petition(slug=f"number-{number}", campaign=campaign)

    pages = [browser.get("/petitions/", {"page": page}) for page in ("1", "2", "x", "0", "999")]

    shown = [petitions_on(page) for page in pages]
    assert [len(slugs) for slugs in shown] == [PAGE_SIZE, 1, PAGE_SIZE, 1, 1]
    assert {*shown[0], *shown[1]} == {f"number-{number}" for number in range(PAGE_SIZE + 1)}
    assert "?page=2" in links_of(pages[0])
    assert "?page=1" in links_of(pages[1])


def test_pages_of_the_list_keep_the_search(browser):
    campaign = open_petition(title="mercy").campaign
    for _ in range(PAGE_SIZE):
        open_petition(title="mercy", campaign=campaign)

    response = browser.get("/petitions/", {"q": "mercy", "page": "1"})

    assert "?q=mercy&page=2" in links_of(response)


def test_the_list_takes_as_many_queries_for_thirty_petitions_as_for_one(browser):
    petition = open_petition()
    one = queries(browser, "/petitions/")
    for _ in range(29):
        SignatureFactory(petition=open_petition(campaign=petition.campaign))

    assert queries(browser, "/petitions/") == one
