"""The staff's main page: a campaign with its consents, its links and its petitions."""

from datetime import date

import pytest

from campaigns.models import Campaign, Item, Link, State
from organizations.models import AuditEvent
from petitions.models import Petition
from tests.factories import (
    CampaignFactory,
    ConsentFactory,
    OrganizationFactory,
    SignatureFactory,
    open_petition,
)
from tests.petitions.admin.page import added, errors, filled_in, messages, without

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/campaigns/campaign/"
CONSENT = {"given_on": "2026-03-01", "given_by": "she herself", "evidence": "a letter"}


def saved(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def shown(campaign):
    """The campaign with consent to its name, which is shown."""
    ConsentFactory(campaign=campaign, item=Item.NAME)
    Campaign.objects.filter(pk=campaign.pk).update(show_name=True)
    return saved(campaign)


class TestList:
    def test_tells_state_and_counts(self, staff_client, campaign):
        Petition.objects.update(
            carried_over=1_000, carried_over_source="elsewhere", carried_over_on=date(2026, 1, 1)
        )
        other = open_petition(campaign=campaign)
        SignatureFactory.create_batch(2, petition=other)
        page = staff_client.get(LIST).content.decode()
        assert '<td class="field-petition_count">2</td>' in page
        assert '<td class="field-supporters">1,002</td>' in page
        assert '<td class="field-state">published</td>' in page
        assert '<td class="field-public_name">Alias</td>' in page

    def test_finds_by_name_alias_and_number(self, staff_client):
        campaign = CampaignFactory(name="Real Name", alias="Alias", prison_number="W00001")
        CampaignFactory(name="Somebody", alias="Else")
        for words in ("real", "ALIAS", "w00001"):
            found = staff_client.get(LIST, {"q": words}).context["cl"].result_list
            assert list(found) == [campaign]

    def test_takes_as_many_queries_for_many_as_for_one(
        self, staff_client, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(30) as seen:
                staff_client.get(LIST)
            return len(seen)

        open_petition()
        for_one = queries()
        for _ in range(29):
            open_petition()
        assert queries() == for_one


class TestPage:
    def test_has_consents_links_and_petitions_and_a_preview(self, staff_client, campaign, address):
        Link.objects.create(campaign=campaign, label="Group", text="Free her")
        page = staff_client.get(address)
        rows = {
            inline.opts.model.__name__: len(inline.formset.initial_forms)
            for inline in page.context["inline_admin_formsets"]
        }
        assert rows == {
            "Consent": 1, "Petition": 1, "FactCheck": 0, "Link": 1, "TimelineEntry": 0,
            "ForbiddenWord": 0,
        }  # fmt: skip
        assert f'src="{address.replace("change", "preview")}"' in page.content.decode()

    def test_of_a_new_campaign_has_none_yet(self, staff_client, organization):
        page = staff_client.get(f"{LIST}add/")
        assert page.status_code == 200
        assert "/preview/" not in page.content.decode()

    def test_of_a_new_one_has_the_only_organization_chosen(self, staff_client, organization):
        sent = filled_in(staff_client.get(f"{LIST}add/"), "campaign_form")
        assert sent["organization"] == [str(organization.pk)]
        OrganizationFactory(slug="another")
        sent = filled_in(staff_client.get(f"{LIST}add/"), "campaign_form")
        assert sent.get("organization", [""]) == [""]

    def test_may_frame_its_own_preview_and_nothing_else(self, staff_client, address):
        policy = staff_client.get(address).headers["Content-Security-Policy"]
        assert "frame-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy

    def test_sent_as_it_stands_changes_nothing(self, staff_client, campaign, address, fields):
        before = Campaign.objects.values().get(), Petition.objects.values().get()
        assert staff_client.post(address, fields).status_code == 302
        assert (Campaign.objects.values().get(), Petition.objects.values().get()) == before
        assert Petition.objects.get().addressees.count() == 1

    def test_tells_how_each_petition_stands(self, staff_client, campaign, address):
        SignatureFactory.create_batch(3, petition=campaign.petitions.get())
        page = staff_client.get(address).content.decode()
        assert 'open for signing, 3 · <a href="/petitions/free-her/">' in page
        petition = campaign.petitions.get()
        assert f'<a href="/admin/petitions/petition/{petition.pk}/close/">' in page


class TestEditing:
    def test_of_the_story_goes_through_the_action(
        self, staff_client, staff, campaign, address, fields
    ):
        answer = staff_client.post(address, fields | {"story": "She is strong and kind."})
        assert answer.status_code == 302
        assert (saved(campaign).story, saved(campaign).state) == (
            "She is strong and kind.",
            State.PUBLISHED,
        )
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.details) == (
            "edit campaign",
            staff,
            {"changed": ["story"]},
        )

    def test_makes_a_new_campaign(self, staff_client):
        organization = OrganizationFactory()
        fields = filled_in(staff_client.get(f"{LIST}add/"), "campaign_form")
        fields |= {"organization": organization.pk, "name": "Real Name", "alias": "Alias"}
        fields |= {"story": "She is strong.", "show_name": "on"}
        fields = added(fields, "consents", item="name", **CONSENT)
        fields = added(fields, "consents", item="story", **CONSENT)
        text = {"title": "Free her", "ask": "Please.", "summary": "Short.", "slug": "free-her"}
        answer = staff_client.post(f"{LIST}add/", added(fields, "petitions", **text))
        assert answer.status_code == 302, errors(answer)
        campaign = Campaign.objects.get()
        assert (campaign.state, campaign.public_name) == (State.DRAFT, "Real Name")
        assert campaign.petitions.get().title == "Free her"
        assert campaign.consents.given().count() == 2

    def test_keeps_a_state_that_another_gave_it_meanwhile(
        self, staff_client, campaign, address, fields
    ):
        Campaign.objects.filter(pk=campaign.pk).update(state=State.DRAFT)
        staff_client.post(address, fields | {"story": "Edited."})
        assert (saved(campaign).story, saved(campaign).state) == ("Edited.", State.DRAFT)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"name": ""}, "This field is required."),
            ({"birth_date": "2001-01-01"}, "She cannot have been in prison before she was born."),
            ({"show_photo": "on"}, "There is no photo to show."),
            ({"show_prison_number": "on"}, "There is no prison number to show."),
            ({"story": "{{ agee }}"}, "“agee” is no moving fact."),
            ({"story": "She is {{ age }}."}, "For “age” a date is missing in the campaign."),
            ({"story_es": "Tiene {{ age }} años."}, "For “age” a date is missing"),
            ({"alias": ""}, "A published campaign needs an alias, or leave to show the real name."),
            ({"story": ""}, "A published campaign needs a story."),
        ],
    )
    def test_says_what_is_wrong_and_saves_nothing(
        self, staff_client, campaign, address, fields, change, message
    ):
        answer = staff_client.post(address, fields | {"sentence": "Life"} | change)
        assert any(message in error for error in errors(answer))
        assert saved(campaign).sentence == ""
        # Nothing that was typed is lost.
        assert filled_in(answer, "campaign_form")["sentence"] == ["Life"]

    def test_a_fact_whose_date_comes_with_the_same_form_is_known(
        self, staff_client, campaign, address, fields
    ):
        change = {"story": "She is {{ age }}.", "birth_date": "1960-05-01"}
        assert staff_client.post(address, fields | change).status_code == 302
        assert saved(campaign).story == "She is {{ age }}."

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ({"story": "She is in her 19th year in prison."}, "19th year"),
            ({"story_es": "Está en su 19.º año."}, "19.º año"),
            ({"petitions-0-title": "Free her in her 22nd year"}, "22nd year"),
            ({"petitions-0-summary_es": "Tiene 65 años de edad."}, "Tiene 65 años"),
        ],
    )
    def test_warns_of_a_number_that_will_be_wrong_next_year(
        self, staff_client, address, fields, change, found
    ):
        answer = staff_client.post(address, fields | change)
        assert answer.status_code == 302
        warning = f"Will be wrong next year, better a placeholder: {found}"
        assert warning in messages(staff_client, answer)

    def test_warns_of_nothing_where_there_is_a_placeholder(self, staff_client, address, fields):
        change = {"story": "She is in her {{ year_of_incarceration }} year in prison."}
        told = messages(staff_client, staff_client.post(address, fields | change))
        assert not any("wrong next year" in text for text in told)

    def test_a_campaign_cannot_be_deleted(self, staff_client, campaign, address):
        answer = staff_client.post(address.replace("change", "delete"), {"post": "yes"})
        assert answer.status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [campaign.pk], "post": "yes"}
        staff_client.post(LIST, chosen)
        assert saved(campaign) == campaign


class TestLinks:
    def test_are_added_edited_and_deleted(self, staff_client, campaign, address, fields):
        new = added(fields, "links", label="Group", text="Free her", url="example.org/group")
        assert staff_client.post(address, new).status_code == 302
        link = Link.objects.get()
        assert (link.label, link.text, link.url) == (
            "Group",
            "Free her",
            "https://example.org/group",
        )

        fields = filled_in(staff_client.get(address), "campaign_form")
        staff_client.post(address, fields | {"links-0-text": "Free her now"})
        assert Link.objects.get().text == "Free her now"

        staff_client.post(address, fields | {"links-0-DELETE": "on"})
        assert not Link.objects.exists()


class TestConsents:
    def test_a_new_one_and_its_box_go_in_one_form(
        self, staff_client, staff, campaign, address, fields
    ):
        new = added(fields | {"show_name": "on"}, "consents", item="name", **CONSENT)
        assert staff_client.post(address, new).status_code == 302
        assert saved(campaign).public_name == "Real Name"
        consent = campaign.consents.get(item=Item.NAME)
        assert (consent.taken_by, consent.taken_by_name) == (staff, staff.username)
        assert trail()[-2:] == ["record consent", "edit campaign"]

    def test_what_is_ticked_without_one_is_refused_beside_the_consents(
        self, staff_client, campaign, address, fields
    ):
        typed = fields | {"show_name": "on", "story": "Edited."}
        answer = staff_client.post(address, typed)
        consents = next(
            inline.formset
            for inline in answer.context["inline_admin_formsets"]
            if inline.opts.model.__name__ == "Consent"
        )
        assert consents.non_form_errors() == [
            "To show her real name, record the consent to it here."
        ]
        kept = filled_in(answer, "campaign_form")
        assert (kept["story"], kept["show_name"]) == (["Edited."], ["on"])
        assert (saved(campaign).show_name, saved(campaign).story) == (False, "She is strong.")

    def test_one_that_is_incomplete_does_not_count(self, staff_client, campaign, address, fields):
        half = CONSENT | {"evidence": ""}
        new = added(fields | {"show_name": "on"}, "consents", item="name", **half)
        assert "This field is required." in errors(staff_client.post(address, new))
        assert saved(campaign).show_name is False

    def test_two_for_one_item_are_refused(self, staff_client, campaign, address, fields):
        new = added(fields, "consents", item="name", **CONSENT)
        new = added(new, "consents", item="name", **CONSENT)
        wrong = "There is a consent for this already; withdraw it first."
        assert wrong in errors(staff_client.post(address, new))
        again = added(fields, "consents", item="story", **CONSENT)
        assert wrong in errors(staff_client.post(address, again))
        assert campaign.consents.count() == 1

    def test_one_withdrawn_before_it_was_given_is_refused(self, staff_client, address, fields):
        wrong = fields | {"consents-0-withdrawn_on": "2025-04-30"}
        message = "It cannot be withdrawn before it was given."
        assert message in errors(staff_client.post(address, wrong))

    def test_a_withdrawn_one_unticks_its_box(self, staff_client, shown, address):
        fields = filled_in(staff_client.get(address), "campaign_form")
        row = next(name for name, value in fields.items() if value == ["name"]).removesuffix("item")
        answer = staff_client.post(address, fields | {f"{row}withdrawn_on": "2026-03-08"})
        assert answer.status_code == 302
        assert (saved(shown).public_name, saved(shown).state) == ("Alias", State.DRAFT)
        assert "withdraw consent" in trail()

    def test_a_withdrawn_one_with_its_box_unticked_is_no_other(self, staff_client, shown, address):
        fields = filled_in(staff_client.get(address), "campaign_form")
        row = next(name for name, value in fields.items() if value == ["name"]).removesuffix("item")
        fields = without(fields, "show_name") | {f"{row}withdrawn_on": "2026-03-08"}
        assert staff_client.post(address, fields).status_code == 302
        assert saved(shown).public_name == "Alias"

    def test_without_alias_a_withdrawn_name_takes_all_off_the_site(
        self, staff_client, shown, address
    ):
        Campaign.objects.filter(pk=shown.pk).update(alias="")
        fields = filled_in(staff_client.get(address), "campaign_form")
        row = next(name for name, value in fields.items() if value == ["name"]).removesuffix("item")
        answer = staff_client.post(address, fields | {f"{row}withdrawn_on": "2026-03-08"})
        assert answer.status_code == 302
        assert (saved(shown).show_name, saved(shown).state) == (False, State.DRAFT)

    def test_a_withdrawn_story_takes_all_off_the_site(
        self, staff_client, campaign, address, fields
    ):
        staff_client.post(address, fields | {"consents-0-withdrawn_on": "2026-03-08"})
        assert saved(campaign).state == State.DRAFT
        assert staff_client.get("/petitions/free-her/").status_code == 404

    def test_that_takes_all_off_the_site_says_so_and_what_is_next(
        self, staff_client, shown, address
    ):
        Campaign.objects.filter(pk=shown.pk).update(alias="")
        fields = filled_in(staff_client.get(address), "campaign_form")
        row = next(name for name, value in fields.items() if value == ["name"]).removesuffix("item")
        answer = staff_client.post(address, fields | {f"{row}withdrawn_on": "2026-03-08"})
        told = " ".join(messages(staff_client, answer))
        assert "The case is off the site now" in told
        assert "Next: give an alias" in told

    def test_of_the_story_says_what_is_next(self, staff_client, address, fields):
        answer = staff_client.post(address, fields | {"consents-0-withdrawn_on": "2026-03-08"})
        told = " ".join(messages(staff_client, answer))
        assert "The case is off the site now" in told
        assert "only if she agrees again" in told

    def test_of_her_words_says_that_no_page_shows_them(self, staff_client, campaign, address):
        ConsentFactory(campaign=campaign, item=Item.QUOTES)
        Campaign.objects.update(quote="I hope.", show_quote=True)
        fields = filled_in(staff_client.get(address), "campaign_form")
        row = next(name for name, value in fields.items() if value == ["quotes"])
        withdrawn = {f"{row.removesuffix('item')}withdrawn_on": "2026-03-08"}
        answer = staff_client.post(address, fields | withdrawn)
        told = " ".join(messages(staff_client, answer))
        assert "No page shows this any more: words of her own." in told

    def test_withdrawn_is_not_asked_for_again_but_for_the_box(self, staff_client, shown, address):
        shown.consents.filter(item=Item.NAME).update(withdrawn_on=date(2026, 3, 8))
        fields = filled_in(staff_client.get(address), "campaign_form")
        assert errors(staff_client.post(address, fields | {"show_name": "on"})) == [
            "The consent to show her real name was withdrawn. Please untick the box, or record a"
            " new consent here."
        ]

    def test_one_withdrawn_by_another_meanwhile_is_not_overruled(
        self, staff_client, shown, address
    ):
        fields = filled_in(staff_client.get(address), "campaign_form")
        shown.consents.filter(item=Item.NAME).update(withdrawn_on=date(2026, 3, 8))
        answer = staff_client.post(address, fields | {"story": "Edited."})
        told = " ".join(errors(answer))
        assert "changed this" in told
        assert "The consent to show her real name was withdrawn." in told
        assert "It was withdrawn. If it is given again, add a new one." in errors(answer)
        assert saved(shown).public_name == "Alias"
        assert not shown.consents.given().filter(item=Item.NAME).exists()


class TestPublishing:
    @pytest.fixture
    def draft(self, campaign):
        Campaign.objects.update(state=State.DRAFT)
        return saved(campaign)

    def test_saves_and_publishes(self, staff_client, draft, address, fields):
        answer = staff_client.post(address, fields | {"story": "Edited.", "_publish": "x"})
        assert answer.status_code == 303
        assert (saved(draft).story, saved(draft).state) == ("Edited.", State.PUBLISHED)
        assert messages(staff_client, answer) == ["Alias is public now."]
        assert trail()[-2:] == ["edit campaign", "publish campaign"]

    def test_opens_petitions_that_are_drafts(self, staff_client, draft, address, fields):
        text = {
            "title": "Release her",
            "ask": "Please.",
            "summary": "Short.",
            "slug": "release-her",
        }
        staff_client.post(address, added(fields | {"_publish": "x"}, "petitions", **text))
        assert set(draft.petitions.values_list("state", flat=True)) == {"open"}

    def test_taking_off_is_asked_once_on_a_page_of_its_own(
        self, staff_client, campaign, address, fields
    ):
        staff_client.post(address, fields | {"_unpublish": "x"})
        page = address.replace("change", "take-off")
        assert "disappear from the site at once" in staff_client.get(page).content.decode()
        assert saved(campaign).is_published
        answer = staff_client.post(page)
        assert answer.status_code == 303
        assert saved(campaign).state == State.DRAFT
        assert messages(staff_client, answer) == ["Alias is off the site."]

    def test_without_consent_saves_and_says_what_is_wanting(
        self, staff_client, draft, address, fields
    ):
        draft.consents.all().delete()
        fields = filled_in(staff_client.get(address), "campaign_form")
        answer = staff_client.post(address, fields | {"story": "Edited.", "_publish": "x"})
        assert (saved(draft).story, saved(draft).state) == ("Edited.", State.DRAFT)
        (told,) = messages(staff_client, answer)
        assert told == (
            "Alias is not published, for want of consent to show:"
            " her story, and what she went through."
        )

    def test_without_name_or_story_says_so(self, staff_client, draft, address, fields):
        answer = staff_client.post(address, fields | {"alias": "", "story": "", "_publish": "x"})
        (told,) = messages(staff_client, answer)
        assert told == (
            "Real Name is not published. Its story is empty."
            " It has neither an alias nor leave to show the real name."
        )

    def test_of_what_is_public_already_says_so(self, staff_client, campaign, address, fields):
        answer = staff_client.post(address, fields | {"_publish": "x"})
        assert messages(staff_client, answer) == ["Alias is public already."]

    def test_taking_off_a_draft_says_so(self, staff_client, draft, address):
        answer = staff_client.post(address.replace("change", "take-off"))
        assert messages(staff_client, answer) == ["Alias is not public."]

    def test_a_form_with_errors_publishes_nothing(self, staff_client, draft, address, fields):
        answer = staff_client.post(address, fields | {"name": "", "_publish": "x"})
        assert errors(answer) == ["This field is required."]
        assert saved(draft).state == State.DRAFT


class TestListActions:
    def run(self, client, action, *campaigns):
        chosen = [campaign.pk for campaign in campaigns]
        answer = client.post(LIST, {"action": action, "_selected_action": chosen})
        return messages(client, answer)

    def test_publish_each_that_can_be_and_say_what_the_others_lack(self, staff_client):
        ready = ConsentFactory(campaign__alias="Ready").campaign
        wanting = CampaignFactory(alias="Wanting")
        public = open_petition(campaign__alias="Public").campaign
        told = self.run(staff_client, "publish_selected", ready, wanting, public)
        assert sorted(told) == [
            "Public is public already.",
            "Ready is public now.",
            "Wanting is not published, for want of consent to show:"
            " her story, and what she went through.",
        ]
        assert [saved(row).is_published for row in (ready, wanting, public)] == [True, False, True]

    def test_take_off_each_that_is_public(self, staff_client):
        public = open_petition(campaign__alias="Public").campaign
        draft = CampaignFactory(alias="Draft")
        told = self.run(staff_client, "unpublish_selected", public, draft)
        assert sorted(told) == ["Draft is not public.", "Public is off the site."]
        assert saved(public).is_published is False
