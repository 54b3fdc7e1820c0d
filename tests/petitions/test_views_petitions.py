"""A petition's pages: the list, the case with its form, signing, what comes after."""

from datetime import date

import pytest

from petitions.models import Petition, Signature
from petitions.models.petition import Outcome
from petitions.views.petitions import OTHERS
from tests import signing
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    SignatureFactory,
    address_to,
    open_petition,
)
from tests.petitions.pages import (
    answer,
    count_on,
    elements,
    errors_beside_fields,
    filled_in,
    links_of,
    petitions_on,
    queries,
    text_of,
)
from tests.petitions.rows import STATES, close, prepare

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def shown_count(response, petition):
    return count_on(response, f"/petitions/{petition.slug}/count.json")


# --- The petition


def test_a_petition_shows_case_ask_count_and_form(browser):
    petition = open_petition(
        slug="free-her",
        title="Free her in her {{ year_of_incarceration }} year",
        ask="We ask for mercy.",
        story="*Because* it is right.",
        goal=10,
        campaign__name="Hidden Name",
        campaign__alias="Grace",
        campaign__prison_number="W12345",
        campaign__facts_as_of=date(2020, 11, 30),
        campaign__sentence="Life",
    )
    office = DecisionMakerFactory(office="Office of Mercy", role="Head of Mercy")
    HolderFactory(decision_maker=office, name="Ana Ruiz")
    address_to(petition, office)
    SignatureFactory.create_batch(3, petition=petition, show_name=True, comment="Private words")

    response = browser.get("/petitions/free-her/")

    page = " ".join(text_of(found) for found in elements(response) if found.name == "body")
    wanted = ["Free her in her 21st year", "We ask for mercy.", "Grace", "Ana Ruiz", "Life"]
    wanted += ["Head of Mercy", "She is strong.", petition.campaign.organization.short_name]
    hidden = ["Hidden Name", "W12345", "O'Brien-Nuñez", "Private words", "signer", "{{"]
    assert [text for text in wanted if text not in page] == []
    assert [text for text in hidden if text in page] == []
    assert "<em>Because</em> it is right." in response.content.decode()
    assert shown_count(response, petition) == "3"


def test_the_form_of_a_petition_is_empty_and_sent_to_its_own_address(browser, petition):
    response = browser.get(f"/petitions/{petition.slug}/")

    [form] = [found for found in elements(response) if ("id", "sign") in found.attributes]
    assert ("action", f"/petitions/{petition.slug}/sign/") in form.attributes
    assert ("method", "post") in form.attributes
    assert filled_in(response) == {
        "text": str(petition.text_id),
        "first_name": "",
        "last_name": "",
        "email": "",
        "country": "US",
        "postal_code": "",
        "comment": "",
        "leave_blank": "",
    }
    assert errors_beside_fields(response) == {}


PAGES = ["", "history/", "sign/", "check-your-email/", "thank-you/", "count.json", "photo/"]
TAKE_POSTS = ["sign/", "check-your-email/"]


@pytest.mark.parametrize("slug", ["draft", "unpublished", "beside", "nothing", "Ä", "%00", "%FF"])
def test_what_the_public_must_not_see_is_nowhere(browser, hidden, typed, slug):
    addresses = [f"/petitions/{slug}/{page}" for page in PAGES]

    answers = [getattr(browser, method)(path) for path in addresses for method in ("get", "head")]
    answers += [browser.post(f"/petitions/{slug}/{page}", typed) for page in TAKE_POSTS]

    assert {response.status_code for response in answers} == {404}
    assert b"Hidden" not in b"".join(response.content for response in answers)
    assert Signature.objects.count() == 0


@pytest.mark.parametrize("outcome", Outcome)
def test_a_closed_petition_shows_its_count_and_no_form(browser, petition, outcome):
    SignatureFactory.create_batch(2, petition=petition)
    open_petition(slug="still-open", campaign__organization=petition.campaign.organization)
    open_petition(slug="of-her-too", campaign=petition.campaign)
    close(petition, outcome)

    response = browser.get(f"/petitions/{petition.slug}/")

    assert response.status_code == 200
    assert [found for found in elements(response) if found.name == "form"] == []
    assert shown_count(response, petition) == "2"
    assert "still-open" in petitions_on(response)
    # Nobody is asked to sign for who is free, or has died.
    is_over = outcome in (Outcome.RELEASED, Outcome.DIED)
    assert ("of-her-too" in petitions_on(response)) is not is_over


def test_a_death_is_never_shown_as_a_failed_goal(browser, petition):
    Petition.objects.update(goal=4321)
    assert "4,321" in browser.get(f"/petitions/{petition.slug}/").content.decode()
    close(Petition.objects.get(), Outcome.DIED)

    response = browser.get(f"/petitions/{petition.slug}/")

    assert "4,321" not in response.content.decode()
    assert [found for found in elements(response) if found.name == "progress"] == []


def test_a_petition_leads_on_to_open_ones_of_its_organization(browser, petition):
    open_petition(slug="elsewhere")
    close(open_petition(slug="ended", campaign=petition.campaign))
    for number in range(OTHERS + 1):
        open_petition(slug=f"other-{number}", campaign=petition.campaign)

    leads_to = petitions_on(browser.get(f"/petitions/{petition.slug}/"))

    others = [slug for slug in leads_to if slug.startswith("other-")]
    assert len(others) == OTHERS
    assert set(leads_to) <= {*others, petition.slug}


def test_a_petition_takes_as_many_queries_for_thirty_of_everything_as_for_one(browser, petition):
    open_petition(campaign=petition.campaign)
    SignatureFactory(petition=petition)
    addresses = [f"/petitions/{petition.slug}/{page}" for page in ("", "thank-you/", "count.json")]
    one = [queries(browser, address) for address in addresses]
    for _ in range(29):
        SignatureFactory(petition=petition)
        open_petition(campaign=petition.campaign)
        address_to(petition, HolderFactory().decision_maker)

    assert [queries(browser, address) for address in addresses] == one


# --- After signing


def test_what_comes_next_tells_that_nothing_is_counted_yet(browser, petition):
    response = browser.get(f"/petitions/{petition.slug}/check-your-email/")

    assert response.status_code == 200
    assert f"/petitions/{petition.slug}/#sign-here" in links_of(response)
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]


def test_asking_again_answers_the_same_whatever_the_address_did_before(
    browser, petition, typed, deliver
):
    answers, mails = [], {}
    for state in STATES:
        Signature.objects.all().delete()
        prepare(petition, typed["email"], state)
        deliver()
        signing.a_day_later()
        address = f"/petitions/{petition.slug}/check-your-email/"
        asked = browser.post(address, {"email": typed["email"]})
        answers.append((answer(asked), answer(browser.get(asked.headers["Location"]))))
        mails[state] = [mail.to for mail in deliver()]

    assert answers == [answers[0]] * len(STATES)
    assert answers[0][0][0] == 303
    assert mails == {state: [[typed["email"]]] for state in STATES} | {"unknown": []}


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("address", ["", "zoe@", "zoe\0@example.org", "<script>"])
def test_asking_again_without_an_address_is_refused(browser, petition, queued, language, address):
    response = browser.post(
        f"{language}/petitions/{petition.slug}/check-your-email/", {"email": address}
    )

    assert response.status_code == 422
    assert set(errors_beside_fields(response)) == {"email"}
    assert queued() == []


def test_asking_again_from_another_site_is_refused(browser, petition, queued):
    signature = SignatureFactory(petition=petition, state="pending")

    response = browser.post(
        f"/petitions/{petition.slug}/check-your-email/",
        {"email": signature.email},
        headers={"sec-fetch-site": "cross-site"},
    )

    assert (response.status_code, queued()) == (403, [])


def test_the_thanks_show_the_count_and_what_to_share(browser, petition):
    SignatureFactory(petition=petition)

    response = browser.get(f"/petitions/{petition.slug}/thank-you/")

    assert response.status_code == 200
    assert f"/p/{petition.code}" in response.content.decode()
    assert shown_count(response, petition) == "1"
    assert "noindex" in response.content.decode()


# --- The count


def test_the_count_is_exact_json(browser):
    petition = open_petition(
        goal=200000,
        carried_over=159185,
        carried_over_source="an earlier platform",
        carried_over_on=DAY,
    )
    address = f"/petitions/{petition.slug}/count.json"
    before = browser.get(address)
    SignatureFactory.create_batch(3, petition=petition)

    after = browser.get(address)

    assert before.content == b'{"supporters": 159185, "goal": 200000}'
    assert after.json() == {"supporters": 159188, "goal": 200000}
    assert after.headers["Content-Type"] == "application/json"
    assert after.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"


def test_the_goal_of_a_count_may_be_null(browser, petition):
    response = browser.get(f"/petitions/{petition.slug}/count.json")

    assert response.json() == {"supporters": 0, "goal": None}


def test_the_count_takes_one_query(browser, petition, django_assert_num_queries):
    SignatureFactory.create_batch(30, petition=petition)

    with django_assert_num_queries(1):
        browser.get(f"/petitions/{petition.slug}/count.json")


def test_the_count_of_a_closed_petition_is_kept(browser, petition):
    SignatureFactory(petition=petition)
    close(petition)

    response = browser.get(f"/petitions/{petition.slug}/count.json")

    assert response.json() == {"supporters": 1, "goal": None}


def test_the_count_has_one_path(browser, petition):
    assert browser.get(f"/es/petitions/{petition.slug}/count.json").status_code == 404


# --- The short address


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_short_address_outlives_a_change_of_slug(browser, petition, method):
    Petition.objects.update(slug="renamed")

    response = getattr(browser, method)(f"/p/{petition.code}")

    assert (response.status_code, response.headers["Location"]) == (302, "/petitions/renamed/")


def test_the_short_address_of_what_must_not_be_seen_leads_nowhere(browser, hidden):
    addresses = [f"/p/{petition.code}" for petition in hidden] + ["/p/nothing", "/p/%00"]

    assert [browser.get(address).status_code for address in addresses] == [404] * 5
