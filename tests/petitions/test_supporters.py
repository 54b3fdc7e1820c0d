"""Charts of a petition's supporters, and the round numbers marked in them."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import translation

from petitions.actions.breakdowns import break_down
from petitions.milestones import milestone_after, milestones_between
from petitions.models import Breakdown
from petitions.supporters import HEIGHT, MOST_BARS, WIDTH, place_charts, time_chart
from petitions.templatetags.supporters import place_name
from tests.factories import SignatureFactory, open_petition
from tests.petitions.pages import elements

AS_OF = datetime(2026, 3, 9, 6, 59, tzinfo=UTC)
"""Just before midnight in Los Angeles, on the 8th."""


def broken(*days, places=(), step="day", as_of=AS_OF):
    return Breakdown(as_of=as_of, due_at=as_of, step=step, days=[*days], places=[*places])


class TestMilestones:
    @pytest.mark.parametrize(
        ("supporters", "ahead"),
        [
            (0, 100),
            (99, 100),
            (100, 250),
            (999, 1_000),
            (1_000, 2_500),
            (4_999, 5_000),
            (171_042, 250_000),
            (12_345_678, 25_000_000),
        ],
    )
    def test_are_round_numbers(self, supporters, ahead):
        assert milestone_after(supporters) == ahead

    def test_are_passed_once_they_are_reached(self):
        assert milestones_between(99, 100) == [100]
        assert milestones_between(100, 499) == [250]
        assert milestones_between(100, 249) == []
        assert milestones_between(900, 10_000) == [1_000, 2_500, 5_000, 10_000]


class TestOverTime:
    def test_has_a_bar_for_each_day_up_to_today(self):
        chart = time_chart(broken(["2026-03-01", 4], ["2026-03-03", 8]), 0)

        assert chart.unit == "day"
        assert [period.first.day for period in chart.periods] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert [period.number for period in chart.periods] == [4, 0, 8, 0, 0, 0, 0, 0]
        assert [period.height for period in chart.periods][:3] == [HEIGHT / 2, 0, HEIGHT]
        assert chart.number == 12

    @pytest.mark.parametrize(
        ("days", "step", "unit"),
        [
            (60, "day", "day"),
            (61, "day", "week"),
            (413, "day", "week"),
            (414, "day", "month"),
            (1770, "day", "month"),
            (1771, "day", "year"),
            (40, "month", "month"),
        ],
    )
    def test_has_no_more_bars_than_can_be_seen(self, days, step, unit):
        first = date(2026, 3, 8) - timedelta(days=days - 1)
        chart = time_chart(broken([first.isoformat(), 3], step=step), 0)

        assert chart.unit == unit
        assert len(chart.periods) <= MOST_BARS
        assert chart.number == 3
        assert all(period.x >= 0 and period.x + period.width <= WIDTH for period in chart.periods)

    def test_marks_the_round_numbers_with_those_carried_over(self):
        chart = time_chart(broken(["2026-03-01", 4], ["2026-03-03", 8], ["2026-03-08", 700]), 490)

        assert [(period.first.day, period.milestones) for period in chart.passed] == [
            (3, [500]),
            (8, [1_000]),
        ]

    def test_marks_none_over_another(self):
        days = [[f"2026-03-0{day}", 10**day] for day in range(1, 9)]
        marked = time_chart(broken(*days), 0).marked

        places = [period.mark_x for period in marked]
        assert all(one - other >= 48 for one, other in pairwise(places))
        assert places[0] == WIDTH

    @pytest.mark.parametrize("days", [[], [["2026-03-08", 9]]])
    def test_is_not_drawn_of_nothing_or_one_day(self, days):
        assert time_chart(broken(*days), 0) is None


class TestPlaces:
    def test_the_largest_are_drawn_and_all_are_in_the_table(self):
        places = [["state", f"A{n}", "", 50 - n] for n in range(20)]
        states, counties = place_charts(broken(places=places))

        assert (len(states.bars), len(states.places), counties) == (8, 20, None)
        assert states.bars[0].width == WIDTH
        assert [bar.y for bar in states.bars[:3]] == [0, 34, 68]

    @pytest.mark.parametrize(
        ("place", "english", "spanish"),
        [
            (["state", "NV", "", 5], "Nevada", "Nevada"),
            (["other countries", "", "", 5], "Other countries", "Otros países"),
            (["elsewhere", "CA", "", 5], "Elsewhere", "Otros lugares"),
            (["county", "CA", "Los Angeles County", 5], "Los Angeles County", None),
        ],
    )
    def test_have_names(self, place, english, spanish):
        states, counties = place_charts(broken(places=[place, place]))
        found = (states or counties).bars[0].place

        assert place_name(found) == english
        with translation.override("es"):
            assert place_name(found) in (spanish or "Condado de Los Angeles", english)


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def petition(self, now):
        petition = open_petition(slug="free-her")
        for days, code in ((0, "93610"), (9, "89501")):
            moment = now - timedelta(days=days)
            SignatureFactory.create_batch(
                52, petition=petition, postal_code=code, confirmed_at=moment
            )
        SignatureFactory.create_batch(5, petition=petition, postal_code="94612", confirmed_at=now)
        break_down(petition_id=petition.pk, now=now)
        return petition

    @pytest.mark.parametrize("start", ["", "/es"])
    def test_draws_them_with_names_and_tables(self, client, petition, start):
        response = client.get(f"{start}/petitions/free-her/")

        found = [*elements(response)]
        charts = [dict(each.attributes) for each in found if each.name == "svg"]
        charts = [each for each in charts if each.get("role") == "img"]
        titles = {dict(each.attributes).get("id") for each in found if each.name == "title"}
        assert [each["aria-labelledby"] for each in charts] == [
            "chart-time-name",
            "chart-states-name",
            "chart-counties-name",
        ]
        assert titles >= {each["aria-labelledby"] for each in charts}
        assert [each.name for each in found].count("table") == 3
        assert not [each for each in found if "style" in dict(each.attributes)]

    def test_has_the_numbers(self, client, petition):
        page = client.get("/petitions/free-her/").content.decode()

        for words in ("Nevada", "California", "Madera County", "Alameda County", "<strong>100"):
            assert words in page
        assert re.search(r'Nevada</th><td class="figure">52</td><td class="figure">48 %', page)

    def test_costs_one_query_whatever_is_drawn(self, client, petition, django_assert_num_queries):
        Breakdown.objects.all().delete()
        with django_assert_num_queries(9) as without:
            client.get("/petitions/free-her/")
        break_down(petition_id=petition.pk, now=AS_OF)
        with django_assert_num_queries(len(without)):
            client.get("/petitions/free-her/")

    def test_draws_nothing_of_a_petition_that_nobody_has_counted_yet(self, client):
        open_petition(slug="new")

        assert "Who stands with her" not in client.get("/petitions/new/").content.decode()
