"""Every version of a case is kept, listed, compared word by word, and can be brought back."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from campaigns.models import Campaign, Item
from organizations.models import AuditEvent
from petitions.actions.versions import RESTORED
from petitions.models import Petition, PetitionText
from petitions.versions import Piece, differences, find, versions, words_compared
from tests.factories import ConsentFactory, SignatureFactory, edit, open_petition
from tests.petitions.admin.page import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def pages(address):
    """Where the versions are."""
    return address.replace("/change/", "/versions/")


def save(client, address, **fields):
    form = filled_in(client.get(address), "campaign_form")
    assert client.post(address, form | fields).status_code == 302


def of(campaign, kind):
    return [version for version in versions(campaign) if version.kind == kind]


def restore(client, pages, version, **fields):
    """Bring back what is ticked as the page is opened, or the `field` that is given."""
    address = f"{pages}restore/?version={version.key}"
    page = client.get(address)
    ticked = re.findall(r'name="field" value="(\w+)" checked', page.content.decode())
    return client.post(address, {"field": ticked} | fields)


class TestKeeping:
    def test_tells_who_changed_what(self, staff_client, staff, campaign, address):
        save(staff_client, address, story="She is kind.", **{"petitions-0-summary": "Shorter."})
        newest, before = of(campaign, "campaign")[:2]
        assert (newest.row.story, newest.by, newest.changed) == (
            "She is kind.",
            staff.username,
            "Story",
        )
        assert before.row.story == "She is strong."
        of_petition = of(campaign, "petition")[0]
        assert (of_petition.by, of_petition.changed) == (staff.username, "Summary")

    @pytest.mark.django_db(transaction=True)
    def test_holds_for_sql_by_hand_too(self, campaign):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE campaigns_campaign SET story = 'By hand.'")
        newest = of(campaign, "campaign")[0]
        assert (newest.row.story, newest.by) == ("By hand.", "by hand in the database")

    def test_notes_what_a_withdrawn_consent_takes_off(self, staff_client, staff, campaign, address):
        ConsentFactory(campaign=campaign, item=Item.NAME)
        Campaign.objects.update(show_name=True)
        form = filled_in(staff_client.get(address), "campaign_form")
        row = next(name for name, value in form.items() if value == ["name"]).removesuffix("item")
        staff_client.post(address, form | {f"{row}withdrawn_on": "2026-03-08"})
        newest = of(campaign, "campaign")[0]
        assert (newest.row.show_name, newest.by) == (False, staff.username)

    def test_has_nothing_of_signatures(self, campaign):
        before = len(versions(campaign))
        petition = campaign.petitions.get()
        SignatureFactory.create_batch(3, petition=petition)
        petition.signatures.all().delete()
        assert len(versions(campaign)) == before
        tracked = {
            model._meta.label for model in (Campaign, Petition) if hasattr(model, "versions")
        }
        assert tracked == {"campaigns.Campaign", "petitions.Petition"}

    def test_keeps_no_version_where_nothing_changed(self, campaign):
        before = len(versions(campaign))
        Campaign.objects.get(pk=campaign.pk).save()
        assert len(versions(campaign)) == before


class TestList:
    def test_is_reached_from_the_case(self, staff_client, campaign, address, pages):
        assert f'href="{pages}"' in staff_client.get(address).content.decode()
        page = staff_client.get(pages).content.decode()
        assert page.count('name="older"') == len(versions(campaign))
        assert "no-store" in staff_client.get(pages).headers["Cache-Control"]

    def test_is_not_for_who_may_not_see_the_case(self, client_of, campaign, pages):
        client = client_of("view_petition")
        for path in (pages, f"{pages}compare/?older=campaign-1&newer=campaign-2"):
            assert client.get(path).status_code == 404

    def test_of_no_case_is_not_found(self, staff_client, campaign):
        assert staff_client.get("/admin/campaigns/campaign/999999/versions/").status_code == 404

    def test_takes_as_many_queries_for_many_versions(
        self, staff_client, campaign, pages, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(40) as seen:
                staff_client.get(pages)
            return len(seen)

        before = queries()
        for number in range(20):
            Campaign.objects.update(sentence=str(number))
        assert queries() == before


class TestComparing:
    def test_shows_each_word_that_changed(self, staff_client, campaign, address, pages):
        Campaign.objects.update(story="She is <b>very</b> strong.")
        newer, older = of(campaign, "campaign")[:2]
        answer = staff_client.get(f"{pages}compare/?older={newer.key}&newer={older.key}")
        page = answer.content.decode()
        assert "She is <ins>&lt;b&gt;very&lt;/b&gt; </ins>strong." in page
        assert page.count("<dt>") == 1

    def test_of_different_texts_says_so(self, staff_client, campaign, pages):
        one, other = of(campaign, "campaign")[0], of(campaign, "petition")[0]
        page = staff_client.get(f"{pages}compare/?older={one.key}&newer={other.key}")
        assert "versions of different texts" in page.content.decode()

    @pytest.mark.parametrize("key", ["", "junk", "campaign-0", "campaign-x", "petition-1a", "x-1"])
    def test_of_no_version_is_not_found(self, staff_client, campaign, pages, key):
        good = of(campaign, "campaign")[0].key
        answer = staff_client.get(f"{pages}compare/?older={good}&newer={key}")
        assert answer.status_code == 404

    def test_of_another_cases_version_is_not_found(self, staff_client, campaign, pages):
        other = open_petition().campaign
        assert find(campaign, of(other, "campaign")[0].key) is None
        assert find(campaign, of(other, "petition")[0].key) is None

    def test_goes_word_by_word(self):
        pieces = list(words_compared("Her 19th year.", "Her 20th year!"))
        assert pieces == [
            Piece("Her "),
            Piece("19th", is_old=True),
            Piece("20th", is_new=True),
            Piece(" year"),
            Piece(".", is_old=True),
            Piece("!", is_new=True),
        ]


class TestBringingBack:
    def test_of_a_profile_goes_through_the_action(
        self, staff_client, staff, campaign, address, pages
    ):
        save(staff_client, address, story="Wrong.", sentence="Life")
        old = of(campaign, "campaign")[1]
        page = staff_client.get(f"{pages}restore/?version={old.key}").content.decode()
        assert "<del>Wrong</del>" in page
        answer = restore(staff_client, pages, old)
        assert answer.status_code == 303
        kept = Campaign.objects.get()
        assert (kept.story, kept.sentence, kept.is_published) == ("She is strong.", "", True)
        events = list(AuditEvent.objects.order_by("pk").values_list("action", "by"))[-2:]
        assert events == [("edit campaign", staff.pk), ("restore version", staff.pk)]

    def test_of_single_fields_leaves_the_others(self, staff_client, address, pages, campaign):
        save(staff_client, address, story="Wrong.", sentence="Life", alias="New")
        old = of(campaign, "campaign")[1]
        page = staff_client.get(f"{pages}restore/?version={old.key}").content.decode()
        assert len(re.findall(r'name="field" value="(alias|sentence|story)" checked', page)) == 3
        assert restore(staff_client, pages, old, field=["story"]).status_code == 303
        kept = Campaign.objects.get()
        assert (kept.story, kept.sentence, kept.alias) == ("She is strong.", "Life", "New")

    def test_of_no_field_says_so(self, staff_client, address, pages, campaign):
        save(staff_client, address, story="Wrong.")
        answer = restore(staff_client, pages, of(campaign, "campaign")[1], field=[])
        assert "Please choose at least one field" in answer.content.decode()
        assert Campaign.objects.get().story == "Wrong."

    def test_tells_what_cannot_be_brought_back_and_why(self, staff_client, campaign, pages):
        first = of(campaign, "petition")[0]
        Petition.objects.update(slug="another", summary="Other.")
        page = staff_client.get(f"{pages}restore/?version={first.key}").content.decode()
        stays = page.partition("What is not brought back")[2]
        assert "<dt>Address</dt>" in stays
        assert 'value="slug"' not in page

    def test_shows_nothing_that_is_hidden_now(self, staff_client, campaign, pages):
        consent = ConsentFactory(campaign=campaign, item=Item.NAME)
        Campaign.objects.update(show_name=True, story="First.")
        shown = of(campaign, "campaign")[0]
        consent.delete()
        Campaign.objects.update(story="Second.")
        assert restore(staff_client, pages, shown).status_code == 303
        kept = Campaign.objects.get()
        assert (kept.story, kept.show_name) == ("First.", False)
        assert not any(name.startswith("show_") for name in RESTORED[Campaign])

    def test_of_a_signed_text_needs_a_note(self, staff_client, campaign, pages):
        petition = campaign.petitions.get()
        first = of(campaign, "petition")[0]
        SignatureFactory(petition=petition)
        edit(petition, title="A slip")
        answer = restore(staff_client, pages, first)
        assert answer.status_code == 200
        assert "People have signed this text." in answer.context["form"].errors["note"][0]
        assert Petition.objects.get().title == "A slip"

        answer = restore(staff_client, pages, first, note="The slip is gone.")
        assert answer.status_code == 303
        assert Petition.objects.get().title == petition.title
        newest = PetitionText.objects.newest_first().first()
        assert (newest.is_correction, newest.note) == (True, "The slip is gone.")

    def test_keeps_the_address(self, staff_client, campaign, pages):
        first = of(campaign, "petition")[0]
        Petition.objects.update(slug="another", summary="Other.")
        restore(staff_client, pages, first)
        kept = Petition.objects.get()
        assert (kept.slug, kept.summary) == ("another", "A short summary.")

    def test_that_would_leave_nothing_to_show_says_so(self, staff_client, campaign, pages):
        first = of(campaign, "campaign")[0]
        ConsentFactory(campaign=campaign, item=Item.QUOTES)
        Campaign.objects.update(quote="Still here.", show_quote=True)
        answer = restore(staff_client, pages, first)
        assert answer.status_code == 200
        assert "There are no words of hers to show." in answer.content.decode()
        assert Campaign.objects.get().quote == "Still here."

    def test_of_what_it_says_already_changes_nothing(self, staff_client, campaign, pages):
        newest = of(campaign, "campaign")[0]
        before = AuditEvent.objects.count()
        assert restore(staff_client, pages, newest).status_code == 303
        assert AuditEvent.objects.count() == before

    def test_changes_nothing_by_looking(self, staff_client, campaign, address, pages):
        save(staff_client, address, story="Second.")
        old = of(campaign, "campaign")[1]
        staff_client.get(f"{pages}restore/?version={old.key}")
        assert Campaign.objects.get().story == "Second."

    def test_is_not_for_who_only_reads(self, client_of, campaign, pages):
        client = client_of("view_campaign")
        old = of(campaign, "campaign")[0]
        assert client.get(pages).status_code == 403
        assert restore(client, pages, old).status_code == 403


def test_moments_are_told_by_the_clock_of_the_site(campaign):
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    campaign.first_published_at = moment
    told = differences(Campaign(), campaign, "campaign")
    texts = {one.label: "".join(piece.text for piece in one.pieces) for one in told}
    assert texts["First published"] == date_format(timezone.localtime(moment), "DATETIME_FORMAT")
