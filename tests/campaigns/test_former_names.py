"""The database keeps what a name and a prison number were before, and they stay hidden."""

from importlib import import_module

import pgtrigger
import pytest
from django.db import connection

from campaigns.actions import save_campaign
from campaigns.hiding import hiding_of, tells_what_is_hidden, without_hidden
from campaigns.models import Campaign, CampaignVersion, Item
from campaigns.triggers import FORMER
from tests.factories import CampaignFactory, ConsentFactory

pytestmark = pytest.mark.django_db

MIGRATION = import_module("campaigns.migrations.0009_former_names")
OLD = "Free Maria Delgado, W12345"


@pytest.fixture
def campaign():
    """One that may show her name and number, and shows neither."""
    made = CampaignFactory(name="Maria Delgado", alias="Ana", prison_number="W12345")
    for item in (Item.NAME, Item.PRISON_NUMBER):
        ConsentFactory(campaign=made, item=item)
    return made


def set_to(**fields):
    """Write fields as SQL by hand does."""
    Campaign.objects.update(**fields)
    return Campaign.objects.get()


def kept(campaign):
    return {name: getattr(campaign, name) for name in FORMER if getattr(campaign, name)}


def by_action(campaign, now, **fields):
    for name, value in fields.items():
        setattr(campaign, name, value)
    return save_campaign(campaign=campaign, changed=[*fields], by=None, now=now)


def by_sql(_campaign, _now, **fields):
    return set_to(**fields)


@pytest.mark.parametrize("write", [by_action, by_sql])
class TestReplacing:
    def test_keeps_what_was_there(self, campaign, now, write):
        campaign = write(campaign, now, name="Ana Luz", prison_number="")
        former = {"former_names": ["Maria Delgado"], "former_numbers": ["W12345"]}
        unshown = {"unshown_names": ["Maria Delgado"], "unshown_numbers": ["W12345"]}
        assert kept(campaign) == former | unshown

    def test_keeps_what_was_shown_too(self, campaign, now, write):
        set_to(show_name=True, show_prison_number=True)
        campaign.refresh_from_db()
        campaign = write(campaign, now, name="Maria Santos", prison_number="W54321")
        assert kept(campaign) == {"former_names": ["Maria Delgado"], "former_numbers": ["W12345"]}

    def test_as_it_is_shown_or_no_longer_tells_it_was_hidden(self, campaign, now, write):
        campaign = write(campaign, now, name="Ana Luz", show_name=True)
        assert campaign.unshown_names == ["Maria Delgado"]
        campaign = write(campaign, now, name="Ana Sol", show_name=False)
        assert campaign.unshown_names == ["Ana Luz", "Maria Delgado"]

    def test_goes_on_hiding_it(self, campaign, now, write):
        campaign = write(campaign, now, name="Ana Luz", prison_number="")
        assert without_hidden(campaign, OLD) == "Free Ana, …"
        assert tells_what_is_hidden(campaign, "maria-delgado")
        assert tells_what_is_hidden(campaign, "w-12345")


def test_nothing_is_kept_of_what_did_not_change(campaign):
    assert kept(set_to(name="Maria Delgado", story="Another.")) == {}
    assert kept(set_to(prison_number="W12345")) == {}


def test_what_was_empty_is_no_number(campaign):
    Campaign.objects.update(prison_number="")
    assert set_to(prison_number="W1").former_numbers == ["W12345"]


def test_who_saves_a_row_that_was_read_before_takes_nothing_away(campaign):
    set_to(name="Ana Luz")
    campaign.name = "Ana Sol"
    campaign.save()
    assert Campaign.objects.get().former_names == ["Ana Luz", "Maria Delgado"]
    assert set_to(former_names=[], unshown_names=[]).unshown_names == ["Ana Luz", "Maria Delgado"]


class TestWhileANameIsShown:
    def test_one_that_was_never_shown_stays_hidden(self, campaign):
        set_to(name="Ana Luz")
        shown = set_to(show_name=True)
        assert without_hidden(shown, OLD) == "Free Ana Luz, …"

    def test_one_that_was_shown_may_stand_where_it_was_written(self, campaign):
        set_to(show_name=True)
        shown = set_to(name="Maria Santos")
        assert without_hidden(shown, "Free Maria Delgado") == "Free Maria Delgado"

    def test_one_that_was_shown_is_hidden_with_it(self, campaign):
        set_to(show_name=True)
        set_to(name="Maria Santos")
        hidden = set_to(show_name=False)
        assert without_hidden(hidden, "Maria Delgado, Maria Santos") == "Ana, Ana"

    def test_the_slip_in_it_gives_way_to_it_and_its_words_stay(self, campaign):
        set_to(name="Maria Delgdo")
        set_to(name="Maria Delgado")
        shown = set_to(show_name=True)
        assert without_hidden(shown, "Maria Delgdo and Maria") == "Maria Delgado and Maria"

    def test_it_is_the_same_with_numbers(self, campaign):
        set_to(prison_number="W2")
        set_to(show_prison_number=True)
        shown = set_to(prison_number="W3")
        assert without_hidden(shown, "W12345, W2, W3") == "…, W2, W3"
        hidden = set_to(show_prison_number=False)
        assert without_hidden(hidden, "W12345, W2, W3") == "…, …, …"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Jane Li", "Elena"),
        ("Elena Li and Jane", "Elena and Elena"),
        ("Jane Delgado Roe", "Elena"),
        ("#FreeMariaDelgado", "#FreeElena"),
    ],
)
def test_nothing_is_left_of_several_names(text, told):
    names = ["Elena Li", "Maria Delgado"]
    campaign = Campaign(name="Jane Roe", alias="Elena", former_names=names)
    assert without_hidden(campaign, text) == told
    assert not tells_what_is_hidden(campaign, told)


def test_versions_written_before_say_what_was(campaign):
    set_to(name="Maria Delgdo", show_name=True)
    set_to(name="Maria Delgado")
    set_to(prison_number="", show_name=False)
    set_to(name="Ana Luz", prison_number="W2", story="Another.")
    other = CampaignFactory(name="Never Changed")
    expected = kept(Campaign.objects.get(pk=campaign.pk))
    assert expected["former_names"] == ["Maria Delgado", "Maria Delgdo"]
    versions = CampaignVersion.objects.count()
    with pgtrigger.ignore("campaigns.Campaign:keep_former_names"):
        Campaign.objects.update(**{name: [] for name in FORMER})
        with connection.cursor() as cursor:
            cursor.execute(MIGRATION.KEEP_WHAT_WAS_BEFORE)
    assert kept(Campaign.objects.get(pk=campaign.pk)) == expected
    assert kept(Campaign.objects.get(pk=other.pk)) == {}
    assert CampaignVersion.objects.count() == versions


def test_what_is_hidden_can_be_compared(campaign):
    before = hiding_of(campaign)
    assert hiding_of(set_to(story="Another.")) == before
    assert hiding_of(set_to(name="Ana Luz")) != before
