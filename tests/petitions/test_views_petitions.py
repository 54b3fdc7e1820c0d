"""A petition's pages: the list, the case with its form, signing, what comes after."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.actions import unpublish
from petitions.actions import invalidations
from petitions.actions import petitions as petition_actions
from petitions.actions import signatures as signature_actions
from petitions.models import Petition, Signature
from petitions.models.petition import Outcome
from petitions.views.petitions import OTHERS, PAGE_SIZE
from tests import signing
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    PersonFactory,
    PetitionFactory,
    SignatureFactory,
    address_to,
    open_petition,
)
from tests.petitions.pages import (
    count_on,
    elements,
    errors_beside_fields,
    errors_in_summary,
    filled_in,
    language_of,
    links_of,
    petitions_on,
    text_of,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def close(petition, outcome=Outcome.DENIED):
    return petition_actions.close_petition(
        petition=petition, outcome=outcome, on=DAY, by=None, now=timezone.now()
    )


def shown_count(response, petition):
    return count_on(response, f"/petitions/{petition.slug}/count.json")


def queries(browser, address):
    """How many queries the second visit of a page takes."""
    browser.get(address)
    with CaptureQueriesContext(connection) as taken:
        assert browser.get(address).status_code == 200
    return len(taken)


@pytest.fixture
def hidden(db):
    """Petitions that the public must not see."""
    draft = PetitionFactory(title="Hidden draft", slug="draft")
    unpublished = open_petition(title="Hidden case", slug="unpublished")
    unpublish(campaign=unpublished.campaign, by=None, now=timezone.now())
    beside = PetitionFactory(title="Hidden plan", slug="beside", campaign=open_petition().campaign)
    return [draft, unpublished, beside]


# --- The list


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
    open_petition(slug="still-open", campaign=petition.campaign)
    close(petition, outcome)

    response = browser.get(f"/petitions/{petition.slug}/")

    assert response.status_code == 200
    assert [found for found in elements(response) if found.name == "form"] == []
    assert shown_count(response, petition) == "2"
    assert "still-open" in petitions_on(response)


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


# --- Signing


def sign(browser, petition, typed, language="", **headers):
    return browser.post(f"{language}/petitions/{petition.slug}/sign/", typed, headers=headers)


def test_signing_leads_to_what_comes_next_and_mails_the_link(browser, petition, typed, deliver):
    response = sign(browser, petition, typed)

    assert response.status_code == 303
    assert response.headers["Location"] == f"/petitions/{petition.slug}/check-your-email/"
    signature = Signature.objects.get()
    assert (signature.state, signature.email, signature.language) == (
        "pending",
        "zoe@example.org",
        "en",
    )
    assert [mail.to for mail in deliver()] == [["zoe@example.org"]]


def test_signing_in_spanish_stays_in_spanish(browser, petition, typed, deliver):
    response = sign(browser, petition, typed, "/es")

    assert response.status_code == 303
    assert response.headers["Location"] == f"/es/petitions/{petition.slug}/check-your-email/"
    assert Signature.objects.get().language == "es"
    [mail] = deliver()
    assert "/es/signatures/confirm/" in mail.body


def test_boxes_that_are_ticked_are_kept(browser, petition, typed):
    sign(browser, petition, typed | {"show_name": "on", "subscribe": "on"})

    signature = Signature.objects.get()
    assert (signature.show_name, signature.wants_updates) == (True, True)


def test_a_form_that_is_refused_keeps_all_that_was_typed(browser, petition, typed):
    wrong = typed | {
        "email": "zoe@",
        "postal_code": "936",
        "comment": "<b>\"One\" & 'two'</b>",
        "show_name": "on",
        "subscribe": "on",
    }

    response = sign(browser, petition, wrong)

    assert response.status_code == 422
    assert filled_in(response) == wrong | {"text": str(petition.text_id)}
    assert Signature.objects.count() == 0


def test_the_lines_of_a_comment_are_kept(browser, petition, typed):
    response = sign(browser, petition, typed | {"email": "", "comment": "One.\r\n\r\n  Two."})

    [_, field] = response.content.decode().split("<textarea")
    written = field.partition(">")[2].partition("</textarea>")[0]
    assert written.strip("\r\n").splitlines() == ["One.", "", "  Two."]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"first_name": ""}, {"first_name"}),
        ({"first_name": "https://spam.example"}, {"first_name"}),
        ({"last_name": "a\u202eb"}, {"last_name"}),
        ({"email": "zoe"}, {"email"}),
        ({"country": ""}, {"country"}),
        ({"country": "XX"}, {"country"}),
        ({"postal_code": ""}, {"postal_code"}),
        ({"postal_code": "9361"}, {"postal_code"}),
        ({"comment": "a" * 1001}, {"comment"}),
        ({"leave_blank": "x"}, {"leave_blank"}),
        (
            {"first_name": "", "email": "", "postal_code": ""},
            {"first_name", "email", "postal_code"},
        ),
    ],
)
@pytest.mark.parametrize("language", ["", "/es"])
def test_each_error_stands_beside_its_field_and_in_the_summary(
    browser, petition, typed, change, fields, language
):
    response = sign(browser, petition, typed | change, language)

    assert response.status_code == 422
    beside = errors_beside_fields(response)
    assert set(beside) == fields
    assert all(beside.values())
    summary = errors_in_summary(response)
    assert {name: message in summary[name] for name, message in beside.items()} == dict.fromkeys(
        fields, True
    )
    assert set(summary) == fields
    assert language_of(response) == ("es" if language else "en")
    assert Signature.objects.count() == 0


def test_who_fell_into_the_trap_can_sign_by_sending_the_form_again(browser, petition, typed):
    refused = sign(browser, petition, typed | {"leave_blank": "filled in by a program"})

    response = sign(browser, petition, filled_in(refused))

    assert (refused.status_code, response.status_code) == (422, 303)
    assert Signature.objects.count() == 1


def test_a_refused_form_can_be_corrected_and_sent_again(browser, petition, typed):
    refused = sign(browser, petition, typed | {"postal_code": ""})

    response = sign(browser, petition, filled_in(refused) | {"postal_code": "93610"})

    assert response.status_code == 303
    assert Signature.objects.get().comment == "She belongs with her family."


def test_a_closed_petition_takes_no_signature(browser, petition, typed, queued):
    close(petition)

    response = sign(browser, petition, typed)

    assert response.status_code == 410
    assert petition.title in response.content.decode()
    assert (Signature.objects.count(), queued()) == (0, [])


def test_unknown_fields_are_ignored(browser, petition, typed):
    extra = {
        "state": "confirmed",
        "petition": "9",
        "petition_id": "9",
        "id": "1",
        "source": "paper",
    }

    response = sign(browser, petition, typed | extra)

    assert response.status_code == 303
    signature = Signature.objects.get()
    assert (signature.petition, signature.state, signature.source) == (petition, "pending", "web")


def prepare(petition, address, state):
    """Bring an address into a state."""
    if state == "unknown":
        return
    now = timezone.now()
    person = PersonFactory(email=address, first_name="Before")
    signing.sign(petition=petition, person=person, language="es", now=now)
    signature = Signature.objects.get(petition=petition)
    if state == "expired":
        Signature.objects.update(requested_at=now - timedelta(days=30))
    if state in ("confirmed", "withdrawn", "invalidated"):
        signature_actions.confirm(signature=signature, now=now)
    if state == "withdrawn":
        signature_actions.withdraw(signature=signature, now=now)
    if state == "invalidated":
        invalidations.invalidate(
            signatures=Signature.objects.all(), reason="a bot", criteria={}, by=None, now=now
        )


STATES = ["unknown", "pending", "expired", "confirmed", "withdrawn", "invalidated"]


def answer(response):
    """All that somebody could tell answers apart by."""
    return response.status_code, dict(response.headers), response.content


def test_signing_answers_the_same_whatever_the_address_did_before(browser, petition, typed):
    answers = []
    for state in STATES:
        Signature.objects.all().delete()
        prepare(petition, typed["email"], state)
        taken = sign(browser, petition, typed)
        answers.append((answer(taken), answer(browser.get(taken.headers["Location"]))))

    assert answers == [answers[0]] * len(STATES)


def test_signing_takes_as_many_queries_whatever_the_address_did_before(browser, petition, typed):
    taken = {}
    for state in STATES:
        Signature.objects.all().delete()
        prepare(petition, typed["email"], state)
        with CaptureQueriesContext(connection) as captured:
            sign(browser, petition, typed)
        taken[state] = len(captured)

    assert taken == dict.fromkeys(STATES, taken["unknown"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "same-site"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
    ],
)
def test_another_sites_request_is_refused(browser, petition, typed, queued, headers, status):
    response = sign(browser, petition, typed, **headers)

    assert response.status_code == status
    assert Signature.objects.count() == len(queued()) == (status == 303)


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_address_of_the_form_leads_to_the_petition(browser, petition, method):
    response = getattr(browser, method)(f"/petitions/{petition.slug}/sign/")

    assert response.status_code == 302
    assert response.headers["Location"] == f"/petitions/{petition.slug}/"


# --- Broken requests


@pytest.mark.parametrize(
    "field",
    ["first_name", "last_name", "email", "country", "postal_code", "comment", "leave_blank"],
)
def test_nul_bytes_are_refused_beside_their_field(browser, petition, typed, field):
    response = sign(browser, petition, typed | {field: "a\0b"})

    assert response.status_code == 422
    assert set(errors_beside_fields(response)) == {field}


def test_a_nul_byte_in_a_box_ticks_it_and_breaks_nothing(browser, petition, typed):
    assert sign(browser, petition, typed | {"show_name": "\0"}).status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"comment=" + b"a" * 2 * 1024 * 1024, "application/x-www-form-urlencoded", 413),
        (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"a" * 2**21,
            "multipart/form-data; boundary=x",
            413,
        ),
        (b"&".join(b"a%d=1" % n for n in range(2500)), "application/x-www-form-urlencoded", 400),
        (b"first_name=Zo%EB", "application/x-www-form-urlencoded; charset=utf-16", 400),
        (b"--x\r\nbroken", "multipart/form-data", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=y", 422),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded", 422),
        (b"first_name=%&email=%zz&country=%ff%fe", "application/x-www-form-urlencoded", 422),
        (b'{"first_name": "Zoe"}', "application/json", 422),
        (b"", "", 422),
        (b"first_name", "text/plain", 422),
    ],
)
def test_a_broken_body_is_refused(browser, petition, body, kind, status):
    response = browser.post(f"/petitions/{petition.slug}/sign/", body, content_type=kind)

    assert response.status_code == status
    assert Signature.objects.count() == 0


def test_a_body_that_is_not_utf8_is_read_as_far_as_it_goes(browser, petition):
    body = b"first_name=Zo%EB&email=zoe@example.org&country=DE"

    response = browser.post(
        f"/petitions/{petition.slug}/sign/", body, content_type="application/x-www-form-urlencoded"
    )

    assert (response.status_code, Signature.objects.get().first_name) == (303, "Zo\ufffd")


@pytest.mark.parametrize("page", ["sign/", "check-your-email/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_what_takes_posts_takes_no_other_method(browser, petition, page, method):
    response = getattr(browser, method)(f"/petitions/{petition.slug}/{page}")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


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
