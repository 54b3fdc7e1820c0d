"""Charts of a petition's supporters, as its page draws them: when they signed, and where they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from petitions.milestones import milestones_between
from petitions.models import Breakdown
from petitions.models.breakdown import Step
from petitions.places import Place

MOST_BARS = 60
LEAST_BARS = 2
MOST_PLACES = 8
"""Bars of places; the table has all of them."""

WIDTH, HEIGHT, GAP, EDGE = 340, 96, 2, 24
ROW, BAR = 34, 8
"""Of the charts, in units of their own: about a pixel each on a phone."""


@dataclass(frozen=True)
class Period:
    """A day, week, month or year: its first day, how many signed in it, its bar, and the round
    numbers of supporters that were passed in it."""

    first: date
    number: int
    milestones: list[int]
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its mark stands."""
        return round(self.x + self.width / 2, 1)

    @property
    def anchor(self) -> str:
        """How the words of its mark lie to it, so that they stay within the chart."""
        if self.middle < EDGE:
            return "start"
        return "end" if self.middle > WIDTH - EDGE else "middle"

    @property
    def mark_x(self) -> float:
        """Where the words of its mark stand."""
        return {"start": 0, "end": WIDTH}.get(self.anchor, self.middle)


@dataclass(frozen=True)
class TimeChart:
    """Signatures over time, by equal periods without a gap; `unit` is day, week, month or year."""

    unit: str
    periods: list[Period]
    as_of: datetime
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def number(self) -> int:
        """How many signatures are in it."""
        return sum(period.number for period in self.periods)

    @property
    def last(self) -> Period:
        """The one that has not ended yet."""
        return self.periods[-1]

    @property
    def signed(self) -> list[Period]:
        """The periods in which somebody signed."""
        return [period for period in self.periods if period.number]

    @property
    def passed(self) -> list[Period]:
        """Those in which a round number was passed."""
        return [period for period in self.periods if period.milestones]

    @property
    def marked(self) -> list[Period]:
        """Those of them whose mark has room beside the later ones."""
        found: list[Period] = []
        for period in reversed(self.passed):
            if not found or found[-1].mark_x - period.mark_x >= 2 * EDGE:
                found.append(period)
        return found


@dataclass(frozen=True)
class PlaceBar:
    """A place, where its bar stands, and how many per cent of all it is."""

    place: Place
    y: int
    width: float
    share: int

    @property
    def bar_y(self) -> int:
        """Where the bar begins, below its words."""
        return self.y + ROW - BAR - 8

    @property
    def text_y(self) -> int:
        """The line on which its words stand."""
        return self.y + 13


@dataclass(frozen=True)
class PlaceChart:
    """Where supporters are: the largest as bars, all in the table."""

    bars: list[PlaceBar]
    places: list[PlaceBar]
    as_of: datetime
    width: int = WIDTH
    bar_height: int = BAR

    @property
    def height(self) -> int:
        """Of the chart."""
        return len(self.bars) * ROW


def time_chart(breakdown: Breakdown, carried_over: int) -> TimeChart | None:
    """Signatures over time up to the moment of counting; None for fewer than two periods."""
    days = [(date.fromisoformat(day), number) for day, number in breakdown.days]
    if not days:
        return None
    last = max(timezone.localdate(breakdown.as_of), days[-1][0])
    unit = _unit(days[0][0], last, breakdown.step)
    numbers: Counter[date] = Counter()
    for day, number in days:
        numbers[_first_of(day, unit)] += number
    firsts = list(_periods(_first_of(days[0][0], unit), last, unit))
    if len(firsts) < LEAST_BARS:
        return None
    periods = _drawn([(first, numbers[first]) for first in firsts], carried_over)
    return TimeChart(unit, periods, breakdown.as_of)


def place_charts(breakdown: Breakdown) -> tuple[PlaceChart | None, PlaceChart | None]:
    """States, and counties of California; None for a chart of fewer than two places."""
    places = [Place(*place) for place in breakdown.places]
    states = [place for place in places if not place.is_in_california]
    counties = [place for place in places if place.is_in_california]
    return _places(states, breakdown.as_of), _places(counties, breakdown.as_of)


def _places(places: Sequence[Place], as_of: datetime) -> PlaceChart | None:
    if len(places) < LEAST_BARS:
        return None
    total = sum(place.number for place in places)
    most = max(place.number for place in places)
    rows = [
        PlaceBar(
            place,
            y=index * ROW,
            width=round(max(WIDTH * place.number / most, 1), 1),
            share=round(100 * place.number / total),
        )
        for index, place in enumerate(places)
    ]
    return PlaceChart(rows[:MOST_PLACES], rows, as_of)


def _unit(first: date, last: date, step: str) -> str:
    """The shortest unit with no more than `MOST_BARS`."""
    days = (last - first).days + 1
    if step == Step.DAY and days <= MOST_BARS:
        return "day"
    if step == Step.DAY and days <= 7 * (MOST_BARS - 1):
        return "week"
    return "month" if days <= 30 * (MOST_BARS - 1) else "year"


def _first_of(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _periods(first: date, last: date, unit: str) -> Iterable[date]:
    while first <= last:
        yield first
        longest = {"day": 1, "week": 7, "month": 31, "year": 366}[unit]
        first = _first_of(first + timedelta(days=longest), unit)


def _drawn(numbers: Sequence[tuple[date, int]], supporters: int) -> list[Period]:
    most = max(number for _first, number in numbers)
    pitch = WIDTH / len(numbers)
    gap = min(GAP, pitch / 4)
    drawn = []
    for index, (first, number) in enumerate(numbers):
        height = round(max(HEIGHT * number / most, 1), 1) if number else 0
        drawn.append(
            Period(
                first,
                number,
                milestones_between(supporters, supporters + number),
                x=round(index * pitch, 1),
                y=round(HEIGHT - height, 1),
                width=round(pitch - gap, 1),
                height=height,
            )
        )
        supporters += number
    return drawn
