"""Addresses that a petition had: they lead on, or tell that they are gone; nobody else has them."""

from datetime import date

import pgtrigger
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns import actions as campaign_actions
from campaigns.hiding import tells_what_is_hidden
from campaigns.models import Campaign, Item
from petitions.actions.petitions import publish, save_petition
from petitions.models import OldAddress, Petition
from tests.constraints import violates
from tests.factories import ConsentFactory, PetitionFactory, edit, open_petition
from tests.petitions.admin.page import errors, filled_in, without

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

OLD = "free-jane-roe"
PAGES = [
    "petition", "petition-history", "petition-sign", "petition-check-email",
    "petition-thank-you", "petition-count", "petition-photo", "petition-sheet", "petition-print",
]  # fmt: skip


@pytest.fixture
def petition():
    """An open petition whose address tells the real name, which is shown."""
    petition = open_petition(
        title="Bring her home now",
        campaign__name="Jane Roe",
        campaign__alias="Ana",
    )
    ConsentFactory(campaign=petition.campaign, item=Item.NAME)
    Campaign.objects.filter(pk=petition.campaign_id).update(show_name=True)
    Petition.objects.filter(pk=petition.pk).update(slug=OLD)
    OldAddress.objects.all().delete()
    return Petition.objects.get(pk=petition.pk)


def slug(petition):
    return Petition.objects.get(pk=petition.pk).slug


def hide(petition, **fields):
    """Stop showing the name, as SQL by hand would."""
    Campaign.objects.filter(pk=petition.campaign_id).update(show_name=False, **fields)


def by_action(petition, now):
    campaign = Campaign.objects.get(pk=petition.campaign_id)
    campaign.show_name = False
    campaign_actions.save_campaign(campaign=campaign, changed=["show_name"], by=None, now=now)


def by_withdrawing(petition, now):
    consent = petition.campaign.consents.get(item=Item.NAME)
    campaign_actions.withdraw_consent(consent=consent, on=date(2026, 3, 8), by=None, now=now)


def by_sql(petition, now):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_campaign SET show_name = false")


@pytest.mark.parametrize("way", [by_action, by_withdrawing, by_sql])
class TestHidingTheName:
    def test_changes_an_address_that_tells_it(self, petition, now, way):
        way(petition, now)
        assert slug(petition) == "bring-her-home-now"
        assert list(OldAddress.objects.values_list("slug", "petition")) == [(OLD, petition.pk)]

    def test_leaves_one_that_does_not(self, petition, now, way):
        Petition.objects.filter(pk=petition.pk).update(slug="bring-her-home")
        OldAddress.objects.all().delete()
        way(petition, now)
        assert slug(petition) == "bring-her-home"
        assert not OldAddress.objects.exists()

    def test_leaves_other_campaigns_alone(self, petition, now, way):
        other = open_petition(slug="free-jane-too", campaign__name="Mary Major")
        way(petition, now)
        assert slug(other) == "free-jane-too"


class TestNewAddress:
    @pytest.mark.parametrize(
        ("title", "new"),
        [
            ("¡Libérenla, que vuelva a su casa!", "liberenla-que-vuelva-a-su-casa"),
            ("In her {{ year_of_incarceration }} year inside", "in-her-year-inside"),
            ("Free Jane Roe", None),
            ("Free #JaneRoe", None),
            ("王芳", None),
            ("Taken", None),
            ("Taken before", None),
        ],
    )
    def test_is_the_titles_where_that_is_clean_else_the_codes(self, petition, title, new):
        open_petition(slug="taken")
        OldAddress.objects.create(
            petition=open_petition(), slug="taken-before", until=petition.opened_at
        )
        edit(petition, title=title)
        hide(petition)
        assert slug(petition) == (new or f"petition-{petition.code}")

    def test_of_two_petitions_of_one_title_are_two(self, petition):
        other = open_petition(
            campaign=petition.campaign, slug="jane-roe-again", title="Bring her home now"
        )
        hide(petition)
        assert {slug(petition), slug(other)} == {"bring-her-home-now", f"petition-{other.code}"}

    def test_comes_too_where_another_alias_no_longer_covers_a_part(self, petition):
        hide(petition, alias="Roe Jane")
        assert slug(petition) == OLD
        Campaign.objects.update(alias="Ana")
        assert slug(petition) == "bring-her-home-now"

    def test_comes_too_where_a_number_is_hidden(self, petition):
        ConsentFactory(campaign=petition.campaign, item=Item.PRISON_NUMBER)
        Campaign.objects.update(prison_number="W-12345", show_prison_number=True)
        Petition.objects.filter(pk=petition.pk).update(slug="free-w12345")
        Campaign.objects.update(show_prison_number=False)
        assert slug(petition) == "bring-her-home-now"

    def test_of_what_was_never_public_is_changed_and_not_kept(self):
        draft = PetitionFactory(
            slug=OLD, title="Bring her home", campaign__name="Jane Roe", campaign__alias="Ana"
        )
        Campaign.objects.update(alias="Anita")
        assert slug(draft) == "bring-her-home"
        assert not OldAddress.objects.exists()


class TestOldAddress:
    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize("published", [True, False])
    def test_that_tells_is_gone_and_names_nobody(self, client, petition, name, language, published):
        hide(petition)
        if not published:
            Campaign.objects.update(state="draft")
        with translation.override(language):
            address = reverse(name, args=[OLD])
        answers = [client.get(address)]
        if name in ("petition-sign", "petition-check-email"):
            answers.append(client.post(address, {"email": "a@example.org"}))
        for answer in answers:
            assert answer.status_code == 410
            assert answer.headers["Cache-Control"] == "private, no-store"
            page = answer.content.decode()
            words = ("jane", "roe", "ana ", "bring her", petition.code)
            assert [word for word in words if word in page.casefold()] == []
            assert '<a class="skip-link"' in page

    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize("name", PAGES)
    def test_that_tells_nothing_leads_on(self, client, petition, name, language):
        Petition.objects.filter(pk=petition.pk).update(slug="bring-her-home")
        with translation.override(language):
            old, new = reverse(name, args=[OLD]), reverse(name, args=["bring-her-home"])
        answer = client.get(f"{old}?held=1")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{new}?held=1")
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_sends_a_signature_on(self, client, petition):
        Petition.objects.filter(pk=petition.pk).update(slug="bring-her-home")
        person = {"first_name": "Zoë", "email": "zoe@example.org", "country": "FR"}
        answer = client.post(f"/petitions/{OLD}/sign/", person)
        new = "/petitions/bring-her-home/sign/"
        assert (answer.status_code, answer.headers["Location"]) == (307, new)
        assert client.post(new, person).status_code == 303

    def test_of_what_is_not_public_leads_nowhere(self, client, petition):
        Petition.objects.filter(pk=petition.pk).update(slug="bring-her-home")
        Campaign.objects.update(state="draft")
        assert client.get(f"/petitions/{OLD}/").status_code == 404

    def test_leads_on_again_once_the_name_may_be_told(self, client, petition):
        hide(petition)
        Campaign.objects.update(show_name=True)
        assert client.get(f"/petitions/{OLD}/").status_code == 302

    def test_the_short_one_goes_on_working(self, client, petition):
        hide(petition)
        answer = client.get(f"/p/{petition.code}")
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            "/petitions/bring-her-home-now/",
        )
        assert client.get(answer.headers["Location"]).status_code == 200

    def test_a_page_that_exists_takes_no_query_more(
        self, client, petition, django_assert_num_queries
    ):
        path = f"/petitions/{OLD}/count.json"
        with django_assert_num_queries(1):
            client.get(path)

    def test_what_never_was_is_not_found(self, client, petition):
        assert client.get("/petitions/never/").status_code == 404
        assert client.get("/organizations/never/").status_code == 404


class TestReuse:
    def test_of_another_petitions_old_address_is_refused(self, petition):
        Petition.objects.filter(pk=petition.pk).update(slug="bring-her-home")
        with violates("petition_address_not_used_before"):
            PetitionFactory(slug=OLD)
        other = PetitionFactory()
        with violates("petition_address_not_used_before"):
            Petition.objects.filter(pk=other.pk).update(slug=OLD)

    def test_by_the_petition_itself_makes_it_its_address_again(self, petition):
        Petition.objects.filter(pk=petition.pk).update(slug="bring-her-home")
        Petition.objects.filter(pk=petition.pk).update(slug=OLD)
        assert list(OldAddress.objects.values_list("slug", flat=True)) == ["bring-her-home"]

    def test_goes_with_its_petition(self, petition):
        draft = PetitionFactory(slug="one")
        Petition.objects.filter(pk=draft.pk).update(opened_at=petition.opened_at)
        Petition.objects.filter(pk=draft.pk).update(slug="two")
        assert OldAddress.objects.count() == 1
        draft.delete()
        assert not OldAddress.objects.exists()


class TestAdmin:
    @pytest.fixture
    def client(self, client, staff):
        client.force_login(staff)
        client.get("/admin/")
        return client

    @pytest.fixture
    def address(self, petition):
        return f"/admin/campaigns/campaign/{petition.campaign_id}/change/"

    @pytest.fixture
    def fields(self, client, address):
        return filled_in(client.get(address), "campaign_form")

    def test_unticking_the_name_changes_the_address(self, client, petition, address, fields):
        changed = without(fields, "show_name") | {"petitions-0-summary": "Shorter."}
        assert client.post(address, changed).status_code == 302
        kept = Petition.objects.get()
        assert (kept.slug, kept.summary) == ("bring-her-home-now", "Shorter.")
        assert client.get(f"/petitions/{OLD}/").status_code == 410

    def test_withdrawing_the_name_changes_it_whatever_else_is_edited(
        self, client, petition, address, fields
    ):
        row = next(name for name, value in fields.items() if value == ["name"]).removesuffix("item")
        changed = fields | {f"{row}withdrawn_on": "2026-03-08", "petitions-0-summary": "Shorter."}
        assert client.post(address, changed).status_code == 302
        kept = Petition.objects.get()
        assert (kept.slug, kept.summary) == ("bring-her-home-now", "Shorter.")

    def test_a_form_opened_before_does_not_bring_it_back(self, client, petition, address, fields):
        hide(petition)
        answer = client.post(address, without(fields, "show_name"))
        told = "This address tells the real name or the prison number, which are not shown."
        by_address, beside_it, above = errors(answer)
        assert by_address == told
        assert beside_it.endswith(
            "changed this while you were writing. Here stands what they wrote."
        )
        assert "Nothing is saved yet." in above
        assert slug(petition) == "bring-her-home-now"

    def test_anothers_old_address_is_refused_beside_the_field(
        self, client, petition, address, fields
    ):
        other = open_petition(slug="used-before")
        Petition.objects.filter(pk=other.pk).update(slug="used-now")
        answer = client.post(address, fields | {"petitions-0-slug": "used-before", "sentence": "L"})
        formsets = answer.context["inline_admin_formsets"]
        form = next(x.formset.forms[0] for x in formsets if x.opts.model is Petition)
        assert form.errors == {
            "slug": ["Another petition was public at this address. Please choose another one."]
        }
        assert filled_in(answer, "campaign_form")["sentence"] == ["L"]


def test_publishing_anew_under_the_alias_needs_no_other_address(petition, now):
    by_withdrawing(petition, now)
    publish(campaign=petition.campaign, by=None, now=now)
    assert Petition.objects.get().slug == "bring-her-home-now"


def test_saving_a_petition_that_was_read_before_keeps_the_new_address(petition, now):
    hide(petition)
    petition.summary = "Shorter."
    save_petition(petition=petition, changed=["summary"], by=None, now=now)
    assert slug(petition) == "bring-her-home-now"


NAMES = st.sampled_from(["Jane Roe", "Li Bo", "María José Núñez", "Ann", "Sinéad O’Brien", "王芳"])
PARTS = st.sampled_from([
    "jane", "Roe", "li", "bo", "maria", "JOSE", "nunez", "ann", "obrien", "sinead", "free", "2026",
    "w12345", "W-12345", "-", "_", "banana", "Ana",
])  # fmt: skip


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    name=NAMES, alias=st.sampled_from(["Ana", "Jane", "Bo Ana"]), parts=st.lists(PARTS, max_size=6)
)
def test_no_address_of_a_petition_tells_what_is_hidden(petition, name, alias, parts):
    Petition.objects.filter(pk=petition.pk).update(slug="".join(parts) or "x")
    hide(petition, name=name, alias=alias, prison_number="W-12345")
    campaign = Campaign.objects.get(pk=petition.campaign_id)
    assert not tells_what_is_hidden(campaign, slug(petition))
    Campaign.objects.update(show_name=True, alias="Ana")


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@example(former="Jane Roe", name="Ann", is_shown=False, parts=["Roe", "ann"])
@given(former=NAMES, name=NAMES, is_shown=st.booleans(), parts=st.lists(PARTS, max_size=6))
def test_no_address_tells_a_former_name_or_number(petition, former, name, is_shown, parts):
    with pgtrigger.ignore("campaigns.Campaign:keep_former_names"):
        Campaign.objects.update(former_names=[former], unshown_names=[former])
        Campaign.objects.update(former_numbers=["W-12345"], unshown_numbers=["W-12345"])
    Petition.objects.filter(pk=petition.pk).update(slug="".join(parts) or "x")
    with pgtrigger.ignore("campaigns.Campaign:keep_former_names"):
        Campaign.objects.update(name=name, show_name=is_shown)
    campaign = Campaign.objects.get(pk=petition.campaign_id)
    assert not tells_what_is_hidden(campaign, slug(petition))
