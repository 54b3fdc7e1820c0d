"""What happened, and when."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from campaigns.actions import publish_update
from campaigns.models import Campaign
from petitions.models import Outcome, Petition
from petitions.news import public_news
from petitions.public import PublicPetition
from petitions.timeline import Event, timeline
from tests.factories import (
    ConsentFactory,
    SignatureFactory,
    TimelineEntryFactory,
    UpdateFactory,
    edit,
    open_petition,
    tell,
)
from tests.petitions.pages import elements, text_of
from tests.petitions.rows import close

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 8)
FEBRUARY = datetime(2026, 2, 10, 20, 0, tzinfo=UTC)


def of(petition):
    row = Petition.objects.for_page(TODAY).get(pk=petition.pk)
    public = PublicPetition(row, TODAY)
    news = public_news(row.campaign, timezone.now())
    return timeline(public, news)


def test_has_everything_in_its_order():
    petition = open_petition(slug="free-her", campaign__alias="Ana")
    campaign = petition.campaign
    TimelineEntryFactory(
        campaign=campaign, day=date(2015, 6, 15), precision="month", text="Hearing"
    )
    TimelineEntryFactory(campaign=campaign, day=date(1999, 8, 1), precision="year", text="Arrest")
    TimelineEntryFactory(text="Of another case")
    update = tell(campaign, at=FEBRUARY, title="A hearing is near")
    UpdateFactory(campaign=campaign, title="A draft")
    SignatureFactory(petition=petition)
    edit(petition, ask="Please let her come home.")
    close(petition, Outcome.RELEASED)

    assert of(petition) == [
        Event(date(1999, 8, 1), "Arrest", precision="year"),
        Event(date(2000, 6, 1), "Imprisoned", precision="year"),
        Event(date(2015, 6, 15), "Hearing", precision="month"),
        Event(date(2026, 1, 5), "This petition was opened here"),
        Event(
            date(2026, 1, 5),
            "The text was corrected",
            "/petitions/free-her/history/",
        ),
        Event(
            date(2026, 2, 10), "A hearing is near", f"/petitions/free-her/updates/#news-{update.pk}"
        ),
        Event(date(2026, 3, 1), "Ana is free"),
    ]


@pytest.mark.parametrize("precision", ["day", "year"])
def test_tells_the_day_of_her_imprisonment_only_beside_her_name(precision):
    campaign = open_petition(
        campaign__alias="Ana", campaign__incarcerated_since_precision=precision
    ).campaign
    assert [event.precision for event in of(campaign.petitions.get())][:1] == ["year"]

    ConsentFactory(campaign=campaign, item="name")
    Campaign.objects.filter(pk=campaign.pk).update(show_name=True)

    assert [event.precision for event in of(campaign.petitions.get())][:1] == [precision]


def test_leads_from_the_outcome_to_the_news_of_it():
    petition = open_petition(slug="free-her", campaign__alias="Ana")
    update = close(petition, Outcome.RELEASED).drafted_news

    publish_update(update=update, by=None, now=FEBRUARY)

    told = [event for event in of(petition) if event.text == "Ana is free"]
    address = f"/petitions/free-her/updates/#news-{update.pk}"
    assert told == [Event(date(2026, 3, 1), "Ana is free", address)]


@pytest.mark.parametrize(
    ("precision", "when", "machine", "spanish"),
    [
        ("day", "June 15, 2015", "2015-06-15", "15 de junio de 2015"),
        ("month", "June 2015", "2015-06", "junio de 2015"),
        ("year", "2015", "2015", "2015"),
    ],
)
def test_tells_no_more_of_a_date_than_is_known(precision, when, machine, spanish):
    event = Event(date(2015, 6, 15), "Hearing", precision=precision)

    assert (event.when, event.machine_day) == (when, machine)
    with translation.override("es"):
        assert event.when == spanish


def test_stands_on_the_page_as_an_ordered_list(client, petition):
    TimelineEntryFactory(campaign=petition.campaign, text="Hearing", text_es="Audiencia")

    told = {}
    for start in ("", "/es"):
        page = client.get(f"{start}/petitions/{petition.slug}/")
        [ordered] = [found for found in elements(page) if found.name == "ol"]
        told[start] = text_of(ordered)

    assert "June 1, 2015 Hearing" in told[""]
    assert "1 de junio de 2015 Audiencia" in told["/es"]


def test_tells_no_name_that_was_hidden_later(client):
    petition = open_petition(campaign__name="Jane Roe", campaign__alias="Ana")
    TimelineEntryFactory(campaign=petition.campaign, text="Jane Roe was heard")

    page = client.get(petition.get_absolute_url()).content.decode()

    assert "Ana was heard" in page
    assert "Roe" not in page


def test_is_left_out_where_there_is_only_one_date(client, petition):
    Campaign.objects.update(incarcerated_since=None)

    page = client.get(petition.get_absolute_url()).content.decode()

    assert 'class="timeline"' not in page
