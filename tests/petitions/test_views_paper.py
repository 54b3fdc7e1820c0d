"""The sheet to sign on, and the letter to post inside: what they tell, and when."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from campaigns.models import Campaign
from petitions.actions.pauses import pause_signing
from petitions.actions.petitions import close_petition
from petitions.models import Petition
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    PetitionFactory,
    SignatureFactory,
    address_to,
    edit,
    open_petition,
    tell,
)
from tests.pdf import pages_of, text_of

pytestmark = pytest.mark.django_db

SHEET, LETTER = "/petitions/free-her/sheet.pdf", "/petitions/free-her/print/"


@pytest.fixture
def petition():
    """An open petition in both languages, of somebody whose name and number stay inside."""
    petition = open_petition(
        slug="free-her",
        title="Bring Ana home",
        title_es="Que Ana vuelva a casa, señor",
        ask="Please let Ana go.",
        ask_es="Dejen ir a Ana.",
        story="Because it is *right*.",
        story_es="Porque es justo.",
        campaign__name="Jane Quillfeather",
        campaign__alias="Ana",
        campaign__prison_number="W71077",
        campaign__story="## Who she is\n\nAna is strong.",
        campaign__story_es="Ana es fuerte.",
        campaign__organization__name="Coalition of Women",
        campaign__organization__notice="A notice to all.",
    )
    Campaign.objects.update(story="## Who she is\n\nAna is strong.\n\nJane Quillfeather, W71077.")
    office = DecisionMakerFactory(office="Office of the Governor", role="Governor")
    HolderFactory(decision_maker=office, name="Ann Major")
    return address_to(petition, office)


def told(client, address=SHEET):
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer.content)


class TestSheet:
    def test_tells_what_people_sign_in_both_languages(self, client, petition):
        text = told(client)
        for words in (
            "Bring Ana home", "Please let Ana go.", "; Ann Major, Governor", "Coalition of Women",
            "A notice to all.", "Que Ana vuelva a casa, señor", "Dejen ir a Ana.",
            "Ana is strong.", "Because it is right.", "13 or older", "may become a public record",
            f"/p/{petition.code}", "hello@coalition.example",
        ):  # fmt: skip
            assert words in text.replace("\n", " "), words
        assert "Who she is" not in text
        assert text.index("Bring Ana home") < text.index("Que Ana vuelva")

    def test_tells_spanish_first_where_that_is_asked_for(self, client, petition):
        answer = client.get(f"{SHEET}?lang=es")
        text = text_of(answer.content)
        assert answer.headers["Content-Language"] == "es"
        assert b"/Lang (es)" in answer.content
        assert text.index("Que Ana vuelva") < text.index("Bring Ana home")
        assert "Ana es fuerte." in text

    def test_tells_an_ask_once_that_is_not_translated(self, client, petition):
        edit(petition, title_es="", ask_es="")
        for address in (SHEET, f"{SHEET}?lang=es"):
            lines = told(client, address).splitlines()
            assert lines.count("Bring Ana home") == 1

    def test_tells_nothing_that_is_hidden(self, client, petition):
        for address in (SHEET, f"{SHEET}?lang=es", LETTER, f"/es{LETTER}"):
            answer = client.get(address)
            text = text_of(answer.content) if "pdf" in address else answer.content.decode()
            assert [word for word in ("Quillfeather", "Jane", "71077") if word in text] == []

    def test_follows_an_alias_at_once(self, client, petition):
        tag = client.get(SHEET).headers["ETag"]
        Campaign.objects.update(alias="Luz")
        edit(petition, title="Bring Jane Quillfeather home")
        answer = client.get(SHEET, headers={"if-none-match": tag})
        assert answer.status_code == 200
        assert "Bring Luz home" in text_of(answer.content)

    def test_is_a_file_to_look_at_that_caches_may_keep_for_seconds(self, client, petition):
        answer = client.get(SHEET)
        assert answer.headers["Content-Type"] == "application/pdf"
        name = f'inline; filename="sheet-{petition.code}.pdf"'
        assert answer.headers["Content-Disposition"] == name
        assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
        again = client.get(SHEET, headers={"if-none-match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert len(answer.content) < 60_000
        assert pages_of(answer.content) == 1

    def test_has_no_number_that_its_address_could_print(self, client, petition):
        assert client.get(f"{SHEET}?n=7").content == client.get(SHEET).content

    def test_costs_no_more_than_the_petitions_page(
        self, client, petition, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(100) as page:
            client.get("/petitions/free-her/")
        with django_assert_max_num_queries(len(page)):
            client.get(SHEET)
        with django_assert_max_num_queries(len(page)):
            client.get(LETTER)

    @override_settings(SITE_URL="https://petitions.example.org")
    def test_writes_the_address_as_somebody_types_it(self, client, petition):
        assert f": petitions.example.org/p/{petition.code}" in told(client)


class TestNoSheet:
    @pytest.mark.parametrize(
        ("query", "words"), [("", "no more signatures"), ("?lang=es", "Todas las peticiones")]
    )
    def test_of_a_petition_that_has_ended(self, client, petition, query, words):
        today = timezone.localdate()
        close_petition(petition=petition, outcome="granted", on=today, by=None, now=timezone.now())
        answer = client.get(SHEET + query)
        assert answer.status_code == 410
        assert words in answer.content.decode()
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Language"] == ("es" if query else "en")
        assert "sheet.pdf" not in client.get("/petitions/free-her/").content.decode()
        assert client.get(LETTER).status_code == 200

    def test_while_signing_pauses(self, client, petition):
        pause_signing(petition=petition, note="A check.", note_es="", by=None, now=timezone.now())
        answer = client.get(SHEET)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "A check." in answer.content.decode()

    @pytest.mark.parametrize("address", [SHEET, LETTER, f"/es{LETTER}"])
    def test_of_what_is_not_public(self, client, petition, address):
        PetitionFactory(slug="draft")
        assert client.get(address.replace("free-her", "draft")).status_code == 404
        assert client.get(address.replace("free-her", "none")).status_code == 404
        Campaign.objects.filter(pk=petition.campaign_id).update(state="draft")
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("address", [SHEET, LETTER])
    def test_at_an_old_address_that_leads_on(self, client, petition, address):
        Petition.objects.filter(pk=petition.pk).update(slug="new")
        answer = client.get(f"{address}?lang=es")
        new = address.replace("free-her", "new")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{new}?lang=es")


class TestLetter:
    def test_tells_the_case_its_count_and_what_supporters_say(self, client, petition):
        for number in range(5):
            SignatureFactory(
                petition=petition, comment=f"Words {number}.", comment_state="approved",
                first_name="Mallory", show_name=False,
            )  # fmt: skip
            tell(petition.campaign, title=f"News {number}")
        SignatureFactory(petition=petition, comment="Waiting words.")
        page = client.get(LETTER).content.decode()
        for words in ("Bring Ana home", "Please let Ana go.", "Ana is strong.", "Words 4.", "News"):
            assert words in page, words
        assert "<strong>6 supporters</strong> on " in page
        assert page.count("<blockquote lang") == 3
        assert page.count('class="news-day"') == 3
        assert [word for word in ("Mallory", "Waiting") if word in page] == []

    def test_dates_its_count(self, client, petition):
        day = timezone.localdate()
        assert f"{day:%b}" in client.get(LETTER).content.decode().split("</strong> on ")[1][:20]

    def test_is_found_by_no_search_engine(self, client, petition):
        assert '<meta name="robots" content="noindex">' in client.get(LETTER).content.decode()

    def test_shows_no_picture_and_writes_addresses_out(self, client, petition):
        petition.campaign.links.create(
            label="Group", text="Friends of Ana", url="https://friends.example/ana"
        )
        page = client.get(LETTER).content.decode()
        assert "<img" not in page
        assert '<span class="letter-address">https://friends.example/ana</span>' in page
        assert petition.code in page

    @pytest.mark.parametrize("language", ["", "/es"])
    def test_is_linked_quietly_with_the_sheet(self, client, petition, language):
        page = client.get(f"{language}/petitions/free-her/").content.decode()
        assert f'href="{language}{LETTER}"' in page
        assert f'href="{SHEET}{"?lang=es" if language else ""}"' in page

    def test_shortens_what_would_not_fit(self, client, petition):
        open_petition(slug="b")
        Campaign.objects.filter(pk=petition.campaign_id).update(story="Very long words. " * 2_000)
        page = client.get(LETTER).content.decode()
        assert len(page) < 20_000
        assert "…" in page
        assert "it is shortened here" in page
        assert (
            "it is shortened here"
            not in client.get(LETTER.replace("free-her", "b")).content.decode()
        )


def test_a_moment_later_it_is_the_same(client, petition):
    one = client.get(SHEET).content
    SignatureFactory(petition=petition, confirmed_at=timezone.now() + timedelta(seconds=1))
    assert client.get(SHEET).content == one
