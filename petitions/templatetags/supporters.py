"""What a petition's page draws of when its supporters signed, and where they are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from petitions.models import Breakdown
from petitions.places import ABROAD, ELSEWHERE, Place
from petitions.supporters import PlaceChart, TimeChart, place_charts, time_chart

register = template.Library()

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "GU": "Guam", "VI": "U.S. Virgin Islands", "AS": "American Samoa",
    "MP": "Northern Mariana Islands", "AA": "Armed Forces Americas", "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific", "FM": "Micronesia", "MH": "Marshall Islands", "PW": "Palau",
}  # fmt: skip
"""Names of what the post office calls states; proper names, which mails in Spanish use, too."""


@dataclass(frozen=True)
class Charts:
    """The charts that there is something to draw of."""

    time: TimeChart | None
    states: PlaceChart | None
    counties: PlaceChart | None

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return bool(self.time or self.states or self.counties)


@register.simple_tag
def supporter_charts(petition: Any) -> Charts:
    """The charts of a petition (one query); none of one that is not saved, or not counted yet."""
    found = Breakdown.objects.filter(petition=petition.pk).first() if petition.pk else None
    if found is None or petition.is_draft:
        return Charts(None, None, None)
    return Charts(time_chart(found, petition.carried_over), *place_charts(found))


@register.filter
def place_name(place: Place) -> str:
    """A place in words."""
    if place.kind == ABROAD:
        return _("Other countries")
    if place.kind == ELSEWHERE:
        return _("Elsewhere")
    return _county(place.county) if place.county else STATES.get(place.state, place.state)


def _county(name: str) -> str:
    return _("%(name)s County") % {"name": name.removesuffix(" County")}


@register.filter
def chart_day(first: date, unit: str) -> str:
    """A period in words, by its first day."""
    if unit == "year":
        return str(first.year)
    return date_format(first, "YEAR_MONTH_FORMAT" if unit == "month" else "DATE_FORMAT")


@register.simple_tag
def chart_unit(chart: TimeChart) -> str:
    """What a row of the table is."""
    words = {"day": _("Day"), "week": _("Week from"), "month": _("Month"), "year": _("Year")}
    return words[chart.unit]
