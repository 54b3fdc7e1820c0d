"""What happened, and when: the dates of a case and of its petition in their order."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.hiding import without_hidden
from campaigns.models import DatePrecision
from petitions.news import PublicUpdate
from petitions.public import PublicPetition
from web.languages import localized

SHOWN = {
    DatePrecision.DAY: ("DATE_FORMAT", "Y-m-d"),
    DatePrecision.MONTH: ("YEAR_MONTH_FORMAT", "Y-m"),
    DatePrecision.YEAR: ("Y", "Y"),
}
"""For people and for machines, as much of a date as is known."""


@dataclass(frozen=True)
class Event:
    """Something that happened: on which day, how much of that day is known, what, and where more
    is told of it; `address` may be empty."""

    day: date
    text: str
    address: str = ""
    precision: str = DatePrecision.DAY

    @property
    def when(self) -> str:
        """The date for people."""
        return date_format(self.day, SHOWN[DatePrecision(self.precision)][0])

    @property
    def machine_day(self) -> str:
        """The date for machines (ISO 8601), as precise as it is known."""
        return date_format(self.day, SHOWN[DatePrecision(self.precision)][1])

    @property
    def sort_key(self) -> str:
        """By the day; what is known of a month or a year only stands at its beginning."""
        return self.machine_day


def timeline(petition: PublicPetition, news: list[PublicUpdate]) -> list[Event]:
    """The dates of a case, its petition and its news, the earliest first."""
    order = count()
    events = [*_of_case(petition), *_of_petition(petition), *_of_news(petition, news)]
    events += _of_outcome(petition, news)
    return sorted(events, key=lambda event: (event.sort_key, next(order)))


def _of_case(petition: PublicPetition) -> list[Event]:
    campaign = petition.campaign
    events = [
        Event(
            entry.day,
            without_hidden(campaign, localized(entry, "text")),
            precision=entry.precision,
        )
        for entry in campaign.entries.order_by("day", "pk")
    ]
    if since := campaign.incarcerated_since:
        # Beside an alias the day would name her: prisons list by it whom they took in.
        is_named = campaign.show_name
        precision = campaign.incarcerated_since_precision if is_named else DatePrecision.YEAR
        events.insert(0, Event(since, _("Imprisoned"), precision=precision))
    return events


def _of_petition(petition: PublicPetition) -> list[Event]:
    if not petition.opened_at:
        return []
    events = [Event(timezone.localdate(petition.opened_at), _("This petition was opened here"))]
    history = reverse("petition-history", args=[petition.slug])
    return events + [
        Event(timezone.localdate(correction.at), _("The text was corrected"), history)
        for correction in petition.corrections
    ]


def _of_news(petition: PublicPetition, news: list[PublicUpdate]) -> list[Event]:
    return [
        Event(timezone.localdate(update.at), update.title, _address(petition, update))
        for update in reversed(news)
        if update.at and not _tells_the_outcome(petition, update)
    ]


def _of_outcome(petition: PublicPetition, news: list[PublicUpdate]) -> list[Event]:
    """The outcome, which leads to the news of it, so that it does not stand there twice."""
    ending = petition.ending
    if ending is None:
        return []
    told = [update for update in news if _tells_the_outcome(petition, update)]
    address = _address(petition, told[0]) if told else ""
    return [Event(petition.outcome_on, ending.heading, address)]


def _tells_the_outcome(petition: PublicPetition, update: PublicUpdate) -> bool:
    return bool(petition.outcome) and update.pk == petition.drafted_news_id


def _address(petition: PublicPetition, update: PublicUpdate) -> str:
    return f"{reverse('petition-updates', args=[petition.slug])}#{update.anchor}"
