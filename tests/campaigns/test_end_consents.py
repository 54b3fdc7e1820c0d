"""Consents that were given until a day end on that day."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from campaigns.actions import end_consents
from campaigns.models import Campaign, Consent, Item
from organizations.models import AuditEvent, SiteState
from tests.factories import ConsentFactory, open_petition

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 8)


@pytest.fixture
def campaign():
    """A published campaign that shows her health, with consent until a day."""
    campaign = open_petition(campaign__health="She has asthma.").campaign
    ConsentFactory(campaign=campaign, item=Item.HEALTH, valid_until=TODAY)
    Campaign.objects.filter(pk=campaign.pk).update(show_health=True)
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


def test_the_worker_ends_them_every_hour(campaign):
    assert settings.SCHEDULED["campaigns.tasks.end_consents"] == 3600
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
