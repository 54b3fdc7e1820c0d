"""Facts that move with time: reckoned to the day, spelled in both languages."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from campaigns.facts import (
    UNKNOWN,
    Facts,
    Precision,
    fill,
    full_years,
    hard_coded,
    missing_facts,
    spell_ordinal,
    unknown_placeholders,
)
from campaigns.models import Campaign

KNOWN = Facts(year_of_incarceration=23, years_inside=22, age=65)
NOTHING = Facts(year_of_incarceration=None, years_inside=None, age=None)

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (date(1998, 3, 8), date(2026, 3, 7), 27),
        (date(1998, 3, 8), date(2026, 3, 8), 28),
        (date(1998, 3, 8), date(2026, 3, 9), 28),
        (date(1998, 12, 31), date(2026, 1, 1), 27),
        (date(2026, 3, 8), date(2026, 3, 8), 0),
        (date(2026, 3, 8), date(2020, 3, 8), 0),
        # Who is born on a leap day is a year older on 1 March of the other years.
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2024, 2, 28), 23),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
        (date(2000, 2, 28), date(2024, 2, 29), 24),
    ],
)
def test_years_are_full_from_the_anniversary_on(since, on, years):
    assert full_years(since, Precision.DAY, on) == years


@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2020, 6, 15), date(2020, 12, 31)])
def test_where_only_the_year_is_known_calendar_years_are_counted(on):
    assert full_years(date(1998, 7, 1), Precision.YEAR, on) == 22


@given(since=days, on=days)
def test_the_two_ways_of_counting_differ_by_a_year_at_most(since, on):
    difference = full_years(since, Precision.YEAR, on) - full_years(since, Precision.DAY, on)
    assert difference in (0, 1)


class TestFactsOfACampaign:
    CAMPAIGN = Campaign(
        birth_date=date(1955, 1, 1),
        birth_date_precision=Precision.YEAR,
        incarcerated_since=date(1998, 6, 15),
    )

    @pytest.mark.parametrize(
        ("on", "facts"),
        [
            (date(2020, 6, 14), Facts(year_of_incarceration=22, years_inside=21, age=65)),
            (date(2020, 6, 15), Facts(year_of_incarceration=23, years_inside=22, age=65)),
            (date(2021, 1, 1), Facts(year_of_incarceration=23, years_inside=22, age=66)),
        ],
    )
    def test_move_with_the_day(self, on, facts):
        assert self.CAMPAIGN.facts(on) == facts

    def test_the_first_day_is_in_the_first_year(self):
        campaign = Campaign(incarcerated_since=date(2026, 3, 8))
        assert campaign.facts(date(2026, 3, 8)).year_of_incarceration == 1

    def test_are_unknown_without_dates(self):
        assert Campaign().facts(date(2026, 3, 8)) == NOTHING

    @pytest.mark.parametrize(
        ("as_of", "years"), [(date(2010, 6, 15), 12), (date(2030, 6, 15), 22), (None, 22)]
    )
    def test_stop_on_a_day_that_has_come(self, as_of, years):
        campaign = Campaign(incarcerated_since=date(1998, 6, 15), facts_as_of=as_of)
        assert campaign.facts(date(2020, 11, 30)).years_inside == years


class TestSpelling:
    @pytest.mark.parametrize(
        ("number", "english", "spanish"),
        [
            (1, "1st", "1.er"),
            (2, "2nd", "2.º"),
            (3, "3rd", "3.er"),
            (4, "4th", "4.º"),
            (11, "11th", "11.º"),
            (12, "12th", "12.º"),
            (13, "13th", "13.er"),
            (21, "21st", "21.er"),
            (22, "22nd", "22.º"),
            (101, "101st", "101.er"),
            (111, "111th", "111.º"),
        ],
    )
    def test_of_ordinals(self, number, english, spanish):
        with translation.override("en"):
            assert spell_ordinal(number) == english
        with translation.override("es"):
            assert spell_ordinal(number) == spanish


class TestPlaceholders:
    @pytest.mark.parametrize(
        ("text", "filled"),
        [
            ("In her {{ year_of_incarceration }} year", "In her 23rd year"),
            ("{{age}} years old", "65 years old"),
            ("{{  years_inside  }} and {{ years_inside }}", "22 and 22"),
            ("No fact", "No fact"),
            ("{{ agee }}", UNKNOWN),
            ("{{ }}", UNKNOWN),
            ("{ age }", "{ age }"),
            ("{{ age", "{{ age"),
            # Nothing of Python can be reached through a text.
            ("{{ __class__ }}", UNKNOWN),
            ("{{ text }}", UNKNOWN),
        ],
    )
    def test_are_filled(self, text, filled):
        with translation.override("en"):
            assert fill(text, KNOWN) == filled

    def test_without_a_date_stand_as_an_ellipsis(self):
        assert fill("{{ age }} years", NOTHING) == "… years"

    def test_a_first_year_inside_is_told_as_zero_years(self):
        assert fill("{{ years_inside }}", Facts(1, 0, 20)) == "0"

    def test_that_are_unknown_are_named(self):
        assert unknown_placeholders("{{ age }} {{ agee }} {{ }}") == ["agee", ""]

    def test_that_lack_a_date_are_named_once(self):
        text = "{{ age }} {{ age }} {{ year_of_incarceration }}"
        assert missing_facts(text, Facts(1, 0, None)) == ["age"]
        assert missing_facts(text, NOTHING) == ["year_of_incarceration", "age"]
        assert missing_facts(text, KNOWN) == []


class TestHardCoded:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("serving her 19th year in prison", ["19th year"]),
            ("her 1st year, 2nd Year and 3RD YEAR", ["1st year", "2nd Year", "3RD YEAR"]),
            ("a 65-year-old survivor", ["65-year-old"]),
            ("she is 65 years old", ["65 years old"]),
            ("in her 22nd\nyear", ["22nd\nyear"]),
            ("en su 22.º año de prisión", ["22.º año"]),
            ("en su 23.er año de prisión", ["23.er año"]),
            ("en su 23º año", ["23º año"]),
            ("en su 23o año", ["23o año"]),
            ("with 65 años de edad", ["65 años de edad"]),
            ("tiene 54 años", ["tiene 54 años"]),
            ("Lleva más de 21 años presa", ["Lleva más de 21 años presa"]),
            ("She has been in prison for 21 years.", ["in prison for 21 years"]),
            ("incarcerated by now for over 20 years", ["incarcerated by now for over 20 years"]),
            ("For almost 21 years she has waited", ["For almost 21 years she has"]),
        ],
    )
    def test_numbers_of_years_are_found(self, text, found):
        assert hard_coded(text) == found

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "in her {{ year_of_incarceration }} year",
            "{{ age }} years old",
            "en su {{ year_of_incarceration }} año",
            "at 19 she was prosecuted",
            "sober for more than 25 years",
            "In 1995 she was about to leave",
            "in the 1980s",
            "serving 25 years to life",
            "She was married for 3 years before.",
            "lleva más de 25 años sobria",
            "una sentencia de 25 años a cadena perpetua",
        ],
    )
    def test_placeholders_and_what_does_not_move_are_let_be(self, text):
        assert hard_coded(text) == []
