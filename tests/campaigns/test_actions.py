"""Writes of campaigns: what they change, what they refuse, the audit row they leave."""

from datetime import date

import pytest

from campaigns import actions
from campaigns.actions import ConsentMissing, NotAllowed, NotReady
from campaigns.models import Campaign, Consent, Item, State
from organizations.actions import COMMAND
from organizations.models import AuditEvent
from tests.factories import CampaignFactory, ConsentFactory, StaffFactory, open_petition

pytestmark = pytest.mark.django_db


def consented(*items, **fields):
    campaign = CampaignFactory(**fields)
    for item in items or [Item.STORY]:
        ConsentFactory(campaign=campaign, item=item)
    return campaign


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", "details"))


def saved(campaign):
    return Campaign.objects.get(pk=campaign.pk)


class TestSaveCampaign:
    def test_creates_a_draft(self, organization, now):
        campaign = Campaign(organization=organization, name="Real Name", story="She is strong.")
        actions.save_campaign(campaign=campaign, changed=["name"], by=None, now=now)
        assert saved(campaign).state == State.DRAFT
        assert trail() == [("create campaign", {"changed": ["name"]})]

    def test_tells_in_the_trail_who_did_it_and_no_personal_data(self, now):
        campaign, staff = CampaignFactory(name="Real Name"), StaffFactory(username="ana")
        actions.save_campaign(campaign=campaign, changed=["story"], by=staff, now=now)
        event = AuditEvent.objects.get()
        assert (event.by, event.by_name, event.at) == (staff, "ana", now)
        assert event.subject == f"campaign {campaign.pk}"
        assert event.organization == campaign.organization

    def test_keeps_the_state_that_another_gave_it_meanwhile(self, now):
        stale = consented()
        actions.publish(campaign=stale, by=None, now=now)
        stale.story = "She is strong and kind."
        actions.save_campaign(campaign=stale, changed=["story"], by=None, now=now)
        assert (saved(stale).state, saved(stale).story) == (
            State.PUBLISHED,
            "She is strong and kind.",
        )

    def test_refuses_to_show_what_nobody_consented_to(self, now):
        campaign = CampaignFactory()
        campaign.show_name = True
        with pytest.raises(ConsentMissing) as refused:
            actions.save_campaign(campaign=campaign, changed=["show_name"], by=None, now=now)
        assert refused.value.items == [Item.NAME]
        assert (saved(campaign).show_name, trail()) == (False, [])

    def test_refuses_a_new_campaign_that_shows_something(self, organization, now):
        campaign = Campaign(organization=organization, name="Real Name", show_name=True)
        with pytest.raises(ConsentMissing):
            actions.save_campaign(campaign=campaign, changed=["name"], by=None, now=now)
        assert not Campaign.objects.exists()


class TestRecordConsent:
    def test_keeps_who_took_it(self, now):
        staff = StaffFactory(username="ana")
        consent = Consent(
            campaign=CampaignFactory(), item=Item.NAME, given_on=date(2026, 3, 1), given_by="she"
        )
        actions.record_consent(consent=consent, by=staff, by_name="ana", now=now)
        kept = Consent.objects.get()
        assert (kept.taken_by, kept.taken_by_name) == (staff, "ana")
        assert trail() == [("record consent", {"item": "name"})]

    def test_of_who_edits_it_later_only_the_trail_tells(self, now):
        consent, editor = ConsentFactory(), StaffFactory()
        consent.evidence = "a signed form"
        actions.record_consent(consent=consent, by=editor, by_name="someone else", now=now)
        kept = Consent.objects.get()
        assert (kept.taken_by_name, kept.evidence) == ("a volunteer", "a signed form")
        assert AuditEvent.objects.get().by == editor


class TestWithdrawConsent:
    def test_takes_the_item_off(self, now):
        campaign = consented(Item.STORY, Item.NAME)
        campaign.show_name = True
        actions.save_campaign(campaign=campaign, changed=["show_name"], by=None, now=now)
        actions.withdraw_consent(
            consent=campaign.consents.get(item=Item.NAME), on=date(2026, 3, 8), by=None, now=now
        )
        assert saved(campaign).show_name is False
        assert trail()[-1] == ("withdraw consent", {"item": "name"})

    def test_does_not_change_who_took_it(self, now):
        consent = ConsentFactory(taken_by_name="a volunteer")
        actions.withdraw_consent(consent=consent, on=date(2026, 3, 8), by=StaffFactory(), now=now)
        assert Consent.objects.get().taken_by_name == "a volunteer"


class TestPublish:
    def test_shows_the_campaign(self, now):
        campaign = consented()
        assert actions.publish(campaign=campaign, by=None, now=now).is_published
        assert saved(campaign).is_published
        assert trail() == [("publish campaign", {})]
        assert AuditEvent.objects.get().by_name == COMMAND

    def test_needs_consent_to_the_story(self, now):
        campaign = consented(Item.NAME)
        with pytest.raises(ConsentMissing) as refused:
            actions.publish(campaign=campaign, by=None, now=now)
        assert refused.value.items == [Item.STORY]
        assert (saved(campaign).is_published, trail()) == (False, [])

    def test_names_what_lacks_consent_in_words(self, now):
        with pytest.raises(ConsentMissing, match="her story, and what she went through"):
            actions.publish(campaign=CampaignFactory(), by=None, now=now)

    @pytest.mark.parametrize("story", ["", " \n "])
    def test_needs_a_story(self, now, story):
        campaign = consented(story=story)
        with pytest.raises(NotReady) as refused:
            actions.publish(campaign=campaign, by=None, now=now)
        assert refused.value.reasons == ["Its story is empty."]

    def test_needs_a_name_to_go_by(self, now):
        campaign = consented(alias="")
        with pytest.raises(NotReady) as refused:
            actions.publish(campaign=campaign, by=None, now=now)
        assert refused.value.reasons == ["It has neither an alias nor leave to show the real name."]

    def test_a_second_time_is_not_allowed(self, now):
        campaign = consented()
        actions.publish(campaign=campaign, by=None, now=now)
        with pytest.raises(NotAllowed):
            actions.publish(campaign=campaign, by=None, now=now)

    def test_looks_at_the_row_and_not_at_what_the_caller_holds(self, now):
        campaign = consented()
        campaign.alias = "Somebody"
        actions.publish(campaign=campaign, by=None, now=now)
        assert saved(campaign).alias != "Somebody"


class TestUnpublish:
    def test_takes_it_off(self, now):
        campaign = open_petition().campaign
        actions.unpublish(campaign=campaign, by=None, now=now)
        assert saved(campaign).is_published is False
        assert trail()[-1] == ("unpublish campaign", {})

    def test_of_a_draft_is_not_allowed(self, now):
        with pytest.raises(NotAllowed):
            actions.unpublish(campaign=CampaignFactory(), by=None, now=now)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Jane's story", True),
        ("free-jane-roe", True),
        ("JANE", True),
        ("She is W12345.", True),
        ("Janet and the Roebuck", False),
        ("Al", False),
    ],
)
def test_a_hidden_name_or_number_is_found_in_texts(text, told):
    campaign = CampaignFactory.build(name="Jane Al Roe", prison_number="W12345")
    assert actions.tells_what_is_hidden(campaign, text) is told


def test_a_part_of_the_name_that_the_alias_has_too_may_be_told():
    campaign = CampaignFactory.build(name="Maria Elena Ortiz", alias="Elena")
    assert not actions.tells_what_is_hidden(campaign, "Bring Elena home")
    assert actions.tells_what_is_hidden(campaign, "Bring Maria home")


def test_what_may_be_shown_may_be_told():
    campaign = CampaignFactory.build(
        name="Jane Roe", prison_number="W12345", show_name=True, show_prison_number=True
    )
    assert not actions.tells_what_is_hidden(campaign, "Jane Roe, W12345")


def test_a_story_that_tells_the_hidden_name_is_not_published(now):
    campaign = CampaignFactory(name="Jane Roe", alias="Ana", story="Jane is strong.")
    ConsentFactory(campaign=campaign)
    with pytest.raises(NotReady):
        actions.publish(campaign=campaign, by=None, now=now)
