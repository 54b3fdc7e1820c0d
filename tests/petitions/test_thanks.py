"""The page after confirming: one thing in front, the others folded below it."""

import re

import pytest

from petitions.models import DecisionMaker, Outcome
from petitions.public import PublicPetition
from petitions.sharing import Sharing
from tests.factories import address_to, edit, open_petition
from tests.petitions.pages import elements, language_of, links_of, text_of
from tests.petitions.rows import close

pytestmark = pytest.mark.django_db

CODE = "abcdefgh23"


@pytest.fixture
def petition():
    """A petition that is written in both languages."""
    return open_petition(
        title="Free her & come “home”",
        title_es="Libérenla",
        ask="Please commute her sentence.",
        ask_es="Por favor conmute su condena.",
        campaign__story_es="Es fuerte.",
    )


@pytest.fixture
def office():
    """The office that it addresses, which can be reached."""
    DecisionMaker.objects.update(
        office="Office of the Governor",
        phone="+1 (916) 555-0100",
        contact_url="https://gov.example/contact?a=1&b=2",
        postal_address="1 Capitol Mall\nSacramento",
    )
    return DecisionMaker.objects.get()


def page(browser, petition, language="", query=""):
    return browser.get(f"{language}/petitions/{petition.slug}/thank-you/{query}")


def folded(response):
    return [text_of(each.children[0]) for each in elements(response) if each.name == "details"]


def test_sharing_stands_in_front_and_nothing_else(browser, petition, office):
    open_petition(campaign__organization=petition.campaign.organization)

    response = page(browser, petition)

    assert folded(response) == [
        "Show a QR code", "Call or write to the office", "Español", "Gather names on paper",
        "Read another case",
    ]  # fmt: skip
    assert not any("open" in dict(each.attributes) for each in elements(response))


def test_the_links_carry_the_code_and_tell_nobody_where_they_were(browser, petition):
    response = page(browser, petition, query=f"?via={CODE}")

    links = [dict(each.attributes) for each in elements(response) if each.name == "a"]
    shared = [each for each in links if CODE in each["href"]]
    assert len(shared) == 7
    elsewhere = [each for each in shared if each["href"].startswith("https:")]
    assert {(each["rel"], each["referrerpolicy"]) for each in elsewhere} == {
        ("noopener noreferrer", "no-referrer")
    }
    assert len(elsewhere) == 5


@pytest.mark.parametrize("via", ["", "<b>", "zoe@example.org", "a" * 11])
def test_what_is_no_code_is_left_out(browser, petition, via):
    assert page(browser, petition, query=f"?via={via}").content == page(browser, petition).content


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_code_is_drawn_by_the_site_itself(browser, petition, language):
    response = page(browser, petition, language)

    drawn = response.content.decode().partition("<svg role")[2].partition("</svg>")[0]
    assert "style=" not in drawn
    assert 'class="share-qr"' in drawn
    assert (language or "/en")[1:] == language_of(response)


def test_the_address_leads_to_the_language_of_who_shares_it(petition, now):
    from django.utils import translation

    with translation.override("es"):
        sharing = Sharing(PublicPetition(petition, now.date()), CODE)
        assert sharing.url.endswith(f"/p/{petition.code}?lang=es&via={CODE}")
    assert Sharing(PublicPetition(petition, now.date())).url.endswith(f"/p/{petition.code}")


def test_the_office_is_reached_as_it_says_itself(browser, petition, office):
    response = page(browser, petition)

    found = links_of(response)
    assert "tel:+19165550100" in found
    assert "https://gov.example/contact?a=1&b=2" in found
    assert "1 Capitol Mall<br>Sacramento" in response.content.decode()


def test_what_to_say_is_told_in_both_languages_english_first(browser, petition, office):
    for language in ("", "/es"):
        response = page(browser, petition, language)
        said = [each for each in elements(response) if each.name == "blockquote"]
        assert [dict(each.attributes)["lang"] for each in said] == ["en", "es"]
        assert "Please commute her sentence." in text_of(said[0])
        assert "Free her & come “home”" in text_of(said[0]).replace("&amp;", "&")
        assert "Por favor conmute su condena." in text_of(said[1])


def test_what_is_not_written_in_spanish_is_said_in_english_only(browser, petition, office):
    edit(petition, ask_es="")

    response = page(browser, petition, "/es")

    assert len([each for each in elements(response) if each.name == "blockquote"]) == 1


def test_an_office_that_cannot_be_reached_is_not_offered(browser, petition):
    assert "Call or write to the office" not in folded(page(browser, petition))


def test_of_two_offices_each_is_told_that_can_be_reached(browser, petition, office):
    other = type(office).objects.create(
        organization=office.organization, office="Board", role="Chair", phone="916 555 0101"
    )
    address_to(petition, other, by_name=False)

    found = links_of(page(browser, petition))

    assert [each for each in found if each.startswith("tel:")] == [
        "tel:+19165550100", "tel:9165550101",
    ]  # fmt: skip


def test_there_is_a_sheet_to_print(browser, petition):
    sheet = f"/petitions/{petition.slug}/sheet.pdf"
    assert sheet in links_of(page(browser, petition))
    assert browser.get(sheet).headers["Content-Type"] == "application/pdf"


def test_nothing_is_asked_for_a_petition_that_has_ended(browser, petition, office):
    close(petition, Outcome.DIED)

    response = page(browser, petition)

    assert response.status_code == 200
    assert folded(response) == []
    assert re.search(r"wa\.me|tel:", response.content.decode()) is None


def test_nothing_more_is_promised_where_there_is_nothing_more(browser, petition):
    close(petition, Outcome.DENIED)

    response = page(browser, petition)

    assert [each for each in elements(response) if dict(each.attributes).get("id") == "more"] == []
