"""Consents that were given until a day end on that day."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from campaigns.actions import ConsentMissing, end_consents, missing_consents, publish
from campaigns.models import Campaign, Consent, Item, Update
from organizations.models import AuditEvent, SiteState
from petitions.models import Petition
from tests.factories import ConsentFactory, UpdateFactory, open_petition

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 8)


@pytest.fixture
def campaign():
    """A published campaign that shows her health, with consent until a day."""
    campaign = open_petition(campaign__health="She has asthma.").campaign
    consent = ConsentFactory(campaign=campaign, item=Item.HEALTH)
    Campaign.objects.filter(pk=campaign.pk).update(show_health=True)
    Consent.objects.filter(pk=consent.pk).update(valid_until=TODAY)
    return campaign


def shows_health():
    return Campaign.objects.get().show_health


@pytest.mark.parametrize(
    ("today", "ended"), [(TODAY - timedelta(days=1), 0), (TODAY, 1), (TODAY + timedelta(days=9), 1)]
)
def test_each_ends_on_its_day(campaign, now, today, ended):
    assert end_consents(today=today, now=now) == ended
    assert shows_health() is (ended == 0)


def test_a_second_run_ends_none_and_the_trail_tells_why(campaign, now):
    end_consents(today=TODAY, now=now)
    assert end_consents(today=TODAY, now=now) == 0
    consent = Consent.objects.get(item=Item.HEALTH)
    assert consent.withdrawn_on == TODAY
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.by, event.details) == (
        "withdraw consent",
        None,
        {"item": "health", "why": "its day has come"},
    )


def test_one_without_a_day_stays(now):
    ConsentFactory()
    assert end_consents(today=TODAY + timedelta(days=9_999), now=now) == 0


def test_the_worker_ends_them_every_five_minutes(campaign):
    assert settings.SCHEDULED["campaigns.tasks.end_consents"] == 300
    assert import_string("campaigns.tasks.end_consents")() is False
    assert shows_health() is False


def test_a_command_ends_them_too(campaign, capsys):
    call_command("end_consents")
    assert capsys.readouterr().out == "consents: 1\n"
    assert shows_health() is False


def test_the_command_leaves_a_read_only_site_alone(campaign, capsys):
    SiteState.objects.create(read_only=True)
    call_command("end_consents")
    assert capsys.readouterr().out == "The site is read-only: nothing was done.\n"
    assert shows_health() is True


def test_those_that_end_soon_are_listed_the_next_first():
    today = timezone.localdate()
    days = [31, 30, 0, 5, -1]
    rows = {
        day: ConsentFactory(given_on=date(2020, 1, 1), valid_until=today + timedelta(days=day))
        for day in days
    }
    ConsentFactory(
        given_on=date(2020, 1, 1), valid_until=today + timedelta(days=3), withdrawn_on=today
    )
    ConsentFactory()
    assert list(Consent.objects.expiring(today)) == [rows[0], rows[5], rows[30]]
    assert list(Consent.objects.expiring(today, within=timedelta(days=4))) == [rows[0]]


class TestBeforeTheWorkerComes:
    """From the last day of a consent on nothing is shown for it, whether the worker runs or not."""

    def test_the_case_is_on_no_page(self, client, campaign):
        petition = campaign.petitions.get()
        update = UpdateFactory(campaign=campaign, state="published", publish_at=timezone.now())
        assert not Campaign.objects.published().exists()
        assert not Petition.objects.visible().exists()
        assert not Update.objects.public(timezone.now()).filter(pk=update.pk).exists()
        assert client.get(petition.get_absolute_url()).status_code == 404

        end_consents(today=timezone.localdate(), now=timezone.now())

        assert client.get(petition.get_absolute_url()).status_code == 200
        assert Update.objects.public(timezone.now()).get() == update

    def test_what_is_not_shown_takes_no_case_away(self, campaign):
        Campaign.objects.update(show_health=False)
        assert Campaign.objects.published().get() == campaign

    def test_the_story_takes_the_case_away(self, campaign):
        Campaign.objects.update(show_health=False)
        Consent.objects.filter(item=Item.STORY).update(valid_until=TODAY)
        assert not Campaign.objects.published().exists()


TOMORROW = timezone.localdate() + timedelta(days=1)
OUT_OF_TIME = [
    {"given_on": TOMORROW},
    {"given_on": date(2020, 1, 1), "valid_until": timezone.localdate()},
]


class TestAConsentOutOfItsTime:
    """One that has not begun, or has ended, lets nothing be shown: the database sees to it."""

    @pytest.mark.parametrize("times", OUT_OF_TIME)
    def test_shows_nothing(self, times):
        campaign = open_petition(campaign__health="She has asthma.").campaign
        ConsentFactory(campaign=campaign, item=Item.HEALTH, **times)
        with (
            pytest.raises(IntegrityError, match="no consent to tell her health"),
            transaction.atomic(),
        ):
            Campaign.objects.update(show_health=True)
        campaign.show_health = True
        assert missing_consents(campaign, publishing=True) == [Item.HEALTH]

    @pytest.mark.parametrize("times", OUT_OF_TIME)
    def test_publishes_nothing(self, times):
        campaign = open_petition().campaign
        Campaign.objects.update(state="draft")
        Consent.objects.filter(item=Item.STORY).update(**times)
        with (
            pytest.raises(IntegrityError, match="no consent to tell the story"),
            transaction.atomic(),
        ):
            Campaign.objects.update(state="published")
        with pytest.raises(ConsentMissing):
            publish(campaign=campaign, by=None, now=timezone.now())

    @pytest.mark.parametrize("times", OUT_OF_TIME)
    def test_publishes_no_photo_of_her_in_the_news(self, times):
        campaign = open_petition().campaign
        ConsentFactory(campaign=campaign, item=Item.PHOTO, **times)
        with (
            pytest.raises(IntegrityError, match="no consent to show a photo of her"),
            transaction.atomic(),
        ):
            UpdateFactory(
                campaign=campaign,
                state="published",
                publish_at=timezone.now(),
                photo="her.jpg",
                photo_alt="Her.",
                shows_her=True,
            )


def test_what_is_shown_already_may_be_saved_until_the_consent_is_ended(campaign):
    Campaign.objects.update(sentence="life")
    assert Campaign.objects.get().sentence == "life"
