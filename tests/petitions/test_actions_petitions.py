"""A petition's way from draft to its end."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import ConsentMissing, NotAllowed, NotReady
from campaigns.models import Campaign, Item
from organizations.models import AuditEvent
from petitions.actions import petitions as actions
from petitions.actions.petitions import Address
from petitions.models import Petition
from petitions.models.petition import Outcome
from tests.factories import (
    OPENED,
    CampaignFactory,
    ConsentFactory,
    DecisionMakerFactory,
    PetitionFactory,
    SignatureFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def ready_campaign(**kwargs):
    campaign = CampaignFactory(**kwargs)
    ConsentFactory(campaign=campaign)
    return campaign


def close(petition, now, outcome=Outcome.DENIED):
    return actions.close_petition(petition=petition, outcome=outcome, on=DAY, by=None, now=now)


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", "subject"))


# --- Publishing


def test_publishing_shows_the_campaign_and_opens_its_drafts(now, staff):
    campaign = ready_campaign()
    drafts = PetitionFactory.create_batch(2, campaign=campaign)
    elsewhere = PetitionFactory()

    published = actions.publish(campaign=campaign, by=staff, now=now)

    assert published.is_published
    assert [
        (row.state, row.opened_at) for row in campaign.petitions.order_by("pk")
    ] == [("open", now)] * 2  # fmt: skip
    assert Petition.objects.get(pk=elsewhere.pk).is_draft
    assert trail() == [
        ("publish campaign", f"campaign {campaign.pk}"),
        ("open petition", f"petition {drafts[0].pk}"),
        ("open petition", f"petition {drafts[1].pk}"),
    ]
    assert set(AuditEvent.objects.values_list("by", "organization")) == {
        (staff.pk, campaign.organization_id)
    }


def test_publishing_leaves_petitions_alone_that_are_open_or_closed(now):
    campaign = ready_campaign()
    running, ended = PetitionFactory.create_batch(2, campaign=campaign)
    for petition in (running, ended):
        actions.open_petition(petition=petition, by=None, now=OPENED)
    close(ended, OPENED)

    actions.publish(campaign=campaign, by=None, now=now)

    assert list(campaign.petitions.order_by("pk").values_list("state", "opened_at")) == [
        ("open", OPENED),
        ("closed", OPENED),
    ]


def test_publishing_without_consent_to_the_story_is_refused(now):
    campaign = CampaignFactory()
    PetitionFactory(campaign=campaign)

    with pytest.raises(ConsentMissing) as refused:
        actions.publish(campaign=campaign, by=None, now=now)

    assert refused.value.items == [Item.STORY]
    assert (Campaign.objects.get().state, Petition.objects.get().state) == ("draft", "draft")
    assert trail() == []


def test_publishing_after_consent_was_withdrawn_is_refused(now):
    campaign = CampaignFactory()
    ConsentFactory(campaign=campaign, withdrawn_on=DAY)

    with pytest.raises(ConsentMissing):
        actions.publish(campaign=campaign, by=None, now=now)


@pytest.mark.parametrize(
    ("lacks", "number"),
    [({"story": " "}, 1), ({"alias": ""}, 1), ({"story": "", "alias": ""}, 2)],
)
def test_publishing_what_is_not_ready_is_refused(now, lacks, number):
    campaign = ready_campaign(**lacks)
    PetitionFactory(campaign=campaign)

    with pytest.raises(NotReady) as refused:
        actions.publish(campaign=campaign, by=None, now=now)

    assert len(refused.value.reasons) == number
    assert (Campaign.objects.get().state, Petition.objects.get().state) == ("draft", "draft")


def test_publishing_what_is_public_already_is_refused(petition, now):
    with pytest.raises(NotAllowed):
        actions.publish(campaign=petition.campaign, by=None, now=now)


# --- Opening, closing


def test_opening_a_draft_keeps_its_date_from_then_on(now):
    petition = PetitionFactory()

    opened = actions.open_petition(petition=petition, by=None, now=now)

    assert (opened.state, opened.opened_at) == ("open", now)
    assert trail() == [("open petition", f"petition {petition.pk}")]


def test_opening_what_is_open_is_refused(petition, now):
    with pytest.raises(NotAllowed):
        actions.open_petition(petition=petition, by=None, now=now)

    assert Petition.objects.get().opened_at == OPENED


@pytest.mark.parametrize("outcome", Outcome)
def test_closing_keeps_outcome_and_count(petition, now, outcome, staff):
    SignatureFactory.create_batch(2, petition=petition)

    actions.close_petition(petition=petition, outcome=outcome, on=DAY, by=staff, now=now)

    closed = Petition.objects.with_supporters().get()
    assert (closed.state, closed.closed_at) == ("closed", now)
    assert (closed.outcome, closed.outcome_on, closed.supporters) == (outcome, DAY, 2)
    event = AuditEvent.objects.get(action="close petition")
    assert (event.by, event.details) == (staff, {"outcome": outcome, "on": "2026-03-01"})


def test_closing_a_draft_is_refused(now):
    petition = PetitionFactory()

    with pytest.raises(NotAllowed):
        close(petition, now)

    assert Petition.objects.get().is_draft


def test_closing_twice_is_refused(petition, now):
    close(petition, now, Outcome.GRANTED)

    with pytest.raises(NotAllowed):
        close(petition, now, Outcome.DENIED)

    assert Petition.objects.get().outcome == "granted"


def test_closing_without_a_known_outcome_is_refused_by_the_database(petition, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        close(petition, now, outcome="lost")

    assert Petition.objects.get().is_open


def test_reopening_takes_the_outcome_back_and_keeps_the_first_day(petition, now):
    close(petition, now)

    actions.open_petition(petition=petition, by=None, now=now + timedelta(days=1))

    assert Petition.objects.values(
        "state", "opened_at", "closed_at", "outcome", "outcome_on"
    ).get() == {
        "state": "open",
        "opened_at": OPENED,
        "closed_at": None,
        "outcome": "",
        "outcome_on": None,
    }


# --- Saving


def test_saving_keeps_what_staff_wrote(petition, now, staff):
    petition.title, petition.goal = "Let her come home", 500

    actions.save_petition(petition=petition, changed=["title", "goal"], by=staff, now=now)

    saved = Petition.objects.get()
    assert (saved.title, saved.goal) == ("Let her come home", 500)
    event = AuditEvent.objects.get(action="edit petition")
    assert (event.by, event.at, event.details) == (staff, now, {"changed": ["title", "goal"]})


def test_saving_a_new_petition_makes_a_draft(now):
    petition = PetitionFactory.build(campaign=CampaignFactory())

    actions.save_petition(petition=petition, changed=["title"], by=None, now=now)

    assert Petition.objects.get().is_draft
    assert trail() == [("create petition", f"petition {petition.pk}")]


STANDING = {
    "state": "closed",
    "opened_at": OPENED,
    "closed_at": OPENED,
    "outcome": Outcome.DIED,
    "outcome_on": DAY,
}


def test_saving_never_changes_where_a_petition_stands(petition, now):
    for name, value in STANDING.items():
        setattr(petition, name, value)
    petition.title = "Edited"

    actions.save_petition(petition=petition, changed=["title"], by=None, now=now)

    saved = Petition.objects.get()
    assert (saved.title, saved.state, saved.outcome) == ("Edited", "open", "")
    assert petition.is_open


def test_saving_a_page_that_was_opened_before_the_end_does_not_open_it_again(petition, now):
    close(Petition.objects.get(), now, Outcome.GRANTED)

    actions.save_petition(petition=petition, changed=["title"], by=None, now=now)

    saved = Petition.objects.get()
    assert (saved.state, saved.outcome) == ("closed", "granted")


def test_a_new_petition_cannot_be_saved_as_anything_but_a_draft(now):
    petition = PetitionFactory.build(campaign=CampaignFactory(), **STANDING)

    actions.save_petition(petition=petition, changed=["title"], by=None, now=now)

    saved = Petition.objects.values(*STANDING).get()
    assert saved == dict.fromkeys(STANDING) | {"state": "draft", "outcome": ""}


def addressees(petition):
    return list(petition.addressees.order_by("pk").values_list("decision_maker", "by_name"))


def test_saving_replaces_the_addressees(now):
    petition = PetitionFactory()
    first, second, third = DecisionMakerFactory.create_batch(3)

    def save(*addressed_to):
        actions.save_petition(
            petition=petition, addressed_to=list(addressed_to), changed=[], by=None, now=now
        )

    save(Address(first.pk, by_name=True), Address(second.pk, by_name=True))
    save(Address(second.pk, by_name=False), Address(third.pk, by_name=True))

    assert addressees(petition) == [(second.pk, False), (third.pk, True)]


def test_saving_without_addressees_leaves_them_as_they_are(petition, now):
    before = addressees(petition)

    actions.save_petition(petition=petition, changed=["title"], by=None, now=now)

    assert addressees(petition) == before


def test_saving_with_no_addressees_removes_them(petition, now):
    actions.save_petition(petition=petition, addressed_to=[], changed=[], by=None, now=now)

    assert addressees(petition) == []


@pytest.mark.parametrize("told", [{"title": "Free Jane"}, {"story_es": "Jane"}, {"slug": "jane"}])
def test_a_petition_that_tells_the_hidden_name_is_not_published(now, told):
    petition = PetitionFactory(campaign__name="Jane Roe", campaign__alias="Ana", **told)
    ConsentFactory(campaign=petition.campaign)
    with pytest.raises(NotReady):
        actions.publish(campaign=petition.campaign, by=None, now=now)
    assert Petition.objects.get(pk=petition.pk).is_draft
