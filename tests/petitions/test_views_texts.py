"""The history of what a petition asks people to sign."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.actions import unpublish
from campaigns.models import Campaign
from petitions.actions import petitions as actions
from petitions.actions.petitions import Address
from petitions.models import Petition
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    PetitionFactory,
    SignatureFactory,
    address_only,
    edit,
    open_petition,
)
from tests.petitions.pages import elements, links_of, text_of

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 8, 18, 0, tzinfo=UTC)
HISTORY = "/petitions/free-her/history/"


@pytest.fixture
def signed():
    """A petition that somebody has signed, of a campaign that goes by an alias."""
    petition = open_petition(
        slug="free-her",
        title="Free her in her {{ year_of_incarceration }} year",
        title_es="Libérenla en su {{ year_of_incarceration }} año",
        campaign__name="Jane Ashby",
        campaign__alias="Ana",
        campaign__prison_number="W12345",
        campaign__facts_as_of=date(2020, 11, 30),
    )
    SignatureFactory(petition=petition)
    return petition


def correct(petition, now=MARCH, addressed_to=None, note="It is an appeal.", note_es="", **texts):
    edited = Petition.objects.get(pk=petition.pk)
    for name, value in texts.items():
        setattr(edited, name, value)
    actions.save_petition(
        petition=edited,
        addressed_to=addressed_to,
        changed=[],
        by=None,
        now=now,
        note=note,
        note_es=note_es,
    )


def sections(response):
    """The words of each version on the page, in its order."""
    assert response.status_code == 200
    return [text_of(found) for found in elements(response) if found.name == "section"]


def notices(response):
    return [
        text_of(found)
        for found in elements(response)
        if found.name == "p" and ("class", "notice") in found.attributes
    ]


# --- What it lists


def test_an_uncorrected_petition_has_one_version_with_the_facts_of_the_day(browser, signed):
    [only] = sections(browser.get(HISTORY))

    assert only.startswith("Since Jan. 5, 2026 ")
    assert "Free her in her 21st year" in only
    assert "Please let her go." in only


def test_versions_stand_newest_first_each_with_what_was_corrected(browser, signed):
    correct(signed, title="Free her, please")
    correct(signed, datetime(2026, 4, 1, 18, 0, tzinfo=UTC), ask="Mercy.", note="A slip.")

    newest, middle, first = sections(browser.get(HISTORY))

    assert newest.startswith("Since April 1, 2026 Corrected: A slip. ")
    assert middle.startswith("March 8, 2026 to April 1, 2026 Corrected: It is an appeal. ")
    assert first.startswith("Jan. 5, 2026 to March 8, 2026 ")
    assert ("Mercy." in newest, "Mercy." in middle) == (True, False)
    assert ["Free her, please" in each for each in (newest, middle, first)] == [True, True, False]
    assert "Corrected" not in first


def test_it_is_in_spanish_where_that_is_asked_for(browser, signed):
    correct(signed, ask_es="Clemencia.", note_es="Era un ruego.")

    newest, first = sections(browser.get(f"/es{HISTORY}"))

    assert "Libérenla en su 21.er año" in newest
    assert ("Clemencia." in newest, "Clemencia." in first) == (True, False)
    assert "Era un ruego." in newest
    assert "It is an appeal." not in newest


def test_what_nobody_signed_is_not_listed(browser):
    petition = open_petition(slug="free-her", title="A first try")
    edit(petition, title="A second try")
    SignatureFactory(petition=petition)
    correct(petition, title="The last words")

    newest, first = sections(browser.get(HISTORY))

    assert ("The last words" in newest, "A second try" in first) == (True, True)
    assert "A first try" not in newest + first


def test_a_text_that_was_replaced_on_its_first_day_tells_that_day_once(browser, signed):
    correct(signed, title="Free her, please")
    correct(signed, MARCH + timedelta(hours=2), title="Free her", note="A slip.")

    _newest, middle, _first = sections(browser.get(HISTORY))

    assert middle.startswith("March 8, 2026 Corrected: It is an appeal. ")


def test_addressees_are_named_as_they_were(browser, signed):
    office = DecisionMakerFactory(office="Office of Mercy", role="Head of Mercy")
    for name, since, until in [
        ("Long Ago", None, date(2026, 1, 5)),
        ("In January", date(2026, 1, 5), date(2026, 2, 1)),
        ("In March", date(2026, 2, 1), date(2026, 3, 9)),
        ("In Office", date(2026, 3, 9), None),
    ]:
        HolderFactory(decision_maker=office, name=name, since=since, until=until)
    Petition.objects.get(pk=signed.pk).signatures.all().delete()
    address_only(signed, [Address(office.pk, by_name=True)])
    SignatureFactory(petition=signed)
    correct(signed, addressed_to=[Address(office.pk, by_name=False)])
    correct(signed, datetime(2026, 4, 1, 18, 0, tzinfo=UTC), addressed_to=[])

    newest, middle, first = sections(browser.get(HISTORY))

    assert [name for name in ("Long Ago", "In Office") if name in first] == []
    assert first.index("In January, Head of Mercy") < first.index("In March, Head of Mercy")
    assert middle.endswith("Addressed to Office of Mercy")
    assert "Addressed" not in newest


def test_a_vacant_office_is_named_itself(browser, signed):
    signed_office = signed.addressees.get().decision_maker
    signed_office.holders.all().delete()

    [only] = sections(browser.get(HISTORY))

    assert only.endswith(f"Addressed to {signed_office.office}")


def test_after_the_outcome_nobody_is_addressed_anew(browser, signed):
    office = signed.addressees.get().decision_maker
    office.holders.update(name="Then", until=date(2026, 4, 1))
    HolderFactory(decision_maker=office, name="Afterwards", since=date(2026, 4, 1))
    actions.close_petition(
        petition=signed, outcome="denied", on=date(2026, 3, 1), by=None, now=MARCH
    )

    [only] = sections(browser.get(HISTORY))

    assert ("Then" in only, "Afterwards" in only) == (True, False)


# --- Whom it must not tell


def test_hidden_names_and_numbers_are_gone_from_it_and_from_the_page(browser, signed):
    correct(signed, title="Free Jane Ashby, W12345", title_es="Libertad para JANE", note="Jane’s.")
    correct(
        signed,
        ask="See /petitions/free-jane-ashby/",
        note="We wrote Áshby for Ashby.",
        note_es="Decía Jane.",
    )
    correct(signed, title="Free her", title_es="", ask="Mercy.", note="Jane Ashby is told no more.")

    pages = [browser.get(f"{lang}{HISTORY}") for lang in ("", "/es")]
    pages += [browser.get(f"{lang}/petitions/free-her/") for lang in ("", "/es")]

    for page in pages:
        words = page.content.decode().casefold()
        assert [hidden for hidden in ("jane", "ashby", "w12345") if hidden in words] == []
    assert "Free Ana, …" in pages[0].content.decode()
    assert "/petitions/free-ana/" in pages[0].content.decode()
    assert "Ana is told no more." in pages[2].content.decode()


def test_what_may_be_shown_is_told(browser, signed):
    correct(signed, title="Free Jane Ashby")
    signed.campaign.consents.create(item="name", given_on=date(2026, 1, 1), given_by="herself")
    Campaign.objects.filter(pk=signed.campaign_id).update(show_name=True)

    assert "Free Jane Ashby" in browser.get(HISTORY).content.decode()


def test_of_what_the_public_must_not_see_there_is_no_history(browser, signed, now):
    PetitionFactory(slug="draft", campaign=signed.campaign)
    unpublish(campaign=open_petition(slug="unpublished").campaign, by=None, now=now)

    for slug in ("draft", "unpublished", "nothing"):
        assert browser.get(f"/petitions/{slug}/history/").status_code == 404


def test_withdrawn_consent_takes_the_history_off_too(browser, signed):
    correct(signed, title="Free her, please")
    signed.campaign.consents.get().delete()

    assert browser.get(HISTORY).status_code == 404


def test_a_new_address_keeps_the_history(browser, signed):
    correct(signed, slug="mercy", title="Free her, please")

    assert browser.get(HISTORY).headers["Location"] == "/petitions/mercy/history/"
    assert len(sections(browser.get("/petitions/mercy/history/"))) == 2


# --- The petition's page


def test_the_page_tells_of_the_newest_correction_and_leads_to_the_history(browser, signed):
    correct(signed, title="Free her", note="The first slip.")
    correct(signed, datetime(2026, 4, 1, 18, 0, tzinfo=UTC), title="Free her.", note="A slip.")

    page = browser.get("/petitions/free-her/")

    assert "The text was corrected on April 1, 2026: A slip. What it said before" in notices(page)
    assert HISTORY in links_of(page)
    assert "The first slip." not in page.content.decode()


def test_the_page_of_an_uncorrected_petition_tells_of_none(browser, signed):
    open_petition(slug="other", campaign=signed.campaign)
    edit(Petition.objects.get(slug="other"), title="Before anybody signed")

    for slug in ("free-her", "other"):
        page = browser.get(f"/petitions/{slug}/")
        assert [text for text in notices(page) if "corrected" in text] == []
        assert f"/petitions/{slug}/history/" not in links_of(page)


def test_many_versions_take_as_many_queries_as_one(browser, signed):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(HISTORY).status_code == 200
        return len(captured)

    one = queries()
    offices = [HolderFactory().decision_maker for _ in range(5)]
    for office in offices:
        correct(signed, addressed_to=[Address(office.pk, by_name=True)])

    assert queries() == one
    assert len(sections(browser.get(HISTORY))) == 6
