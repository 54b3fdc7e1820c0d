"""News of a case and entries of its timeline: what the rows hold, when they show, who may."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import (
    ConsentMissing,
    NotAllowed,
    NotReady,
    publish_update,
    save_update,
    take_off_update,
    unpublish,
    withdraw_consent,
)
from campaigns.models import Campaign, Item, Update
from campaigns.models.news import TRANSITIONS, State
from organizations.models import AuditEvent
from tests.factories import (
    OPENED,
    CampaignFactory,
    ConsentFactory,
    TimelineEntryFactory,
    UpdateFactory,
    tell,
)

pytestmark = pytest.mark.django_db

FACE = {"photo": "updates/1.jpg", "photo_alt": "She smiles.", "shows_her": True}


@pytest.fixture
def campaign():
    """A published campaign whose real name and number stay inside."""
    campaign = CampaignFactory(name="Jane Roe", alias="Ana", prison_number="W12345")
    ConsentFactory(campaign=campaign)
    Campaign.objects.update(state="published")
    return Campaign.objects.get()


FORBIDDEN = [
    ("update_state_known", lambda: UpdateFactory(state="maybe", publish_at=OPENED)),
    ("update_has_texts", lambda: UpdateFactory(title="")),
    ("update_has_texts", lambda: UpdateFactory(body="")),
    ("update_published_has_moment", lambda: UpdateFactory(state="published")),
    ("update_photo_has_description", lambda: UpdateFactory(photo="updates/1.jpg")),
    (
        "update_photo_has_consent",
        lambda: UpdateFactory(state="published", publish_at=OPENED, **FACE),
    ),
    ("timeline_entry_has_text", lambda: TimelineEntryFactory(text="")),
    ("timeline_entry_precision_known", lambda: TimelineEntryFactory(precision="hour")),
]


@pytest.mark.parametrize(("name", "insert"), FORBIDDEN)
def test_the_database_refuses_what_a_constraint_forbids(name, insert):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        insert()

    assert refused.value.__cause__.diag.constraint_name == name


def test_constraints_let_pass_what_they_should(campaign):
    UpdateFactory(campaign=campaign, **FACE)
    UpdateFactory(campaign=campaign, state="published", publish_at=OPENED, shows_her=True)
    ConsentFactory(campaign=campaign, item=Item.PHOTO)
    UpdateFactory(campaign=campaign, state="published", publish_at=OPENED, **FACE)

    assert Update.objects.count() == 3


def test_every_state_has_its_transitions():
    assert set(TRANSITIONS) == set(State)
    assert set.union(*TRANSITIONS.values()) <= set(State)


def test_rows_name_themselves():
    assert str(UpdateFactory.build(title="She is free")) == "She is free"
    entry = TimelineEntryFactory.build(day=date(2015, 6, 1), text="Hearing")
    assert str(entry) == "2015-06-01: Hearing"


class TestPublic:
    def test_are_those_whose_time_has_come(self, campaign, now):
        past = tell(campaign, at=now - timedelta(days=1))
        present = tell(campaign, at=now)
        tell(campaign, at=now + timedelta(seconds=1))
        UpdateFactory(campaign=campaign, publish_at=now - timedelta(days=1))

        assert list(Update.objects.public(now).newest_first()) == [present, past]

    def test_are_none_of_a_campaign_that_is_off_the_site(self, campaign, now):
        tell(campaign, at=now)

        unpublish(campaign=campaign, by=None, now=now)

        assert list(Update.objects.public(now)) == []

    def test_show_her_photo_only_while_her_consent_stands(self, campaign, now):
        consent = ConsentFactory(campaign=campaign, item=Item.PHOTO)
        tell(campaign, at=now, **FACE)
        tell(campaign, at=now, **FACE | {"shows_her": False})

        def may():
            found = Update.objects.public(now).with_photo_consent().order_by("pk")
            return list(found.values_list("may_show_photo", flat=True))

        assert may() == [True, True]
        withdraw_consent(consent=consent, on=date(2026, 3, 8), by=None, now=now)
        assert may() == [False, True]


class TestSaving:
    def test_makes_a_draft_whoever_wrote_it(self, campaign, staff, now):
        update = UpdateFactory.build(campaign=campaign, state="published", author_name="x")

        save_update(update=update, changed=["title"], by=staff, now=now)

        saved = Update.objects.get()
        assert (saved.state, saved.author_name) == ("draft", staff.username)
        assert saved.edited_at == now
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.organization) == (
            "create news",
            staff,
            campaign.organization,
        )

    def test_never_publishes_and_never_takes_off(self, campaign, now):
        draft, public = UpdateFactory(campaign=campaign), tell(campaign)
        draft.state, public.state, public.publish_at = "published", "draft", None

        for update in (draft, public):
            save_update(update=update, changed=["title"], by=None, now=now)

        states = Update.objects.order_by("pk").values_list("state", "publish_at")
        assert list(states) == [("draft", None), ("published", now)]

    def test_of_what_is_public_refuses_what_publishing_refuses(self, campaign, now):
        update = tell(campaign)
        update.body = "Jane Roe is free."

        with pytest.raises(NotReady):
            save_update(update=update, changed=["body"], by=None, now=now)

        assert Update.objects.get().body == "Something *happened*."


class TestPublishing:
    def test_at_once_or_at_its_moment(self, campaign, staff, now):
        at_once = UpdateFactory(campaign=campaign)
        later = UpdateFactory(campaign=campaign, publish_at=now + timedelta(days=2))

        for update in (at_once, later):
            publish_update(update=update, by=staff, now=now)

        assert list(Update.objects.order_by("pk").values_list("state", "publish_at")) == [
            ("published", now),
            ("published", now + timedelta(days=2)),
        ]
        event = AuditEvent.objects.earliest("pk")
        assert (event.action, event.by, event.details) == (
            "publish news",
            staff,
            {"at": now.isoformat()},
        )

    @pytest.mark.parametrize(
        "told",
        [
            {"title": "Jane is free"},
            {"title_es": "Jane Roe"},
            {"body": "number W12345"},
            {"body_es": "#FreeJaneRoe"},
            {"photo": "updates/1.jpg", "photo_alt": "Roe smiles."},
        ],
    )
    def test_refuses_what_tells_the_hidden_name_or_number(self, campaign, now, told):
        update = UpdateFactory(campaign=campaign, **told)

        with pytest.raises(NotReady):
            publish_update(update=update, by=None, now=now)

        assert not Update.objects.get().is_published

    def test_refuses_a_photo_of_her_without_her_consent(self, campaign, now):
        update = UpdateFactory(campaign=campaign, **FACE)

        with pytest.raises(ConsentMissing) as refused:
            publish_update(update=update, by=None, now=now)

        assert refused.value.items == [Item.PHOTO]
        ConsentFactory(campaign=campaign, item=Item.PHOTO)
        assert publish_update(update=update, by=None, now=now).is_published

    def test_twice_is_refused(self, campaign, now):
        update = tell(campaign)

        with pytest.raises(NotAllowed):
            publish_update(update=update, by=None, now=now)

        assert Update.objects.get().publish_at == OPENED

    def test_is_undone_by_taking_off(self, campaign, staff, now):
        update = tell(campaign)

        take_off_update(update=update, by=staff, now=now)

        assert Update.objects.get().state == "draft"
        assert AuditEvent.objects.latest("pk").action == "take off news"
        with pytest.raises(NotAllowed):
            take_off_update(update=update, by=staff, now=now)
