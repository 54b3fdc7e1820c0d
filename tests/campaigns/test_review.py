"""The way of a campaign to the public: reviewed by a second person where that is asked for."""

import pytest

from campaigns import actions
from campaigns.actions import ApprovalMissing, NotAllowed
from campaigns.models import TRANSITIONS, Campaign, State
from organizations.models import AuditEvent
from tests.constraints import violates
from tests.factories import CampaignFactory, ConsentFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return StaffFactory(username="ana")


@pytest.fixture
def berta():
    return StaffFactory(username="berta")


def draft(*, two_pairs_of_eyes=True, **fields):
    """A draft with consent to its story."""
    campaign = CampaignFactory(organization__two_pairs_of_eyes=two_pairs_of_eyes, **fields)
    ConsentFactory(campaign=campaign)
    return campaign


def submitted(by, now, **fields):
    return actions.submit(campaign=draft(**fields), by=by, now=now)


def saved(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", "by_name"))


class TestTwoPairsOfEyes:
    def test_one_submits_and_another_approves_and_publishes(self, ana, berta, now):
        campaign = submitted(ana, now)
        assert (saved(campaign).state, saved(campaign).submitted_by) == (State.IN_REVIEW, ana)
        assert not saved(campaign).is_published

        actions.publish(campaign=campaign, by=berta, now=now)

        kept = saved(campaign)
        assert (kept.state, kept.submitted_by, kept.approved_by, kept.first_published_at) == (
            State.PUBLISHED,
            ana,
            berta,
            now,
        )
        assert trail() == [("submit campaign", "ana"), ("publish campaign", "berta")]

    def test_who_submitted_it_cannot_approve_it(self, ana, now):
        campaign = submitted(ana, now)
        with pytest.raises(ApprovalMissing, match="ana submitted it, so somebody else must"):
            actions.publish(campaign=campaign, by=ana, now=now)
        assert saved(campaign).state == State.IN_REVIEW

    def test_without_a_review_nobody_publishes(self, berta, now):
        campaign = draft()
        with pytest.raises(ApprovalMissing, match="submit it for review first"):
            actions.publish(campaign=campaign, by=berta, now=now)
        assert trail() == []

    def test_a_command_approves_nothing(self, ana, now):
        campaign = submitted(ana, now)
        with pytest.raises(ApprovalMissing):
            actions.publish(campaign=campaign, by=None, now=now)

    def test_what_nobody_submitted_cannot_be_approved(self, berta, now):
        campaign = submitted(None, now)
        with pytest.raises(ApprovalMissing):
            actions.publish(campaign=campaign, by=berta, now=now)

    def test_what_was_public_once_needs_none(self, ana, berta, now):
        campaign = submitted(ana, now)
        actions.publish(campaign=campaign, by=berta, now=now)
        actions.unpublish(campaign=campaign, by=ana, now=now)
        actions.publish(campaign=campaign, by=ana, now=now)
        assert saved(campaign).is_published

    def test_without_the_switch_one_person_is_enough(self, ana, now):
        campaign = actions.publish(campaign=draft(two_pairs_of_eyes=False), by=ana, now=now)
        assert (saved(campaign).is_published, saved(campaign).approved_by) == (True, None)
        again = submitted(ana, now, two_pairs_of_eyes=False)
        actions.publish(campaign=again, by=ana, now=now)
        assert (saved(again).submitted_by, saved(again).approved_by) == (ana, None)


class TestSendingBack:
    def test_makes_it_a_draft_and_says_what_to_mend(self, ana, berta, now):
        campaign = submitted(ana, now)
        actions.send_back(campaign=campaign, note="The date is wrong.", by=berta, now=now)
        kept = saved(campaign)
        assert (kept.state, kept.review_note) == (State.DRAFT, "The date is wrong.")
        assert trail()[-1] == ("send back campaign", "berta")

    def test_then_another_may_submit_and_the_first_approve(self, ana, berta, now):
        campaign = submitted(ana, now)
        actions.send_back(campaign=campaign, note="Please check.", by=berta, now=now)
        actions.submit(campaign=campaign, by=berta, now=now)
        actions.publish(campaign=campaign, by=ana, now=now)
        kept = saved(campaign)
        assert (kept.submitted_by, kept.approved_by, kept.review_note) == (berta, ana, "")

    def test_of_what_is_not_in_review_is_not_allowed(self, now):
        with pytest.raises(NotAllowed):
            actions.send_back(campaign=draft(), note="Why?", by=None, now=now)


class TestArchive:
    @pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
    def test_lays_aside_what_then_can_only_be_taken_up(self, now, state):
        campaign = draft(two_pairs_of_eyes=False)
        Campaign.objects.filter(pk=campaign.pk).update(state=state)
        actions.archive(campaign=campaign, by=None, now=now)
        assert saved(campaign).is_archived
        for act in (actions.publish, actions.submit, actions.unpublish, actions.archive):
            with pytest.raises(NotAllowed):
                act(campaign=campaign, by=None, now=now)
        actions.take_up(campaign=campaign, by=None, now=now)
        assert saved(campaign).state == State.DRAFT
        assert [action for action, _who in trail()] == ["archive campaign", "take up campaign"]

    def test_of_what_is_in_review_is_not_allowed(self, ana, now):
        with pytest.raises(NotAllowed):
            actions.archive(campaign=submitted(ana, now), by=ana, now=now)

    def test_only_what_is_archived_is_taken_up(self, now):
        with pytest.raises(NotAllowed):
            actions.take_up(campaign=draft(), by=None, now=now)


def test_no_state_but_one_is_public(now):
    for state in State:
        campaign = draft(two_pairs_of_eyes=False)
        Campaign.objects.filter(pk=campaign.pk).update(state=state)
    assert list(Campaign.objects.published().values_list("state", flat=True)) == ["published"]


def test_every_state_leads_to_known_ones():
    assert set(TRANSITIONS) == set(State)
    assert set().union(*TRANSITIONS.values()) == set(State)


class TestDatabase:
    def test_nobody_approves_what_they_submitted(self, ana):
        campaign = draft()
        with violates("campaign_approved_by_another"):
            Campaign.objects.filter(pk=campaign.pk).update(submitted_by=ana, approved_by=ana)

    @pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
    def test_the_first_publication_is_approved_whoever_writes(self, ana, state):
        campaign = draft()
        rows = Campaign.objects.filter(pk=campaign.pk)
        rows.update(state=state, submitted_by=ana)
        with violates("campaign_first_publication_approved"):
            rows.update(state=State.PUBLISHED)

    def test_it_comes_out_of_review(self, ana, berta):
        campaign = draft()
        rows = Campaign.objects.filter(pk=campaign.pk)
        rows.update(submitted_by=ana, approved_by=berta)
        with violates("campaign_first_publication_approved"):
            rows.update(state=State.PUBLISHED)
        rows.update(state=State.IN_REVIEW)
        rows.update(state=State.PUBLISHED)
        assert saved(campaign).is_published

    def test_the_day_of_the_first_publication_is_kept(self, now):
        campaign = draft(two_pairs_of_eyes=False)
        rows = Campaign.objects.filter(pk=campaign.pk)
        rows.update(state=State.PUBLISHED)
        first = saved(campaign).first_published_at
        assert first is not None
        rows.update(state=State.DRAFT)
        rows.update(state=State.PUBLISHED, first_published_at=None)
        assert saved(campaign).first_published_at == first

    def test_what_is_public_stays_so_when_the_switch_is_turned_on(self):
        campaign = draft(two_pairs_of_eyes=False)
        Campaign.objects.filter(pk=campaign.pk).update(state=State.PUBLISHED)
        campaign.organization.two_pairs_of_eyes = True
        campaign.organization.save()
        Campaign.objects.filter(pk=campaign.pk).update(sentence="Life")
        assert saved(campaign).is_published

    def test_saving_does_not_overrule_where_it_stands(self, ana, now):
        stale = draft()
        actions.submit(campaign=stale, by=ana, now=now)
        stale.sentence = "Life"
        actions.save_campaign(campaign=stale, changed=["sentence"], by=ana, now=now)
        assert (saved(stale).state, saved(stale).submitted_by) == (State.IN_REVIEW, ana)
