"""What the database itself holds of campaigns and consents, whoever writes the rows."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models.deletion import ProtectedError

from campaigns import actions
from campaigns.models import SHOWN, TRANSITIONS, Campaign, Consent, Item, Link, State
from tests.constraints import violates
from tests.factories import OPENED, CampaignFactory, ConsentFactory, open_petition
from tests.races import meanwhile, start

pytestmark = pytest.mark.django_db

PHOTO = {"photo": "campaigns/photo.jpg", "photo_alt": "She smiles."}
WORDS = {"quote": "I am still here.", "health": "She has asthma."}
BOX = SHOWN
ALL_SHOWN = dict.fromkeys(BOX.values(), True)


def consented(**fields):
    """A draft campaign with every consent, and with all that can be shown."""
    campaign = CampaignFactory(**{"prison_number": "W00001", **PHOTO, **WORDS, **fields})
    for item in Item:
        ConsentFactory(campaign=campaign, item=item)
    return campaign


def published(**fields):
    """A published campaign that shows all there is, with every consent."""
    return changed(consented(**fields), state=State.PUBLISHED, **ALL_SHOWN)


def changed(campaign, **fields):
    """The campaign after an update that runs no Python of the model."""
    Campaign.objects.filter(pk=campaign.pk).update(**fields)
    return Campaign.objects.get(pk=campaign.pk)


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def standing(campaign):
    """Its state, and the items that it shows."""
    now = Campaign.objects.get(pk=campaign.pk)
    return now.state, {item for item, box in BOX.items() if getattr(now, box)}


class TestConstraints:
    @pytest.mark.parametrize(
        ("constraint", "fields"),
        [
            ("campaign_state_known", {"state": "hidden"}),
            ("campaign_has_name", {"name": ""}),
            ("campaign_published_has_public_name", {"show_name": False, "alias": ""}),
            (
                "campaign_alias_is_another_name",
                {"show_name": False, "name": "Ana R.", "alias": " ANA r. "},
            ),
            ("campaign_published_has_story", {"story": ""}),
            ("campaign_photo_has_description", {"photo_alt": ""}),
            ("campaign_shown_photo_exists", {"photo": ""}),
            ("campaign_shown_prison_number_exists", {"prison_number": ""}),
            ("campaign_shown_quote_exists", {"quote": ""}),
            ("campaign_shown_health_exists", {"health": ""}),
            ("campaign_born_before_prison", {"birth_date": date(2000, 6, 1)}),
        ],
    )
    def test_a_campaign_that_cannot_be_is_refused(self, constraint, fields):
        campaign = published()
        with violates(constraint):
            changed(campaign, **fields)

    def test_a_campaign_may_be_born_the_day_before_prison(self):
        campaign = published()
        assert changed(campaign, birth_date=date(2000, 5, 31)).birth_date == date(2000, 5, 31)

    def test_an_item_has_one_consent_that_stands(self):
        consent = ConsentFactory()
        with violates("consent_once_per_item"):
            ConsentFactory(campaign=consent.campaign, item=consent.item)

    def test_a_consent_may_be_given_again_once_it_was_withdrawn(self):
        consent = ConsentFactory(withdrawn_on=date(2025, 6, 1))
        again = ConsentFactory(campaign=consent.campaign, item=consent.item)
        assert list(consent.campaign.consents.given()) == [again]

    def test_only_known_items_are_consented_to(self):
        with violates("consent_item_known"):
            ConsentFactory(item="children")

    def test_a_consent_is_not_withdrawn_before_it_was_given(self):
        with violates("consent_withdrawn_after_given"):
            ConsentFactory(given_on=date(2025, 5, 1), withdrawn_on=date(2025, 4, 30))

    def test_a_consent_does_not_end_before_it_was_given(self):
        with violates("consent_valid_after_given"):
            ConsentFactory(given_on=date(2025, 5, 1), valid_until=date(2025, 5, 1))

    def test_an_organization_with_campaigns_stays(self):
        campaign = CampaignFactory()
        with pytest.raises(ProtectedError):
            campaign.organization.delete()

    def test_every_state_may_be_left(self):
        assert {state: bool(targets) for state, targets in TRANSITIONS.items()} == dict.fromkeys(
            State, True
        )


class TestShowingWithoutConsent:
    @pytest.mark.parametrize(
        ("constraint", "field", "value"),
        [
            ("campaign_name_has_consent", "show_name", True),
            ("campaign_photo_has_consent", "show_photo", True),
            ("campaign_prison_number_has_consent", "show_prison_number", True),
            ("campaign_quote_has_consent", "show_quote", True),
            ("campaign_health_has_consent", "show_health", True),
            ("campaign_story_has_consent", "state", State.PUBLISHED),
        ],
    )
    def test_is_refused_whoever_writes(self, constraint, field, value):
        campaign = CampaignFactory(prison_number="W00001", **PHOTO, **WORDS)
        with violates(constraint):
            changed(campaign, **{field: value})
        setattr(campaign, field, value)
        with violates(constraint):
            campaign.save()
        with violates(constraint):
            sql(f"UPDATE campaigns_campaign SET {field} = %s WHERE id = %s", value, campaign.pk)  # noqa: S608

    @pytest.mark.parametrize(
        ("constraint", "item"),
        [
            ("campaign_name_has_consent", Item.NAME),
            ("campaign_photo_has_consent", Item.PHOTO),
            ("campaign_prison_number_has_consent", Item.PRISON_NUMBER),
            ("campaign_quote_has_consent", Item.QUOTES),
            ("campaign_health_has_consent", Item.HEALTH),
        ],
    )
    def test_is_refused_where_only_other_items_were_consented_to(self, constraint, item):
        campaign = CampaignFactory(prison_number="W00001", **PHOTO, **WORDS)
        for other in set(Item) - {item}:
            ConsentFactory(campaign=campaign, item=other)
        with violates(constraint):
            changed(campaign, **{BOX[item]: True})

    def test_is_refused_where_the_consent_was_withdrawn(self):
        consent = ConsentFactory(item=Item.NAME, withdrawn_on=date(2025, 6, 1))
        with violates("campaign_name_has_consent"):
            changed(consent.campaign, show_name=True)

    def test_is_refused_where_somebody_else_consented(self):
        ConsentFactory(item=Item.NAME)
        with violates("campaign_name_has_consent"):
            changed(CampaignFactory(), show_name=True)

    def test_is_refused_for_a_campaign_that_is_new(self):
        with violates("campaign_name_has_consent"):
            CampaignFactory(show_name=True)

    def test_with_consent_all_is_shown(self):
        assert standing(published()) == (State.PUBLISHED, set(BOX))


def by_orm(consent):
    consent.withdrawn_on = date(2026, 3, 1)
    consent.save()


def by_action(consent):
    actions.withdraw_consent(consent=consent, on=date(2026, 3, 1), by=None, now=OPENED)


def by_sql(consent):
    sql("UPDATE campaigns_consent SET withdrawn_on = '2026-03-01' WHERE id = %s", consent.pk)


def by_deleting(consent):
    consent.delete()


def by_deleting_in_sql(consent):
    sql("DELETE FROM campaigns_consent WHERE id = %s", consent.pk)


def by_making_it_one_to_something_else(consent):
    other = CampaignFactory()
    sql("UPDATE campaigns_consent SET campaign_id = %s WHERE id = %s", other.pk, consent.pk)


WAYS = [
    by_orm,
    by_action,
    by_sql,
    by_deleting,
    by_deleting_in_sql,
    by_making_it_one_to_something_else,
]


@pytest.mark.parametrize("withdraw", WAYS)
class TestWithdrawing:
    @pytest.mark.parametrize("item", sorted(set(BOX) - {Item.NAME}))
    def test_takes_the_item_off_and_leaves_the_rest(self, withdraw, item):
        campaign = published()
        withdraw(campaign.consents.get(item=item))
        assert standing(campaign) == (State.PUBLISHED, set(BOX) - {item})

    def test_of_the_story_unpublishes(self, withdraw):
        campaign = published()
        withdraw(campaign.consents.get(item=Item.STORY))
        assert standing(campaign) == (State.DRAFT, set(BOX))

    @pytest.mark.parametrize("alias", ["", "Alias"])
    def test_of_the_name_unpublishes_since_texts_may_tell_it(self, withdraw, alias):
        campaign = published(alias=alias)
        withdraw(campaign.consents.get(item=Item.NAME))
        assert standing(campaign) == (State.DRAFT, set(BOX) - {Item.NAME})

    def test_touches_no_other_campaign(self, withdraw):
        campaign, other = published(), published()
        withdraw(campaign.consents.get(item=Item.NAME))
        assert standing(other) == (State.PUBLISHED, set(BOX))


class TestWithdrawingAll:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE campaigns_consent SET withdrawn_on = '2026-03-01' WHERE campaign_id = %s",
            "DELETE FROM campaigns_consent WHERE campaign_id = %s",
        ],
    )
    def test_in_one_statement_takes_all_off(self, statement):
        campaign = published()
        sql(statement, campaign.pk)
        assert standing(campaign) == (State.DRAFT, set())

    def test_by_truncating_takes_all_off(self):
        campaign = published()
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # none may be pending in the transaction
        sql("TRUNCATE campaigns_consent")
        assert standing(campaign) == (State.DRAFT, set())

    def test_by_a_queryset_takes_all_off(self):
        campaign = published()
        campaign.consents.all().delete()
        assert standing(campaign) == (State.DRAFT, set())


class TestWithdrawnBefore:
    def test_an_older_consent_that_goes_takes_nothing_off(self):
        campaign = published()
        old = ConsentFactory(
            campaign=campaign, item=Item.NAME, withdrawn_on=date(2025, 6, 1), given_by="her lawyer"
        )
        old.delete()
        assert standing(campaign) == (State.PUBLISHED, set(BOX))

    def test_a_consent_whose_evidence_is_corrected_takes_nothing_off(self):
        campaign = published()
        campaign.consents.update(evidence="a signed form")
        assert standing(campaign) == (State.PUBLISHED, set(BOX))


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def withdraw_story(self, campaign):
        Consent.objects.filter(campaign=campaign, item=Item.STORY).update(
            withdrawn_on=date(2026, 3, 1)
        )

    def publish_by_sql(self, campaign):
        Campaign.objects.filter(pk=campaign.pk).update(state=State.PUBLISHED)

    def test_a_withdrawal_during_publishing_waits_and_unpublishes(self, now):
        campaign = consented()
        with transaction.atomic():
            actions.publish(campaign=campaign, by=None, now=now)
            withdrawal = meanwhile(lambda: self.withdraw_story(campaign))
        withdrawal.result()
        assert standing(campaign)[0] == State.DRAFT

    def test_publishing_during_a_withdrawal_waits_and_is_refused(self, now):
        campaign = consented()
        with transaction.atomic():
            self.withdraw_story(campaign)
            publishing = meanwhile(
                lambda: actions.publish(campaign=campaign, by=None, now=now),
            )
        with pytest.raises(actions.ConsentMissing):
            publishing.result()
        assert standing(campaign)[0] == State.DRAFT

    def test_publishing_by_sql_during_a_withdrawal_waits_and_is_refused(self):
        campaign = consented()
        with transaction.atomic():
            self.withdraw_story(campaign)
            publishing = meanwhile(lambda: self.publish_by_sql(campaign))
        with violates("campaign_story_has_consent"):
            publishing.result()

    def test_both_at_once_never_end_published_without_consent(self):
        for _round in range(10):
            campaign = consented()
            writes = [
                start(lambda row=campaign: self.publish_by_sql(row)),
                start(lambda row=campaign: self.withdraw_story(row)),
            ]
            for write in writes:
                write.exception()
            assert standing(campaign)[0] == State.DRAFT


class TestPublicName:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({}, "Alias"),
            ({"alias": ""}, ""),
            ({"show_name": True}, "Real Name"),
        ],
    )
    def test_is_the_real_one_only_where_it_is_shown(self, fields, name):
        campaign = Campaign(**{"name": "Real Name", "alias": "Alias", **fields})
        assert campaign.public_name == name

    def test_and_number_stay_inside_until_shown(self):
        campaign = Campaign(prison_number="W00001")
        assert campaign.public_prison_number == ""
        campaign.show_prison_number = True
        assert campaign.public_prison_number == "W00001"


def test_published_lists_what_the_public_sees():
    CampaignFactory()
    seen = open_petition().campaign
    assert list(Campaign.objects.published()) == [seen]


def test_given_leaves_out_what_was_withdrawn():
    given = ConsentFactory()
    ConsentFactory(withdrawn_on=given.given_on + timedelta(days=1))
    assert list(Consent.objects.given()) == [given]


def test_a_link_is_of_a_known_kind():
    with violates("link_kind_known"):
        Link.objects.create(campaign=CampaignFactory(), kind="fax", text="x")
