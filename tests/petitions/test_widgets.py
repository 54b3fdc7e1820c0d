"""Widgets of the public forms."""

import pytest
from django.utils import translation

from petitions.widgets import CountrySelect, TrapInput, country_choices


def selected(html):
    return [option for option in html.split("<option ") if " selected" in option]


@pytest.mark.parametrize(("code", "name"), country_choices()[:3])
def test_the_country_that_was_chosen_is_selected(code, name):
    html = CountrySelect().render("country", code)

    assert selected(html) == [f'value="{code}" selected>{name}</option>']


@pytest.mark.parametrize("value", [None, "", "XX", "us", "USA", '"><script>', "ÜS", 5])
def test_what_is_no_country_selects_nothing_and_is_not_shown(value):
    html = CountrySelect().render("country", value)

    assert selected(html) == []
    assert "script" not in html
    assert html.count("<option ") == len(country_choices())


def test_a_country_selected_for_one_visitor_is_not_selected_for_the_next():
    CountrySelect().render("country", "DE")

    assert selected(CountrySelect().render("country", None)) == []


def test_countries_are_named_in_the_language_of_the_moment():
    with translation.override("es"):
        spanish = CountrySelect().render("country", "DE")

    assert selected(spanish) == ['value="DE" selected>Alemania</option>']


def test_attributes_are_escaped():
    html = CountrySelect(attrs={"autocomplete": '"><b>'}).render("country", "US", {"id": "id_c"})

    assert html.startswith(
        '<select autocomplete="&quot;&gt;&lt;b&gt;" id="id_c" name="country"><option '
    )


def test_the_trap_comes_back_empty():
    assert TrapInput().render("trap", "a program was here") == '<input type="text" name="trap">'
